"""What the web pages see of the house."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

if TYPE_CHECKING:
    import asyncio

    from monitor.config import Config

T = TypeVar("T")


class HouseView(Protocol):
    """A house whose archive can be read and whose alerts can be sent again.

    `read` and `write` run a store function on a connection, away from the event loop.
    """

    @property
    def config(self) -> Config:
        """The configuration in force."""

    @property
    def reload_error(self) -> str:
        """Why the newest configuration is not in force; "" when it is."""

    def now(self) -> datetime:
        """Tell the time."""

    async def read(self, step: Callable[..., T], *args: object, **kwargs: object) -> T:
        """Run `step(conn, ...)` on a connection that cannot write."""

    async def write(self, step: Callable[..., T], *args: object, **kwargs: object) -> T:
        """Run `step(conn, ...)` in a transaction."""


class _Writer(Protocol):
    def read(
        self, step: Callable[..., T], *args: object, **kwargs: object
    ) -> Coroutine[Any, Any, T]: ...

    def run(
        self, step: Callable[..., T], *args: object, **kwargs: object
    ) -> Coroutine[Any, Any, T]: ...


class _Standing(Protocol):
    @property
    def config(self) -> Config: ...


class _House(Protocol):
    @property
    def writer(self) -> _Writer: ...

    @property
    def standing(self) -> _Standing: ...

    @property
    def now(self) -> Callable[[], datetime]: ...


class Running(Protocol):
    """A daemon, as far as the pages need it."""

    @property
    def house(self) -> _House:
        """The open rooms."""

    @property
    def reload_error(self) -> str:
        """Why the newest configuration is not in force."""

    @property
    def stopping(self) -> asyncio.Event:
        """Set when it is to end."""


@dataclass(frozen=True, slots=True)
class Beside:
    """The view of a daemon from beside it: always the configuration now in force."""

    daemon: Running

    @property
    def config(self) -> Config:
        """See `HouseView`."""
        return self.daemon.house.standing.config

    @property
    def reload_error(self) -> str:
        """See `HouseView`."""
        return self.daemon.reload_error

    def now(self) -> datetime:
        """See `HouseView`."""
        return self.daemon.house.now()

    async def read(self, step: Callable[..., T], *args: object, **kwargs: object) -> T:
        """See `HouseView`."""
        return await self.daemon.house.writer.read(step, *args, **kwargs)

    async def write(self, step: Callable[..., T], *args: object, **kwargs: object) -> T:
        """See `HouseView`."""
        return await self.daemon.house.writer.run(step, *args, **kwargs)
