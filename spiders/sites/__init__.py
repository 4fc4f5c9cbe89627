"""Rules for sites that resist: one file a site. See `monitor.config.sites`."""
