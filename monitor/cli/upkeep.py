"""Looking after the house: `prune`, `reindex`, `schema`, `version`."""

from __future__ import annotations

import json
import platform
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from monitor import __version__
from monitor.cli.desk import DONE, Desk
from monitor.cli.options import AsJson

REINDEXED_AT_ONCE = 50  # articles of one transaction: half a second


class File(StrEnum):
    """The kinds of files of a configuration."""

    monitor = "monitor"
    sources = "sources"
    watchlist = "watchlist"


def prune(desk: Desk, *, as_json: AsJson = False) -> int:
    """Forget what is older than `keep` says; `run` does it daily."""
    from monitor import clock
    from monitor.pipeline import pruning

    config = desk.config()
    work = pruning.work(config.keep, clock.now())
    forgotten = dict.fromkeys(work, 0)
    with desk.archive(config) as store, desk.progress("Forgetting") as step:
        for name, (forget, before) in work.items():
            more = True
            while more:
                with store.begin() as conn:  # small steps: the daemon may be writing
                    count = forget(conn, before)
                forgotten[name] += count
                more = count > 0
                step()
    if as_json:
        desk.row(forgotten)
    else:
        typer.echo(", ".join(f"{n:,} {name}" for name, n in forgotten.items()))
    return DONE


def reindex(desk: Desk, *, as_json: AsJson = False) -> int:
    """Take fingerprints again after an upgrade; can be stopped and run again."""
    from monitor.store import prints

    with desk.archive(desk.config()) as store:
        with store.begin() as conn:
            total = prints.stale(conn)
        done, last, more = 0, "", True
        with desk.progress("Reindexing", total) as step:
            while more:
                with store.begin() as conn:  # small steps: the daemon may be writing
                    taken = prints.reindex(conn, limit=REINDEXED_AT_ONCE, after=last)
                more = bool(taken)
                last = taken[-1] if taken else last
                done += len(taken)
                for _ in taken:
                    step()
    if as_json:
        desk.row({"articles": done})
    else:
        typer.echo(f"{done:,} articles")
    return DONE


def schema(
    desk: Desk,
    file: Annotated[
        File | None, typer.Argument(metavar="FILE", help="Only of this kind of file.")
    ] = None,
    *,
    write: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Write a file for each kind there."),
    ] = None,
) -> int:
    """Print the JSON Schema of the configuration's files, for editors."""
    from monitor.config import schema as schemas
    from monitor.config import write_schemas

    if write is not None:
        for path in write_schemas(write):
            desk.say(str(path))
        return DONE
    made = schemas()
    shown = made if file is None else made[file.value]
    typer.echo(json.dumps(shown, indent=1, ensure_ascii=False))
    return DONE


def version(desk: Desk, *, as_json: AsJson = False) -> int:
    """Print the version."""
    if as_json:
        desk.row({"version": __version__, "python": platform.python_version()})
    else:
        typer.echo(f"news-monitor {__version__}")
    return DONE
