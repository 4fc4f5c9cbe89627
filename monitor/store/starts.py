"""Since when each watch and each channel is there."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from monitor.core.starts import Starts, begin, starts, watch_key
from monitor.store import meta

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Connection

    from monitor.model import ChannelName, Watch

KEY, WAITING = "starts", "lookbacks"


def note(
    conn: Connection,
    watches: Sequence[Watch],
    channels: Iterable[ChannelName],
    now: datetime,
) -> Starts:
    """Note what began now; give since when all is there.

    A watch whose name was not there before, and that is to look back, is noted as
    waiting to do so. On the first start none is: there is no archive yet.
    """
    before = meta.recall(conn, KEY)
    kept = {name: (mark, since) for name, (mark, since) in (before or {}).items()}
    after = begin(kept, watches, channels, now)
    if after != kept:
        meta.keep(conn, KEY, after)
    if before is not None:
        new = [w for w in watches if w.lookback and watch_key(w) not in kept]
        _wait(
            conn,
            {watch_key(w): (now - w.lookback).isoformat() for w in new if w.lookback},
        )
    return starts(after, watches)


def to_look_back(conn: Connection) -> dict[str, datetime]:
    """Give the keys of the watches that wait to look back, and how far."""
    waiting = meta.recall(conn, WAITING) or {}
    return {name: datetime.fromisoformat(since) for name, since in waiting.items()}


def looked_back(conn: Connection, key: str) -> None:
    """Note that a watch has looked back."""
    left = {n: s for n, s in (meta.recall(conn, WAITING) or {}).items() if n != key}
    meta.keep(conn, WAITING, left)


def _wait(conn: Connection, new: dict[str, str]) -> None:
    if new:
        meta.keep(conn, WAITING, (meta.recall(conn, WAITING) or {}) | new)
