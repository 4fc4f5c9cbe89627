"""Copy an archive into one file while it is being written, and bring it back.

The file is a SQLite database, whatever the archive is kept in: it can be opened, asked
and moved on with what everybody has.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from monitor.errors import StoreError
from monitor.store import moving
from monitor.store.engine import open_store
from monitor.store.lock import hold

if TYPE_CHECKING:
    from monitor.store.engine import Store

_PAGES: Final = 1024  # of 4 KiB, copied between two steps
_EXAMINED: Final = 2 << 30  # bytes; a larger file would keep a start waiting too long
ASIDE: Final = ".before-restore"  # added to the name of an archive that was replaced
_BESIDE: Final = ("", "-wal", "-shm")


def backup(
    store: Store, file: Path, *, step: Callable[[], None] = lambda: None
) -> None:
    """Write one state of an archive into a file; others may write it meanwhile.

    The file is there whole or not at all: a kill leaves only `FILE.part`.

    Raises:
        StoreError: it cannot be written, or is not sound.
    """
    part = _part(file)
    try:
        if store.dialect == "sqlite":
            _copy(Path(str(store.url.database)), part, step)
        else:
            _dump(store, part, step)
        examine(part)
        _settle(part, file)
    except (OSError, sqlite3.Error) as e:
        raise StoreError(f"backup: {file} cannot be written: {e}") from e


def restore(
    file: Path, target: Store, *, step: Callable[[], None] = lambda: None
) -> None:
    """Make an archive what a backup holds; nobody may be at work on it.

    A SQLite file is replaced whole; on PostgreSQL what differs is written, and a
    restore that was killed is begun again.

    Raises:
        StoreHeld: a monitor runs on it.
        StoreError: the backup is not sound, or was made by a newer version.
    """
    if not file.is_file():
        raise StoreError(f"restore: there is no file {file}")
    examine(file)
    with hold(target):
        saved = open_store(f"sqlite:///{_workable(file)}")
        try:
            saved.migrate()  # an older backup is brought to this version, in a copy
            saved.check()
            if target.dialect == "postgresql":
                target.migrate()
                for _ in moving.move(saved, target, step=step):
                    pass
        finally:
            saved.close()
        copy = _part(file)
        if target.dialect == "sqlite":
            _replace(copy, target, step)
        _remove(copy)


def examine(file: Path) -> None:
    """See that a SQLite file is whole.

    Raises:
        StoreError: it is not.
    """
    try:
        with closing(sqlite3.connect(f"file:{file}?mode=rw", uri=True)) as conn:
            (said,) = conn.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.Error as e:
        said = str(e)
    if said != "ok":
        raise StoreError(f"the database {file} is damaged ({said}): restore a backup")


def examine_at_start(store: Store) -> None:
    """See that a SQLite archive is whole, where that takes a moment only.

    Raises:
        StoreError: it is damaged, which is better known now than when something is told.
    """
    if store.dialect != "sqlite":
        return
    file = Path(str(store.url.database))
    if file.is_file() and 0 < file.stat().st_size <= _EXAMINED:
        examine(file)


def _copy(source: Path, part: Path, step: Callable[[], None]) -> None:
    _remove(part)
    with (
        closing(sqlite3.connect(f"file:{source}?mode=rw", uri=True)) as old,
        closing(sqlite3.connect(part)) as new,
    ):
        # One read transaction: else each write of others would begin the copy anew.
        old.execute("BEGIN")
        old.execute("SELECT count(*) FROM sqlite_master").fetchone()
        old.backup(new, pages=_PAGES, progress=lambda *_: step())
    _alone(part)


def _dump(store: Store, part: Path, step: Callable[[], None]) -> None:
    _remove(part)
    made = open_store(f"sqlite:///{part}")
    try:
        made.migrate()
        for _ in moving.move(store, made, step=step):
            pass
    finally:
        made.close()
    _alone(part)


def _alone(file: Path) -> None:
    """Have nothing of a database stand beside its file; who opens it changes it back."""
    with closing(sqlite3.connect(file)) as conn:
        conn.execute("PRAGMA journal_mode=DELETE")


def _workable(file: Path) -> Path:
    """Give a copy that may be migrated: the backup itself stays as it is."""
    copy = _part(file)
    _copy(file, copy, lambda: None)
    return copy


def _replace(copy: Path, target: Store, step: Callable[[], None]) -> None:
    """Put a file in the place of an archive; the old one stays beside it."""
    place = Path(str(target.url.database))
    target.close()
    new = _part(place)
    _copy(copy, new, step)
    examine(new)
    if place.exists():
        with suppress(sqlite3.Error):  # a damaged one is moved away as it is
            _alone(place)
        _keep(place)
    for beside in _BESIDE[1:]:
        place.with_name(place.name + beside).unlink(missing_ok=True)
    _settle(new, place)


def _keep(place: Path) -> None:
    """Give an archive a second name, so that a kill never leaves its own without any.

    What an earlier restore put aside stays: the first may have been a mistake.
    """
    aside = place.with_name(f"{place.name}{ASIDE}")
    number = 1
    while aside.exists():
        number += 1
        aside = place.with_name(f"{place.name}{ASIDE}-{number}")
    try:
        os.link(place, aside)
    except OSError:  # a file system without links
        shutil.copyfile(place, aside)


def _settle(part: Path, file: Path) -> None:
    with part.open("rb+") as written:
        os.fsync(written.fileno())
    part.replace(file)
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _part(file: Path) -> Path:
    return file.with_name(f"{file.name}.part")


def _remove(file: Path) -> None:
    for beside in _BESIDE:
        file.with_name(file.name + beside).unlink(missing_ok=True)
