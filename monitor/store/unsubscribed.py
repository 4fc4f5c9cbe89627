"""Readers who left what a channel sends, until they want it again."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from monitor.model import ChannelName, Subscription
from monitor.store import meta
from monitor.store.tables import unsubscribed
from monitor.store.upsert import put_new

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

MEMORY = "unsubscribe_key"


def leave(conn: Connection, what: Subscription, now: datetime) -> None:
    """Keep that a reader left; harmless twice."""
    put_new(conn, unsubscribed, [asdict(what) | {"at": now}])


def rejoin(conn: Connection, what: Subscription) -> bool:
    """Forget that a reader left; False where they had not."""
    gone = delete(unsubscribed).where(
        unsubscribed.c.channel == what.channel,
        unsubscribed.c.reader == what.reader,
        unsubscribed.c.watchlist == what.watchlist,
    )
    return conn.execute(gone).rowcount == 1


def every(
    conn: Connection, channel: ChannelName | None = None
) -> dict[Subscription, datetime]:
    """Give who left what, and when, the oldest first."""
    found = select(unsubscribed).order_by(unsubscribed.c.at, unsubscribed.c.reader)
    if channel is not None:
        found = found.where(unsubscribed.c.channel == channel)
    return {
        Subscription(
            channel=ChannelName(row.channel), reader=row.reader, watchlist=row.watchlist
        ): row.at
        for row in conn.execute(found)
    }


def key(conn: Connection) -> bytes:
    """Give the secret of this database; none where it was never made."""
    return bytes.fromhex(meta.recall(conn, MEMORY) or "")


def make_key(conn: Connection, fresh: bytes) -> bytes:
    """Give the secret of this database; `fresh` becomes it where there was none."""
    kept = key(conn)
    if not kept:
        meta.keep(conn, MEMORY, fresh.hex())
    return kept or fresh
