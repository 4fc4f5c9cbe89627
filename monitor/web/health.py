"""Whether the house works: `/healthz` for probes, `/metrics` for Prometheus."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from prometheus_client import generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from starlette.responses import JSONResponse, Response

from monitor import metrics
from monitor.store import outbox, sources, tally

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from starlette.requests import Request

    from monitor.model import Source, SourceName, Visit
    from monitor.web.view import HouseView

TICK: Final = timedelta(minutes=1)  # it ticks twice a second
FETCH_LEAST: Final = timedelta(minutes=30)
FETCH_TURNS: Final = 3  # of the source that is asked most often
OWED: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that must not be too old."""

    name: str
    age: timedelta | None  # None: it never was
    limit: timedelta
    needed: bool = False  # it must have been

    @property
    def ok(self) -> bool:
        """Whether it is young enough."""
        return not self.needed if self.age is None else self.age <= self.limit


class Health:
    """The two answers."""

    def __init__(self, view: HouseView) -> None:
        self._view = view

    async def healthz(self, _: Request) -> Response:
        """Say 200 when all is well, 503 when something is too old."""
        now, configured = self._view.now(), self._view.config.sources
        visits = await self._view.read(sources.visits)
        owed = await self._view.read(tally.owed_since, now)
        checks = (
            tick(metrics.REGISTRY.get_sample_value(TICK_SAMPLE) or 0.0, now),
            fetch(configured, visits, now),
            Check(
                name="oldest_undelivered", age=now - owed if owed else None, limit=OWED
            ),
        )
        ok = all(check.ok for check in checks)
        body = {
            "status": "ok" if ok else "failing",
            "checks": {check.name: _shown(check) for check in checks},
        }
        return JSONResponse(body, 200 if ok else 503)

    async def metrics(self, _: Request) -> Response:
        """Give the counters; what only the store knows is asked for now."""
        now = self._view.now()
        oldest = await self._view.read(outbox.oldest_undelivered, now)
        age = (now - oldest).total_seconds() if oldest else 0.0
        metrics.oldest_undelivered_seconds.set(age)
        return Response(
            generate_latest(metrics.REGISTRY),
            headers={"Content-Type": CONTENT_TYPE_LATEST},
        )


TICK_SAMPLE: Final = "monitor_last_tick_timestamp_seconds"


def tick(last: float, now: datetime) -> Check:
    """Judge when the schedule was last looked at.

    Args:
        last: seconds since 1970; 0 when it never was.
        now: aware.
    """
    age = now - datetime.fromtimestamp(last, UTC) if last else None
    return Check(name="last_tick", age=age, limit=TICK, needed=True)


def fetch(
    configured: Sequence[Source], visits: Mapping[SourceName, Visit], now: datetime
) -> Check:
    """Judge when a source last answered: one of them, whichever.

    A monitor that has never read anything counts from when it knew of its sources.
    """
    known = [(s, visits[s.name]) for s in configured if s.name in visits]
    since = _newest(v.succeeded for _, v in known) or min(
        (v.added for _, v in known), default=None
    )
    turn = min((v.pace or s.every for s, v in known), default=FETCH_LEAST)
    return Check(
        name="last_fetch",
        age=now - since if since else None,
        limit=max(FETCH_LEAST, turn * FETCH_TURNS),
    )


def _newest(times: Iterable[datetime | None]) -> datetime | None:
    return max((at for at in times if at is not None), default=None)


def _shown(check: Check) -> dict[str, object]:
    return {
        "ok": check.ok,
        "age_seconds": None
        if check.age is None
        else round(check.age.total_seconds(), 1),
        "limit_seconds": check.limit.total_seconds(),
    }
