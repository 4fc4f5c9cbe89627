"""`backup` and `restore`: an archive in one file, and back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from monitor.cli.desk import DONE, Desk, Stop


def backup(
    desk: Desk,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="To be written.")],
    *,
    force: Annotated[
        bool, typer.Option("--force", help="Write over a file that is there.")
    ] = False,
) -> int:
    """Copy the archive into one file; the monitor may go on meanwhile."""
    from monitor.store import backup as steps

    if file.exists() and not force:
        raise Stop(f"{file} is there already: name another file, or add --force")
    with (
        desk.archive(desk.config()) as store,
        desk.progress("Copying") as step,
    ):
        steps.backup(store, file, step=step)
    desk.say(f"{file}: {file.stat().st_size:,} bytes, and sound")
    return DONE


def restore(
    desk: Desk,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What `backup` wrote.")],
    *,
    force: Annotated[
        bool, typer.Option("--force", help="Put it in the place of an archive.")
    ] = False,
) -> int:
    """Make the archive what a backup holds; stop the monitor first."""
    from monitor.store import backup as steps
    from monitor.store.engine import open_store
    from monitor.store.schema import is_empty

    config = desk.config()
    config.make_folders()
    store = open_store(config.database.reveal())
    try:
        with store.read() as conn:
            empty = is_empty(conn)
        if not empty and not force:
            raise Stop(
                f"{config.database} holds an archive: add --force to put the backup"
                " in its place"
            )
        with desk.progress("Restoring") as step:
            steps.restore(file, store, step=step)
    finally:
        store.close()
    desk.say(f"{config.database} is what {file} holds")
    return DONE
