"""The three jobs: visit a source, read a page, send an alert.

Each looks at its row again: not due any more, and there is nothing to do. None ever
fails as a job: what went wrong is in the row, and the sweep comes back to it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any, Final

from procrastinate import App, JobContext, PsycopgConnector

from monitor import clock, metrics, tracing
from monitor import log as logs
from monitor.core import schedule
from monitor.errors import StoreLost
from monitor.model import AlertId, ChannelName, SourceName
from monitor.pipeline import deliver, ingest, rounds, visits
from monitor.store import links as link_rows
from monitor.store import sources as source_rows

if TYPE_CHECKING:
    from monitor.jobs.station import Station
    from monitor.pipeline.house import House

log = logs.get()

KILLS_AT_MOST: Final = 2  # workers that a page may cost before it is set aside
ASIDE: Final = (
    30  # times `politeness.retry` that it then rests, twice as long each time
)
ASIDE_AT_MOST: Final = 5  # times: of 582 pages, 30 met four of 60 kills
CONNECTIONS: Final = 4
LOOK_AGAIN: Final = 5.0


def build(station: Station, address: str) -> App:
    """Give the queue's application, with the jobs bound to a worker's rooms.

    Args:
        station: whose rooms they use.
        address: of the database, as libpq takes it.
    """
    connector = PsycopgConnector(
        conninfo=address,
        min_size=1,
        max_size=CONNECTIONS,
        # A server that was away for long is found again within these seconds, each:
        # of the pool's own waits one may be as long as the server was away.
        timeout=LOOK_AGAIN,
        reconnect_timeout=LOOK_AGAIN,
        kwargs={"application_name": "news-monitor queue", "connect_timeout": 10},
    )
    app = App(connector=connector)
    house = station.house

    @app.task(name="visit", queue="visit", pass_context=True)
    async def visit_source(context: JobContext, source: str) -> None:
        await _at(station, context, "visit", visit(house, SourceName(source)))

    @app.task(name="ingest", queue="ingest", pass_context=True)
    async def ingest_page(context: JobContext, url: str) -> None:
        kills = context.job.attempts
        await _at(station, context, "ingest", read_page(house, url, kills=kills))

    @app.task(name="deliver", queue="deliver", pass_context=True)
    async def deliver_alert(context: JobContext, alert: str, channel: str) -> None:
        again = context.job.attempts > 0
        step = deliver.send_one(
            house, ChannelName(channel), AlertId(alert), again=again
        )
        await _at(station, context, "deliver", step)

    return app


async def visit(house: House, name: SourceName) -> bool:
    """Visit a source, if it is due; give whether it was."""
    source = house.standing.sources.get(name)
    before = await house.writer.read(source_rows.visit, name)
    if source is None or before is None:
        return False
    if not schedule.due([(source, before)], house.now(), per_host=1):
        return False
    await visits.visit(house, [(source, before)])
    return True


async def read_page(house: House, url: str, *, kills: int = 0) -> bool:
    """Read a page, if it is due; give whether it was.

    Args:
        house: the open rooms.
        url: canonical.
        kills: workers that ended while they read it, in a row.
    """
    leased = await house.writer.run(
        link_rows.lease_one, url, house.now(), hold=rounds.HOLD, again=kills > 0
    )
    if leased is None:
        return False
    if kills >= KILLS_AT_MOST:
        await _set_aside(house, leased, kills)
        return True
    try:
        await ingest.read(house, [leased])
    except asyncio.CancelledError:
        await asyncio.shield(house.writer.run(link_rows.give_back, [url]))
        raise
    except Exception as e:
        if not isinstance(rounds.of_the_store(e), StoreLost):  # that is said once
            log.exception("page_failed", url=leased.link.url)
        await rounds.recover(house, [leased])
    return True


async def _set_aside(house: House, leased: link_rows.Leased, kills: int) -> None:
    """Let a page rest whose reading ended workers; the fifth time for good.

    Most are innocent: whatever a worker was reading when it was killed looks like
    this. One that comes back after its rest and is read has lost nothing.
    """
    rest = house.standing.config.politeness.retry * ASIDE * 2**leased.poisoned
    final = leased.poisoned + 1 >= ASIDE_AT_MOST
    await house.writer.run(
        link_rows.failed,
        leased.link.canonical,
        reason=f"crash: {kills} workers ended while they read it",
        next_due=None if final else house.now() + rest,
        poisoned=True,
    )
    metrics.pages.labels("set_aside").inc()
    log.error("page_set_aside", url=leased.link.url, kills=kills, final=final)


async def _at(
    station: Station, context: JobContext, name: str, step: Coroutine[Any, Any, bool]
) -> None:
    """Do a job, and count it."""
    began, outcome = clock.monotonic(), "failed"
    station.doing[name] += 1
    try:
        with tracing.span(f"job {name}", job=context.job.id or 0):
            outcome = "done" if await step else "not_due"
            await station.turns.settled()
    except asyncio.CancelledError:
        outcome = "stopped"
        raise
    except StoreLost:
        outcome = "database_lost"  # said once, by who asked
    except Exception:
        # The edge of a job: its row is as it was, and the sweep comes back to it.
        log.exception("job_failed", job=name)
    finally:
        station.doing[name] -= 1
        station.done += 1
        metrics.jobs.labels(name, outcome).inc()
        metrics.job_seconds.labels(name).observe(clock.monotonic() - began)
