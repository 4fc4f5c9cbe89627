"""Whether the monitor itself is alive: what must not be too old."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from monitor.model import Source, SourceName, Visit

TICK: Final = timedelta(minutes=1)  # it ticks twice a second
SCHEDULER: Final = timedelta(minutes=1)  # another takes over within 30 s
FETCH_LEAST: Final = timedelta(minutes=30)
FETCH_TURNS: Final = 3  # of the source that is asked most often
OWED: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that must not be too old."""

    name: str
    age: timedelta | None  # None: it never was
    limit: timedelta
    needed: bool = False  # it must have been

    @property
    def ok(self) -> bool:
        """Whether it is young enough."""
        return not self.needed if self.age is None else self.age <= self.limit


def tick(last: float, now: datetime) -> Check:
    """Judge when the schedule was last looked at.

    Args:
        last: seconds since 1970; 0 when it never was.
        now: aware.
    """
    age = now - datetime.fromtimestamp(last, UTC) if last else None
    return Check(name="last_tick", age=age, limit=TICK, needed=True)


def scheduler(seen: datetime, now: datetime) -> Check:
    """Judge when a scheduler among many workers last gave a sign of life."""
    return Check(name="scheduler", age=now - seen, limit=SCHEDULER)


def owed(since: datetime | None, now: datetime) -> Check:
    """Judge since when the oldest alert that should be out is not."""
    age = now - since if since else None
    return Check(name="oldest_undelivered", age=age, limit=OWED)


def fetch(
    configured: Sequence[Source], visits: Mapping[SourceName, Visit], now: datetime
) -> Check:
    """Judge when a source last answered: one of them, whichever.

    A monitor that has never read anything counts from when it knew of its sources.
    """
    known = [(s, visits[s.name]) for s in configured if s.name in visits]
    since = _newest(v.succeeded for _, v in known) or min(
        (v.added for _, v in known), default=None
    )
    turn = min((v.pace or s.every for s, v in known), default=FETCH_LEAST)
    return Check(
        name="last_fetch",
        age=now - since if since else None,
        limit=max(FETCH_LEAST, turn * FETCH_TURNS),
    )


def _newest(times: Iterable[datetime | None]) -> datetime | None:
    return max((at for at in times if at is not None), default=None)
