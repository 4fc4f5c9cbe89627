"""An HTTP transport that connects to no address but those it may.

The address is judged when the connection is opened, after every resolution, so that
no spelling of a host and no change of mind of its resolver gets round it.
"""

import asyncio
import socket
import ssl
from collections.abc import Iterable, Sequence
from ipaddress import IPv4Network, IPv6Network
from typing import Any

import httpcore
import httpx

from monitor.core.egress import answer_ok

Network = IPv4Network | IPv6Network


class PrivateAddressError(Exception):
    """A host whose address is not public, where that was not allowed."""


class Transport(httpx.AsyncHTTPTransport):
    """httpx's own transport over connections that are judged first."""

    def __init__(
        self, *, allow: Sequence[Network] = (), ca_file: str | None = None
    ) -> None:
        """Trust what the system trusts, or only the certificates of a file.

        Raises:
            OSError: the file cannot be read or holds no certificate.
        """
        trust = ssl.create_default_context(cafile=ca_file)
        super().__init__(verify=trust, trust_env=False)
        # httpx has no argument for the backend of its pool; a test holds this.
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=trust,
            max_connections=32,
            max_keepalive_connections=16,  # as many as a sender has under way
            keepalive_expiry=5.0,  # seconds
            network_backend=_Backend(allow),
        )


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
