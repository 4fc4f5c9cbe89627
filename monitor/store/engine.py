"""Open the database and hand out connections: one way to write, one way to read."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    URL,
    Connection,
    Engine,
    StaticPool,
    create_engine,
    event,
    make_url,
)
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from monitor.errors import StoreError
from monitor.store import schema, target
from monitor.store.contact import Contact
from monitor.store.failures import place, told

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.engine.interfaces import DBAPIConnection
    from sqlalchemy.pool import ConnectionPoolEntry

BUSY_SECONDS = 5  # how long a statement waits for another writer
_SQLITE = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",  # a power cut loses no commit; NORMAL may
    f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}",
    "PRAGMA foreign_keys=ON",
    "PRAGMA cache_size=-65536",  # KiB at most: placing looks in many places
    "PRAGMA journal_size_limit=67108864",  # bytes that a grown WAL keeps
)


@dataclass(frozen=True, slots=True)
class Store:
    """An open database. Close it when done."""

    engine: Engine
    contact: Contact = field(default_factory=Contact, compare=False, repr=False)

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""
        return self.engine.dialect.name

    @property
    def url(self) -> URL:
        """Where it is; prints without its password."""
        return self.engine.url

    @property
    def place(self) -> str:
        """Where it is, for people."""
        return place(self.url)

    def migrate(self) -> None:
        """Bring the schema to the one that this program writes; harmless twice.

        Raises:
            StoreSchema: it is newer than this program.
        """
        with self.begin() as conn:
            schema.upgrade(conn)

    def check(self) -> None:
        """Say whether this is a whole archive in the schema that this program writes.

        Raises:
            StoreSchema: it is older or newer, or was never made.
            StoreError: half of another archive was copied into it.
        """
        with self.read() as conn:
            schema.check(conn)
            target.check(conn)

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """Give a connection inside a write transaction, committed at the end.

        Raises:
            StoreBusy: another process wrote for too long.
            StoreError: the database cannot be used.
        """
        with self._transaction(write=True) as conn:
            yield conn

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Give a connection that sees one state of the database and cannot write.

        Raises:
            StoreError: the database cannot be used.
        """
        with self._transaction(write=False) as conn:
            yield conn

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()

    @contextmanager
    def _transaction(self, *, write: bool) -> Iterator[Connection]:
        try:
            with self.engine.connect() as conn:
                options: dict[str, Any] = {"monitor_write": write}
                if self.dialect == "postgresql" and not write:
                    options["isolation_level"] = "REPEATABLE READ"
                    options["postgresql_readonly"] = True
                with conn.execution_options(**options).begin():
                    yield conn
        except SQLAlchemyError as e:
            raise told(e, self.url) from e


def open_store(url: str | URL) -> Store:
    """Open the database at `sqlite:///file` or `postgresql://...`.

    The folder of a SQLite file is made. Nothing is migrated.

    Raises:
        StoreError: the address makes no sense.
    """
    address = _address(url)
    if address.get_backend_name() == "sqlite":
        return Store(_sqlite(address))
    return Store(
        create_engine(
            address,
            pool_pre_ping=True,  # a restarted server costs no failed step
            pool_size=4,
            max_overflow=12,
            connect_args={
                "connect_timeout": 10,
                "application_name": "news-monitor",
                "options": f"-c lock_timeout={BUSY_SECONDS * 1000}",
            },
        )
    )


def open_memory() -> Store:
    """Open an empty store in memory, with its schema: for batch work in one thread."""
    store = open_store("sqlite://")
    with store.begin() as conn:
        schema.create(conn)
    return store


def _address(url: str | URL) -> URL:
    try:
        address = make_url(url)
        name = address.get_backend_name()
    except (ArgumentError, ValueError) as e:
        raise StoreError(
            "database: write sqlite:///data/monitor.db or postgresql://user@host/name"
        ) from e
    if name == "sqlite":
        return address.set(drivername="sqlite+pysqlite")
    if name in {"postgresql", "postgres"}:
        return address.set(drivername="postgresql+psycopg")
    raise StoreError(f"database: {name} is not known; write sqlite:// or postgresql://")


def _sqlite(address: URL) -> Engine:
    memory = address.database in {None, "", ":memory:"}
    if memory:
        # One connection for all threads, or each would see a database of its own.
        engine = create_engine(
            address, poolclass=StaticPool, connect_args={"check_same_thread": False}
        )
    else:
        folder = Path(str(address.database)).parent
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as e:
            raise StoreError(
                f"database: the folder {folder} cannot be made: {e}"
            ) from e
        engine = create_engine(address, pool_size=4, max_overflow=12)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(dbapi: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    # The driver's own BEGIN is deferred and comes late: we say it ourselves, below.
    dbapi.isolation_level = None
    cursor = dbapi.cursor()
    for pragma in _SQLITE:
        cursor.execute(pragma)
    cursor.close()


def _begin(conn: Connection) -> None:
    # A deferred transaction that turns into a writer fails at once with "database is
    # locked", whatever the timeout: 107 of 160 did, none with IMMEDIATE (STACK, 4).
    write = conn.get_execution_options().get("monitor_write", True)
    conn.exec_driver_sql(f"PRAGMA query_only={'OFF' if write else 'ON'}")
    conn.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")
