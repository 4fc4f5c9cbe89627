"""Whether the house works: `/healthz` for probes, `/metrics` for Prometheus."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from prometheus_client import generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from starlette.responses import JSONResponse, Response

from monitor import metrics
from monitor.core import vitals
from monitor.store import sources, staff, tally
from monitor.web import gauges

if TYPE_CHECKING:
    from starlette.requests import Request

    from monitor.core.vitals import Check
    from monitor.web.view import HouseView


class Health:
    """The two answers."""

    def __init__(self, view: HouseView) -> None:
        self._view = view

    async def healthz(self, _: Request) -> Response:
        """Say 200 when all is well, 503 when something is too old."""
        now, configured = self._view.now(), self._view.config.sources
        visits = await self._view.read(sources.visits)
        checks = [
            vitals.tick(metrics.REGISTRY.get_sample_value(TICK_SAMPLE) or 0.0, now),
            vitals.fetch(configured, visits, now),
            vitals.owed(await self._view.read(tally.owed_since, now), now),
        ]
        # Only where workers share the database does anybody else schedule.
        if scheduled := await self._view.read(staff.scheduled):
            checks.append(vitals.scheduler(scheduled, now))
        ok = all(check.ok for check in checks)
        body = {
            "status": "ok" if ok else "failing",
            "checks": {check.name: _shown(check) for check in checks},
        }
        return JSONResponse(body, 200 if ok else 503)

    async def metrics(self, _: Request) -> Response:
        """Give the counters; what only the store knows is asked for now."""
        await gauges.fill(self._view)
        return Response(
            generate_latest(metrics.REGISTRY),
            headers={"Content-Type": CONTENT_TYPE_LATEST},
        )


TICK_SAMPLE: Final = "monitor_last_tick_timestamp_seconds"


def _shown(check: Check) -> dict[str, object]:
    return {
        "ok": check.ok,
        "age_seconds": None
        if check.age is None
        else round(check.age.total_seconds(), 1),
        "limit_seconds": check.limit.total_seconds(),
    }
