"""`worker`: one of many processes that work on one PostgreSQL."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli import traces
from monitor.cli.desk import USAGE, Desk, Stop

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.jobs import Role


def worker(
    desk: Desk,
    *,
    only: Annotated[
        str | None,
        typer.Option(
            metavar="ROLES",
            help="Only these, by commas: visit, ingest, deliver, schedule, web."
            " Without it all but web.",
        ),
    ] = None,
    probes: Annotated[
        str | None,
        typer.Option(
            metavar="HOST:PORT",
            help="Answer /healthz and /metrics there, nothing else.",
        ),
    ] = None,
    retry_scale: Annotated[float, typer.Option(hidden=True, min=0.0)] = 1.0,
    beat: Annotated[float, typer.Option(hidden=True, min=0.05)] = 5.0,
) -> int:
    """Work beside other processes, on as many machines as you like (PostgreSQL)."""
    _needs_scale()
    from monitor import crawl, jobs, log
    from monitor.config import Reloader, failpoint

    roles = _roles(only)
    config = desk.config()
    companions: list[jobs.Companion] = []
    if probes is not None:
        from monitor.web.ops import probes as answer

        companions.append(answer(*_address(probes)))
    if "web" in roles:
        from monitor import web

        companions.append(web.beside)

    async def work() -> int:
        return await jobs.serve(
            config,
            roles,
            reloader=Reloader(config),
            companions=companions,
            beat=beat,
            opening_with={"failpoint": failpoint(), "retry_scale": retry_scale},
        )

    usual = logging.WARNING if desk.quiet else logging.INFO
    log.set_up(level=logging.DEBUG if desk.verbose else usual, color=desk.color)
    traces.begin()
    return crawl.run(work)


def _needs_scale() -> None:
    from importlib.util import find_spec

    if find_spec("procrastinate") is None:
        raise Stop(
            "workers need the extra `scale`: pip install 'news-monitor[scale]'",
            status=USAGE,
        )


def _roles(only: str | None) -> frozenset[Role]:
    from monitor.jobs import ROLES
    from monitor.jobs.station import USUAL

    if only is None:
        return USUAL
    wanted = [name.strip() for name in only.split(",") if name.strip()]
    unknown: Sequence[str] = [name for name in wanted if name not in ROLES]
    if unknown or not wanted:
        raise typer.BadParameter(
            f"{', '.join(unknown) or 'nothing'} is no role; write some of"
            f" {', '.join(ROLES)}",
            param_hint="--only",
        )
    chosen = [role for role in ROLES if role in wanted]
    return frozenset(chosen)


def _address(said: str) -> tuple[str, int]:
    host, _, port = said.rpartition(":")
    if not host or not port.isdigit():
        raise typer.BadParameter("write HOST:PORT", param_hint="--probes")
    return host.strip("[]"), int(port)
