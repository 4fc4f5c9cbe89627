"""`run`: the daemon, and the single pass."""

from __future__ import annotations

import logging
import sys
from contextlib import nullcontext
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli.desk import Desk

if TYPE_CHECKING:
    from monitor.daemon import Companion


def run(
    desk: Desk,
    *,
    once: Annotated[
        bool,
        typer.Option("--once", help="One pass over all sources, deliver, exit."),
    ] = False,
    retry_scale: Annotated[float, typer.Option(hidden=True, min=0.0)] = 1.0,
) -> int:
    """Watch the sources and tell the channels, until stopped."""
    from monitor import clock, crawl, daemon
    from monitor.cli.live import Summary
    from monitor.config import Reloader, failpoint

    config = desk.config()
    live = (
        Summary(desk.screen(stderr=True), since=clock.now()) if _shown(desk) else None
    )
    companions: list[Companion] = [live.follow] if live else []

    async def work() -> int:
        return await daemon.serve(
            config,
            reloader=Reloader(config),
            once=once,
            companions=companions,
            opening_with={"failpoint": failpoint(), "retry_scale": retry_scale},
        )

    with live or nullcontext():  # before the log, which then writes above it
        _set_up_log(desk, live=live is not None)
        for problem in config.problems:
            desk.say(f"{problem} (advice)")
        return crawl.run(work)


def _shown(desk: Desk) -> bool:
    return sys.stderr.isatty() and not desk.quiet


def _set_up_log(desk: Desk, *, live: bool) -> None:
    """Log every step where a machine reads; on a terminal only what went wrong."""
    from monitor import log

    usual = logging.WARNING if live or desk.quiet else logging.INFO
    chosen = (logging.INFO if live else logging.DEBUG) if desk.verbose else usual
    log.set_up(level=chosen, color=desk.color)
