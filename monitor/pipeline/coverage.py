"""How far the monitor can see now: which sources are in trouble, what is held back."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from monitor.core import condition, digest, rhythm
from monitor.core.condition import Condition
from monitor.model import ChannelName
from monitor.store import crowd, rhythms
from monitor.store import sources as source_rows

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from monitor.pipeline.house import House

LATELY = timedelta(days=2)  # of pages that are looked at for empty texts
SPEAKS = timedelta(hours=4)  # a source that had news since is not quiet


def conditions(conn: Connection, house: House) -> list[Condition]:
    """Say what the configured sources suffer from, hiccups left out."""
    now, known = house.now(), house.standing.sources
    visits = [v for n, v in source_rows.visits(conn).items() if n in known]
    silent = [
        v.source
        for v in visits
        if not v.failures and v.last_new is not None and now - v.last_new > SPEAKS
    ]
    oldest = now - rhythm.LEARNT - rhythm.LONGEST
    hours = rhythms.news_hours(conn, silent, oldest) if silent else {}
    reads = rhythms.reads(conn, [v.source for v in visits], now - LATELY)
    found = []
    for visit in visits:
        mine = hours.get(visit.source, [])
        ill = condition.diagnose(
            visit,
            hours=[at for at in mine if at >= mine[-1] - rhythm.LEARNT],
            reads=reads.get(visit.source, condition.NO_READS),
            now=now,
        )
        if ill is not None:
            found.append(ill)
    return found


def coverage(
    conn: Connection, house: House, channel: ChannelName, *, since: datetime
) -> digest.Coverage:
    """State for a digest what the monitor could see, and what it held back.

    Args:
        conn: open.
        house: the open rooms.
        channel: the digest's.
        since: when the digest before was made; what was held back counts from there.
    """
    ill = conditions(conn, house)
    said = {"quiet": "gone quiet: ", "empty": "no texts: ", "failing": ""}
    troubled = tuple(
        digest.Trouble(
            source=c.source, since=c.since, reason=said[c.ailment] + c.reason
        )
        for c in ill
    )
    return digest.Coverage(
        normal=len(house.standing.sources) - len(ill),
        troubled=troubled,
        held=crowd.held_back(conn, channel, since, house.now()),
    )
