"""Records inside a row: contents, passages, placements; as JSON and back."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from monitor.model import AlsoIn, Content, Excerpt, Passage

if TYPE_CHECKING:
    from monitor.model import Match


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
        "old_title": content.old_title,
        "changes": list(content.changes),
    }


def to_content(kept: dict[str, Any]) -> Content:
    """Give the content that `from_content` wrote, also by an older program."""
    plain = dict(kept)
    for name in ("published", "first_seen"):
        plain[name] = _time(kept.get(name))
    for name in ("authors", "changes"):
        plain[name] = tuple(kept.get(name, ()))
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


def _told(time: datetime | None) -> str | None:
    return time.isoformat() if time else None


def _time(told: str | None) -> datetime | None:
    return datetime.fromisoformat(told) if told else None
