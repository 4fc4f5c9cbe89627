"""An HTTP transport that connects to no address but those it may.

The address is judged when the connection is opened, after every resolution, so that
no spelling of a host and no change of mind of its resolver gets round it.
"""

import asyncio
import socket
import ssl
from collections.abc import (
    AsyncIterator,
    Awaitable,
    Callable,
    Iterable,
    Iterator,
    Mapping,
    Sequence,
)
from contextlib import contextmanager
from ipaddress import IPv4Network, IPv6Network
from typing import Any

import httpcore
import httpx

from monitor.core.egress import answer_ok

Network = IPv4Network | IPv6Network

KEPT = 16  # connections to one origin: as many as a sender has under way
KEPT_SECONDS = 5.0  # that one waits for its next use

# The errors of the layer below, in the words of the layer that callers know.
_TERMS: Mapping[type[BaseException], type[httpx.TransportError]] = {
    httpcore.ConnectTimeout: httpx.ConnectTimeout,
    httpcore.ReadTimeout: httpx.ReadTimeout,
    httpcore.WriteTimeout: httpx.WriteTimeout,
    httpcore.ConnectError: httpx.ConnectError,
    httpcore.ReadError: httpx.ReadError,
    httpcore.WriteError: httpx.WriteError,
    httpcore.LocalProtocolError: httpx.LocalProtocolError,
    httpcore.RemoteProtocolError: httpx.RemoteProtocolError,
    httpcore.UnsupportedProtocol: httpx.UnsupportedProtocol,
    httpcore.TimeoutException: httpx.TimeoutException,
    httpcore.NetworkError: httpx.NetworkError,
    httpcore.ProtocolError: httpx.ProtocolError,
}


class PrivateAddressError(Exception):
    """A host whose address is not public, where that was not allowed."""


class Transport(httpx.AsyncBaseTransport):
    """HTTP/1.1 over connections that are judged when they are opened, and then kept.

    httpcore's own pool looks at every connection for every pair of them, twice in each
    exchange: a third of what a post costs at sixteen connections. This one takes the
    connection that was used last.
    """

    def __init__(
        self, *, allow: Sequence[Network] = (), ca_file: str | None = None
    ) -> None:
        """Trust what the system trusts, or only the certificates of a file.

        Raises:
            OSError: the file cannot be read or holds no certificate.
        """
        self._trust = ssl.create_default_context(cafile=ca_file)
        self._backend = _Backend(allow)
        self._idle: dict[str, list[httpcore.AsyncHTTPConnection]] = {}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Give the answer once its headers are there.

        Raises:
            PrivateAddressError: the host has an address that may not be reached.
            httpx.TransportError: there was no connection, or it broke.
        """
        asked = _as_core(request)
        if asked.url.scheme not in {b"http", b"https"}:
            raise httpx.UnsupportedProtocol("neither http nor https")
        with _in_httpx_terms():
            connection = await self._connection(asked.url.origin)
            answer = await connection.handle_async_request(asked)
        return httpx.Response(
            status_code=answer.status,
            headers=answer.headers,
            stream=_Body(answer, lambda: self._keep(asked.url.origin, connection)),
            extensions=answer.extensions,
        )

    async def aclose(self) -> None:
        """Close the connections that are kept."""
        idle, self._idle = self._idle, {}
        for connection in (one for kept in idle.values() for one in kept):
            await connection.aclose()

    async def _connection(
        self, origin: httpcore.Origin
    ) -> httpcore.AsyncHTTPConnection:
        """Give the connection that was used last, or a new one that is not open yet."""
        kept = self._idle.get(str(origin), [])
        while kept:
            last = kept.pop()
            # Also readable, so closed, by the other side.
            if last.is_available() and not last.has_expired():
                return last
            await last.aclose()
        return httpcore.AsyncHTTPConnection(
            origin,
            ssl_context=self._trust,
            keepalive_expiry=KEPT_SECONDS,
            network_backend=self._backend,
        )

    async def _keep(
        self, origin: httpcore.Origin, connection: httpcore.AsyncHTTPConnection
    ) -> None:
        kept = self._idle.setdefault(str(origin), [])
        if not connection.is_idle():  # the answer was not read to its end
            await connection.aclose()
            return
        kept.append(connection)
        if len(kept) > KEPT:
            await kept.pop(0).aclose()


class _Body(httpx.AsyncByteStream):
    """What is left of an answer; done with it, its connection is free."""

    def __init__(
        self, answer: httpcore.Response, done: Callable[[], Awaitable[None]]
    ) -> None:
        self._answer, self._done = answer, done

    async def __aiter__(self) -> AsyncIterator[bytes]:
        with _in_httpx_terms():
            async for part in self._answer.aiter_stream():
                yield part

    async def aclose(self) -> None:
        with _in_httpx_terms():
            await self._answer.aclose()
        await self._done()


def _as_core(request: httpx.Request) -> httpcore.Request:
    url = request.url
    return httpcore.Request(
        request.method,
        httpcore.URL(
            scheme=url.raw_scheme,
            host=url.raw_host,
            port=url.port,
            target=url.raw_path,
        ),
        headers=request.headers.raw,
        content=request.stream,
        extensions=request.extensions,
    )


@contextmanager
def _in_httpx_terms() -> Iterator[None]:
    try:
        yield
    except tuple(_TERMS) as e:
        named = next(_TERMS[kind] for kind in type(e).__mro__ if kind in _TERMS)
        raise named(str(e)) from e


class _Backend(httpcore.AsyncNetworkBackend):
    def __init__(self, allow: Sequence[Network]) -> None:
        self._allow = allow
        self._plain = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's signature
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        failed: Exception = httpcore.ConnectError(f"{host} has no address")
        for address in await self._addresses(host, port):
            try:
                return await self._plain.connect_tcp(
                    address,
                    port,
                    timeout=timeout,
                    local_address=local_address,
                    socket_options=socket_options,
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as e:
                failed = e
        raise failed

    async def _addresses(self, host: str, port: int) -> list[str]:
        loop = asyncio.get_running_loop()
        try:
            found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as e:
            raise httpcore.ConnectError(f"{host} cannot be resolved: {e}") from e
        addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
        if not answer_ok(addresses, self._allow):
            raise PrivateAddressError(host)
        return addresses

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
