"""`INSERT ... ON CONFLICT`, which SQLAlchemy spells once per database."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import MetaData, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError

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


def put_many(conn: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Do as `put`, for thousands of rows that name every column.

    PostgreSQL takes them as one stream: a statement for each took three times as long.
    """
    if conn.dialect.name != "postgresql" or len(rows) <= MOST_VALUES:
        put(conn, table, rows)
        return
    names = [column.name for column in table.columns]
    beside = table.to_metadata(MetaData(), name="coming_in")
    conn.exec_driver_sql(
        f"CREATE TEMP TABLE coming_in ON COMMIT DROP AS TABLE {table.name} WITH NO DATA"
    )
    _stream(conn, beside, rows)
    statement = _insert("postgresql", table).from_select(names, select(beside))
    conn.execute(_settled(statement, table, names))
    conn.exec_driver_sql("DROP TABLE coming_in")


def _stream(conn: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    quote = conn.dialect.identifier_preparer.quote
    names = ", ".join(quote(column.name) for column in table.columns)
    ways = [
        (c.name, c.type.dialect_impl(conn.dialect).bind_processor(conn.dialect))
        for c in table.columns
    ]
    driver: Any = conn.connection.driver_connection
    errors: Any = conn.dialect.loaded_dbapi.Error
    asked = f"COPY {quote(table.name)} ({names}) FROM STDIN"
    try:
        with driver.cursor() as cursor, cursor.copy(asked) as copy:
            for row in rows:
                copy.write_row([way(row[n]) if way else row[n] for n, way in ways])
    except errors as e:  # SQLAlchemy did not see the call, and says it as its own
        raise DBAPIError.instance(asked, None, e, errors, dialect=conn.dialect) from e


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
    return _settled(_insert(dialect, table), table, changed)


def _settled(
    statement: sqlite.Insert | postgresql.Insert, table: Table, changed: Sequence[str]
) -> Insert:
    """Have an insert change what is there already under its key."""
    key = [column.name for column in table.primary_key]
    values = {n: statement.excluded[n] for n in changed if n not in key}
    if not values:  # all of such a row is its key
        return statement.on_conflict_do_nothing()
    return statement.on_conflict_do_update(index_elements=key, set_=values)


def _insert(dialect: str, table: Table) -> sqlite.Insert | postgresql.Insert:
    return sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)
