# ruff: noqa: S608 - the statements are made of our own constants
"""Whose turn a host is: the delay between two requests, kept across many workers.

Times are the server's, so that the clocks of the machines need not agree.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import text

if TYPE_CHECKING:
    from sqlalchemy import Connection

_NOW = "(extract(epoch FROM clock_timestamp()) * 1000000)::bigint"
_TAKE = text(
    f"UPDATE hosts SET free = {_NOW} + :wait"
    f" WHERE host = :host AND greatest(free, rest) <= {_NOW}"
)
_FIRST = text(
    f"INSERT INTO hosts (host, free) VALUES (:host, {_NOW} + :wait)"
    " ON CONFLICT DO NOTHING"
)
_LEFT = text(f"SELECT greatest(free, rest) - {_NOW} FROM hosts WHERE host = :host")
_LEAVE = text(f"UPDATE hosts SET free = {_NOW} + :wait WHERE host = :host")
_REST = text(
    f"INSERT INTO hosts (host, free, rest) VALUES (:host, 0, {_NOW} + :wait)"
    " ON CONFLICT (host) DO UPDATE SET rest = greatest(hosts.rest, excluded.rest)"
)
_FORGET = text(f"DELETE FROM hosts WHERE greatest(free, rest) < {_NOW} - :age")


def take(conn: Connection, host: str, hold: timedelta) -> timedelta:
    """Take a host's next turn; nobody else gets one before it is left.

    Args:
        conn: inside a write transaction.
        host: to be asked.
        hold: how long the turn is ours at most. Whoever dies in it says nothing more,
            and the request may go on: so it is longer than any request.

    Returns:
        Zero when the turn is ours, else how long to wait before asking again.
    """
    turn = {"host": host, "wait": _micro(hold)}
    if conn.execute(_TAKE, turn).rowcount or conn.execute(_FIRST, turn).rowcount:
        return timedelta()
    left = conn.scalar(_LEFT, {"host": host}) or 0
    return timedelta(microseconds=max(left, 1))


def leave(conn: Connection, host: str, delay: timedelta) -> None:
    """End our turn: the next one comes after the delay."""
    conn.execute(_LEAVE, {"host": host, "wait": _micro(delay)})


def rest(conn: Connection, host: str, wait: timedelta) -> None:
    """Leave a host alone for a while, as it asked; a longer rest stays as it is."""
    conn.execute(_REST, {"host": host, "wait": _micro(wait)})


def forget(conn: Connection, age: timedelta) -> int:
    """Drop the hosts that have long been free."""
    return conn.execute(_FORGET, {"age": _micro(age)}).rowcount


def _micro(span: timedelta) -> int:
    return span // timedelta(microseconds=1)
