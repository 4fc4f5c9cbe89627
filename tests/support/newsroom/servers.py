"""A loop in a thread, and HTTP servers on it that answer as they are told."""

import asyncio
import gzip
import hashlib
import threading
import time
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import urlsplit

PATIENCE = 60.0  # seconds that a test waits for something before it fails


class Closable(Protocol):
    def close(self) -> None: ...


class Loop:
    """Runs coroutines in a thread of its own, and wakes who waits for a change."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._changed = threading.Condition()
        self._servers: list[Closable] = []
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    def do(self, coroutine: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(20)

    def tell(self) -> None:
        """Say that something changed."""
        with self._changed:
            self._changed.notify_all()

    def until(
        self, true: Callable[[], object], what: str = "", *, within: float = PATIENCE
    ) -> None:
        """Wait until something is true; looked at whenever anything changed."""
        ends = time.monotonic() + within
        with self._changed:
            while not true():
                left = ends - time.monotonic()
                if left <= 0:
                    raise AssertionError(f"not within {within:g} s: {what or true}")
                self._changed.wait(min(left, 1.0))  # a look at a database tells nobody

    def closing(self, one: "Closable") -> None:
        """Have a server closed when the loop is."""
        self._servers.append(one)

    def close(self) -> None:
        for one in self._servers:
            one.close()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()


@dataclass
class Seen:
    """A request as it reached a server."""

    path: str
    headers: dict[str, str]
    body: bytes
    at: float  # monotonic seconds
    status: int = 0  # what it was answered


@dataclass
class Answer:
    """What a server says. A body that is asked for again unchanged is answered 304."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    validators: bool = True  # whether it has an ETag

    @classmethod
    def html(cls, body: str, **headers: str) -> "Answer":
        return cls(body.encode(), headers={"Content-Type": "text/html; charset=utf-8", **headers})  # fmt: skip

    @classmethod
    def zipped(cls, size: int, kind: str) -> "Answer":
        """Give a gzip bomb of `size` bytes."""
        packed = gzip.compress(b"<p>" + b" " * size)
        return cls(packed, headers={"Content-Type": kind, "Content-Encoding": "gzip"})

    @classmethod
    def redirect(cls, to: str, status: int = 302) -> "Answer":
        return cls(status=status, headers={"Location": to})


Reply = Callable[[Seen], Awaitable[Answer | None]]  # None: the connection is dropped


class Site:
    """An HTTP server with an answer, or what makes one, for each path."""

    def __init__(self, loop: Loop) -> None:
        self.routes: dict[str, Answer | Reply] = {}
        self.seen: list[Seen] = []
        self._loop, self._open = loop, set[asyncio.Task[None]]()
        self._server = loop.do(self._start())
        self.port = self._server.sockets[0].getsockname()[1]
        loop.closing(self)

    def url(self, path: str = "/") -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def asked(self, path: str) -> list[Seen]:
        return [seen for seen in self.seen if seen.path == path]

    def close(self) -> None:
        self._loop.do(self._stop())

    async def _start(self) -> asyncio.Server:
        return await asyncio.start_server(self._serve, "127.0.0.1", 0, limit=2**22)

    async def _stop(self) -> None:
        self._server.close()
        for task in list(self._open):
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)

    async def _serve(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._open.add(task)
        try:
            while await self._one(reader, writer):
                pass
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            self._open.discard(task)
            with suppress(OSError, RuntimeError):
                writer.transport.abort()

    async def _one(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> bool:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        first, *lines = head.rstrip().split("\r\n")
        headers = {k.lower(): v for k, v in (line.split(": ", 1) for line in lines)}
        body = await reader.readexactly(int(headers.get("content-length", 0)))
        seen = Seen(first.split()[1], headers, body, time.monotonic())
        self.seen.append(seen)
        self._loop.tell()
        route = self.routes.get(urlsplit(seen.path).path, Answer(status=404))
        answer = route if isinstance(route, Answer) else await route(seen)
        if answer is None:
            return False
        said = _answer(answer, seen)
        writer.write(said)
        await writer.drain()
        self._loop.tell()
        return True


def _answer(answer: Answer, seen: Seen) -> bytes:
    status, body, headers = answer.status, answer.body, dict(answer.headers)
    if answer.validators and status == 200:
        headers["ETag"] = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        if seen.headers.get("if-none-match") == headers["ETag"]:
            status, body = 304, b""
    seen.status = status
    headers.setdefault("Content-Length", str(len(body)))
    lines = [f"HTTP/1.1 {status} Said", *(f"{k}: {v}" for k, v in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body
