"""One process for one desk: ticks, senders, web pages, signals, a graceful stop.

What it does again and again is in `monitor.pipeline.ticks`.
"""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from monitor import crawl, metrics
from monitor import log as logs
from monitor.pipeline import digests, health, opening, rounds, ticks
from monitor.pipeline.deliver import Sender
from monitor.pipeline.ticks import Reloading
from monitor.store import outbox
from monitor.store import sources as source_rows
from monitor.store.backup import examine_at_start
from monitor.store.engine import open_store
from monitor.store.lock import hold, is_ours

if TYPE_CHECKING:
    from monitor.config import Config, Reloader
    from monitor.errors import StoreHeld
    from monitor.model import ChannelName, SourceName
    from monitor.pipeline.house import House
    from monitor.store.lock import Seat

log = logs.get()

TICK = 0.5  # seconds between looks at what is due
RELOAD_EVERY = 2.0
SEAT_EVERY = 2.0
GRACE = timedelta(seconds=20)  # for what is in flight; the whole stop stays under 30 s


@dataclass(slots=True)
class Daemon:
    """A running monitor."""

    house: House
    reloader: Reloader | None = None
    rounds: set[asyncio.Task[None]] = field(default_factory=set)
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    senders: dict[ChannelName, asyncio.Task[None]] = field(default_factory=dict)
    reloading: Reloading = field(init=False)
    seat: Seat | None = None  # on a server, which forgets it when it restarts
    taken: StoreHeld | None = None  # by another one, meanwhile

    def __post_init__(self) -> None:
        self.reloading = Reloading(self.house, self.reloader, changed=self._staff)

    @property
    def reload_error(self) -> str:
        """Why the newest configuration is not in force."""
        return self.reloading.error

    async def run(self) -> int:
        """Work until `stopping` is set, then stop gracefully; give the exit status."""
        wanted: list[ticks.Tick] = [
            ("rounds", TICK, self._rounds),
            ("reload", RELOAD_EVERY, self.reloading.look),
            ("seat", SEAT_EVERY, self._hold),
            *ticks.of_the_desk(self.house),
        ]
        running = [
            asyncio.create_task(ticks.every(self.house, seconds, step, name), name=name)
            for name, seconds, step in wanted
        ]
        self._staff()
        standing = self.house.standing
        log.info(
            "started", sources=len(standing.sources), channels=len(standing.channels)
        )
        await self.stopping.wait()
        log.info("stopping", rounds=len(self.rounds))
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        await self._drain()
        log.info("stopped")
        if self.taken is not None:
            raise self.taken
        return 0

    async def _hold(self) -> None:
        """See that the database still is ours alone; end where it is another's now."""
        if self.seat is None or await asyncio.to_thread(self.seat.taken):
            return
        holder = await asyncio.to_thread(self.seat.holder)
        if holder.pid is None or is_ours(holder):  # of a connection that is ending
            return
        self.taken = holder
        log.error("database_taken", reason=str(holder))
        self.stopping.set()

    async def once(self) -> int:
        """Visit every source once, read what is new, deliver; give the exit status."""
        asked: set[SourceName] = set()
        while not self.stopping.is_set():
            begun = await rounds.begin(self.house, self.rounds, asked=asked)
            if self.rounds:
                await self._until_one_ends(self.rounds)
            elif not begun:
                break
        await digests.gather(self.house)
        await ticks.operator(self.house)
        await health.tell(self.house)
        self._staff(once=True)
        senders = set(self.senders.values())
        while not self.stopping.is_set() and senders:
            await self._until_one_ends(senders)
            senders = {task for task in senders if not task.done()}
        await self._drain()
        return await self._verdict(asked)

    async def _until_one_ends(self, tasks: set[asyncio.Task[None]]) -> None:
        stop = asyncio.create_task(self.stopping.wait())
        await asyncio.wait([*tasks, stop], return_when=asyncio.FIRST_COMPLETED)
        stop.cancel()

    async def _verdict(self, asked: set[SourceName]) -> int:
        visits = await self.house.writer.read(source_rows.visits)
        read = any(visits[name].failures == 0 for name in asked if name in visits)
        counts = await self.house.writer.read(outbox.counts)
        dead = any(states.get("dead") for states in counts.values())
        return 1 if dead or (asked and not read) else 0

    async def _rounds(self) -> None:
        metrics.last_tick.set(self.house.now().timestamp())
        await rounds.begin(self.house, self.rounds)

    def _staff(self, *, once: bool = False) -> None:
        """Have one sender for each channel of the configuration in force."""
        wanted = set(self.house.standing.rules)
        for name in wanted - set(self.senders):
            sender = Sender(house=self.house, name=name, stopping=self.stopping)
            self.senders[name] = asyncio.create_task(
                sender.work(once=once), name=f"sender {name}"
            )

    async def _drain(self) -> None:
        """Let what is in flight end, and give back what does not."""
        reading = asyncio.create_task(crawl.stop(self.house.manners, grace=GRACE / 2))
        in_flight = [reading, *self.rounds, *self.senders.values()]
        _, late = await asyncio.wait(in_flight, timeout=GRACE.total_seconds())
        self.house.hurry()
        for task in late:
            task.cancel()
        await asyncio.gather(reading, *late, return_exceptions=True)


async def serve(
    config: Config,
    *,
    reloader: Reloader | None = None,
    once: bool = False,
    companions: Sequence[Companion] = (),
    opening_with: Mapping[str, Any] | None = None,
) -> int:
    """Run a monitor on its store, from taking it over to giving it up.

    Args:
        config: in force at the start.
        reloader: watches the files; None for a configuration that stays.
        once: visit every source once, deliver, and end.
        companions: what runs beside the daemon until it stops: web pages, a summary.
        opening_with: further arguments of `opening.open_house`.

    Returns:
        The exit status: 1 when a single pass could read no source or lost an alert.

    Raises:
        StoreHeld: another daemon runs on the database, or has taken it over.
        StoreError: the database cannot be used.
    """
    config.make_folders()
    store = open_store(config.database.reveal())
    try:
        with hold(store) as seat:
            examine_at_start(store)
            store.migrate()
            store.check()  # of a copy that was cut off, half is not an archive
            house = await opening.open_house(config, store, **(opening_with or {}))
            daemon = Daemon(house=house, reloader=reloader, seat=seat)
            listen_to_signals(daemon)
            beside = [asyncio.create_task(run(daemon)) for run in companions]
            try:
                return await (daemon.once() if once else daemon.run())
            finally:
                daemon.stopping.set()
                for ended in await asyncio.gather(*beside, return_exceptions=True):
                    if isinstance(ended, Exception):
                        log.error("companion_failed", reason=repr(ended))
                await opening.close_house(house)
    finally:
        store.close()


Companion = Callable[[Daemon], Coroutine[Any, Any, None]]


def listen_to_signals(daemon: Daemon) -> None:
    """Stop on SIGTERM and SIGINT, read the configuration again on SIGHUP."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, daemon.stopping.set)
    if daemon.reloader is not None:
        loop.add_signal_handler(signal.SIGHUP, daemon.reloading.now.set)
