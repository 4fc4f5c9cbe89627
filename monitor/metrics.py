"""What is counted, in base units; labels come from small known sets."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

REGISTRY = CollectorRegistry()

fetches = Counter(
    "monitor_fetches", "Requests made", ["purpose", "outcome"], registry=REGISTRY
)
fetch_seconds = Histogram(
    "monitor_fetch_seconds", "Time a request took", ["purpose"], registry=REGISTRY
)
extract_seconds = Histogram(
    "monitor_extract_seconds",
    "Time a page took to become an article",
    registry=REGISTRY,
)
pages = Counter(
    "monitor_pages", "Pages by what became of them", ["outcome"], registry=REGISTRY
)
placements = Counter(
    "monitor_placements",
    "Articles by where they were placed",
    ["relation"],
    registry=REGISTRY,
)
matches = Counter(
    "monitor_matches", "Matches by watch", ["watchlist", "watch"], registry=REGISTRY
)
alerts = Counter(
    "monitor_alerts", "Alerts planned", ["channel", "kind"], registry=REGISTRY
)
deliveries = Counter(
    "monitor_deliveries",
    "Attempts at delivery",
    ["channel", "outcome"],
    registry=REGISTRY,
)
delivery_seconds = Histogram(
    "monitor_delivery_seconds", "Time an attempt took", ["channel"], registry=REGISTRY
)
oldest_undelivered_seconds = Gauge(
    "monitor_oldest_undelivered_seconds",
    "Age of the oldest alert that is due",
    registry=REGISTRY,
)
last_tick = Gauge(
    "monitor_last_tick_timestamp_seconds",
    "When the schedule was last looked at",
    registry=REGISTRY,
)
config_last_reload_ok = Gauge(
    "monitor_config_last_reload_ok",
    "1 when the newest configuration is in force",
    registry=REGISTRY,
)

# ---- scale-out -----------------------------------------------------------------------

jobs = Counter(
    "monitor_jobs", "Jobs by what came of them", ["job", "outcome"], registry=REGISTRY
)
job_seconds = Histogram(
    "monitor_job_seconds", "Time a job took", ["job"], registry=REGISTRY
)
