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

from sqlalchemy import Table, and_, delete, func, literal, or_, select, tuple_

from monitor.errors import StoreError
from monitor.store import search
from monitor.store.tables import articles, metadata, prints, search_rows
from monitor.store.target import COPYING, copied
from monitor.store.upsert import chunks, put_many

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Connection, Row

    from monitor.store.engine import Store

AT_ONCE: Final = 500  # rows read together
# Of one transaction. Every commit waits for the disk, and each writes the same pages of
# the indexes anew: with 200 rows a SQLite target took eight times what it ends up with.
MOST_ROWS: Final = 5_000
MOST_BYTES: Final = 4 << 20
# What belongs to the processes on a database, and not to the archive.
LEFT_BEHIND: Final = frozenset({"hosts", "workers"})
_LEFT_KEYS: Final = frozenset({"procrastinate", COPYING})  # of `meta`
# What gives each article a number of its own.
_NUMBERED: Final = (prints, search_rows)

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
    at_once: int
    rows: list[Mapping[str, Any]] = field(default_factory=list)
    gone: list[Key] = field(default_factory=list)
    size: int = 0  # bytes, about

    def full(self) -> bool:
        many = len(self.rows) + len(self.gone) >= self.at_once
        return many or self.size >= MOST_BYTES

    def write(self, source: Connection) -> None:
        if not self.rows and not self.gone:
            return
        with self.target.begin() as conn:
            for key in self.gone:
                conn.execute(delete(self.table).where(_is(self.table, key)))
            if self.table in _NUMBERED:
                _make_room(conn, self.table, self.rows)
            put_many(conn, self.table, self.rows)
            if self.table is search_rows:
                _index(source, conn, self.rows)
        self.rows.clear()
        self.gone.clear()
        self.size = 0


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
    at_once: int = MOST_ROWS,
) -> Iterator[Moved]:
    """Bring every table of the target to what the source holds at this moment.

    Args:
        source: current schema; may be written meanwhile, one state of it is copied.
        target: current schema, held by us.
        step: called for each row that was looked at.
        failpoint: see `monitor.pipeline.house.House`.
        at_once: rows of one transaction, at most.

    Yields:
        Each table, once it is copied and both sides were compared.

    Raises:
        StoreError: what was written does not read back the same.
    """
    with source.read() as conn, copied(target):
        for table in _tables():
            changes = _Changes(target, table, at_once)
            moved = _copy(conn, changes, step, failpoint)
            with target.read() as there:
                moved.there = _digest(there, table)
            if moved.there != moved.digest:
                raise StoreError(f"{table.name} does not read back as it was written")
            yield moved
        if target.dialect == "postgresql":
            with target.begin() as there:
                _go_on_counting(there)


def _tables() -> list[Table]:
    return [t for t in metadata.sorted_tables if t.name not in LEFT_BEHIND]


def _copy(
    source: Connection,
    changes: _Changes,
    step: Callable[[], None],
    failpoint: Callable[[str], None],
) -> Moved:
    moved, said = Moved(changes.table.name), hashlib.sha256()
    with (
        closing(_rows(source, changes.table)) as ours,
        closing(_there(changes.target, changes.table)) as theirs,
    ):
        for key, row, other in _side_by_side(ours, theirs):
            if row is None:
                changes.gone.append(key)
            else:
                told = _told(row)
                said.update(told)
                moved.rows += 1
                if other is None or tuple(row) != tuple(other):
                    changes.rows.append(dict(row._mapping))
                    changes.size += len(told)
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
    key_of = _key_of(table)
    with conn.execute(statement.execution_options(yield_per=AT_ONCE)) as found:
        for row in found:
            yield key_of(row), row


def _key_of(table: Table) -> Callable[[Row[Any]], Key]:
    columns = list(table.columns)
    places = [columns.index(key) for key in table.primary_key]
    return lambda row: tuple([row[place] for place in places])


def _there(target: Store, table: Table) -> Generator[tuple[Key, Row[Any]]]:
    """Give the rows of a table that is being written.

    From SQLite page by page: while one look stays open, its log only grows.
    """
    if target.dialect == "postgresql":
        with target.read() as conn:
            yield from _rows(conn, table)
        return
    after: Key | None = None
    while True:
        with target.read() as conn:
            page = list(_page(conn, table, after))
        yield from page
        if len(page) < AT_ONCE:
            return
        after = page[-1][0]


def _page(
    conn: Connection, table: Table, after: Key | None
) -> Iterator[tuple[Key, Row[Any]]]:
    keys = list(table.primary_key)
    statement = select(table).order_by(*keys).limit(AT_ONCE)
    if after is not None:
        values = (literal(v, k.type) for v, k in zip(after, keys, strict=True))
        statement = statement.where(tuple_(*keys) > tuple_(*values))
    if table.name == "meta":
        statement = statement.where(table.c.key.not_in(_LEFT_KEYS))
    key_of = _key_of(table)
    for row in conn.execute(statement):
        yield key_of(row), row


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


def _make_room(
    conn: Connection, table: Table, rows: Sequence[Mapping[str, Any]]
) -> None:
    """Drop what names the same articles by other numbers: those go only further on."""
    (number,) = table.primary_key
    for start in range(0, len(rows), AT_ONCE):
        some = rows[start : start + AT_ONCE]
        same = table.c.article_id.in_([row["article_id"] for row in some])
        taken = number.in_([row[number.name] for row in some])
        conn.execute(delete(table).where(or_(taken, same)))


def _index(
    source: Connection, conn: Connection, rows: Sequence[Mapping[str, Any]]
) -> None:
    """Let the articles of new rows of the index be found: their words are not copied."""
    named = {row["article_id"]: row["id"] for row in rows}
    asked = select(articles.c.id, articles.c.title, articles.c.text)
    for some in chunks(list(named)):
        found = source.execute(asked.where(articles.c.id.in_(some)))
        search.put_words(conn, *((named[a.id], a.title, a.text) for a in found))


def _go_on_counting(conn: Connection) -> None:
    """Have the ids that PostgreSQL gives out go on after those that came over."""
    for table in _tables():
        key = next(iter(table.primary_key))
        asked = func.pg_get_serial_sequence(table.name, key.name)
        if sequence := conn.scalar(select(asked)):
            following = (conn.scalar(select(func.max(key))) or 0) + 1
            conn.execute(select(func.setval(sequence, following, False)))
