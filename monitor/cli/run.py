"""`run`: the daemon, and the single pass."""

from __future__ import annotations

import logging
import sys
from contextlib import nullcontext
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from monitor.cli import traces
from monitor.cli.desk import Desk

if TYPE_CHECKING:
    from monitor.config import Config
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
    if config.web.enabled and not once:
        from monitor import web

        companions.append(web.beside)

    async def work() -> int:
        return await daemon.serve(
            config,
            reloader=Reloader(config),
            once=once,
            companions=companions,
            opening_with={"failpoint": failpoint(), "retry_scale": retry_scale},
        )

    with live or nullcontext():  # before the log, which then writes above it
        _set_up_log(desk, config, live=live is not None)
        if not desk.quiet:
            _advise(config, live=live is not None)
        if live:
            sys.stderr.write(_greeting(config, once=once))
        traces.begin()
        return crawl.run(work)


def _shown(desk: Desk) -> bool:
    return sys.stderr.isatty() and not desk.quiet


def _advise(config: Config, *, live: bool) -> None:
    """Pass on what the configuration's reader advises, in the form of the log."""
    from monitor import log

    for problem in config.problems:
        if live:
            sys.stderr.write(f"{problem} (advice)\n")
        else:
            log.get().warning("config_advice", advice=str(problem))


def _greeting(config: Config, *, once: bool) -> str:
    """Say what goes on now, and where to look."""
    from monitor.cli.show import plural

    sources = plural(len(config.sources), "source")
    outlets = plural(len({source.outlet for source in config.sources}), "outlet")
    told = f"watching {sources} of {outlets}; alerts go to {', '.join(config.channels)}"
    if not config.web.enabled or once:
        return f"{told}\n"
    host = f"[{config.web.host}]" if ":" in config.web.host else config.web.host
    return f"{told}\npages at http://{host}:{config.web.port}; Ctrl-C stops\n"


def _set_up_log(desk: Desk, config: Config, *, live: bool) -> None:
    """Log every step where a machine reads; on a terminal only what went wrong."""
    from monitor import log

    usual = logging.WARNING if live or desk.quiet else logging.INFO
    chosen = (logging.INFO if live else logging.DEBUG) if desk.verbose else usual
    log.set_up(level=chosen, color=desk.color, zone=ZoneInfo(config.timezone))
