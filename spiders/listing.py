"""Reads feeds, sitemaps, section pages and topic searches."""

from spiders.reader import Reader


class ListingReader(Reader):
    """Asks for feeds first, and takes what there is."""

    name = "listing"
    accept = (
        "application/rss+xml, application/atom+xml, application/feed+json, "
        "application/xml;q=0.9, text/xml;q=0.9, text/html;q=0.8, */*;q=0.5"
    )
