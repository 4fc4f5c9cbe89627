"""`run`: the daemon, and the single pass."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from monitor.config import Config

HELD = 75  # EX_TEMPFAIL: another daemon holds the database


def run(
    config: Annotated[
        Path | None,
        typer.Option("--config", metavar="DIR", help="Folder of the configuration."),
    ] = None,
    *,
    once: Annotated[
        bool,
        typer.Option("--once", help="One pass over all sources, deliver, exit."),
    ] = False,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Log every step.")
    ] = False,
    retry_scale: Annotated[float, typer.Option(hidden=True, min=0.0)] = 1.0,
) -> None:
    """Watch the sources and tell the channels, until stopped."""
    import logging

    from monitor import crawl, daemon, log
    from monitor.config import Reloader, failpoint
    from monitor.errors import StoreError, StoreHeld

    loaded = _load(config)
    log.set_up(level=logging.DEBUG if verbose else logging.INFO)

    async def work() -> int:
        return await daemon.serve(
            loaded,
            reloader=Reloader(loaded),
            once=once,
            opening_with={"failpoint": failpoint(), "retry_scale": retry_scale},
        )

    try:
        status = crawl.run(work)
    except StoreHeld as e:
        sys.stderr.write(f"{e}\n")
        status = HELD
    except StoreError as e:
        sys.stderr.write(f"{e}\n")
        status = 1
    raise typer.Exit(status)


def _load(folder: Path | None) -> Config:
    from monitor.config import find_folder, load
    from monitor.errors import ConfigError

    try:
        return load(find_folder(folder))
    except ConfigError as e:
        sys.stderr.write(f"{e}\n")
        raise typer.Exit(2) from e
