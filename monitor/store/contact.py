"""Whether the database answers: said once when it does not, and once when it is back."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

import structlog

from monitor.clock import monotonic

log = structlog.get_logger()


@dataclass(slots=True)
class Contact:
    """What all that use one store know of its server. Safe across threads."""

    _gate: threading.Lock = field(default_factory=threading.Lock)
    _lost: float | None = None  # monotonic seconds
    _found: float | None = None

    @property
    def away(self) -> bool:
        """Whether the server gave no answer when it was last asked."""
        return self._lost is not None

    def lost(self, reason: str) -> None:
        """Note that it gave no answer; who comes second says nothing."""
        with self._gate:
            first, self._lost = self._lost is None, self._lost or monotonic()
        if first:
            log.warning("database_lost", reason=reason)

    def found(self) -> None:
        """Note that it answered."""
        if self._lost is None:
            return
        with self._gate:
            since, self._lost, self._found = self._lost, None, monotonic()
        if since is not None:
            log.warning("database_back", seconds=round(self._found - since, 1))

    def held_for(self, seconds: float) -> bool:
        """Tell whether it has answered for so long, or ever since we began."""
        found = self._found
        return not self.away and (found is None or monotonic() - found >= seconds)
