"""The gauges that only the database can fill, filled when somebody looks."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from monitor import metrics
from monitor.store import backlog, outbox

if TYPE_CHECKING:
    from monitor.store.backlog import Backlog
    from monitor.web.view import HouseView


async def fill(view: HouseView) -> None:
    """Ask the database, and set what it says."""
    now = view.now()
    oldest = await view.read(outbox.oldest_undelivered, now)
    age = (now - oldest).total_seconds() if oldest else 0.0
    metrics.oldest_undelivered_seconds.set(age)
    configured = {source.name for source in view.config.sources}
    waits = await view.read(backlog.backlog, now, configured)
    metrics.due.labels("page").set(waits.pages)
    metrics.due.labels("source").set(waits.sources)
    metrics.source_lag_seconds.set(waits.lag.total_seconds())
    metrics.source_last_success.clear()
    for source, at in waits.succeeded.items():
        metrics.source_last_success.labels(source).set(at.timestamp())
    metrics.alerts_by_state.clear()
    for channel, states in waits.alerts.items():
        for state, number in states.items():
            metrics.alerts_by_state.labels(channel, state).set(number)
    _workers(waits)


def _workers(waits: Backlog) -> None:
    metrics.queue_jobs.clear()
    for (queue, status), number in waits.queue.items():
        metrics.queue_jobs.labels(queue, status).set(number)
    roles = Counter(
        role for worker in waits.workers for role in worker.roles.split(",")
    )
    metrics.workers.clear()
    for role, number in roles.items():
        metrics.workers.labels(role).set(number)
    metrics.schedulers.set(sum(worker.scheduling for worker in waits.workers))
