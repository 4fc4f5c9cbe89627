"""One daemon on a database: the second is refused, and told who the first is."""

from __future__ import annotations

import fcntl
import json
import os
import socket
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from monitor.errors import StoreError, StoreHeld
from monitor.store.failures import told

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.store.engine import Store

_KEY = 0x6D6F6E69  # "moni": the advisory lock of the daemon on PostgreSQL


@contextmanager
def hold(store: Store) -> Iterator[None]:
    """Hold the database for this process; a kill of whatever kind lets go of it.

    Raises:
        StoreHeld: another daemon runs on it; names its process and its host.
        StoreError: the database cannot be used.
    """
    if store.dialect == "postgresql":
        with _advisory(store):
            yield
    elif store.url.database in {None, "", ":memory:"}:
        yield
    else:
        with _file(Path(f"{store.url.database}.lock")):
            yield


@contextmanager
def _file(path: Path) -> Iterator[None]:
    # The file stays when we leave: were it removed, a third process could lock a new
    # one while a second still waits for the old.
    try:
        file = path.open("a+", encoding="utf-8")
    except OSError as e:
        raise StoreError(f"database: {path} cannot be written: {e.strerror}") from e
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as e:
            file.seek(0)
            raise _held(file.read()) from e
        file.truncate(0)
        file.write(_ourselves())
        file.flush()
        yield


@contextmanager
def _advisory(store: Store) -> Iterator[None]:
    # The lock belongs to the session: one connection is kept for it alone.
    try:
        conn = store.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
    except SQLAlchemyError as e:
        raise told(e, store.url) from e
    with conn:
        holder = {"key": _KEY}
        if not conn.scalar(text("SELECT pg_try_advisory_lock(:key)"), holder):
            raise _held(str(conn.scalar(_HOLDER, holder) or ""))
        name = text("SELECT set_config('application_name', :name, false)")
        conn.execute(name, {"name": _ourselves()})
        try:
            yield
        finally:
            with suppress(SQLAlchemyError):  # a session that broke holds nothing
                conn.execute(_LET_GO, holder)
            conn.invalidate()  # its name is ours alone: no one else shall use it


_LET_GO = text("SELECT pg_advisory_unlock(:key)")
_HOLDER = text(
    "SELECT a.application_name FROM pg_locks l JOIN pg_stat_activity a USING (pid) "
    "WHERE l.locktype = 'advisory' AND l.granted AND l.objid = :key AND l.classid = 0 "
    "AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)


def _ourselves() -> str:
    # PostgreSQL cuts an application's name after 63 bytes.
    return json.dumps({"pid": os.getpid(), "host": socket.gethostname()[:30]})


def _held(said: str) -> StoreHeld:
    try:
        holder = json.loads(said)
        pid, host = int(holder["pid"]), str(holder["host"])
    except (ValueError, TypeError, KeyError):  # it has not written its name yet
        return StoreHeld(
            "another news-monitor runs on this database", pid=None, host=None
        )
    return StoreHeld(
        f"another news-monitor runs on this database: process {pid} on {host}",
        pid=pid,
        host=host,
    )
