"""Alerts to send, and real servers on 127.0.0.1 that do as they are told."""

import asyncio
import email
import email.policy
import itertools
import ssl
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from ipaddress import ip_network

import pytest
import trustme
from aiosmtpd.smtp import SMTP, AuthResult

from monitor.channels.base import ChannelContext
from monitor.core.digest import Coverage, Period, compose
from monitor.model import Alert, AlsoIn, Content, Excerpt

NOW = datetime(2019, 8, 22, 9, 30, tzinfo=UTC)
LOOPBACK = (ip_network("127.0.0.0/8"),)

CONTENT = Content(
    title="Seoul ends military pact with Tokyo",
    url="https://news.example/gsomia?id=3&p=1",
    outlet="The Example Herald",
    language="en",
    published=datetime(2019, 8, 22, 9, 5, tzinfo=UTC),
    outlet_timezone="Asia/Seoul",
    first_seen=NOW,
    excerpts=(
        Excerpt(
            field="body",
            text="South Korea will terminate the GSOMIA with Japan, officials said.",
            marks=((17, 26), (31, 37)),
            terms=("terminate", "GSOMIA"),
        ),
    ),
    also=(AlsoIn(outlet="한겨레", url="https://ko.example/1", language="ko"),),
    authors=("A. Writer",),
)
ALERT = Alert(
    id="a" * 64,
    watchlist="gsomia",
    channel="desk",
    kind="new",
    story="5" * 16,
    event="e" * 16,
    article="b" * 16,
    version="",
    watches=("termination", "any-mention"),
    priority="high",
    created=NOW,
    due=NOW,
    content=CONTENT,
)


@pytest.fixture
def alert():
    """Make an alert; what is named differs from the usual one."""
    ids = itertools.count(1)

    def make(kind="new", *, watchlist="gsomia", items=None, **content):
        number = next(ids)
        if items is not None:
            period = Period(due=NOW, key="2019-08-22")
            coverage = Coverage(normal=3)
            return compose("daily", period, items, coverage=coverage, now=NOW)
        return replace(
            ALERT,
            id=f"{number:064x}",
            kind=kind,
            watchlist=watchlist,
            story=f"{number:016x}",
            content=replace(CONTENT, **content),
        )

    return make


@pytest.fixture
def context():
    return ChannelContext(
        timezone="Europe/Berlin",
        contact="desk@example.org",
        allow=LOOPBACK,
        now=lambda: NOW,
    )


@pytest.fixture(scope="session")
def authority(tmp_path_factory):
    """A certificate authority: its file, and what a server at 127.0.0.1 shows."""
    ca = trustme.CA()
    file = tmp_path_factory.mktemp("ca") / "ca.pem"
    ca.cert_pem.write_to_path(str(file))
    shown = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ca.issue_cert("127.0.0.1", "localhost").configure_cert(shown)
    return str(file), shown


@dataclass
class Request:
    target: str
    headers: dict
    body: bytes


@dataclass
class HttpReceiver:
    """Answers each request with the next of its replies; the last one stays.

    A reply is bytes as sent, or a word: "hang", "reset", "drip" (a byte now and then).
    """

    replies: list = field(default_factory=list)
    tls: ssl.SSLContext | None = None
    requests: list = field(default_factory=list)
    port: int = 0
    _open: set = field(default_factory=set)

    async def __aenter__(self):
        self._server = await asyncio.start_server(
            self._serve, "127.0.0.1", 0, ssl=self.tls
        )
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *exc):
        self._server.close()
        for task in list(self._open):
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)

    @property
    def url(self):
        return f"http{'s' * bool(self.tls)}://127.0.0.1:{self.port}/hook"

    async def _serve(self, reader, writer):
        self._open.add(asyncio.current_task())
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                await self._answer(head, reader, writer)
        except (asyncio.IncompleteReadError, OSError, asyncio.CancelledError):
            pass
        finally:
            writer.close()
            self._open.discard(asyncio.current_task())

    async def _answer(self, head, reader, writer):
        first, *lines = head.decode("latin-1").rstrip().split("\r\n")
        headers = {k.lower(): v for k, v in (line.split(": ", 1) for line in lines)}
        body = await reader.readexactly(int(headers.get("content-length", 0)))
        self.requests.append(Request(first.split()[1], headers, body))
        reply = self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]
        if reply == "hang":
            await asyncio.Event().wait()
        elif reply == "reset":
            writer.transport.abort()
        elif reply.startswith(b"drip "):
            writer.write(reply[5:])
            while True:
                await asyncio.sleep(0.02)
                writer.write(b".")
                await writer.drain()
        else:
            writer.write(reply)
            await writer.drain()


