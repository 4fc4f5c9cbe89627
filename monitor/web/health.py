"""Whether the house works: `/healthz` for probes, `/metrics` for Prometheus."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from prometheus_client import generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from starlette.responses import JSONResponse, Response

from monitor import log as logs
from monitor import metrics
from monitor.core import vitals
from monitor.errors import StoreError, StoreLost
from monitor.store import sources, staff, tally
from monitor.web import gauges

if TYPE_CHECKING:
    from datetime import datetime

    from starlette.requests import Request

    from monitor.core.vitals import Check
    from monitor.web.view import HouseView

log = logs.get()


class Health:
    """The two answers."""

    def __init__(self, view: HouseView) -> None:
        self._view = view

    async def healthz(self, _: Request) -> Response:
        """Say 200 when all is well, 503 when something is too old."""
        now = self._view.now()
        last = metrics.REGISTRY.get_sample_value(TICK_SAMPLE) or 0.0
        checks = [vitals.tick(last, now)]
        database = metrics.REGISTRY.get_sample_value(UP_SAMPLE) == 1
        try:
            checks += await self._kept(now)
        except StoreError as e:
            _note(e, "/healthz")
            database = False
        ok = database and all(check.ok for check in checks)
        shown = {check.name: _shown(check) for check in checks}
        body = {
            "status": "ok" if ok else "failing",
            "checks": {"database": {"ok": database}} | shown,
        }
        return JSONResponse(body, 200 if ok else 503)

    async def _kept(self, now: datetime) -> list[Check]:
        """Judge what the archive knows."""
        visits = await self._view.read(sources.visits)
        checks = [
            vitals.fetch(self._view.config.sources, visits, now),
            vitals.owed(await self._view.read(tally.owed_since, now), now),
        ]
        # Only where workers share the database does anybody else schedule.
        if scheduled := await self._view.read(staff.scheduled):
            checks.append(vitals.scheduler(scheduled, now))
        return checks

    async def metrics(self, _: Request) -> Response:
        """Give the counters; what only the store knows is asked for now."""
        try:
            await gauges.fill(self._view)
        except StoreError as e:  # the counters of this process are there all the same
            _note(e, "/metrics")
        return Response(
            generate_latest(metrics.REGISTRY),
            headers={"Content-Type": CONTENT_TYPE_LATEST},
        )


TICK_SAMPLE: Final = "monitor_last_tick_timestamp_seconds"
UP_SAMPLE: Final = "monitor_database_up"


def _note(error: StoreError, path: str) -> None:
    if not isinstance(error, StoreLost):  # that is said once, by who asked
        log.error("web_store_failed", path=path, reason=str(error))


def _shown(check: Check) -> dict[str, object]:
    return {
        "ok": check.ok,
        "age_seconds": None
        if check.age is None
        else round(check.age.total_seconds(), 1),
        "limit_seconds": check.limit.total_seconds(),
    }
