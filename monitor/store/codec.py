"""Nouns as rows, and back: links, articles, alerts and the records inside them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from monitor.core import urls
from monitor.model import (
    Alert,
    AlertId,
    AlertState,
    AlsoIn,
    Article,
    ArticleId,
    ChannelName,
    Content,
    EventId,
    Excerpt,
    First,
    Link,
    Passage,
    SourceName,
    StoryId,
    WatchlistName,
)

if TYPE_CHECKING:
    from sqlalchemy import RowMapping

    from monitor.model import Match

# The columns of an article that hold what its fields hold.
_PLAIN = tuple(
    name
    for name in Article.__dataclass_fields__
    if name not in {"id", "source", "authors", "notes", "aliases"}
)


def from_content(content: Content) -> dict[str, Any]:
    """Give an alert's content as plain values."""
    return {
        "title": content.title,
        "url": content.url,
        "outlet": content.outlet,
        "language": content.language,
        "published": _told(content.published),
        "published_doubtful": content.published_doubtful,
        "outlet_timezone": content.outlet_timezone,
        "first_seen": _told(content.first_seen),
        "excerpts": [
            {
                "field": excerpt.field,
                "text": excerpt.text,
                "marks": [list(mark) for mark in excerpt.marks],
                "terms": list(excerpt.terms),
            }
            for excerpt in content.excerpts
        ],
        "also": [[also.outlet, also.url, also.language] for also in content.also],
        "summary": content.summary,
        "authors": list(content.authors),
        "paywalled": content.paywalled,
        "form": content.form,
        "old_title": content.old_title,
        "changes": list(content.changes),
        "replaced": [list(pair) for pair in content.replaced],
        "notes": list(content.notes),
        "firsts": [[f.language, f.outlet, _told(f.at)] for f in content.firsts],
    }


def to_content(kept: dict[str, Any]) -> Content:
    """Give the content that `from_content` wrote, also by an older program."""
    plain = dict(kept)
    for name in ("published", "first_seen"):
        plain[name] = _time(kept.get(name))
    for name in ("authors", "changes", "notes"):
        plain[name] = tuple(kept.get(name, ()))
    plain["replaced"] = tuple((old, new) for old, new in kept.get("replaced", ()))
    plain["firsts"] = tuple(
        First(language=lang, outlet=o, at=datetime.fromisoformat(at))
        for lang, o, at in kept.get("firsts", ())
    )
    plain["also"] = tuple(
        AlsoIn(outlet=o, url=u, language=lang) for o, u, lang in kept["also"]
    )
    plain["excerpts"] = tuple(
        Excerpt(
            field=excerpt["field"],
            text=excerpt["text"],
            marks=tuple((start, end) for start, end in excerpt["marks"]),
            terms=tuple(excerpt["terms"]),
        )
        for excerpt in kept["excerpts"]
    )
    return Content(**plain)


def from_passages(match: Match) -> list[list[Any]]:
    """Give a match's passages as plain values."""
    return [[p.field, p.start, p.end, p.term] for p in match.passages]


def to_passages(kept: list[list[Any]]) -> tuple[Passage, ...]:
    """Give the passages that `from_passages` wrote."""
    return tuple(
        Passage(field=field, start=start, end=end, term=term)
        for field, start, end, term in kept
    )


def from_alert(alert: Alert, state: AlertState) -> dict[str, Any]:
    """Give the row of a new alert."""
    return {
        "id": alert.id,
        "watchlist": alert.watchlist,
        "channel": alert.channel,
        "kind": alert.kind,
        "story_id": alert.story,
        "event_id": alert.event,
        "article_id": alert.article,
        "version": alert.version,
        "watches": alert.watches,
        "priority": alert.priority,
        "created": alert.created,
        "due": alert.due,
        "state": state,
        "attempts": 0,
        "content": from_content(alert.content),
        "thread": alert.thread,
        "config": alert.config,
    }


def to_alert(row: RowMapping, items: tuple[Alert, ...]) -> Alert:
    """Give the alert that a row holds."""
    return Alert(
        id=AlertId(row["id"]),
        watchlist=WatchlistName(row["watchlist"]),
        channel=ChannelName(row["channel"]),
        kind=row["kind"],
        story=StoryId(row["story_id"]),
        event=EventId(row["event_id"]),
        article=ArticleId(row["article_id"]) if row["article_id"] else None,
        version=row["version"],
        watches=tuple(row["watches"]),
        priority=row["priority"],
        created=row["created"],
        due=row["due"],
        content=to_content(row["content"]),
        thread=AlertId(row["thread"]) if row["thread"] else None,
        attempts=row["attempts"],
        config=row["config"],
        items=items,
    )


def from_link(link: Link, now: datetime) -> dict[str, Any]:
    """Give the row of a link that is due, as if it were new."""
    return {
        "url": link.canonical,
        "request_url": link.url,
        "host": urls.host(link.url),
        "source": link.source,
        "title": link.title,
        "summary": link.summary,
        "text": link.text,
        "published": link.published,
        "doubtful": link.doubtful,
        "modified": link.modified,
        "guid": link.guid,
        "outlet": link.outlet,
        "language": link.language,
        "authors": link.authors,
        "fingerprints": {link.source: link.fingerprint},
        "baseline": False,
        "state": "due",
        "priority": 0,
        "next_due": now,
        "attempts": 0,
        "poisoned": 0,
        "checks": 0,
        "reason": "",
        "first_seen": now,
        "article_id": None,
    }


def to_link(row: RowMapping) -> Link:
    """Give the link that a row holds."""
    source = SourceName(row["source"])
    return Link(
        source=source,
        url=row["request_url"],
        canonical=row["url"],
        title=row["title"],
        summary=row["summary"],
        published=row["published"],
        doubtful=row["doubtful"],
        modified=row["modified"],
        guid=row["guid"],
        text=row["text"],
        authors=tuple(row["authors"]),
        language=row["language"],
        outlet=row["outlet"],
        fingerprint=row["fingerprints"].get(source, ""),
    )


def to_article(row: RowMapping) -> Article:
    """Give the article that a row holds."""
    return Article(
        **{name: row[name] for name in _PLAIN},
        id=ArticleId(row["id"]),
        source=SourceName(row["source"]),
        authors=tuple(row["authors"]),
        notes=tuple(row["notes"]),
        aliases=tuple(row["aliases"]),
    )


def _told(time: datetime | None) -> str | None:
    return time.isoformat() if time else None


def _time(told: str | None) -> datetime | None:
    return datetime.fromisoformat(told) if told else None
