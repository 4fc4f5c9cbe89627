"""Feeds written for a test, and how one is read."""

from datetime import UTC, datetime

from monitor.core.discover import discover
from monitor.model import Page, Source, SourceName

NOW = datetime(2019, 8, 22, 12, 0, tzinfo=UTC)
BASE = "https://news.example/rss/world.xml"


def read(body, kind="feed", content_type="text/xml", **more):
    page = Page(
        requested=BASE,
        url=BASE,
        status=200,
        headers=(("content-type", content_type),) if content_type else (),
        body=body if isinstance(body, bytes) else body.encode(),
        fetched=NOW,
        seconds=0.1,
    )
    about = {"outlet": "The Example", "url": BASE, "timezone": "Asia/Seoul"} | more
    return discover(page, Source(name=SourceName("s"), kind=kind, **about), NOW)


def rss(*items, head="", channel="", root='<rss version="2.0">'):
    inside = "".join(f"<item>{item}</item>" for item in items)
    return f"{head}{root}<channel><title>News</title>{channel}{inside}</channel></rss>"


def item(n=1, title="Seoul ends pact", more=""):
    return f"<title>{title}</title><link>https://news.example/{n}</link>{more}"


def only(listing):
    (link,) = listing.links
    return link
