"""Who is told: a webhook receiver and a mail server, each with scripted replies."""

import asyncio
import email
import email.policy
import json
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

from newsroom.servers import Answer, Loop, Seen, Site


@dataclass
class Post:
    """A webhook as received."""

    path: str
    headers: dict[str, str]
    raw: bytes
    at: float  # monotonic seconds
    answered: int = 0  # 0: it was never answered

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]

    @property
    def body(self) -> dict[str, Any]:
        return json.loads(self.raw)

    @property
    def title(self) -> str:
        return str(self.body["data"]["title"])


class Hook:
    """A webhook receiver.

    `script[path]` lists the next replies; the usual one is 204. A reply is a status, an
    `Answer`, "drop" (the connection, before an answer), or "hold": nothing is answered
    until `release`.
    """

    def __init__(self, loop: Loop, *paths: str) -> None:
        self.posts: list[Post] = []
        self.script: dict[str, list[Any]] = defaultdict(list)
        self.thinks: Callable[[], float] = lambda: 0.0  # seconds before an answer
        self._site, self._loop = Site(loop), loop
        self._released = asyncio.Event()
        for path in paths or ("/hook",):
            self._site.routes[path] = self._reply

    def url(self, path: str = "/hook") -> str:
        return self._site.url(path)

    def at(self, path: str) -> list[Post]:
        return [post for post in self.posts if post.path == path]

    def titles(self, path: str = "/hook") -> list[str]:
        return [post.title for post in self.at(path)]

    def release(self) -> None:
        """Let go of what is held, and hold nothing any more."""

        async def let_go() -> None:
            self._released.set()

        self._loop.do(let_go())

    async def _reply(self, seen: Seen) -> Answer | None:
        post = Post(seen.path, seen.headers, seen.body, seen.at)
        self.posts.append(post)
        self._loop.tell()
        await asyncio.sleep(self.thinks())
        left = self.script[seen.path]
        said = left.pop(0) if left else 204
        if said == "hold":
            await self._released.wait()
            said = 204
        if said == "drop":
            return None
        answer = said if isinstance(said, Answer) else Answer(status=said)
        post.answered = answer.status
        return answer


@dataclass
class Mail:
    """A mail server.

    `script[reader]` lists the next replies to the mail's data: a line such as
    "451 later", or "drop": the mail is taken and the answer lost.
    """

    loop: Loop
    taken: list[EmailMessage] = field(default_factory=list)
    script: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    tried: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        self._made: list[SMTP] = []
        self._server = self.loop.do(self._start())
        self.port = self._server.sockets[0].getsockname()[1]
        self.loop.closing(self)

    def to(self, reader: str) -> list[EmailMessage]:
        return [mail for mail in self.taken if mail["To"] == reader]

    def close(self) -> None:
        self.loop.do(self._stop())

    async def handle_DATA(  # noqa: N802 - as aiosmtpd calls it
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        reader = envelope.rcpt_tos[0]
        read = email.message_from_bytes(envelope.content, policy=email.policy.default)
        self.tried[reader].append(str(read["Message-ID"]))
        reply = self.script[reader].pop(0) if self.script[reader] else "250 OK"
        if reply in {"250 OK", "drop"}:
            self.taken.append(read)
        self.loop.tell()
        if reply == "drop":
            server.transport.abort()
            await asyncio.Event().wait()
        return reply

    async def _start(self) -> asyncio.Server:
        return await asyncio.get_running_loop().create_server(
            self._protocol, "127.0.0.1", 0
        )

    def _protocol(self) -> SMTP:
        loop = asyncio.get_running_loop()
        self._made.append(SMTP(self, hostname="127.0.0.1", loop=loop))
        return self._made[-1]

    async def _stop(self) -> None:
        self._server.close()
        for protocol in self._made:
            if protocol.transport is not None:
                protocol.transport.abort()
            task = protocol._handler_coroutine
            if task is not None:
                task.cancel()
                with suppress(asyncio.CancelledError, Exception):
                    await task
