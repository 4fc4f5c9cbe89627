"""Give work to hosts: one round at a time for each; new pages, then listings, then the rest.

A round is one short crawl of one host. It holds a bounded number of requests, so that a
host with much to read neither starves its own listings nor keeps a stop waiting.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from monitor import log as logs
from monitor.core import schedule, urls
from monitor.errors import StoreError, StoreLost
from monitor.model import Source, SourceName, Visit
from monitor.pipeline import ingest, visits
from monitor.store import links as link_rows
from monitor.store import sources as source_rows

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from monitor.pipeline.house import House
    from monitor.store.links import Leased

log = logs.get()

FRESH_PER_ROUND = 4  # new pages of a host
STALE_PER_ROUND = 4  # pages of a first visit, looks at known articles; 1 beside news
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
        _lease, now, room - len(work), busy=set(house.busy_hosts), visited=set(work)
    )
    for link in leased:
        work[link.host].links.append(link)
    return work


def _at_once(visit: Visit, now: datetime) -> Visit:
    resting = visit.failures > 0 or visit.gone
    return visit if resting else replace(visit, due=min(visit.due, now))


def _lease(
    conn: Connection,
    now: datetime,
    room: int,
    *,
    busy: set[str],
    visited: set[str],
) -> list[Leased]:
    """Lease what each host is to be asked for in its round, news first."""
    leased = link_rows.lease(
        conn,
        now,
        limit=LINKS_PER_TICK,
        per_host=FRESH_PER_ROUND + STALE_PER_ROUND,
        hold=HOLD,
        busy=frozenset(busy),
    )
    by_host: dict[str, list[Leased]] = defaultdict(list)
    for link in leased:
        by_host[link.host].append(link)
    kept: list[Leased] = []
    for host, links in by_host.items():
        if host not in visited:
            room -= 1
        if room >= 0 or host in visited:
            kept += _share(links, visited=host in visited)
    ours = {link.link.canonical for link in kept}
    others = [k for link in leased if (k := link.link.canonical) not in ours]
    link_rows.give_back(conn, others)
    return kept


def _share(links: Sequence[Leased], *, visited: bool) -> list[Leased]:
    """Choose what of one host's links fits into a round.

    A host whose delay leaves little room is first asked for news; looks at what is
    known already go on meanwhile, one a round.
    """
    fresh = [link for link in links if not (link.baseline or link.article)]
    stale = [link for link in links if link.baseline or link.article]
    news = visited or bool(fresh)
    return fresh[:FRESH_PER_ROUND] + stale[: 1 if news else STALE_PER_ROUND]


async def _round(house: House, host: str, work: Work) -> None:
    try:
        fresh = [link for link in work.links if not (link.baseline or link.article)]
        if fresh:
            await ingest.read(house, fresh)
        if work.visits:
            await visits.visit(house, work.visits)
        if stale := [link for link in work.links if link not in fresh]:
            await ingest.read(house, stale)
    except asyncio.CancelledError:
        raise
    except Exception as e:
        # The edge of a job: one host's trouble never stops the others.
        if (error := of_the_store(e)) is None:
            log.exception("round_failed", host=host)
        elif not isinstance(error, StoreLost):  # that is said once, for all
            log.error("round_failed", host=host, reason=str(error))  # noqa: TRY400 - a sentence for a person
        await recover(house, work.links)
    finally:
        house.busy_hosts.discard(host)


def of_the_store(error: BaseException) -> StoreError | None:
    """Give the store's own error, where nothing else went wrong: a full disk, say."""
    if isinstance(error, BaseExceptionGroup):
        found = [of_the_store(one) for one in error.exceptions]
        return found[0] if len({str(one) for one in found}) == 1 else None
    return error if isinstance(error, StoreError) else None


async def recover(house: House, links: Sequence[Leased]) -> None:
    """Leave a host alone for a while, then have its links read again.

    What was not kept is due all the time: without the rest, a full disk would have us
    ask its hosts for the same pages without end.
    """
    rest = house.standing.config.politeness.retry.total_seconds()
    with suppress(TimeoutError):
        await asyncio.wait_for(house.manners.stopping.wait(), rest)
    with suppress(StoreError):  # else the leases run out
        urls_left = [leased.link.canonical for leased in links]
        await house.writer.run(link_rows.give_back, urls_left)
