"""What is due and waits, counted where the database can say so from an index."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from monitor.model import AlertState, ChannelName, SourceName
from monitor.store import outbox, staff
from monitor.store.tables import links, sources

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlog:
    """What waits, and who is there to work on it."""

    pages: int
    sources: int
    lag: timedelta  # of the most overdue source
    succeeded: Mapping[SourceName, datetime]
    alerts: Mapping[ChannelName, Mapping[AlertState, int]]
    queue: Mapping[tuple[str, str], int]  # jobs by queue and status
    workers: tuple[staff.Worker, ...]  # alive


def backlog(
    conn: Connection, now: datetime, configured: Collection[SourceName]
) -> Backlog:
    """Look at everything that waits.

    Args:
        conn: open.
        now: aware.
        configured: the sources that are still read; the others are never late.
    """
    known = [
        row
        for row in conn.execute(
            select(sources.c.source, sources.c.due, sources.c.succeeded)
        )
        if row.source in configured
    ]
    late = [row.due for row in known if row.due <= now]
    pages = select(func.count()).where(links.c.state == "due", links.c.next_due <= now)
    return Backlog(
        pages=conn.scalar(pages) or 0,
        sources=len(late),
        lag=now - min(late, default=now),
        succeeded={SourceName(r.source): r.succeeded for r in known if r.succeeded},
        alerts=outbox.counts(conn),
        queue=staff.depth(conn),
        workers=tuple(staff.alive(conn, now)),
    )
