"""`INSERT ... ON CONFLICT`, which SQLAlchemy spells once per database."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy.dialects import postgresql, sqlite

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy import Connection, Table

MOST_VALUES = 500  # in one IN (...): far below what either database takes


def upsert(conn: Connection, table: Table) -> sqlite.Insert | postgresql.Insert:
    """Give an insert on which a conflict can be answered."""
    if conn.dialect.name == "sqlite":
        return sqlite.insert(table)
    return postgresql.insert(table)


def put_new(conn: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert the rows whose key is not there yet; leave the others as they are."""
    if rows:
        conn.execute(upsert(conn, table).on_conflict_do_nothing(), rows)


def put(
    conn: Connection,
    table: Table,
    rows: Sequence[Mapping[str, Any]],
    *,
    keep: frozenset[str] = frozenset(),
) -> None:
    """Insert rows; where the key is there already, change all given columns but `keep`."""
    if not rows:
        return
    key = [column.name for column in table.primary_key]
    statement = upsert(conn, table)
    changed = {
        name: statement.excluded[name]
        for name in rows[0]
        if name not in keep and name not in key
    }
    conn.execute(
        statement.on_conflict_do_update(index_elements=key, set_=changed), rows
    )


def chunks(values: Sequence[str]) -> Iterator[Sequence[str]]:
    """Cut values into parts that fit into one statement."""
    for start in range(0, len(values), MOST_VALUES):
        yield values[start : start + MOST_VALUES]
