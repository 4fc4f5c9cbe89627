"""Tell the dead man's switch how the monitor does, as often as is configured."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor import clock, metrics
from monitor import log as logs
from monitor.channels import heartbeat
from monitor.core import vitals
from monitor.errors import DeliveryError
from monitor.store import sources as source_rows
from monitor.store import tally

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from monitor.pipeline.house import House

log = logs.get()

TICK_SAMPLE = "monitor_last_tick_timestamp_seconds"


@dataclass(slots=True)
class Pulse:
    """Beats while the process lives; says `fail` while something is too old."""

    house: House
    last: float | None = None  # monotonic seconds

    async def beat(self) -> None:
        """Tell the address, where it is time to."""
        settings, now = self.house.standing.config.heartbeat, clock.monotonic()
        if settings is None:
            return
        if self.last is not None and now - self.last < settings.every.total_seconds():
            return
        first, self.last = self.last is None, now
        ill = await self.house.writer.read(_ill, self.house)
        what: heartbeat.Beat = "fail" if ill else "start" if first else "success"
        try:
            await heartbeat.beat(settings, what, ill)
        except DeliveryError as e:
            log.warning("heartbeat_failed", reason=str(e))


def _ill(conn: Connection, house: House) -> str:
    """Say what is too old; "" when nothing is."""
    now = house.now()
    ticked = metrics.REGISTRY.get_sample_value(TICK_SAMPLE) or 0.0
    checks = (
        vitals.tick(ticked or now.timestamp(), now),
        vitals.fetch(house.standing.config.sources, source_rows.visits(conn), now),
        vitals.owed(tally.owed_since(conn, now), now),
    )
    return "\n".join(
        f"{check.name}: {check.age} old, at most {check.limit} is well"
        for check in checks
        if not check.ok
    )
