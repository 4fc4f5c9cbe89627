"""Workers that can be killed: one page's misfortune ends with its worker.

No limit on a page's size bounds what it costs to parse, and signals do not interrupt C.
So each task runs in a process of its own kind: limited in memory and processor time by
the kernel and in wall time by us. A worker that dies takes one task with it; the next
task gets a fresh one.

Source: STACK 2 (a process pool fails the neighbours of a killed worker); FAULTS rule 7.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import pickle
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Self, cast

from monitor import clock, metrics
from monitor.errors import ExtractError
from monitor.model import (
    KnownSite,
    Link,
    Listing,
    OutletHints,
    Page,
    Read,
    Source,
)
from monitor.workers import wire

_UNKNOWN = KnownSite()


@dataclass(slots=True)
class _Worker:
    pid: int
    sock: socket.socket
    done: int = 0


@dataclass(slots=True)
class _Nursery:
    """Our end of the process that forks workers."""

    process: subprocess.Popen[bytes]
    sock: socket.socket
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    @classmethod
    def open(cls, tasks: str) -> Self:
        """Start one that knows the tasks of a module."""
        ours, theirs = socket.socketpair()
        with theirs:
            process = subprocess.Popen(  # noqa: S603 - our own module
                [sys.executable, "-m", "monitor.workers.nursery", tasks],
                stdin=theirs.fileno(),
            )
        ours.setblocking(False)
        return cls(process, ours)

    async def ask(self, request: str, descriptor: int | None = None) -> int:
        """Send one request and wait for its number.

        Never cancelled half-way: the next answer would be taken for this one.

        Raises:
            EOFError, OSError: the nursery is gone.
        """
        return await asyncio.shield(self._ask(request, descriptor))

    async def _ask(self, request: str, descriptor: int | None) -> int:
        loop = asyncio.get_running_loop()
        async with self.lock:
            word = request.encode("ascii")
            if descriptor is None:
                await loop.sock_sendall(self.sock, word)
            else:
                socket.send_fds(self.sock, [word], [descriptor])
            answer = b""
            while not answer.endswith(b"\n"):
                part = await loop.sock_recv(self.sock, 64)
                if not part:
                    raise EOFError("the nursery is gone")
                answer += part
        return int(answer)

    def close(self) -> None:
        """Let it go, with all its workers, and wait until it went."""
        self.sock.close()
        self.process.wait()


class Workers:
    """A fixed number of killable workers, started when first needed.

    Args:
        count: tasks at the same time; 0 for one for each processor.
        memory: bytes a worker may take on top of what it starts with.
        seconds: of wall time a task may take.
        cpu: seconds of processor time a task may take.
        now: tells when a feed's text was read.
        recycle: tasks that a worker does; what C libraries leak ends with it.
        tasks: the module whose `TASKS` they do.
    """

    def __init__(  # noqa: PLR0913 - limits, each named
        self,
        count: int = 2,
        *,
        memory: int = 512 << 20,
        seconds: float = 30.0,
        cpu: int = 20,
        now: Callable[[], datetime] = clock.now,
        recycle: int = 1000,
        tasks: str = "monitor.workers.tasks",
    ) -> None:
        self.count = count or os.cpu_count() or 1
        self.memory, self.seconds, self.cpu = memory, seconds, cpu
        self._now, self._tasks, self._recycle = now, tasks, recycle
        self._nursery: _Nursery | None = None
        self._idle: list[_Worker] = []
        self._free = asyncio.Semaphore(self.count)
        self._opening = asyncio.Lock()

    async def read(
        self, page: Page, link: Link, source: Source, *, site: KnownSite = _UNKNOWN
    ) -> Read:
        """Read the article out of a page, with its fingerprints and what it teaches.

        Raises:
            ExtractError: the page holds none, or cost its worker ("limit", "crash").
        """
        outlet = hints(source, site)
        answer = await self.run("read", page, link, now=page.fetched, outlet=outlet)
        return cast("Read", answer)

    async def read_text(
        self, link: Link, source: Source, *, site: KnownSite = _UNKNOWN
    ) -> Read:
        """Read the article out of the full text that a feed carried, as `read` does.

        Raises:
            ExtractError: nothing is left of it.
        """
        outlet = hints(source, site)
        text = link.text or ""
        answer = await self.run("read_text", link, text, now=self._now(), outlet=outlet)
        return cast("Read", answer)

    async def discover(self, page: Page, source: Source) -> Listing:
        """List what a source's page announces.

        Raises:
            ExtractError: the page cost its worker ("limit", "crash").
        """
        return cast("Listing", await self.run("discover", page, source, page.fetched))

    async def run(self, task: str, *args: object, **kwargs: object) -> object:
        """Have a worker do a task of `monitor.workers.tasks`.

        Raises:
            ExtractError: raised by the task; or "limit", "crash" when its worker died.
        """
        async with self._free:
            worker = await self._worker()
            began = clock.monotonic()
            try:
                async with asyncio.timeout(self.seconds):
                    word, value = await _do(worker, (task, args, kwargs))
            except (EOFError, ConnectionError):
                error = await self._bury(worker)
                metrics.extractor_restarts.labels(error.kind).inc()
                raise error from None
            except TimeoutError:
                await self._bury(worker)
                metrics.extractor_restarts.labels("time").inc()
                message = f"took over {self.seconds:g} s"
                raise ExtractError(message, kind="limit") from None
            except BaseException:  # cancelled: what it is at work on, nobody waits for
                await self._bury(worker)
                raise
            if task == "read":
                metrics.extract_seconds.observe(clock.monotonic() - began)
            await self._keep(worker, trusted=word != "refused" or value.kind != "limit")
        if word == "done":
            return value
        raise value if word == "refused" else ExtractError(str(value), kind="crash")

    async def _worker(self) -> _Worker:
        """Take an idle worker, or have a new one."""
        async with self._opening:
            if self._nursery is None or self._nursery.process.poll() is not None:
                await self.close()  # its workers went with it
                self._nursery = _Nursery.open(self._tasks)
            if self._idle:
                return self._idle.pop()
            hiring = asyncio.create_task(self._fork(self._nursery))
            try:
                return await asyncio.shield(hiring)
            except asyncio.CancelledError:
                self._idle.append(await hiring)
                raise

    async def _fork(self, nursery: _Nursery) -> _Worker:
        ours, theirs = socket.socketpair()
        with theirs:
            pid = await nursery.ask(f"fork {self.memory} {self.cpu}", theirs.fileno())
        ours.setblocking(False)
        return _Worker(pid, ours)

    async def _keep(self, worker: _Worker, *, trusted: bool) -> None:
        worker.done += 1
        if trusted and worker.done < self._recycle:
            self._idle.append(worker)
        else:
            await self._bury(worker)

    async def _bury(self, worker: _Worker) -> ExtractError:
        """End a worker; give the error that says how it had ended."""
        worker.sock.close()
        number = 0
        if self._nursery is not None:
            with contextlib.suppress(EOFError, OSError):
                number = await self._nursery.ask(f"end {worker.pid}")
        if number in (signal.SIGXCPU, signal.SIGKILL):
            return ExtractError("used up its processor time or memory", kind="limit")
        return ExtractError(f"its worker ended with signal {number}", kind="crash")

    async def close(self) -> None:
        """End all workers; those at work are killed."""
        self._forget()
        if self._nursery is not None:
            nursery, self._nursery = self._nursery, None
            await asyncio.to_thread(nursery.close)

    def _forget(self) -> None:
        for worker in self._idle:
            worker.sock.close()
        self._idle.clear()

    async def __aenter__(self) -> Self:
        """Start nothing yet."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close."""
        await self.close()


def hints(source: Source, site: KnownSite = _UNKNOWN) -> OutletHints:
    """Give what is known of an outlet: by configuration, and from its site's pages."""
    return OutletHints(
        outlet=source.outlet,
        timezone=source.timezone,
        country=source.country,
        language=source.language,
        site=site,
    )


async def _do(worker: _Worker, message: object) -> tuple[str, Any]:
    loop = asyncio.get_running_loop()
    await loop.sock_sendall(worker.sock, wire.pack(message))
    (size,) = wire.HEADER.unpack(await _exactly(loop, worker.sock, wire.HEADER.size))
    word, value = pickle.loads(await _exactly(loop, worker.sock, size))  # noqa: S301
    return word, value


async def _exactly(
    loop: asyncio.AbstractEventLoop, sock: socket.socket, size: int
) -> bytes:
    parts = bytearray()
    while len(parts) < size:
        part = await loop.sock_recv(sock, min(1 << 20, size - len(parts)))
        if not part:
            raise EOFError("the worker is gone")
        parts += part
    return bytes(parts)
