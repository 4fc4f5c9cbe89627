"""How often a source has news, by hour of the week, and when it is too quiet.

What is counted is hours with news, not items: twenty items at eight o'clock are one. A
silence is measured in the hours with news that were to be expected in it, so that a
night or a weekend, in which none ever comes, is no silence.

Source: FAULTS B 29: nothing for four times its usual gap.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Final

GAPS: Final = 4.0  # expected hours with news; by then a source is quiet
WORST: Final = 1.5  # times the longest silence that it had before
LEARNT: Final = timedelta(days=28)  # of history that is looked at
ENOUGH: Final = 6  # hours with news, below which nothing is usual
BY_HOUR: Final = 20  # hours with news over two weeks: enough to tell hours apart
LONGEST: Final = timedelta(days=60)  # of a silence that is still measured

HOUR: Final = timedelta(hours=1)
WEEK: Final = 168  # hours


def quiet_since(hours: Sequence[datetime], now: datetime) -> datetime | None:
    """Tell since when a source is quieter than it ever is; None while it is not.

    Args:
        hours: in which it announced something new, each once, in order; any time in
            the hour. They reach back `LEARNT` from the newest at most.
        now: aware.
    """
    known = [_floor(at) for at in hours]
    if len(known) < ENOUGH:
        return None
    usual = _usual(known)
    longest = max(_expected(usual, a, b) for a, b in pairwise(known))
    silence = _expected(usual, known[-1], _floor(now))
    return hours[-1] if silence >= max(GAPS, WORST * longest) else None


def _usual(hours: Sequence[datetime]) -> list[float]:
    """Give for each hour of the week how likely it has news, 0 to 1."""
    span = hours[-1] - hours[0] + HOUR
    if len(hours) < BY_HOUR or span < timedelta(days=14):
        return [len(hours) * HOUR / span] * WEEK
    counts = Counter(map(_place, hours))
    weeks = span / timedelta(days=7)
    share = [min(counts[h] / weeks, 1.0) for h in range(WEEK)]
    # What comes at eight today may come at nine tomorrow.
    return [
        (share[h - 1] + 2 * share[h] + share[(h + 1) % WEEK]) / 4 for h in range(WEEK)
    ]


def _expected(usual: Sequence[float], start: datetime, end: datetime) -> float:
    """Add up what the hours between two of them usually bring."""
    many = int(min(end - start, LONGEST) / HOUR)
    first = _place(start)
    return sum(usual[(first + n) % WEEK] for n in range(1, many))


def _floor(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def _place(at: datetime) -> int:
    return at.weekday() * 24 + at.hour
