"""A real reactor in a thread, and servers that misbehave on request."""

import asyncio
import socket
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from twisted.internet._resolver import GAIResolver

from monitor import crawl
from monitor.core.egress import networks
from monitor.model import Call, Outcome, Source, Validators
from spiders import guard
from spiders.manners import Manners
from spiders.settings import CrawlSettings

NOW = datetime(2019, 11, 22, 9, 0, tzinfo=UTC)


# ---- the servers ---------------------------------------------------------------------


@dataclass
class Seen:
    """A request as it reached a server."""

    at: float  # of the loop's clock
    path: str
    headers: dict[str, str]


Handler = Callable[[Seen, asyncio.StreamWriter], Awaitable[bool | None]]


def raw(status: int, body: bytes, headers: dict[str, str]) -> bytes:
    lines = [f"HTTP/1.1 {status} Any", *(f"{k}: {v}" for k, v in headers.items())]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def answer(body: bytes | str = b"", status: int = 200, **headers: str) -> Handler:
    """Give an answer; underscores in header names stand for hyphens."""
    data = body.encode() if isinstance(body, str) else body
    named = {"Content-Type": "text/html; charset=utf-8"}
    named |= {name.replace("_", "-"): value for name, value in headers.items()}
    named.setdefault("Content-Length", str(len(data)))

    async def handle(seen: Seen, writer: asyncio.StreamWriter) -> None:
        writer.write(raw(status, b"" if status == 304 else data, named))

    return handle


def redirect(location: str, status: int = 302, **headers: str) -> Handler:
    return answer(b"", status, Location=location, **headers)


@dataclass
class Site:
    """A server on a loopback address, with one handler per path."""

    host: str = "127.0.0.1"
    tls: object = None
    routes: dict[str, Handler] = field(default_factory=dict)
    seen: list[Seen] = field(default_factory=list)
    port: int = 0
    open: int = 0
    most_open: int = 0
    touched: int = 0  # connections in all

    def url(self, path: str = "/", *, name: str | None = None) -> str:
        scheme = "https" if self.tls else "http"
        return f"{scheme}://{name or self.host}:{self.port}{path}"

    def paths(self) -> list[str]:
        return [seen.path for seen in self.seen]

    def pages(self) -> list[str]:
        return [path for path in self.paths() if path != "/robots.txt"]

    async def start(self) -> None:
        self.server = await asyncio.start_server(
            self._serve, self.host, 0, ssl=self.tls
        )
        self.port = self.server.sockets[0].getsockname()[1]
        self.writers: set[asyncio.StreamWriter] = set()

    async def stop(self) -> None:
        self.server.close()
        for writer in list(self.writers):
            writer.transport.abort()

    async def _serve(self, reader, writer) -> None:
        self.open += 1
        self.touched += 1
        self.most_open = max(self.most_open, self.open)
        self.writers.add(writer)
        with suppress(ConnectionError, asyncio.IncompleteReadError, ValueError):
            while await self._one(reader, writer):
                pass
        self.open -= 1
        self.writers.discard(writer)
        writer.close()

    async def _one(self, reader, writer) -> bool:
        line = await reader.readline()
        if not line:
            return False
        named = {}
        while header := (await reader.readline()).strip():
            name, _, value = header.decode("latin-1").partition(":")
            named[name.strip().lower()] = value.strip()
        at = asyncio.get_running_loop().time()
        seen = Seen(at, line.split()[1].decode("latin-1"), named)
        self.seen.append(seen)
        handler = self.routes.get(urlsplit(seen.path).path) or self.routes.get("*")
        more = await (handler or answer(b"", 404))(seen, writer)
        await writer.drain()
        return more is not False


# ---- the reactor ---------------------------------------------------------------------


class Names:
    """A resolver's answers: no test asks the machine's own for a name."""

    def __init__(self) -> None:
        self.known: dict[str, list[list[str]]] = {}  # one list for each time asked
        self.asked: list[str] = []

    def __call__(self, host, port, family=0, type=0, proto=0, flags=0):  # noqa: A002
        self.asked.append(host)
        if host in self.known:
            answers = self.known[host]
            ips = answers.pop(0) if len(answers) > 1 else answers[0]
            found = [socket.getaddrinfo(ip, port, 0, type) for ip in ips]
            return [info for infos in found for info in infos]
        if host.rstrip(".").lower() in ("localhost", "localhost.localdomain"):
            return socket.getaddrinfo("127.0.0.1", port, family, type)
        if any(c in "ghijklmnopqrstuvwyz" for c in host.lower()):
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        # spellings of a number, which the C library reads without asking anyone
        return socket.getaddrinfo(host, port, family, type)


