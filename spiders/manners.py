"""Manners: one gate per host, the rules of robots.txt, waits that were asked for.

One `Manners` lives as long as the process and is shared by all crawls, so that the
delay between two requests to a host holds across them: pages and listings,
robots.txt and redirects.
"""

import asyncio
import math
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta
from typing import Protocol

from scrapy.crawler import Crawler
from scrapy.utils.defer import maybe_deferred_to_future
from twisted.web.client import HTTPConnectionPool

from monitor import clock
from monitor.core.urls import host as host_of
from spiders.outcome import MissedError
from spiders.robots import Robots
from spiders.settings import CrawlSettings

LONG = 5.0  # seconds: who must wait that much longer than for any turn comes back later
KNOWN_HOSTS = 4096  # remembered at a time; the oldest make room


class Gate:
    """The door to one host."""

    def __init__(self, seats: int) -> None:
        self.seats = asyncio.Semaphore(seats)
        self.pacing = asyncio.Lock()
        self.last = -math.inf  # monotonic: when a request last began or ended
        self.guests = 0  # requests that wait or are on their way


class Fleet(Protocol):
    """What many processes that read the same hosts agree on."""

    async def take(self, host: str, hold: timedelta) -> float:
        """Take the next turn of a host; give the seconds to wait first, 0 if ours.

        It is ours until it is left, or for `hold`, should we die in it.
        """

    def leave(self, host: str, delay: timedelta) -> None:
        """End our turn; the next one comes after the delay."""

    def rest(self, host: str, wait: timedelta) -> None:
        """Have everybody leave a host alone for a while, as it asked."""


class Manners:
    """How this process behaves towards each host, kept across crawls.

    With a `fleet` the delays and the waits that were asked for hold for all of it.
    """

    def __init__(
        self,
        settings: CrawlSettings,
        *,
        now: Callable[[], datetime] = clock.now,
        monotonic: Callable[[], float] = clock.monotonic,
        fleet: Fleet | None = None,
    ) -> None:
        self.settings, self.now, self.monotonic = settings, now, monotonic
        self.fleet = fleet
        self.robots = Robots(settings, now)
        self.cookies: dict[str, dict[str, str]] = {}  # by origin: what opened a wall
        self.crawls = asyncio.Semaphore(settings.crawls)
        self.running: dict[asyncio.Task[None], Crawler] = {}
        self.stopping = asyncio.Event()
        self.pool: HTTPConnectionPool | None = None  # set by the first handler
        self._gates: dict[str, Gate] = {}
        self._pauses: dict[str, float] = {}  # monotonic end, by host and by address

    @asynccontextmanager
    async def turn(self, url: str) -> AsyncIterator[None]:
        """Wait until this address may be asked for; leave when the answer is in.

        The delay counts from the end of the last exchange: only then is it sure that
        the server saw the two requests that far apart.

        Raises:
            MissedError: "stopped" or "busy", when it may not be asked for now.
        """
        gate = self._gate(host_of(url))
        gate.guests += 1
        try:
            async with gate.seats:
                async with gate.pacing:
                    await self._pace(gate, url)
                    gate.last = self.monotonic()
                try:
                    yield
                finally:
                    gate.last = self.monotonic()
                    if self.fleet is not None:
                        self.fleet.leave(host_of(url), self._delay(url))
        finally:
            gate.guests -= 1

    def pause(self, key: str, wait: timedelta) -> None:
        """Leave a host, or one address, alone for a while."""
        now = self.monotonic()
        if len(self._pauses) >= KNOWN_HOSTS:
            self._pauses = {k: end for k, end in self._pauses.items() if end > now}
        if self.fleet is not None and "/" not in key:  # a host, not an address
            self.fleet.rest(key, wait)
        end = now + wait.total_seconds()
        self._pauses[key] = max(end, self._pauses.get(key, end))

    def check(self, url: str) -> None:
        """See whether an address may be asked for at this moment.

        Raises:
            MissedError: "stopped", or "busy" within a wait that was asked for.
        """
        if self.stopping.is_set():
            raise MissedError("stopped", "the monitor was stopped first")
        host = host_of(url)
        end = max(self._pauses.get(key, -math.inf) for key in (host, url))
        rest = end - self.monotonic()
        if rest > 0:
            raise _busy(host, rest)

    async def hang_up(self) -> None:
        """Close the connections that are kept open for the next request."""
        if self.pool is not None:
            closed = self.pool.closeCachedConnections()  # type: ignore[no-untyped-call]
            with suppress(TimeoutError):  # a server may never answer to a close
                async with asyncio.timeout(1):
                    await maybe_deferred_to_future(closed)

    async def _pace(self, gate: Gate, url: str) -> None:
        self.check(url)
        delay = self._delay(url)
        while not (ours := (rest := await self._rest(gate, url, delay)) <= 0):
            if rest > (delay + self.settings.timeout).total_seconds() + LONG:
                raise _busy(host_of(url), rest)
            try:
                async with asyncio.timeout(rest):
                    await self.stopping.wait()
            except TimeoutError:
                continue
            break
        try:
            self.check(url)
        except MissedError:
            if ours and self.fleet is not None:  # taken, and not to be used
                self.fleet.leave(host_of(url), timedelta())
            raise

    async def _rest(self, gate: Gate, url: str, delay: timedelta) -> float:
        """Give the seconds until this host's next turn; with 0 it has been taken."""
        rest = gate.last + delay.total_seconds() - self.monotonic()
        if rest > 0 or self.fleet is None:
            return rest
        return await self.fleet.take(host_of(url), delay + self.settings.timeout)

    def _delay(self, url: str) -> timedelta:
        return max(self.settings.delay, self.robots.delay(url))

    def _gate(self, host: str) -> Gate:
        gate = self._gates.get(host)
        if gate is None:
            if len(self._gates) >= KNOWN_HOSTS:
                self._forget()
            gate = self._gates[host] = Gate(self.settings.per_host)
        return gate

    def _forget(self) -> None:
        """Drop the gates at which nothing has happened for longer than any delay."""
        longest = max(self.settings.delay, self.settings.max_crawl_delay)
        since = self.monotonic() - longest.total_seconds()
        self._gates = {
            host: gate
            for host, gate in self._gates.items()
            if gate.guests or gate.last > since
        }


def _busy(host: str, rest: float) -> MissedError:
    return MissedError(
        "busy",
        f"{host} asked us to wait; {math.ceil(rest)} s are left",
        retry_after=timedelta(seconds=rest),
    )
