"""A storm guard: what comes faster than a reader reads becomes one digest.

Nothing is dropped: an alert is sent by itself, or in a digest.

Source: FAULTS section 3, storm control; test A 10.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from monitor.model import AlertId, Priority

WINDOW: Final = timedelta(minutes=5)  # in which alerts are counted
GATHER: Final = timedelta(minutes=1)  # that the first alert too many waits for others
LARGEST: Final = 500  # alerts in one digest

_URGENCY: Final[dict[Priority, int]] = {"high": 0, "normal": 1, "low": 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """An alert that could be sent now, for the first time."""

    id: AlertId
    created: datetime
    due: datetime
    priority: Priority
    held: bool = False  # by a storm, before


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What becomes of the alerts that are too many; the others go as they are."""

    gathered: tuple[AlertId, ...] = ()  # into a digest, now
    held: tuple[AlertId, ...] = ()
    until: datetime | None = None  # when what is held is looked at again


CALM: Final = Verdict()


def judge(
    waiting: Sequence[Waiting],
    *,
    limit: int,
    sent: int,
    last: datetime | None,
    now: datetime,
    patient: bool = True,
) -> Verdict:
    """Say which of the alerts that wait for one channel must not go alone.

    Args:
        waiting: what is due and was never tried.
        limit: alerts in `WINDOW`; 0 for no limit.
        sent: begun in the last `WINDOW`.
        last: when the newest digest of a storm was made.
        now: aware.
        patient: whether the process will be there when what is held is due.
    """
    held = [w for w in waiting if w.held]
    if not limit or (len(held) < 2 and sent + len(waiting) <= limit):
        return CALM
    fresh = [w for w in waiting if not w.held]
    fresh.sort(key=lambda w: (_URGENCY[w.priority], w.created, w.id))
    rest = held + fresh[max(limit - sent, 0) :]
    ids = tuple(w.id for w in rest)
    ready = min(w.created for w in rest) + GATHER
    if last is not None:
        ready = max(ready, last + WINDOW)
    if ready <= now or not patient:
        return Verdict(gathered=ids)
    return Verdict(held=ids, until=ready)
