"""`backup` and `restore`: an archive in one file, and back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli.desk import DONE, Desk, Stop

if TYPE_CHECKING:
    from monitor.store.engine import Store


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

    config = desk.config()
    config.make_folders()
    store = open_store(config.database.reveal())
    try:
        if not force:
            _see_room(store)
        with desk.progress("Restoring") as step:
            steps.restore(file, store, step=step)
    finally:
        store.close()
    desk.say(f"{config.database} is what {file} holds")
    return DONE


def _see_room(store: Store) -> None:
    """Refuse to replace an archive, or what may have been one."""
    from monitor.errors import StoreBusy, StoreError
    from monitor.store.schema import is_empty
    from monitor.store.target import is_half_copied

    try:
        with store.read() as conn:
            room = is_empty(conn) or is_half_copied(conn)
    except StoreBusy:
        raise
    except StoreError as e:
        raise Stop(f"{e}; add --force to put the backup in its place") from e
    if not room:
        raise Stop(
            f"{store.place} holds an archive: add --force to put the backup in its place"
        )
