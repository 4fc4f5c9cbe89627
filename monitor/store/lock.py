"""One daemon on a database: the second is refused, and told who the first is."""

from __future__ import annotations

import fcntl
import json
import os
import socket
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from monitor.errors import StoreError, StoreHeld, StoreLost
from monitor.store.failures import told

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from monitor.store.engine import Store

_KEY = 0x6D6F6E69  # "moni": the advisory lock of the daemon on PostgreSQL
_SEAT = 0x6D6F6E6A  # of the one scheduler among many workers


@contextmanager
def hold(store: Store) -> Iterator[Seat | None]:
    """Hold the database for this process; a kill of whatever kind lets go of it.

    Gives the seat that is held on PostgreSQL: a server that restarts forgets it, so who
    stays for long asks now and then whether it is `taken`, which takes it anew.

    Raises:
        StoreHeld: another daemon runs on it; names its process and its host.
        StoreError: the database cannot be used.
    """
    if store.dialect == "postgresql":
        seat = Seat.of_daemon(store)
        if not seat.taken():
            raise seat.holder()
        try:
            yield seat
        finally:
            seat.leave()
    elif store.url.database in {None, "", ":memory:"}:
        yield None
    else:
        with _file(Path(f"{store.url.database}.lock")):
            yield None


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


@dataclass(slots=True)
class Seat:
    """A lock that one process holds, or that all workers share, until it dies.

    It belongs to a connection of its own: PostgreSQL frees it as soon as that is gone,
    after a kill at once and after a cut of the network within 20 seconds.
    """

    store: Store
    key: int
    shared: bool = False
    _conn: Connection | None = field(default=None, init=False)

    @classmethod
    def of_scheduler(cls, store: Store) -> Seat:
        """Give the seat that one scheduler takes."""
        return cls(store, _SEAT)

    @classmethod
    def of_daemon(cls, store: Store) -> Seat:
        """Give the seat of who wants the database for itself."""
        return cls(store, _KEY)

    @classmethod
    def of_worker(cls, store: Store) -> Seat:
        """Give the seat that workers share, and that no daemon may take meanwhile."""
        return cls(store, _KEY, shared=True)

    def taken(self) -> bool:
        """Take it, or see that it still is ours; False while somebody else has it."""
        try:
            return self._kept() or self._take()
        except SQLAlchemyError as e:
            self._drop()
            error = told(e, self.store.url)
            if isinstance(error, StoreLost):
                self.store.contact.lost(str(error))
            raise error from e

    def leave(self) -> None:
        """Let go of it."""
        if self._conn is not None:
            with suppress(SQLAlchemyError):  # a session that broke holds nothing
                self._conn.exec_driver_sql(_LET_GO)
        self._drop()

    def holder(self) -> StoreHeld:
        """Say who has it."""
        with self.store.engine.connect() as conn:
            return _held(str(conn.scalar(_HOLDER, {"key": self.key}) or ""))

    def _kept(self) -> bool:
        """See that it still is ours; a connection that ended says nothing of now."""
        if self._conn is None:
            return False
        try:
            self._conn.exec_driver_sql("SELECT 1")
        except SQLAlchemyError:
            self._drop()
            return False
        return True

    def _drop(self) -> None:
        conn, self._conn = self._conn, None
        if conn is not None:
            with suppress(SQLAlchemyError):
                conn.invalidate()  # its name is ours alone: no one else shall use it
                conn.close()

    def _take(self) -> bool:
        conn = self.store.engine.connect()
        conn = conn.execution_options(isolation_level="AUTOCOMMIT")
        how = "_shared" if self.shared else ""
        ask = text(f"SELECT pg_try_advisory_lock{how}(:key)")
        if not conn.scalar(ask, {"key": self.key}):
            conn.close()
            return False
        for said in _KEEPALIVE:
            conn.exec_driver_sql(said)
        name = text("SELECT set_config('application_name', :name, false)")
        conn.execute(name, {"name": _ourselves()})
        self._conn = conn
        return True


# A machine that vanished says no goodbye: the server asks whether it is there.
_KEEPALIVE = (
    "SET tcp_keepalives_idle = 5",
    "SET tcp_keepalives_interval = 5",
    "SET tcp_keepalives_count = 3",
)
_LET_GO = "SELECT pg_advisory_unlock_all()"
_HOLDER = text(
    "SELECT a.application_name FROM pg_locks l JOIN pg_stat_activity a USING (pid) "
    "WHERE l.locktype = 'advisory' AND l.granted AND l.objid = :key AND l.classid = 0 "
    "AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)


def is_ours(held: StoreHeld) -> bool:
    """Whether it is this process that holds a database, perhaps by a dying connection."""
    return (held.pid, held.host) == (os.getpid(), _host())


def _ourselves() -> str:
    return json.dumps({"pid": os.getpid(), "host": _host()})


def _host() -> str:
    # PostgreSQL cuts an application's name after 63 bytes.
    return socket.gethostname()[:30]


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
