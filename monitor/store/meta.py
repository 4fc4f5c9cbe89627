"""What the house itself remembers, by key: small plain values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from monitor.store.tables import meta
from monitor.store.upsert import put

if TYPE_CHECKING:
    from sqlalchemy import Connection


def recall(conn: Connection, key: str) -> Any:  # noqa: ANN401 - what was kept
    """Give what was kept under a key; None when nothing was."""
    return conn.scalar(select(meta.c.value).where(meta.c.key == key))


def keep(conn: Connection, key: str, value: object) -> None:
    """Keep a value that JSON can hold under a key."""
    put(conn, meta, [{"key": key, "value": value}])
