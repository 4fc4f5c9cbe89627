"""Nouns made short, for tests of the store."""

from datetime import UTC, datetime, timedelta

import pytest

from monitor.core import ids
from monitor.model import (
    Alert,
    Article,
    Content,
    Link,
    Match,
    Opens,
    Passage,
    Source,
)

NOW = datetime(2026, 11, 21, 9, 0, 0, 123456, tzinfo=UTC)


@pytest.fixture
def now():
    return NOW


@pytest.fixture
def source():
    def make(name="yonhap-en", url=None, **more):
        return Source(
            name=name,
            outlet="Yonhap",
            kind="feed",
            url=url or f"https://{name}.example/rss.xml",
            **more,
        )

    return make


@pytest.fixture
def link():
    def make(path="a", host="news.example", **more):
        url = f"https://{host}/{path}"
        return Link(
            **{"source": "yonhap-en", "url": url, "canonical": url, "title": path}
            | more
        )

    return make


@pytest.fixture
def article():
    def make(path="a", text="Seoul ends the pact.\nTokyo regrets it.", **more):
        url = f"https://news.example/{path}"
        title = more.pop("title", f"Title of {path}")
        return Article(
            **{
                "id": ids.article_id(url),
                "url": url,
                "fetched_url": url,
                "source": "yonhap-en",
                "outlet": "Yonhap",
                "title": title,
                "text": text,
                "fetched": NOW,
                "language": "en",
                "digest": ids.text_digest(title, text),
            }
            | more
        )

    return make


@pytest.fixture
def opens():
    def make(article):
        story = ids.story_id(article.id, article.digest)
        return Opens(story=story, event=ids.event_id(story), reason="nothing near")

    return make


@pytest.fixture
def match():
    def make(watch="termination", **more):
        return Match(
            **{
                "watchlist": "gsomia",
                "watch": watch,
                "channels": ("desk",),
                "priority": "normal",
                "terms": ("pact",),
                "passages": (Passage(field="body", start=15, end=19, term="pact"),),
            }
            | more
        )

    return make


@pytest.fixture
def alert():
    def make(story="5" * 16, channel="desk", *, kind="new", version="", **more):
        return Alert(
            **{
                "id": ids.alert_id(
                    "gsomia", story, channel, kind=kind, version=version
                ),
                "watchlist": "gsomia",
                "channel": channel,
                "kind": kind,
                "story": story,
                "event": "e" * 16,
                "article": None,
                "version": version,
                "watches": ("termination",),
                "priority": "normal",
                "created": NOW,
                "due": NOW,
                "content": Content(
                    title="한일 협정", url="https://x.example/", outlet="Y"
                ),
            }
            | more
        )

    return make


@pytest.fixture
def minutes():
    return lambda n: timedelta(minutes=n)
