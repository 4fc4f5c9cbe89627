"""Connections that bring their requests, and do not stand about in the door."""

from __future__ import annotations

import asyncio
from typing import Any, Final

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

WITHIN: Final = 10.0  # seconds in which a request must be here to its last byte
_UNDER_WAY: Final = (h11.IDLE, h11.SEND_BODY)


class Prompt(H11Protocol):
    """A connection that is closed when a request stops half-way.

    uvicorn waits for the rest of a request as long as its sender likes. A hundred that
    are never finished would keep every reader, and the probe of `/healthz`, outside.

    Args:
        within: seconds from the first byte of a request to its last, and from the
            beginning of the connection.
    """

    def __init__(self, *args: Any, within: float = WITHIN, **more: Any) -> None:  # noqa: ANN401 - uvicorn's
        super().__init__(*args, **more)
        self._within = within
        self._late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for a request."""
        super().connection_made(transport)
        self._late = self.loop.call_later(self._within, transport.abort)

    def data_received(self, data: bytes) -> None:
        """Take bytes; a request that is whole is waited for no longer."""
        if self._late is None:
            self._late = self.loop.call_later(self._within, self.transport.abort)
        super().data_received(data)
        if self.conn.their_state not in _UNDER_WAY:
            self._came()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing more."""
        self._came()
        super().connection_lost(exc)

    def _came(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None
