"""Make and change the tables: Alembic's migrations, run from inside the program."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import select, text

from monitor.errors import StoreSchema
from monitor.store import search
from monitor.store.scale_tables import metadata
from monitor.store.tables import articles

if TYPE_CHECKING:
    from sqlalchemy import Connection

_LOCK = 0x6E657773  # "news": the advisory lock under which PostgreSQL migrates


def create(conn: Connection) -> None:
    """Make all tables at once, without history: for a store in memory."""
    metadata.create_all(conn)
    search.create(conn)


def upgrade(conn: Connection) -> None:
    """Run the migrations that are missing, all in the transaction of `conn`.

    Two processes take turns (BEGIN IMMEDIATE, or an advisory lock), and a kill in the
    middle leaves the old schema whole: both databases undo their DDL.

    Raises:
        StoreSchema: the schema is newer than this program.
    """
    if conn.dialect.name == "postgresql":
        conn.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    if _missing(conn):
        command.upgrade(_config(conn), "head")


def check(conn: Connection) -> None:
    """Say whether the schema is current.

    Raises:
        StoreSchema: it is newer or older than this program, or was never made.
    """
    if _missing(conn):
        made = MigrationContext.configure(conn).get_current_revision() is not None
        what = "is not up to date" if made else "holds no archive yet"
        raise StoreSchema(f"the database {what}: run `news-monitor migrate`")


def _missing(conn: Connection) -> bool:
    """Whether migrations are missing; refuses a schema that we do not know."""
    scripts = ScriptDirectory.from_config(_config(conn))
    current = MigrationContext.configure(conn).get_current_revision()
    known = {revision.revision for revision in scripts.walk_revisions()}
    if current is not None and current not in known:
        raise StoreSchema(
            f"the database was made by a newer news-monitor (schema {current}): "
            "upgrade the program; nothing was changed"
        )
    return current != scripts.get_current_head()


def _config(conn: Connection) -> Config:
    config = Config()
    folder = Path(__file__).parent / "migrations"
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = conn
    return config


def is_empty(conn: Connection) -> bool:
    """Whether there is no archive yet: no tables, or no article in them."""
    if MigrationContext.configure(conn).get_current_revision() is None:
        return True
    return conn.scalar(select(articles.c.id).limit(1)) is None


def is_ours(
    _object: object, name: str | None, kind: str, _reflected: object, _other: object
) -> bool:
    """Tell Alembic which objects it compares: not the full-text index."""
    return not (kind == "table" and name and name.startswith("search_words"))