def status(code, *headers, body=b""):
    lines = [f"HTTP/1.1 {code} Said", f"Content-Length: {len(body)}", *headers]
    return "\r\n".join([*lines, "", ""]).encode() + body


@pytest.fixture
def http():
    """Start a receiver: `async with http(reply, ...) as receiver`."""

    def start(*replies, tls=None):
        said = [status(r) if isinstance(r, int) else r for r in replies]
        return HttpReceiver(replies=said or [status(200)], tls=tls)

    return start


@pytest.fixture
def answer():
    return status


@dataclass
class MailHandler:
    """Takes mails, except as told.

    `rcpt` and `data` map a reader to the replies it gets, one after another; "drop"
    ends the connection, "hang" says nothing.
    """

    rcpt: dict = field(default_factory=dict)
    data: dict = field(default_factory=dict)
    taken: list = field(default_factory=list)  # (reader, message)
    port: int = 0
    open: set = field(default_factory=set)
    most: int = 0  # connections that were open at once

    async def handle_EHLO(self, server, session, envelope, hostname, responses):  # noqa: N802
        self.open = {one for one in self.open if not one.is_closing()}
        self.open.add(server.transport)
        self.most = max(self.most, len(self.open))
        session.host_name = hostname
        return responses

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        replies = self.rcpt.get(address, [])
        if replies:
            return await self._say(server, replies)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        reader = envelope.rcpt_tos[0]
        replies = self.data.get(reader, [])
        if replies:
            reply = replies[0]
            if reply == "drop":  # taken, and the answer lost
                self._keep(envelope)
            return await self._say(server, replies)
        self._keep(envelope)
        return "250 OK"

    def _keep(self, envelope):
        policy = email.policy.default
        message = email.message_from_bytes(envelope.content, policy=policy)
        message.raw = envelope.content
        self.taken += [(reader, message) for reader in envelope.rcpt_tos]

    async def _say(self, server, replies):
        reply = replies.pop(0)
        if reply == "hang":
            await asyncio.Event().wait()
        if reply == "drop":
            server.transport.abort()
            await asyncio.Event().wait()
        return reply


@pytest.fixture
def mail():
    """Start a mail server: `async with mail(rcpt=..., data=...) as server`."""

    @asynccontextmanager
    async def start(*, starttls=None, tls=None, password=None, **told):
        handler = MailHandler(**told)
        made = []

        def check(server, session, envelope, mechanism, auth):
            return AuthResult(success=auth.password == password, handled=False)

        def protocol():
            made.append(
                SMTP(
                    handler,
                    hostname="127.0.0.1",
                    tls_context=starttls,
                    require_starttls=starttls is not None,
                    authenticator=check if password else None,
                    auth_required=password is not None,
                    auth_require_tls=starttls is not None,
                    data_size_limit=2**22,
                    loop=asyncio.get_running_loop(),
                )
            )
            return made[-1]

        loop = asyncio.get_running_loop()
        server = await loop.create_server(protocol, "127.0.0.1", 0, ssl=tls)
        handler.port = server.sockets[0].getsockname()[1]
        try:
            yield handler
        finally:
            server.close()
            for one in made:
                if one.transport is not None:
                    one.transport.abort()
                task = one._handler_coroutine
                if task is not None:
                    task.cancel()
                    with suppress(asyncio.CancelledError, Exception):
                        await task

    return start
