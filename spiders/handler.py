"""The download handler: each request takes its turn, under guard, within bounds.

What is here holds for whatever a crawl asks for, since nothing reaches the network by
another way: the gate of the host, the guard of addresses, the cap on headers, one pool
of connections for all crawls.
"""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Any, cast

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import (
    HTTP11DownloadHandler,
    _LenientHTTP11ClientProtocol,
    _LenientHTTPClientParser,
)
from scrapy.crawler import Crawler
from scrapy.exceptions import CannotResolveHostError
from scrapy.http import Response
from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IAddress
from twisted.internet.protocol import Factory
from twisted.web._newclient import HTTP11ClientProtocol
from twisted.web._newclient import Request as TxRequest
from twisted.web.client import HTTPConnectionPool
from twisted.web.iweb import IResponse

from spiders.guard import Visa, visa
from spiders.manners import Manners
from spiders.outcome import HeadersTooLargeError, PrivateAddressError

# Below the five seconds after which the commonest servers hang up, so that a request
# is rarely sent into a connection that is being closed.
IDLE_SECONDS = 4

Quiescent = Callable[[HTTP11ClientProtocol], None]  # takes a connection back


class PoliteHandler(HTTP11DownloadHandler):
    """Downloads http and https as `Manners` allow."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._reader = cast("Any", crawler.spider)
        self._manners: Manners = self._reader.manners
        if self._manners.pool is None:
            self._manners.pool = _prepared(self._pool, self._manners)
        self._pool = self._manners.pool

    async def download_request(self, request: Request) -> Response:
        """Fetch one answer. `meta["seconds"]` is set to how long the exchange took.

        Raises:
            MissedError: it is not this request's turn to be made.
            PrivateAddressError: the host has an address that is not public.
        """
        task = asyncio.current_task()
        self._reader.downloads.add(task)
        try:
            async with self._manners.turn(request.url):
                return await self._exchange(request)
        finally:
            self._reader.downloads.discard(task)

    async def _exchange(self, request: Request) -> Response:
        began = self._manners.monotonic()
        holder = Visa(self._manners.settings.allow)
        token = visa.set(holder)
        try:
            return await super().download_request(request)
        except CannotResolveHostError as error:
            if holder.refused:
                raise PrivateAddressError(holder.refused) from error
            raise
        finally:
            visa.reset(token)
            request.meta["seconds"] = self._manners.monotonic() - began

    async def close(self) -> None:
        """Leave the pool to the next crawl; `Manners` outlive this one."""


def _prepared(pool: HTTPConnectionPool, manners: Manners) -> HTTPConnectionPool:
    """Make Scrapy's pool the one that all crawls share."""
    factory = partial(_BoundedFactory, manners.settings.max_headers)
    pool._factory = cast("Any", factory)  # as Scrapy itself does
    pool.maxPersistentPerHost = manners.settings.per_host
    pool.cachedConnectionTimeout = IDLE_SECONDS
    pool.retryAutomatically = False  # a second request would not have its turn
    return pool


class _BoundedParser(_LenientHTTPClientParser):
    max_headers = 0
    read_bytes = 0
    MAX_LENGTH = 1 << 20  # of a line; `max_headers` is met first

    def lineReceived(self, line: bytes) -> None:  # noqa: N802 - Twisted's name
        self.read_bytes += len(line) + 2
        if self.read_bytes > self.max_headers:
            raise HeadersTooLargeError
        super().lineReceived(line)

    def lineLengthExceeded(self, line: bytes) -> None:  # noqa: ARG002, N802
        raise HeadersTooLargeError


class _BoundedProtocol(_LenientHTTP11ClientProtocol):
    max_headers = 0

    def request(self, request: TxRequest) -> Deferred[IResponse]:
        answer = super().request(request)
        parser = cast("Any", self._parser)
        parser.__class__ = _BoundedParser
        parser.max_headers = parser.MAX_LENGTH = self.max_headers
        return answer


class _BoundedFactory(Factory):
    noisy = False

    def __init__(self, max_headers: int, quiescent: Quiescent, metadata: str) -> None:
        self.max_headers = max_headers
        self._quiescent, self._metadata = quiescent, metadata

    def __repr__(self) -> str:
        return f"_BoundedFactory({self._metadata})"

    def buildProtocol(self, addr: IAddress | None) -> _BoundedProtocol:  # noqa: ARG002, N802
        protocol = _BoundedProtocol(self._quiescent)  # type: ignore[no-untyped-call]
        protocol.max_headers = self.max_headers
        return protocol
