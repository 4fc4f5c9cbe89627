"""A worker: its rooms, its roles, and what it says of itself."""

from __future__ import annotations

import asyncio
import os
import socket
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, Literal, get_args

from monitor import __version__, metrics
from monitor.pipeline.ticks import Reloading
from monitor.store import queue as queue_rows
from monitor.store import staff, turns

if TYPE_CHECKING:
    from collections.abc import Collection
    from concurrent.futures import Future

    from sqlalchemy import Connection

    from monitor.config import Reloader
    from monitor.model import ChannelName
    from monitor.pipeline.house import House
    from monitor.store.writer import Writer

Role = Literal["visit", "ingest", "deliver", "schedule", "web"]
ROLES: Final[tuple[Role, ...]] = get_args(Role)
JOBS: Final[frozenset[Role]] = frozenset({"visit", "ingest", "deliver"})
USUAL: Final[frozenset[Role]] = frozenset({*JOBS, "schedule"})

BEAT: Final = 5.0  # seconds between a worker's signs of life
SILENT: Final = 4  # beats after which one that gave none counts as dead


@dataclass(slots=True)
class Station:
    """One worker process. It looks like a daemon to the pages beside it."""

    house: House
    roles: frozenset[Role]
    started: datetime
    reloader: Reloader | None = None
    beat: float = BEAT
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    scheduling: bool = False
    turns: SharedTurns = field(init=False)
    doing: Counter[str] = field(default_factory=Counter)  # jobs under way, by name
    done: int = 0
    reloading: Reloading = field(init=False)
    name: str = field(init=False)

    def __post_init__(self) -> None:
        self.turns = SharedTurns(self.house.writer)
        self.reloading = Reloading(self.house, self.reloader)
        self.name = f"{socket.gethostname()}:{os.getpid()}"

    @property
    def reload_error(self) -> str:
        """Why the newest configuration is not in force."""
        return self.reloading.error

    async def report(self) -> None:
        """Say that this worker is there, and what it is at."""
        await self.house.writer.run(staff.report, self.itself())
        metrics.last_tick.set(self.house.now().timestamp())

    def itself(self) -> staff.Worker:
        """Describe this worker."""
        return staff.Worker(
            name=self.name,
            roles=",".join(role for role in ROLES if role in self.roles),
            version=__version__,
            started=self.started,
            seen=self.house.now(),
            scheduling=self.scheduling,
            doing=self.doing.total(),
            done=self.done,
        )


@dataclass(frozen=True, slots=True)
class QueueBell:
    """Queues jobs in the transaction that makes the work necessary."""

    house: House

    def pages(self, conn: Connection, hosts: Collection[str]) -> None:
        """See `monitor.pipeline.house.Bell`."""
        queue_rows.pages(conn, self.house.now(), hosts)

    def alerts(self, conn: Connection, channels: Collection[ChannelName]) -> None:
        """See `monitor.pipeline.house.Bell`."""
        queue_rows.alerts(conn, self.house.now(), channels)


@dataclass(slots=True)
class SharedTurns:
    """The turns of hosts, agreed on with every other worker: a `spiders` `Fleet`."""

    writer: Writer
    _last: Future[None] | None = field(default=None, init=False)

    async def take(self, host: str, hold: timedelta) -> float:
        """See `spiders.manners.Fleet`."""
        left = await self.writer.run(turns.take, host, hold)
        return left.total_seconds()

    def leave(self, host: str, delay: timedelta) -> None:
        """See `spiders.manners.Fleet`. Not waited for here: see `settled`."""
        self._last = self.writer.submit(turns.leave, host, delay)

    def rest(self, host: str, wait: timedelta) -> None:
        """See `spiders.manners.Fleet`."""
        self._last = self.writer.submit(turns.rest, host, wait)

    async def settled(self) -> None:
        """Wait until all hosts that were left are free for others at the right time.

        To be done before the job ends that holds the lock of its host.
        """
        if self._last is not None and not self._last.done():
            await asyncio.wrap_future(self._last)
