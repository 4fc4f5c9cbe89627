"""A PostgreSQL that is away for one database, while the other tests go on using it."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import make_url, text

from monitor.store.engine import open_store

_CUT = text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :n")


@contextmanager
def absent(url: str) -> Iterator[None]:
    """Have every connection to a database ended, and every new one refused."""
    name = make_url(url).database
    keeper = open_store(make_url(url).set(database="postgres"))
    with keeper.engine.connect().execution_options(
        isolation_level="AUTOCOMMIT"
    ) as conn:
        try:
            conn.execute(text(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false"))
            conn.execute(_CUT, {"n": name})
            yield
        finally:
            conn.execute(text(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true"))
    keeper.close()
