"""Time zones by the names that publishers give them."""

import re
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_OFFSET = re.compile(
    r"\s*\(?(?:(?:GMT|UTC|UT|Z)(?=[+-]))?(?P<sign>[+\u2212-])(?P<h>\d{1,2}):?(?P<m>\d\d)?(?!\d)"
)
_NAMED = re.compile(r"\s*[\[(,]?\s*(?P<name>[A-Z]{1,5})\b")
_NAMES = {
    **dict.fromkeys(("GMT", "UTC", "UT", "Z", "WET"), 0),
    "CET": 60,
    "CEST": 120,
    "MEZ": 60,
    "MESZ": 120,
    "EET": 120,
    "EEST": 180,
    "EST": -300,
    "EDT": -240,
    "CST": -360,
    "CDT": -300,
    "MST": -420,
    "MDT": -360,
    "PST": -480,
    "PDT": -420,
    "AKST": -540,
    "AKDT": -480,
    "HST": -600,
    "KST": 540,
    "JST": 540,
    "HKT": 480,
    "SGT": 480,
    "PHT": 480,
    "WIB": 420,
    "BST": 60,
    "MSK": 180,
    "IST": 330,
    "AWST": 480,
    "AEST": 600,
    "AEDT": 660,
    "NZST": 720,
    "NZDT": 780,
    "PKT": 300,
    "ICT": 420,
    "WEST": 60,
}
_ZONES = {
    "ET": "America/New_York",
    "CT": "America/Chicago",
    "MT": "America/Denver",
    "PT": "America/Los_Angeles",
}


def home(zone: str | None) -> tzinfo:
    """Give an outlet's zone; UTC where none, or none that exists, is known."""
    try:
        return ZoneInfo(zone) if zone else UTC
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC


def stated(text: str, day: date, here: tzinfo) -> tzinfo | None:
    """Read the offset or zone name that a text begins with; None where none stands.

    Args:
        text: what follows a date and time.
        day: for which the offset is wanted.
        here: the outlet's zone. Short names are not unique (CST, IST, BST): where it
            goes by that name itself, its meaning counts.
    """
    if offset := _OFFSET.match(text):
        minutes = int(offset["h"]) * 60 + int(offset["m"] or 0)
        sign = 1 if offset["sign"] == "+" else -1
        possible = minutes <= 14 * 60
        return timezone(timedelta(minutes=sign * minutes)) if possible else None
    named = _NAMED.match(text)
    return _by_name(named["name"], day, here) if named else None


def _by_name(name: str, day: date, here: tzinfo) -> tzinfo | None:
    if name in _ZONES:
        return ZoneInfo(_ZONES[name])
    for month in (day.month, 1, 7):  # also the name of the year's other half
        there = datetime(day.year, month, 1, tzinfo=here)
        if here is not UTC and there.tzname() == name:
            return timezone(there.utcoffset() or timedelta())
    return timezone(timedelta(minutes=_NAMES[name])) if name in _NAMES else None
