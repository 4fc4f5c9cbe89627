"""Run one worker process, from joining the others to leaving them."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Coroutine, Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from monitor import crawl
from monitor import log as logs
from monitor.errors import StoreError, StoreHeld, StoreSchema
from monitor.jobs import hands
from monitor.jobs.scheduler import Scheduler
from monitor.jobs.station import BEAT, JOBS, QueueBell, Role, Station
from monitor.jobs.tasks import build
from monitor.pipeline import opening, ticks
from monitor.store import queue as queue_rows
from monitor.store import staff
from monitor.store.engine import open_store
from monitor.store.lock import Seat, hold

if TYPE_CHECKING:
    from monitor.config import Config, Reloader
    from monitor.store.engine import Store

log = logs.get()

RELOAD_EVERY: Final = 2.0
PREPARE_EVERY: Final = 0.5  # between looks whether another one made the database ready
PREPARE_FOR: Final = 120  # looks

LAST: Final = hands.GRACE + timedelta(seconds=10)  # for all that ends with a worker

Companion = Callable[[Station], Coroutine[Any, Any, None]]


async def serve(
    config: Config,
    roles: frozenset[Role],
    *,
    reloader: Reloader | None = None,
    companions: Sequence[Companion] = (),
    beat: float = BEAT,
    opening_with: Mapping[str, Any] | None = None,
) -> int:
    """Work on the queue until a signal says stop; give the exit status.

    Args:
        config: in force at the start.
        roles: what this worker does.
        reloader: watches the files; None for a configuration that stays.
        companions: what runs beside it: web pages, metrics.
        beat: seconds between its signs of life; the same for every worker.
        opening_with: further arguments of `opening.open_house`.

    Raises:
        StoreHeld: a daemon holds the database.
        StoreError: it cannot be used, or is not PostgreSQL.
    """
    store = open_store(config.database.reveal())
    seat = Seat.of_worker(store)
    try:
        if store.dialect != "postgresql":
            raise StoreError(
                "workers share a PostgreSQL: write `database: postgresql://...`;"
                " on SQLite one `news-monitor run` does all the work"
            )
        await _prepare(store)
        if not await asyncio.to_thread(seat.taken):
            raise seat.holder()
        with_more = {"alone": False, **(opening_with or {})}
        house = await opening.open_house(config, store, **with_more)
        house.bell = QueueBell(house)
        station = Station(
            house=house,
            roles=roles,
            started=house.now(),
            reloader=reloader,
            beat=beat,
        )
        house.manners.fleet = station.turns
        beside = [asyncio.create_task(run(station)) for run in companions]
        try:
            await _work(station, store, seat)
        finally:
            station.stopping.set()
            for ended in await asyncio.gather(*beside, return_exceptions=True):
                if isinstance(ended, Exception):
                    log.error("companion_failed", reason=repr(ended))
            await opening.close_house(house)
    finally:
        seat.leave()
        store.close()
    return 0


async def _prepare(store: Store) -> None:
    """See that the database has our schema and a queue; the first worker makes them.

    Raises:
        StoreSchema: it is of another version, and others are at work on it.
    """
    for left in reversed(range(PREPARE_FOR)):
        try:
            if await asyncio.to_thread(_ready, store):
                return
        except StoreSchema:
            if not left:
                raise
        except StoreHeld:
            if not left:
                raise
        await asyncio.sleep(PREPARE_EVERY)


def _ready(store: Store) -> bool:
    with suppress(StoreSchema):
        store.check()
        with store.read() as conn:
            if queue_rows.installed(conn):
                return True
    with hold(store):
        store.migrate()
        store.check()
        with store.begin() as conn:
            queue_rows.install(conn)
    return True


async def _work(station: Station, store: Store, seat: Seat) -> None:
    address = store.url.set(drivername="postgresql").render_as_string(
        hide_password=False
    )
    app = build(station, address)
    _listen_to_signals(station)
    async with app.open_async():
        taking = [
            asyncio.create_task(one.work(), name=f"hands {one.queues}")
            for one in hands.staff(app, station, store.contact)
        ]
        wanted: list[ticks.Tick] = [
            ("report", station.beat, lambda: _report(station, seat)),
            ("reload", RELOAD_EVERY, station.reloading.look),
        ]
        running = [
            asyncio.create_task(ticks.every(station.house, seconds, step, name))
            for name, seconds, step in wanted
        ]
        if "schedule" in station.roles:
            running.append(
                asyncio.create_task(Scheduler.on(station, app, store).work())
            )
        log.info("worker_started", worker=station.name, roles=sorted(station.roles))
        await station.stopping.wait()
        await _drain(station, running, taking)


async def _report(station: Station, seat: Seat) -> None:
    await asyncio.to_thread(seat.taken)  # after the server restarted it is taken anew
    await station.report()


async def _drain(
    station: Station,
    running: Sequence[asyncio.Task[None]],
    taking: Sequence[asyncio.Task[None]],
) -> None:
    """Take no more, let what is in flight end, and give back what does not."""
    log.info("stopping", jobs=station.doing.total())
    for task in (*running, *taking):
        task.cancel()
    hurry = asyncio.get_running_loop().call_later(
        hands.GRACE.total_seconds(), station.house.hurry
    )
    if station.roles & JOBS:
        await crawl.stop(station.house.manners, grace=hands.GRACE / 2)
    _, late = await asyncio.wait([*running, *taking], timeout=LAST.total_seconds())
    if late:  # their jobs are given back when this worker fell silent
        log.error("jobs_did_not_end", left=[task.get_name() for task in late])
    hurry.cancel()
    station.house.hurry()
    with suppress(StoreError):  # else the others see that it fell silent
        await station.house.writer.run(staff.leave, station.name)
    log.info("stopped", done=station.done)


def _listen_to_signals(station: Station) -> None:
    """Stop on SIGTERM and SIGINT, read the configuration again on SIGHUP."""
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(_unheard)
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, station.stopping.set)
    if station.reloader is not None:
        loop.add_signal_handler(signal.SIGHUP, station.reloading.now.set)


def _unheard(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Say nothing of what the queue's own tasks say of a database that went away."""
    if not isinstance(context.get("exception"), hands.QUEUE_LOST):
        loop.default_exception_handler(context)
