"""A very small HTTP server on 127.0.0.1: one answer, then the connection closes."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus

LONGEST = 10.0  # seconds that a request may take to arrive
HEAD_BYTES = 64 * 1024
BODY_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What was asked."""

    method: str
    path: str  # as sent, with the query
    headers: dict[str, str]  # names in lower case
    body: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """What is answered."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)

    def encoded(self) -> bytes:
        """Give the answer as it goes out."""
        lines = [f"HTTP/1.1 {self.status} {HTTPStatus(self.status).phrase}"]
        lines += [f"{name}: {value}" for name, value in self.headers.items()]
        if self.status != HTTPStatus.NOT_MODIFIED:
            lines.append(f"Content-Length: {len(self.body)}")
        lines += ["Connection: close", "", ""]
        return "\r\n".join(lines).encode("latin-1") + self.body


Answer = Callable[[Request], Response]


async def listen(answer: Answer) -> tuple[asyncio.Server, int]:
    """Serve on a free port of this machine; give the server and its port."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # A caller that hangs up or talks nonsense gets no answer.
        with contextlib.suppress(OSError, ValueError, asyncio.IncompleteReadError):
            async with asyncio.timeout(LONGEST):
                request = await _read(reader)
                writer.write(answer(request).encoded())
                await writer.drain()
        await hang_up(writer)

    server = await asyncio.start_server(serve, "127.0.0.1", 0, limit=HEAD_BYTES)
    return server, port_of(server)


def port_of(server: asyncio.Server) -> int:
    """Tell the port that a server was given."""
    return int(server.sockets[0].getsockname()[1])


async def hang_up(writer: asyncio.StreamWriter) -> None:
    """Close a connection, whatever state it is in."""
    writer.close()
    with contextlib.suppress(OSError):
        await writer.wait_closed()


async def _read(reader: asyncio.StreamReader) -> Request:
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.LimitOverrunError as e:
        raise ValueError("the head is too large") from e
    first, *lines = head.decode("latin-1").rstrip().split("\r\n")
    method, path, _ = first.split(" ", 2)
    pairs = (line.partition(":") for line in lines)
    headers = {name.strip().lower(): value.strip() for name, _, value in pairs}
    size = int(headers.get("content-length", 0))
    if not 0 <= size <= BODY_BYTES:
        raise ValueError("the body is too large")
    body = await reader.readexactly(size)
    return Request(method=method, path=path, headers=headers, body=body)
