"""The nouns for tests of the rooms, with what a test does not care about filled in."""

from monitor.core import ids, similar
from monitor.model import (
    Alert,
    Article,
    Content,
    Copy,
    Delivery,
    Joins,
    Link,
    Match,
    Opens,
    Passage,
    Revision,
    Source,
)
from monitor.store import articles
from monitor.store.articles import Causes

TEXT = "Seoul ends the pact.\nTokyo regrets it."


def source(name="yonhap-en", outlet="Yonhap", **more):
    url = more.pop("url", f"https://{name}.example/rss.xml")
    return Source(name=name, outlet=outlet, kind="feed", url=url, **more)


def link(path="a", host="news.example", **more):
    url = f"https://{host}/{path}"
    return Link(
        **{"source": "yonhap-en", "url": url, "canonical": url, "title": path} | more
    )


def article(path="a", text=TEXT, *, fetched, **more):
    url = more.pop("url", f"https://news.example/{path}")
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
            "fetched": fetched,
            "language": "en",
            "digest": ids.text_digest(title, text),
        }
        | more
    )


def opens(one):
    """Place an article as the first of its story and event."""
    story = ids.story_id(one.id, one.digest)
    return Opens(story=story, event=ids.event_id(story), reason="nothing near")


def copy_of(one, placed, similarity=1.0):
    """Place an article as a copy of another, which is placed so."""
    return Copy(
        story=placed.story,
        event=placed.event,
        of=one.id,
        similarity=similarity,
        reason="the same text",
    )


def joins(one, near, placed):
    """Place an article as a report of another's event, in its own words."""
    return Joins(
        story=ids.story_id(one.id, one.digest),
        event=placed.event,
        near=near.id,
        similarity=0.4,
        reason="same names",
    )


def revises(before, placed, reason="name changed: Tokyo"):
    """Place an article as the second version of what stood at its address."""
    return Revision(
        story=placed.story,
        event=placed.event,
        version=2,
        material=True,
        reason=reason,
        old_title=before.title,
        old_text=before.text,
    )


def delivery(told, outcome="sent", *, at, **more):
    """Say how the first attempt at an alert ended."""
    return Delivery(
        **{
            "alert": told.id,
            "channel": told.channel,
            "attempt": 1,
            "at": at,
            "outcome": outcome,
            "seconds": 0.25,
        }
        | more
    )


def match(watch="termination", term="pact", *, at=15, **more):
    """Match a term where it stands in the body; by default in `TEXT`."""
    found = Passage(field="body", start=at, end=at + len(term), term=term)
    return Match(
        **{
            "watchlist": "gsomia",
            "watch": watch,
            "channels": ("desk",),
            "priority": "normal",
            "terms": (term,),
            "passages": (found,),
        }
        | more
    )


def alert(placed, channel="desk", *, now, article=None, kind="new", **more):
    """Tell of a placed article, or of a story of which only the id matters."""
    version = more.pop("version", "")
    return Alert(
        **{
            "id": ids.alert_id(
                "gsomia", placed.story, channel, kind=kind, version=version
            ),
            "watchlist": "gsomia",
            "channel": channel,
            "kind": kind,
            "story": placed.story,
            "event": placed.event,
            "article": article and article.id,
            "version": version,
            "watches": ("termination",),
            "priority": "normal",
            "created": now,
            "due": now,
            "content": Content(
                title=article.title if article else "한일 협정",
                url=article.url if article else "https://x.example/",
                outlet=article.outlet if article else "Y",
                excerpts=more.pop("excerpts", ()),
            ),
        }
        | more
    )


def record(conn, one, placed, *, now, baseline=False, **causes):
    """Store an article as the corridor does."""
    articles.record(
        conn,
        one,
        placed,
        prints=similar.prints(one.title, one.text, one.language),
        causes=Causes(config="c1", **causes),
        baseline=baseline,
        now=now,
    )
