"""Who had it first, language by language, and how long the others took."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from monitor.core.languages import language_name
from monitor.model import First

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

_TOGETHER: Final = timedelta(minutes=1)
_IN_MINUTES: Final = timedelta(hours=2)
_IN_HOURS: Final = timedelta(days=2)


def firsts(reports: Iterable[First]) -> tuple[First, ...]:
    """Keep the first report in each language, the earliest first.

    Args:
        reports: of one event, in any order; those whose language nobody knows do not
            count.
    """
    found: dict[str, First] = {}
    for report in sorted(reports, key=lambda r: (r.at, r.outlet, r.language)):
        if report.language:
            found.setdefault(report.language, report)
    return tuple(found.values())


def came_out(published: datetime | None, seen: datetime) -> datetime:
    """Tell when a report came out: as it says, but not after we saw it."""
    return min(published, seen) if published else seen


def who_was_first(found: Sequence[First], timezone: str) -> str:
    """Say which language and outlet had it first, and how long the others took.

    Args:
        found: as `firsts` gives them.
        timezone: of the reader, an IANA name.

    Returns:
        "First in Korean (Yonhap), 14:02 KST; English 38 min later (Harbor)". Empty
        where only one language has it.
    """
    if len(found) < 2:
        return ""
    first, zone = found[0], ZoneInfo(timezone)
    others = [
        f"{language_name(one.language)} {_later(one.at - first.at)} ({one.outlet})"
        for one in found[1:]
    ]
    head = f"First in {language_name(first.language)} ({first.outlet})"
    when = _clock(first.at, found[-1].at, zone)
    return "; ".join((f"{head}, {when}", *others))


def _clock(first: datetime, last: datetime, zone: ZoneInfo) -> str:
    """Write a time, with its day where the last of them is of another."""
    here = first.astimezone(zone)
    same = here.date() == last.astimezone(zone).date()
    return f"{here:%H:%M %Z}" if same else f"{here:%Y-%m-%d %H:%M %Z}"


def _later(took: timedelta) -> str:
    if took < _TOGETHER:
        return "at the same time"
    if took < _IN_MINUTES:
        return f"{took // timedelta(minutes=1)} min later"
    if took < _IN_HOURS:
        return f"{took // timedelta(hours=1)} h later"
    return f"{took // timedelta(days=1)} days later"
