"""`/healthz` and `/metrics` of a worker that serves no pages: for probes only."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.routing import Route

from monitor.web.health import Health
from monitor.web.server import listen
from monitor.web.view import Beside

if TYPE_CHECKING:
    from monitor.web.view import Running


def probes(host: str, port: int) -> Callable[[Running], Coroutine[Any, Any, None]]:
    """Give a companion that answers probes at an address until its worker stops.

    Nothing that it says is a secret: counts, and names of sources and watches.
    """

    async def beside(worker: Running) -> None:
        health = Health(Beside(worker))
        app = Starlette(
            routes=[
                Route("/healthz", health.healthz),
                Route("/metrics", health.metrics),
            ]
        )
        await listen(app, host, port, worker.stopping)

    return beside
