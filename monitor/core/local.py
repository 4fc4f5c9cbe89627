"""A reader's wall clock: which instant a local time is, whatever the zone does that day."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo


@lru_cache(maxsize=256)
def zone(name: str) -> ZoneInfo:
    """Give an IANA zone; kept, since every alert asks for one."""
    return ZoneInfo(name)


def instant(day: date, minute: int, tz: ZoneInfo) -> datetime:
    """Say when a clock on the wall shows a time of day.

    A time that the day leaves out is read with the offset before the gap (02:30
    becomes 03:30); of a time that the day has twice, the first counts.

    Args:
        day: the local date.
        minute: after local midnight; 1440 and more lie on later days.
        tz: the reader's zone.

    Returns:
        The instant, in UTC.

    Source: RFC 5545, section 3.3.5, "DATE-TIME".
    """
    wall = datetime.combine(day, time()) + timedelta(minutes=minute)
    return wall.replace(tzinfo=tz, fold=0).astimezone(UTC)


def exists(day: date, tz: ZoneInfo) -> bool:
    """Say whether a zone has a date: Samoa had no 30 December 2011."""
    return instant(day, 0, tz) < instant(day + timedelta(days=1), 0, tz)
