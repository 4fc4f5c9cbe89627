"""`migrate`: bring a database to this version, or an archive to another database."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli.desk import DONE, USAGE, Desk, Stop, file_of
from monitor.cli.options import AsJson

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

    from monitor.config import Config
    from monitor.store.engine import Store
    from monitor.store.moving import Moved


def migrate(
    desk: Desk,
    *,
    source: Annotated[
        str | None,
        typer.Option(
            "--from",
            metavar="URL",
            help="Copy the archive from this database. env:NAME and file:PATH hide a"
            " password.",
        ),
    ] = None,
    target: Annotated[
        str | None,
        typer.Option(
            "--to", metavar="URL", help="Copy it to this one; else to the configured."
        ),
    ] = None,
    as_json: AsJson = False,
) -> int:
    """Bring the database to this version, or copy an archive to another database."""
    config = desk.config()
    if source is None and target is None:
        return _upgrade(desk, config)
    configured = config.database.reveal()
    here, there = (_said(url, config) or configured for url in (source, target))
    if here == there:
        raise Stop("both are the same database: give --from or --to", status=USAGE)
    file = file_of(here)
    if file is not None and not file.is_file():
        raise Stop(f"there is no database at {file}: see --from", status=USAGE)
    with _opened(here) as old, _opened(there) as new:
        return _move(desk, old, new, as_json=as_json)


def _upgrade(desk: Desk, config: Config) -> int:
    from monitor.store.lock import hold

    config.make_folders()
    with _opened(config.database.reveal()) as store, hold(store):
        store.migrate()
    desk.say(f"{config.database} is up to date")
    return DONE


def _move(desk: Desk, old: Store, new: Store, *, as_json: bool) -> int:
    """Copy; say what was copied, and whether the source is still being written."""
    from monitor.config import failpoint
    from monitor.store import moving, target
    from monitor.store.lock import hold

    _see(old)
    with hold(new):
        target.refuse_another(old, new)
        new.migrate()
        point = failpoint() or (lambda _: None)
        with desk.progress("Copying", moving.count(old)) as step:
            found = list(moving.move(old, new, step=step, failpoint=point))
        live = _is_live(old)
    for moved in found:
        _report(desk, moved, as_json=as_json)
    if live:
        desk.say(
            "A monitor is still writing the old database. Stop it, run this again (only"
            " what changed is copied), then change `database` and start it."
        )
    else:
        desk.say("All of it reads back the same. Now change `database` and start.")
    return DONE


def _see(old: Store) -> None:
    """Refuse to copy what is no archive, or one of another version."""
    from monitor.errors import StoreSchema

    try:
        old.check()
    except StoreSchema as e:
        raise Stop(f"{old.place} cannot be copied: {e}") from e


def _report(desk: Desk, moved: Moved, *, as_json: bool) -> None:
    if as_json:
        row = {"table": moved.table, "rows": moved.rows, "written": moved.written}
        desk.row(row | {"sha256": moved.digest})
    elif moved.rows or moved.written:
        typer.echo(
            f"{moved.table}: {moved.rows:,} rows, {moved.written:,} written,"
            f" {moved.digest[:12]}"
        )


def _is_live(store: Store) -> bool:
    from monitor.errors import StoreHeld
    from monitor.store.lock import hold

    try:
        with hold(store):
            return False
    except StoreHeld:
        return True


def _opened(url: str) -> AbstractContextManager[Store]:
    from contextlib import contextmanager

    from monitor.store.engine import open_store

    @contextmanager
    def opened() -> Iterator[Store]:
        store = open_store(url)
        try:
            yield store
        finally:
            store.close()

    return opened()


def _said(url: str | None, config: Config) -> str | None:
    """Give an address, read from where it refers to."""
    from monitor.config.secrets import follow

    try:
        return url and follow(url, config.folder)
    except ValueError as e:
        raise Stop(str(e), status=USAGE) from e
