"""The spider: reads a host's calls one after another, each to its one outcome."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from typing import TypedDict
from urllib.parse import urlsplit

import structlog
from scrapy import Request, Spider
from scrapy.http import Response

from monitor.core import headers
from monitor.core.urls import host as host_of
from monitor.model import Call, Missed, MissedKind, Outcome, Page, Unchanged, Validators
from spiders.manners import Manners
from spiders.outcome import MissedError, missed_by, missed_for
from spiders.trail import Trail

log = structlog.get_logger()

DEAF = 3  # requests in a row without an answer: the host is down for this crawl
_DEAF_KINDS: frozenset[MissedKind] = frozenset({"dns", "connection", "tls", "timeout"})

Numbered = tuple[int, Call]
Tell = Callable[[int, Outcome], Awaitable[None]]


class _Common(TypedDict):
    """What a page and an unchanged one have in common."""

    requested: str
    fetched: datetime
    seconds: float
    moved: str | None
    validators: Validators


class Reader(Spider):
    """Reads the calls of one host. Fill `accept` in for a kind of page.

    Requests are made in line with `engine.download_async` and not handed to Scrapy's
    scheduler: nothing filters duplicates, no callback can be missed, and what comes
    of a call stands in one function.
    """

    name = "reader"
    accept = "*/*"

    def __init__(
        self, *, calls: Sequence[Numbered], manners: Manners, tell: Tell
    ) -> None:
        """Take the work of one crawl.

        Args:
            calls: of one host, each with a number that names it to `tell`.
            manners: shared by all crawls of the process.
            tell: hears each outcome; may wait, which slows the crawl down.
        """
        super().__init__()
        self.calls, self.manners, self.tell = calls, manners, tell
        self.downloads: set[asyncio.Task[object]] = set()  # kept by the handler
        self._work: asyncio.Task[None] | None = None
        self._abandoned = False
        self._deaf: list[MissedError] = []  # failures of the host in a row

    async def start(self) -> AsyncIterator[Request]:
        """Do the work. Gives Scrapy nothing to schedule."""
        if not self._abandoned:
            self._work = asyncio.create_task(self._read_all())
            with suppress(asyncio.CancelledError):
                await self._work
        nothing: tuple[Request, ...] = ()
        for request in nothing:
            yield request

    def abandon(self) -> None:
        """Drop what is left and what is on its way; the crawl then ends by itself.

        Safe at any moment, also before the engine runs, when Scrapy's own stop would
        never come back (STACK, BUG A).
        """
        self._abandoned = True
        for task in (self._work, *self.downloads):
            if task is not None:
                task.cancel()

    async def _read_all(self) -> None:
        line = iter(self.calls)
        async with asyncio.TaskGroup() as group:
            for _ in range(min(self.manners.settings.per_host, len(self.calls))):
                group.create_task(self._read_each(line))

    async def _read_each(self, line: Iterator[Numbered]) -> None:
        for number, call in line:
            if len(self._deaf) >= DEAF:
                outcome: Outcome = self._missed(call, self._given_up(call))
            else:
                outcome = await self.read(call)
            await self.tell(number, outcome)

    async def read(self, call: Call) -> Outcome:
        """Make one call. Never raises."""
        trail: Trail | None = None
        try:
            trail = Trail(
                call.url,
                limit=self.manners.settings.max_redirects,
                cookies=self.manners.cookies,
            )
            outcome = await self._answer(call, trail)
        except MissedError as missed:
            self._listen(call, trail, missed)
            return self._missed(call, missed, trail)
        except Exception:  # the edge of a spider: one bad call never stops the others
            log.exception("call_crashed", source=call.source.name, url=call.url)
            fault = MissedError("crash", "a fault of ours; the log has the traceback")
            return self._missed(call, fault, trail)
        self._deaf.clear()
        return outcome

    def _listen(self, call: Call, trail: Trail | None, missed: MissedError) -> None:
        """Count the failures in a row after which this host is left alone.

        Without it, fifty links of a host that is down would take as many time limits.
        Where a redirect led elsewhere, the failure is not this host's.
        """
        here = trail is not None and host_of(trail.url) == host_of(call.url)
        if here and missed.status is None and missed.kind in _DEAF_KINDS:
            self._deaf.append(missed)
        else:
            self._deaf.clear()

    def _given_up(self, call: Call) -> MissedError:
        last, host = self._deaf[-1], host_of(call.url)
        reason = f"not tried, {host} failed {DEAF} times in a row: {last.reason}"
        return MissedError(last.kind, reason)

    async def _answer(self, call: Call, trail: Trail) -> Outcome:
        while True:
            self.manners.check(trail.url)
            await self.manners.robots.permit(trail.url, self._robots)
            response = await self._get(trail, self._headers(call, trail))
            if not trail.follow(response):
                break
        self._remember_key(trail, response)
        if response.status == 304:
            return self._unchanged(call, trail, response)
        return self._page(call, trail, response)

    async def _get(self, trail: Trail, sent: dict[str, str]) -> Response:
        """Make one request, and hear a server that asks us to wait."""
        settings, host = self.manners.settings, host_of(trail.url)
        request = Request(
            trail.url,
            headers=sent,
            meta={"download_timeout": settings.timeout.total_seconds()},
            dont_filter=True,
        )
        engine = self.crawler.engine
        try:
            response = await engine.download_async(request)
        except Exception as error:
            missed = missed_by(error, host, settings)
            if missed is None:
                raise
            raise missed from error
        finally:
            trail.seconds += request.meta.get("seconds", 0.0)
        if response.status < 400:
            return response
        missed = missed_for(response, host, self.manners.now())
        if missed.kind == "busy" and missed.retry_after is not None:
            # 429 is about us, 503 about the page: only the first rests the host.
            key = host if response.status == 429 else trail.url
            self.manners.pause(key, missed.retry_after)
        raise missed

    async def _robots(self, url: str) -> Response:
        """Read robots.txt, for which there are no rules."""
        trail = Trail(url, limit=self.manners.settings.max_redirects, cookies={})
        sent = {"User-Agent": self.manners.settings.user_agent, "Accept": "text/plain"}
        response = await self._get(trail, sent)
        while trail.follow(response):
            response = await self._get(trail, sent)
        if not 200 <= response.status < 300:
            raise missed_for(response, host_of(trail.url), self.manners.now())
        return response

    def _headers(self, call: Call, trail: Trail) -> dict[str, str]:
        """Choose what is sent; what is secret only to where it belongs."""
        sent = {"User-Agent": self.manners.settings.user_agent, "Accept": self.accept}
        if call.source.language:
            sent["Accept-Language"] = f"{call.source.language}, *;q=0.5"
        if call.validators is not None and call.validators.etag:
            sent["If-None-Match"] = call.validators.etag
        if call.validators is not None and call.validators.last_modified:
            sent["If-Modified-Since"] = call.validators.last_modified
        if may_know(call.source.url, trail.url):
            sent |= dict(call.source.headers)
        if trail.cookie:
            own = f"{sent['Cookie']}; " if "Cookie" in sent else ""
            sent["Cookie"] = own + trail.cookie
        return sent

    def _remember_key(self, trail: Trail, response: Response) -> None:
        """Keep the cookie that opened a page behind a wall, for the next one."""
        if trail.wall is not None and response.body != trail.wall:
            self.manners.cookies[trail.origin] = dict(trail.jar)

    def _unchanged(self, call: Call, trail: Trail, response: Response) -> Outcome:
        old = call.validators
        if old is None or not (old.etag or old.last_modified):
            raise missed_for(response, host_of(trail.url), self.manners.now())
        new = self._validators(response, old.digest)
        return Unchanged(
            requested=call.url,
            fetched=self.manners.now(),
            seconds=trail.seconds,
            by="status",
            moved=trail.moved,
            validators=Validators(
                etag=new.etag or old.etag,
                last_modified=new.last_modified or old.last_modified,
                digest=old.digest,
            ),
        )

    def _page(self, call: Call, trail: Trail, response: Response) -> Outcome:
        if not 200 <= response.status < 300:
            raise missed_for(response, host_of(trail.url), self.manners.now())
        digest = hashlib.sha256(response.body).hexdigest()
        common = _Common(
            requested=call.url,
            fetched=self.manners.now(),
            seconds=trail.seconds,
            moved=trail.moved,
            validators=self._validators(response, digest),
        )
        if call.validators is not None and call.validators.digest == digest:
            return Unchanged(by="digest", **common)
        return Page(
            url=trail.url,
            status=response.status,
            headers=_pairs(response),
            body=response.body,
            **common,
        )

    def _validators(self, response: Response, digest: str | None) -> Validators:
        named = dict(_pairs(response))
        return headers.validators(
            etag=named.get("etag"),
            last_modified=named.get("last-modified"),
            digest=digest,
            now=self.manners.now(),
        )

    def _missed(
        self, call: Call, missed: MissedError, trail: Trail | None = None
    ) -> Missed:
        return Missed(
            requested=call.url,
            kind=missed.kind,
            reason=missed.reason,
            at=self.manners.now(),
            seconds=trail.seconds if trail else 0.0,
            status=missed.status,
            retry_after=missed.retry_after,
        )


def _pairs(response: Response) -> tuple[tuple[str, str], ...]:
    return tuple(
        (name.decode("latin-1").lower(), value.decode("latin-1"))
        for name, values in response.headers.items()
        for value in values
    )


def may_know(owner: str, url: str) -> bool:
    """Tell whether a source's own headers may be sent to an address.

    They may hold a password: only to the host they were written for, and never over a
    connection that is less secure than the source's own.
    """
    secure = urlsplit(url).scheme == "https" or urlsplit(owner).scheme == "http"
    return secure and host_of(owner) == host_of(url)
