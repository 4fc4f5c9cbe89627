"""The one scheduler: sees what is due, and gives back what nobody is at work on."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from procrastinate.jobs import Status

from monitor import log as logs
from monitor.core import schedule, urls
from monitor.errors import StoreError, StoreLost
from monitor.jobs.hands import QUEUE_LOST
from monitor.jobs.station import SILENT
from monitor.pipeline import ticks
from monitor.store import links as link_rows
from monitor.store import queue as queue_rows
from monitor.store import sources as source_rows
from monitor.store import turns
from monitor.store.lock import Seat

if TYPE_CHECKING:
    from datetime import datetime

    from procrastinate import App
    from sqlalchemy import Connection

    from monitor.jobs.station import Station
    from monitor.model import SourceName
    from monitor.pipeline.house import House
    from monitor.store.engine import Store

log = logs.get()

SWEEP_EVERY: Final = 0.5
HOSTS_KEPT: Final = timedelta(days=1)


@dataclass(slots=True)
class Scheduler:
    """Waits for the seat of the scheduler, and schedules as long as it holds it."""

    station: Station
    app: App
    seat: Seat
    _ticks: list[asyncio.Task[None]] = field(default_factory=list, init=False)

    @classmethod
    def on(cls, station: Station, app: App, store: Store) -> Scheduler:
        """Make one for a worker."""
        return cls(station, app, Seat.of_scheduler(store))

    async def work(self) -> None:
        """Stand for the seat, for ever; cancel it to end."""
        try:
            while True:
                await self._look()
                await asyncio.sleep(self.station.beat)
        finally:
            await self._stand_down()
            await asyncio.to_thread(self.seat.leave)

    async def _look(self) -> None:
        """Take the seat where it is free; stand down when it was lost."""
        try:
            ours = await asyncio.to_thread(self.seat.taken)
        except StoreLost:  # said once, by who asked
            ours = False
        except StoreError as e:
            log.warning("seat_lost", reason=str(e))
            ours = False
        if ours and not self._ticks:
            log.info("scheduling", worker=self.station.name)
            self.station.scheduling = True
            self._ticks = [
                asyncio.create_task(
                    ticks.every(self.station.house, seconds, step, name), name=name
                )
                for name, seconds, step in self._wanted()
            ]
        elif self._ticks and not ours:
            await self._stand_down()

    def _wanted(self) -> list[ticks.Tick]:
        beat = self.station.beat
        return [
            ("sweep", SWEEP_EVERY, self._sweep),
            ("stalled", beat, self._give_back),
            ("turns", HOSTS_KEPT.total_seconds(), self._forget_turns),
            *ticks.of_the_desk(self.station.house),
        ]

    async def _sweep(self) -> None:
        house = self.station.house
        await house.writer.run(sweep, house, house.now())

    async def _give_back(self) -> None:
        """Give back the jobs of the dead; nobody is dead while nobody can be heard."""
        silent = self.station.beat * SILENT
        if not self.seat.store.contact.held_for(silent):
            return
        try:
            await give_back(self.app, silent=silent)
        except QUEUE_LOST as e:
            raise StoreLost(str(e)) from e

    async def _forget_turns(self) -> None:
        await self.station.house.writer.run(turns.forget, HOSTS_KEPT)

    async def _stand_down(self) -> None:
        self.station.scheduling = False
        for task in self._ticks:
            task.cancel()
        await asyncio.gather(*self._ticks, return_exceptions=True)
        self._ticks = []


def sweep(conn: Connection, house: House, now: datetime) -> int:
    """Queue what is due and has no job; give how much that was.

    What queued itself is left alone; what a kill or a cut lost is found here.
    """
    link_rows.expire(conn, now)
    standing = house.standing
    return (
        queue_rows.alerts(conn, now, standing.rules)
        + queue_rows.pages(conn, now)
        + queue_rows.visits(conn, _due(conn, house, now))
    )


def _due(conn: Connection, house: House, now: datetime) -> list[tuple[SourceName, str]]:
    """Give the sources whose visit has come and is not queued, each with its host.

    Where more is due than the crew can do, this is asked of thousands, twice a second.
    """
    come = source_rows.come(
        conn, now, now + schedule.GONE + schedule.DAY, besides=queue_rows.VISITED
    )
    known = house.standing.sources
    pairs = [(known[name], visit) for name, visit in come.items() if name in known]
    return [
        (source.name, urls.host(come[source.name].moved_to or source.url))
        for source in schedule.due(pairs, now, per_host=queue_rows.VISITS_OF_A_HOST)
    ]


async def give_back(app: App, *, silent: float) -> int:
    """Queue again the jobs of workers that fell silent; give how many.

    A count of its attempts goes with each, so that a page that ends workers is known.

    Args:
        app: opened.
        silent: seconds without a sign of life after which a worker counts as dead.
    """
    manager = app.job_manager
    stalled = list(await manager.get_stalled_jobs(seconds_since_heartbeat=silent))
    for job in stalled:
        log.warning("job_stalled", job=job.task_name, lock=job.lock, kills=job.attempts)
        with suppress(Exception):  # it ended meanwhile, or waits a second time already
            await manager.retry_job(job)
            continue
        if job.id is not None:
            with suppress(Exception):
                await manager.finish_job_by_id_async(
                    job.id, status=Status.FAILED, delete_job=True
                )
    await manager.prune_stalled_workers(silent)
    return len(stalled)
