"""`INSERT ... ON CONFLICT`, which SQLAlchemy spells once per database."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy.dialects import postgresql, sqlite

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy import Connection, Insert, Table

MOST_VALUES = 500  # in one IN (...): far below what either database takes


def put_new(conn: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert the rows whose key is not there yet; leave the others as they are."""
    if rows:
        conn.execute(_put_new(conn.dialect.name, table), rows)


def put(
    conn: Connection,
    table: Table,
    rows: Sequence[Mapping[str, Any]],
    *,
    keep: frozenset[str] = frozenset(),
) -> None:
    """Insert rows; where the key is there already, change all given columns but `keep`."""
    if rows:
        changed = tuple(name for name in rows[0] if name not in keep)
        conn.execute(_put(conn.dialect.name, table, changed), rows)


def chunks(values: Sequence[str]) -> Iterator[Sequence[str]]:
    """Cut values into parts that fit into one statement."""
    for start in range(0, len(values), MOST_VALUES):
        yield values[start : start + MOST_VALUES]


# Statements are made once: making one costs more than running it.


@cache
def _put_new(dialect: str, table: Table) -> Insert:
    return _insert(dialect, table).on_conflict_do_nothing()


@cache
def _put(dialect: str, table: Table, changed: tuple[str, ...]) -> Insert:
    key = [column.name for column in table.primary_key]
    statement = _insert(dialect, table)
    values = {n: statement.excluded[n] for n in changed if n not in key}
    if not values:  # all of such a row is its key
        return statement.on_conflict_do_nothing()
    return statement.on_conflict_do_update(index_elements=key, set_=values)


def _insert(dialect: str, table: Table) -> sqlite.Insert | postgresql.Insert:
    return sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)