class Reactor:
    """Runs coroutines on the one loop of this process."""

    def __init__(self) -> None:
        self.names = Names()
        self.ready = threading.Event()
        self.thread = threading.Thread(target=lambda: crawl.run(self._main))
        self.thread.start()
        assert self.ready.wait(20)

    async def _main(self) -> None:
        from twisted.internet import reactor

        resolver = GAIResolver(reactor, getaddrinfo=self.names)
        reactor.installNameResolver(guard.GuardedResolver(resolver))
        self.loop = asyncio.get_running_loop()
        self.over = asyncio.Event()
        self.ready.set()
        await self.over.wait()

    def do(self, coroutine, timeout: float = 25):
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result(timeout)

    def end(self) -> None:
        self.loop.call_soon_threadsafe(self.over.set)
        self.thread.join(20)
        assert not self.thread.is_alive()


@pytest.fixture(scope="session")
def reactor() -> Iterator[Reactor]:
    runs = Reactor()
    yield runs
    runs.end()


class House:
    """What a test works with: sites, manners, calls; all is closed after it."""

    def __init__(self, reactor: Reactor) -> None:
        self.reactor, self.sites, self.all_manners = reactor, [], []
        self.names = reactor.names

    def site(self, host: str = "127.0.0.1", tls: object = None, **routes) -> Site:
        site = Site(host=host, tls=tls, routes=routes)
        self.reactor.do(site.start())
        self.sites.append(site)
        return site

    def manners(self, *, allow=("127.0.0.0/8",), now=None, monotonic=None, **settings):
        given = {
            "user_agent": "news-monitor/0.1 (+mailto:desk@example.org)",
            "delay": timedelta(0),
            "timeout": timedelta(seconds=5),
            "allow": networks(allow),
        }
        clocks = {}
        if now is not None:
            clocks["now"] = now
        if monotonic is not None:
            clocks["monotonic"] = monotonic
        manners = Manners(CrawlSettings(**given | settings), **clocks)
        self.all_manners.append(manners)
        return manners

    def read(self, calls, manners, *, read=crawl.read_pages) -> list[Outcome]:
        """Read calls to the end; outcomes in the order of the calls."""

        async def gather():
            return [pair async for pair in read(calls, manners)]

        found = self.reactor.do(gather())
        assert sorted(id(c) for c, _ in found) == sorted(id(c) for c in calls)
        ordered = {}
        for call, outcome in found:
            ordered.setdefault(id(call), []).append(outcome)
        return [ordered[id(call)].pop(0) for call in calls]

    def one(self, url: str, manners=None, **call) -> Outcome:
        (outcome,) = self.read([call_to(url, **call)], manners or self.manners())
        return outcome

    def close(self) -> None:
        async def all_of_it():
            for manners in self.all_manners:
                await crawl.stop(manners, timedelta(seconds=1))
                assert not manners.running
            for site in self.sites:
                await site.stop()

        self.reactor.do(all_of_it())


@pytest.fixture
def house(reactor: Reactor) -> Iterator[House]:
    house = House(reactor)
    yield house
    house.close()
    reactor.names.known.clear()
    reactor.names.asked.clear()


# ---- calls ---------------------------------------------------------------------------


def source(url: str, **fields) -> Source:
    return Source(name="wire", outlet="Wire", kind="feed", url=url, **fields)


def call_to(url: str, *, validators=None, purpose="page", **fields) -> Call:
    of = fields.pop("of", None) or source(url, **fields)
    if isinstance(validators, dict):
        validators = Validators(**validators)
    return Call(url=url, purpose=purpose, source=of, validators=validators)


class Clock:
    """Stands still until a test moves it."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def now(self) -> datetime:
        return NOW + timedelta(seconds=self.seconds)

    def monotonic(self) -> float:
        return self.seconds

    def pass_(self, **time: float) -> None:
        self.seconds += timedelta(**time).total_seconds()
