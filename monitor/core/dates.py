"""Dates as publishers write them.

A date is found in its text rather than matched against whole formats: first the day,
then the time near it, then the zone behind that. What is not certain is said so: without
a zone the outlet's is taken and the date is doubtful; a date to come becomes now, and
doubtful; a day alone is marked as one; nonsense is None.

Source: FAULTS row 42; forms seen in feeds (RFC 822, ISO 8601 and their misspellings) and
on Korean and Japanese pages.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo

from monitor.core import zones

EARLIEST = 1990  # year; before it lie defaults such as 1970-01-01
_AHEAD = timedelta(minutes=10)  # clocks that differ; beyond it a date is doubtful
_ABSURD = timedelta(days=366)  # further ahead it is no date of this text
_NEAR = 40  # characters between a day and its time
_LONGEST = 200  # characters; a date is shorter


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """What a text says about when."""

    when: datetime | None = None  # aware, by its own clock; never after `now`
    doubtful: bool = False  # no zone, to come, the year or the order guessed
    date_only: bool = False  # a day; `when` is its first moment


@dataclass(frozen=True, slots=True)
class _Day:
    day: date
    end: int  # where in the text it ends
    start: int
    guessed: bool = False


_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january januar janvier janv enero ene gennaio gen janeiro",
            "feb february februar fevrier fevr fev febrero febbraio fevereiro",
            "mar march marz maerz mrz mars marzo marco",
            "apr april avril avr abril abr aprile",
            "may mai mayo maggio mag maio",
            "jun june juni juin junio giugno giu junho",
            "jul july juli juillet juil julio luglio lug julho",
            "aug august aout agosto ago",
            "sep sept september septembre septiembre settembre set setembro",
            "oct october oktober okt octobre octubre ottobre ott outubro out",
            "nov november novembre noviembre novembro",
            "dec december dezember dez decembre diciembre dic dicembre dezembro",
        ),
        1,
    )
    for name in names.split()
}
_MONTH = "(?P<month>" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\b\.?"
_ERAS = {"令和": 2018, "平成": 1988}
_DAYS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?<!\d)(?P<y>\d{4})\s*[-/.年년]\s*(?P<m>\d{1,2})\s*[-/.月월]\s*(?P<d>\d{1,2})(?!\d)\s*[日일.]?",
        r"(?P<era>令和|平成)\s*(?P<y>\d{1,2}|元)\s*年\s*(?P<m>\d{1,2})\s*月\s*(?P<d>\d{1,2})\s*日",
        r"(?<!\d)(?P<d>\d{1,2})(?:st|nd|rd|th|er|\.)?[\s,-]+(?:de\s+)?" + _MONTH + r"[\s,-]+(?:de\s+)?(?P<y>\d{4}|\d\d)(?![\d:])",
        r"\b" + _MONTH + r"\s+(?P<d>\d{1,2})(?:st|nd|rd|th)?(?:,\s*|\s+)(?P<y>\d{4})(?!\d)",
        r"(?<!\d)(?P<a>\d{1,2})(?P<sep>[-/.])(?P<b>\d{1,2})(?P=sep)(?P<y>\d{4})(?!\d)",
        r"(?<!\d)(?P<m>\d{1,2})\s*[月월]\s*(?P<d>\d{1,2})\s*[日일]",
    )
)  # fmt: skip
_COMPACT = re.compile(r"(?<!\d)((?:19|20)\d\d)(\d\d)(\d\d)(?:T?(\d\d)(\d\d)(\d\d)?)?(?!\d)")  # fmt: skip
# "Aug 22 09:20:00 UTC 2019", the form of C's asctime and of date(1).
_ASCTIME = re.compile(r"\b([A-Z][a-z]{2}) +(\d{1,2}) (\d\d:\d\d:\d\d)( [A-Z]{3,4})? (\d{4})\b")  # fmt: skip
_TIME = re.compile(
    r"(?P<half>오전|오후|午前|午後|上午|下午|[ap]\.?m\.?)?\s*(?<!\d)(?P<h>\d{1,2})"
    r"(?:\s*[:.h]\s*(?P<mi>\d\d)(?!\d)(?:[:.]\s*(?P<s>\d\d)(?!\d)(?:[.,]\d+)?)?"
    r"|\s*[시時点]\s*(?:(?P<mi2>\d{1,2})\s*[분分])?\s*(?:(?P<s2>\d{1,2})\s*[초秒])?"
    r"|(?=\s*[ap]\.?m))(?:\s*(?P<half2>[ap]\.?m\b\.?))?",
    re.IGNORECASE,
)
_AFTERNOON = ("오후", "午後", "下午", "p")
_AGO = re.compile(
    r"(?P<n>\d{1,3}|an?|one)\s*(?:(?P<unit>min|hour|day|week|분|시간|일|주|分|時間|小時|日|週)"
    r"[a-z]*\s*(?:ago|전|前))",
    re.IGNORECASE,
)
_UNITS = {
    **dict.fromkeys(("min", "분", "分"), timedelta(minutes=1)),
    **dict.fromkeys(("hour", "시간", "時間", "小時"), timedelta(hours=1)),
    **dict.fromkeys(("day", "일", "日"), timedelta(days=1)),
    **dict.fromkeys(("week", "주", "週"), timedelta(days=7)),
}
_WORDS = {"today": 0, "오늘": 0, "今日": 0, "yesterday": 1, "어제": 1, "昨日": 1}


def parse(text: str | None, zone: str | None, now: datetime) -> Dated:
    """Read when something was published or changed.

    Args:
        text: as written by the publisher; anything at all.
        zone: IANA name of the outlet's time zone, for dates that name none.
        now: aware; nothing is published after it.
    """
    if not text:
        return Dated()
    plain = unicodedata.normalize("NFKC", text[:_LONGEST]).strip()
    home = zones.home(zone)
    if epoch := re.fullmatch(r"(\d{10})(?:\d{3})?(?:\.\d+)?", plain):
        return _settle(datetime.fromtimestamp(int(epoch[1]), UTC), now=now)
    plain = _ASCTIME.sub(r"\2 \1 \5 \3\4", _COMPACT.sub(_spread, _fold(plain)))
    found = _day(plain, zone, now.astimezone(home))
    if found is None:
        return _relative(plain, home, now)
    clock, offset = _clock(plain, found)
    stated = zones.stated(plain[offset:], found.day, home)
    midnight = datetime(found.day.year, found.day.month, found.day.day, tzinfo=stated or home)  # fmt: skip
    return _settle(
        midnight if clock is None else _at(midnight, clock),
        now=now,
        doubtful=stated is None or found.guessed,
        date_only=clock is None,
    )


def _settle(
    when: datetime, *, now: datetime, doubtful: bool = False, date_only: bool = False
) -> Dated:
    """Hold a date against the possible; it keeps its zone, which says what day it is."""
    try:
        # An offset and no zone by name: times that a zone has twice compare as unequal.
        when = when.astimezone(UTC).astimezone(
            timezone(when.utcoffset() or timedelta())
        )
    except OverflowError:
        return Dated()
    if when.year < EARLIEST or when - now > _ABSURD:
        return Dated()
    if when > now:
        late = when - now > _AHEAD
        return Dated(when=now, doubtful=doubtful or late, date_only=date_only)
    return Dated(when=when, doubtful=doubtful, date_only=date_only)


def _fold(text: str) -> str:
    """Drop the accents of Latin letters: "août" is "aout"."""
    if text.isascii():
        return text
    return "".join(
        unicodedata.normalize("NFD", c)[0] if c < "\u0250" else c for c in text
    )


def _spread(match: re.Match[str]) -> str:
    year, month, day, hour, minute, second = match.groups()
    clock = f" {hour}:{minute}:{second or '00'}" if hour else ""
    return f"{year}-{month}-{day}{clock}"


def _day(text: str, zone: str | None, here: datetime) -> _Day | None:
    """Find the first day that the calendar has."""
    for pattern in _DAYS:
        for match in pattern.finditer(text):
            year, month, day, guessed = _numbers(match, zone, here)
            try:
                found = date(year, month, day)
            except ValueError:
                continue
            return _Day(found, match.end(), match.start(), guessed)
    return None


def _numbers(
    match: re.Match[str], zone: str | None, here: datetime
) -> tuple[int, int, int, bool]:
    """Give year, month, day, and whether one of them is a guess."""
    part = match.groupdict()
    if "a" in part:
        return _ordered(part, zone)
    day, year = int(part["d"]), part.get("y")
    month = int(part["m"]) if "m" in part else _MONTHS[part["month"].lower()]
    if year is None:  # this year's, or last year's where that is still to come
        tomorrow = here + timedelta(days=1)
        to_come = (month, day) > (tomorrow.month, tomorrow.day)
        return here.year - to_come, month, day, True
    number = 1 if year == "元" else int(year)
    if part.get("era"):
        number += _ERAS[part["era"]]
    elif len(year) == 2:
        number += 2000 if number < 69 else 1900
    return number, month, day, False


def _ordered(part: dict[str, str], zone: str | None) -> tuple[int, int, int, bool]:
    """Read 22/08/2019 and 08/22/2019; where both are possible, as at the outlet."""
    first, second, year = int(part["a"]), int(part["b"]), int(part["y"])
    american = (zone or "").startswith(("America/", "US/", "Asia/Manila"))
    month_first = second > 12 or (american and part["sep"] == "/" and first <= 12)
    guessed = first <= 12 and second <= 12 and first != second
    if month_first:
        return year, first, second, guessed
    return year, second, first, guessed


def _clock(text: str, found: _Day) -> tuple[tuple[int, int, int] | None, int]:
    """Find the time near a day, and where its zone would stand."""
    match = _TIME.search(text, found.end, found.end + _NEAR)
    end = match.end() if match else found.end
    match = match or _TIME.search(text, 0, found.start)
    if match is None:
        return None, end
    hour = int(match["h"])
    minute = int(match["mi"] or match["mi2"] or 0)
    second = int(match["s"] or match["s2"] or 0)
    half = (match["half"] or match["half2"] or "").lower()
    if half and hour <= 12:
        hour = hour % 12 + 12 * half.startswith(_AFTERNOON)
    if hour > 24 or minute > 59 or second > 60 or (hour == 24 and minute):
        return None, end
    return (hour, minute, min(second, 59)), end


def _at(midnight: datetime, clock: tuple[int, int, int]) -> datetime:
    """Put a time to a day, by the clock on the wall there; 24:00 is the next day's."""
    hour, minute, second = clock
    try:
        wall = midnight.replace(tzinfo=None) + timedelta(
            hours=hour, minutes=minute, seconds=second
        )
    except OverflowError:
        return midnight
    return wall.replace(tzinfo=midnight.tzinfo)


def _relative(text: str, home: tzinfo, now: datetime) -> Dated:
    """Read "3 hours ago" and "yesterday", which count from the moment of reading."""
    if ago := _AGO.search(text):
        count = int(ago["n"]) if ago["n"].isdecimal() else 1
        unit = _UNITS[ago["unit"].lower()]
        days = unit >= timedelta(days=1)
        return Dated(when=now - count * unit, doubtful=True, date_only=days)
    back = _WORDS.get(text.lower().rstrip("."))
    if back is None:
        return Dated()
    here = (now - timedelta(days=back)).astimezone(home)
    day = here.replace(hour=0, minute=0, second=0, microsecond=0)
    return _settle(day, now=now, doubtful=True, date_only=True)
