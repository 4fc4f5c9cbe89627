"""One reading of a page: what was leased, what came of it, and what follows from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from monitor.core import schedule
from monitor.core.saying import Telling
from monitor.model import Call, Outcome, Source

if TYPE_CHECKING:
    from monitor.pipeline.house import Standing
    from monitor.store.links import Leased


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A leased link with what came of reading it."""

    leased: Leased
    call: Call
    outcome: Outcome
    source: Source


def telling(standing: Standing, reading: Reading, *, silent: bool) -> Telling:
    """Give what planning must know of the configuration in force."""
    return Telling(
        rules=standing.rules,
        follows=standing.follows,
        starts=standing.starts,
        config=standing.config.version,
        silent=silent,
        outlet_timezone=reading.source.timezone,
    )


def next_check(
    standing: Standing, leased: Leased, now: datetime, *, matched: bool, length: int
) -> datetime | None:
    """Say when a page that was read is asked for again; None for never.

    Args:
        standing: the configuration in force.
        leased: its link.
        now: aware.
        matched: whether a watch wants the article.
        length: of its text, in characters.
    """
    rhythm = standing.config.politeness.recheck
    return schedule.recheck(
        leased.first_seen, now, rhythm, matched=matched, length=length
    )
