"""Copy an archive from one database to another, row by row in the order of the keys.

Both sides are read once, side by side; what differs is written. So a move that was
killed is simply begun again and writes only what is missing, and a second move after
the first brings over what changed meanwhile.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Table, and_, delete, func, select

from monitor.errors import StoreError
from monitor.store import search
from monitor.store.tables import articles, metadata, search_rows
from monitor.store.upsert import put

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Connection, Row

    from monitor.store.engine import Store

AT_ONCE: Final = 200  # rows of one transaction
# What belongs to the processes on a database, and not to the archive.
LEFT_BEHIND: Final = frozenset({"hosts", "workers"})
_LEFT_KEYS: Final = frozenset({"procrastinate"})  # of `meta`

Key = tuple[Any, ...]


@dataclass(slots=True)
class Moved:
    """What a table holds, and how much of it had to be written."""

    table: str
    rows: int = 0
    written: int = 0
    digest: str = ""  # of all rows, in order; the same on both sides
    there: str = ""  # the same, read again from the target


@dataclass(slots=True)
class _Changes:
    """What is still to be written to one table of the target."""

    target: Store
    table: Table
    rows: dict[Key, Mapping[str, Any]] = field(default_factory=dict)
    gone: list[Key] = field(default_factory=list)

    def full(self) -> bool:
        return len(self.rows) + len(self.gone) >= AT_ONCE

    def write(self, source: Connection) -> None:
        if not self.rows and not self.gone:
            return
        with self.target.begin() as conn:
            for key in self.gone:
                conn.execute(delete(self.table).where(_is(self.table, key)))
            put(conn, self.table, list(self.rows.values()))
            if self.table is search_rows:
                _index(source, conn, list(self.rows.values()))
        self.rows.clear()
        self.gone.clear()


def count(source: Store) -> int:
    """Count the rows that a move looks at."""
    with source.read() as conn:
        return sum(
            conn.scalar(select(func.count()).select_from(t)) or 0 for t in _tables()
        )


def move(
    source: Store,
    target: Store,
    *,
    step: Callable[[], None] = lambda: None,
    failpoint: Callable[[str], None] = lambda _: None,
) -> Iterator[Moved]:
    """Bring every table of the target to what the source holds at this moment.

    Args:
        source: current schema; may be written meanwhile, one state of it is copied.
        target: current schema, held by us.
        step: called for each row that was looked at.
        failpoint: see `monitor.pipeline.house.House`.

    Yields:
        Each table, once it is copied and both sides were compared.

    Raises:
        StoreError: what was written does not read back the same.
    """
    with source.read() as conn:
        for table in _tables():
            moved = _copy(conn, target, table, step, failpoint)
            with target.read() as there:
                moved.there = _digest(there, table)
            if moved.there != moved.digest:
                raise StoreError(f"{table.name} does not read back as it was written")
            yield moved
    if target.dialect == "postgresql":
        with target.begin() as conn:
            _go_on_counting(conn)


def _tables() -> list[Table]:
    return [t for t in metadata.sorted_tables if t.name not in LEFT_BEHIND]


def _copy(
    source: Connection,
    target: Store,
    table: Table,
    step: Callable[[], None],
    failpoint: Callable[[str], None],
) -> Moved:
    moved, said = Moved(table.name), hashlib.sha256()
    changes = _Changes(target, table)
    with (
        target.read() as there,
        closing(_rows(source, table)) as ours,
        closing(_rows(there, table)) as theirs,
    ):
        for key, row, other in _side_by_side(ours, theirs):
            if row is None:
                changes.gone.append(key)
            else:
                said.update(_told(row))
                moved.rows += 1
                if other is None or tuple(row) != tuple(other):
                    changes.rows[key] = dict(row._mapping)
                    moved.written += 1
                step()
            if changes.full():
                changes.write(source)
                failpoint("inside_move")
    changes.write(source)
    failpoint("inside_move")
    moved.digest = said.hexdigest()
    return moved


def _side_by_side(
    ours: Iterator[tuple[Key, Row[Any]]], theirs: Iterator[tuple[Key, Row[Any]]]
) -> Iterator[tuple[Key, Row[Any] | None, Row[Any] | None]]:
    """Walk two ordered lists of rows together; None where one side lacks a key."""
    one, other = next(ours, None), next(theirs, None)
    while one or other:
        if other is None or (one is not None and one[0] < other[0]):
            assert one is not None  # noqa: S101 - one of the two is there
            yield one[0], one[1], None
            one = next(ours, None)
        elif one is None or other[0] < one[0]:
            yield other[0], None, other[1]
            other = next(theirs, None)
        else:
            yield one[0], one[1], other[1]
            one, other = next(ours, None), next(theirs, None)


def _rows(conn: Connection, table: Table) -> Generator[tuple[Key, Row[Any]]]:
    """Give the rows of a table in the order of their keys, the same on both databases.

    Text sorts by its bytes, as it does in Python: a locale would sort it otherwise.
    """
    keys = list(table.primary_key)
    statement = select(table).order_by(*(_bytewise(conn, key) for key in keys))
    if table.name == "meta":
        statement = statement.where(table.c.key.not_in(_LEFT_KEYS))
    names = [key.name for key in keys]
    with conn.execute(statement.execution_options(yield_per=AT_ONCE)) as found:
        for row in found:
            yield tuple(row._mapping[name] for name in names), row


def _bytewise(conn: Connection, key: ColumnElement[Any]) -> ColumnElement[Any]:
    words = key.type.python_type is str
    return key.collate("C") if words and conn.dialect.name == "postgresql" else key


def _told(row: Row[Any]) -> bytes:
    return repr(tuple(row)).encode("utf-8", "surrogatepass") + b"\n"


def _digest(conn: Connection, table: Table) -> str:
    said = hashlib.sha256()
    for _, row in _rows(conn, table):
        said.update(_told(row))
    return said.hexdigest()


def _is(table: Table, key: Key) -> ColumnElement[bool]:
    columns = zip(table.primary_key, key, strict=True)
    return and_(*(column == value for column, value in columns))


def _index(
    source: Connection, conn: Connection, rows: Sequence[Mapping[str, Any]]
) -> None:
    """Let the articles of new rows of the index be found: their words are not copied."""
    named = {row["article_id"]: row["id"] for row in rows}
    asked = select(articles.c.id, articles.c.title, articles.c.text)
    for article in source.execute(asked.where(articles.c.id.in_(list(named)))):
        search.put_words(conn, named[article.id], article.title, article.text)


def _go_on_counting(conn: Connection) -> None:
    """Have the ids that PostgreSQL gives out go on after those that came over."""
    for table in _tables():
        key = next(iter(table.primary_key))
        asked = func.pg_get_serial_sequence(table.name, key.name)
        if sequence := conn.scalar(select(asked)):
            following = (conn.scalar(select(func.max(key))) or 0) + 1
            conn.execute(select(func.setval(sequence, following, False)))
