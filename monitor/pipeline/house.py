"""What the corridor walks through: the rooms, opened once and passed to every step."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from monitor.core.starts import NO_STARTS, Starts
from monitor.model import (
    ChannelName,
    ChannelRule,
    Follow,
    Source,
    SourceName,
    WatchlistName,
)

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from monitor.channels.base import Channel
    from monitor.config import Config
    from monitor.core.match import Engine
    from monitor.store.writer import Writer
    from monitor.workers import Workers
    from spiders.manners import Manners


@dataclass(slots=True)
class Queued:
    """Wakes the senders of this process, so that none waits for its next look."""

    _next: asyncio.Event = field(default_factory=asyncio.Event)

    def heard(self) -> asyncio.Event:
        """Give what is set when something was queued the next time."""
        return self._next

    def tell(self) -> None:
        """Say that something was queued, and committed."""
        self._next.set()
        self._next = asyncio.Event()


def _pass(_: str) -> None:
    """Let the step go on."""


class Bell(Protocol):
    """Hears of work, inside the transaction that makes it necessary."""

    def pages(self, conn: Connection, hosts: Collection[str]) -> None:
        """Hear that hosts have pages to be read."""

    def alerts(self, conn: Connection, channels: Collection[ChannelName]) -> None:
        """Hear that channels have alerts to be sent."""


class Silent:
    """Rings nobody: the daemon looks at what is due by itself."""

    def pages(self, conn: Connection, hosts: Collection[str]) -> None:
        """See `Bell`."""

    def alerts(self, conn: Connection, channels: Collection[ChannelName]) -> None:
        """See `Bell`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What a configuration makes; swapped whole on a reload, never changed."""

    config: Config
    engine: Engine
    sources: Mapping[SourceName, Source]
    channels: Mapping[ChannelName, Channel]
    rules: Mapping[ChannelName, ChannelRule]
    templates: Mapping[ChannelName, str] = field(default_factory=dict)
    follows: Mapping[tuple[WatchlistName, str], Follow] = field(default_factory=dict)
    starts: Starts = NO_STARTS


@dataclass(slots=True, kw_only=True)
class House:
    """The open rooms of one process.

    `failpoint` is called with the name of each gap between two steps; tests pass one
    that ends the process there.
    """

    standing: Standing
    writer: Writer
    recorder: Writer
    """Places and records articles: the same writer, but where many workers take turns
    at placing, so that nothing else waits for its turn."""
    workers: Workers
    manners: Manners
    now: Callable[[], datetime]
    failpoint: Callable[[str], None] = _pass
    key: bytes = b""  # signs the addresses by which readers leave
    bell: Bell = field(default_factory=Silent)
    retry_scale: float = 1.0  # shrinks the waits between deliveries: demo, benches
    busy_hosts: set[str] = field(default_factory=set)
    unheard: set[str] = field(default_factory=set)
    """Hosts that gave no answer since anybody last did: many mean that we are offline."""
    queued: Queued = field(default_factory=Queued)
    retired: dict[ChannelName, list[Channel]] = field(default_factory=dict)
    """Of configurations before; each is closed once its sender is done with it."""

    def hurry(self) -> None:
        """Wait for the database no longer: what is under way shall end."""
        self.writer.hurry()
        self.recorder.hurry()
