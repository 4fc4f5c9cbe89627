"""How pages say things: times, links, marked passages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from monitor.core.excerpts import excerpts
from monitor.core.text import clean_text
from monitor.core.urls import acceptable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.model import Excerpt, Passage

_UNITS: Final = ((86_400, "d"), (3_600, "h"), (60, "min"))


@dataclass(frozen=True, slots=True)
class Part:
    """Some words, marked where they are a term of a watch."""

    text: str
    marked: bool = False


def inert(value: object) -> object:
    """Make a stranger's words safe for a page: no controls, nothing that turns lines.

    A blank or break at either end stays, for a text may be shown in parts.
    """
    if type(value) is not str:  # numbers; and what templates made, which is safe
        return value
    clean = clean_text(value)
    if not clean:
        return "\n" if "\n" in value else " " if value.isspace() else ""
    head = value[: len(value) - len(value.lstrip())]
    tail = value[len(value.rstrip()) :]
    return f"{_blank(head)}{clean}{_blank(tail)}"


def _blank(run: str) -> str:
    return "\n" if "\n" in run else " " if run else ""


def link(url: str | None) -> str:
    """Give an address that a page may link to; "" for any other."""
    return url if url and acceptable(url) else ""


def clock(at: datetime | None, zone: str, now: datetime) -> str:
    """Write a time by the reader's clock, as short as it is clear."""
    if at is None:
        return ""
    there, today = at.astimezone(ZoneInfo(zone)), now.astimezone(ZoneInfo(zone))
    if there.date() == today.date():
        return f"{there:%H:%M}"
    return f"{there:%d %b %H:%M}" if there.year == today.year else f"{there:%d %b %Y}"


def full(at: datetime | None, zone: str) -> str:
    """Write a time with its day and zone."""
    return f"{at.astimezone(ZoneInfo(zone)):%a %d %b %Y, %H:%M:%S %Z}" if at else ""


def span(length: timedelta) -> str:
    """Say roughly how long something takes: "3 d", "5 h", "12 min", "8 s"."""
    seconds = int(abs(length).total_seconds())
    for unit, name in _UNITS:
        if seconds >= unit:
            return f"{seconds // unit} {name}"
    return f"{seconds} s"


def ago(at: datetime | None, now: datetime) -> str:
    """Say roughly how long ago something was, or how far ahead it lies."""
    if at is None:
        return "never"
    return f"in {span(at - now)}" if at > now else f"{span(now - at)} ago"


def plural(number: int, one: str, many: str) -> str:
    """Count things."""
    return f"{number:,} {one if number == 1 else many}"


def parts(excerpt: Excerpt) -> list[Part]:
    """Divide a passage into what is marked and what is not."""
    found, at = [], 0
    for start, end in sorted(excerpt.marks):
        begin = max(start, at)
        found.append(Part(excerpt.text[at:begin]))
        found.append(Part(excerpt.text[begin:end], marked=True))
        at = max(end, begin)
    found.append(Part(excerpt.text[at:]))
    return [part for part in found if part.text]


def passages(title: str, text: str, proof: Sequence[Passage]) -> list[list[Part]]:
    """Show the places of an article that prove a match."""
    return [parts(excerpt) for excerpt in excerpts(title, text, proof)]
