"""Where the demo's alerts arrive: a mail server and a webhook receiver, both real."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import email
import email.policy
import hashlib
import hmac
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any

from monitor.demo.server import Request, Response, hang_up, listen, port_of

LONGEST = 60.0  # seconds between two lines of a mail client
MAIL_BYTES = 4 * 1024 * 1024
FRESH = 300  # seconds by which a webhook's timestamp may be off


@dataclass(slots=True)
class Mailbox:
    """An SMTP server on 127.0.0.1 that takes and keeps every mail.

    Source: RFC 5321; the commands that it makes mandatory, and no extensions.
    """

    mails: list[EmailMessage] = field(default_factory=list)
    port: int = 0
    _server: asyncio.Server | None = None

    async def open(self) -> None:
        """Listen on a free port."""
        self._server = await asyncio.start_server(self._talk, "127.0.0.1", 0)
        self.port = port_of(self._server)

    def close(self) -> None:
        """Take no more mail."""
        if self._server is not None:
            self._server.close()

    async def _talk(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        with contextlib.suppress(OSError, ValueError, asyncio.IncompleteReadError):
            writer.write(b"220 demo.invalid takes mail for the demo\r\n")
            open_ = True
            while open_:
                async with asyncio.timeout(LONGEST):
                    open_ = await self._command(reader, writer)
                    await writer.drain()
        await hang_up(writer)

    async def _command(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> bool:
        """Answer one command; tell whether there may be another."""
        line = await reader.readuntil(b"\n")
        verb = line[:4].strip().upper()
        if verb == b"DATA":
            writer.write(b"354 until a lone dot\r\n")
            await writer.drain()
            self._keep(await _data(reader))
        known = (b"EHLO", b"HELO", b"MAIL", b"RCPT", b"DATA", b"RSET", b"NOOP")
        if verb in known:
            writer.write(b"250 OK\r\n")
        elif verb == b"QUIT":
            writer.write(b"221 goodbye\r\n")
        else:
            writer.write(b"502 not known here\r\n")
        return verb != b"QUIT"

    def _keep(self, data: bytes) -> None:
        self.mails.append(email.message_from_bytes(data, policy=email.policy.default))


async def _data(reader: asyncio.StreamReader) -> bytes:
    """Read a mail up to its lone dot, and take away the dots put before dots."""
    lines: list[bytes] = []
    size = 0
    while (line := await reader.readuntil(b"\n")) != b".\r\n":
        size += len(line)
        if size > MAIL_BYTES:
            raise ValueError("the mail is too large")
        lines.append(line.removeprefix(b"."))
    return b"".join(lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A webhook as it arrived."""

    headers: dict[str, str]
    body: bytes
    signed: bool  # by our secret, and just now

    @property
    def json(self) -> dict[str, Any]:
        """The body, read."""
        return dict(json.loads(self.body))


@dataclass(slots=True)
class Hook:
    """A webhook receiver on 127.0.0.1 that checks signatures and keeps every post."""

    now: Callable[[], float]  # seconds since 1970
    secret: str = field(
        default_factory=lambda: (
            f"whsec_{base64.b64encode(secrets.token_bytes(32)).decode()}"
        )
    )
    posts: list[Post] = field(default_factory=list)
    port: int = 0
    _server: asyncio.Server | None = None

    async def open(self) -> None:
        """Listen on a free port."""
        self._server, self.port = await listen(self._answer)

    def close(self) -> None:
        """Take no more posts."""
        if self._server is not None:
            self._server.close()

    def _answer(self, request: Request) -> Response:
        if request.method != "POST":
            return Response(status=405, headers={"Allow": "POST"})
        signed = verify(request, self.secret, now=self.now())
        self.posts.append(
            Post(headers=request.headers, body=request.body, signed=signed)
        )
        return Response(status=204 if signed else 401)


def verify(request: Request, secret: str, *, now: float) -> bool:
    """Check a webhook as a receiver should: the signature, and that it is fresh.

    Written without the sender's code, so that the two check each other.

    Source: Standard Webhooks, "Verifying signatures".
    """
    identity = request.headers.get("webhook-id", "")
    sent = request.headers.get("webhook-timestamp", "")
    if not sent.isdecimal() or abs(now - int(sent)) > FRESH:
        return False
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = b".".join((identity.encode(), sent.encode(), request.body))
    mac = base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()
    given = request.headers.get("webhook-signature", "").split()
    return any(hmac.compare_digest(one.encode(), f"v1,{mac}".encode()) for one in given)
