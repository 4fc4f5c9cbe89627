"""Silences that readers asked for, until a time."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from monitor.core.mute import Mute
from monitor.store.tables import mutes
from monitor.store.upsert import put

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection


def mute(conn: Connection, wanted: Mute) -> None:
    """Keep a silence; one of the same thing gets the new end."""
    put(conn, mutes, [asdict(wanted)])


def unmute(conn: Connection, kind: str, name: str) -> bool:
    """End a silence; False where there was none."""
    gone = delete(mutes).where(mutes.c.kind == kind, mutes.c.name == name)
    return conn.execute(gone).rowcount == 1


def in_force(conn: Connection, now: datetime) -> list[Mute]:
    """Give the silences that have not ended, the first to end first."""
    found = select(mutes).where(mutes.c.until > now)
    return [
        Mute(kind=row.kind, name=row.name, until=row.until)
        for row in conn.execute(found.order_by(mutes.c.until, mutes.c.name))
    ]
