"""Give work to hosts: one round at a time for each, listings first, then pages.

A round is one short crawl of one host. It holds a bounded number of requests, so that a
host with much to read neither starves its own listings nor keeps a stop waiting.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from monitor import log as logs
from monitor.core import schedule, urls
from monitor.model import Source, SourceName, Visit
from monitor.pipeline import ingest, visits
from monitor.store import links as link_rows
from monitor.store import sources as source_rows

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from monitor.pipeline.house import House
    from monitor.store.links import Leased

log = logs.get()

PAGES_PER_ROUND = 8
LINKS_PER_TICK = 200
HOLD = timedelta(minutes=10)  # of a leased link; a round is over long before


@dataclass(slots=True)
class Work:
    """What one host is asked in one round."""

    visits: list[tuple[Source, Visit]] = field(default_factory=list)
    links: list[Leased] = field(default_factory=list)


async def begin(
    house: House,
    tasks: set[asyncio.Task[None]],
    *,
    asked: set[SourceName] | None = None,
) -> int:
    """Start a round on every idle host that has something due.

    Args:
        house: the open rooms.
        tasks: the rounds under way; finished ones leave it by themselves.
        asked: for a single pass: the sources that had their visit in it. The others
            are due whatever their rhythm says, but for those that are resting.

    Returns:
        How many rounds were started.
    """
    room = house.standing.config.politeness.hosts_at_once - len(house.busy_hosts)
    if room <= 0:
        return 0
    work = await _find(house, house.now(), room, asked)
    for host, share in work.items():
        house.busy_hosts.add(host)
        task = asyncio.create_task(_round(house, host, share), name=f"round {host}")
        tasks.add(task)
        task.add_done_callback(tasks.discard)
    return len(work)


async def _find(
    house: House, now: datetime, room: int, asked: set[SourceName] | None
) -> dict[str, Work]:
    """Ask the database what is due on hosts that are idle; at most `room` hosts."""
    known = await house.writer.read(source_rows.visits)
    if asked is not None:
        known = {n: _at_once(v, now) for n, v in known.items() if n not in asked}
    work: dict[str, Work] = defaultdict(Work)
    pairs = [
        (source, known[name])
        for name, source in house.standing.sources.items()
        if name in known
    ]
    for source in schedule.due(pairs, now, per_host=2):
        visit = known[source.name]
        host = urls.host(visit.moved_to or source.url)
        if host not in house.busy_hosts and (host in work or len(work) < room):
            work[host].visits.append((source, visit))
            if asked is not None:
                asked.add(source.name)
    leased = await house.writer.run(
        _lease, now, room - len(work), busy=set(house.busy_hosts), also=set(work)
    )
    for link in leased:
        work[link.host].links.append(link)
    return work


def _at_once(visit: Visit, now: datetime) -> Visit:
    resting = visit.failures > 0 or visit.gone
    return visit if resting else replace(visit, due=min(visit.due, now))


def _lease(
    conn: Connection, now: datetime, room: int, *, busy: set[str], also: set[str]
) -> list[Leased]:
    """Lease links of hosts that take part in this tick; give the others back."""
    leased = link_rows.lease(
        conn,
        now,
        limit=LINKS_PER_TICK,
        per_host=PAGES_PER_ROUND,
        hold=HOLD,
        busy=frozenset(busy),
    )
    kept: list[Leased] = []
    for link in leased:
        if link.host not in also and room <= 0:
            link_rows.give_back(conn, [link.link.canonical])
            continue
        if link.host not in also:
            also.add(link.host)
            room -= 1
        kept.append(link)
    return kept


async def _round(house: House, host: str, work: Work) -> None:
    try:
        if work.visits:
            await visits.visit(house, work.visits)
        if work.links:
            await ingest.read(house, work.links)
    except asyncio.CancelledError:
        raise
    except Exception:
        # The edge of a job: one host's trouble never stops the others.
        log.exception("round_failed", host=host)
    finally:
        house.busy_hosts.discard(host)
