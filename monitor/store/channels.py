"""The state of channels: which are switched off, and since when one fails."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select, update

from monitor.model import ChannelName
from monitor.store.tables import channels
from monitor.store.upsert import put

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelState:
    """How sending to a channel has gone."""

    name: ChannelName
    off: bool = False
    off_reason: str = ""
    failing_since: datetime | None = None  # the first failure after the last success
    last_ok: datetime | None = None


def states(conn: Connection) -> dict[ChannelName, ChannelState]:
    """Give the state of every channel that was ever used."""
    found = conn.execute(select(channels)).mappings()
    return {ChannelName(row["name"]): ChannelState(**row) for row in found}


_SENDING = 0x6E657773  # first half of the advisory locks of channels


def lock(conn: Connection, name: ChannelName) -> None:
    """Let nobody else choose what a channel sends until this transaction ends.

    Two that look at once would both make a digest of what waits. On SQLite the writer
    holds the database already.
    """
    if conn.dialect.name == "postgresql":
        key = func.hashtext(name)
        conn.execute(select(func.pg_advisory_xact_lock(_SENDING, key)))


def went_well(conn: Connection, name: ChannelName, now: datetime) -> None:
    """Note a delivery that succeeded."""
    put(conn, channels, [asdict(ChannelState(name=name, last_ok=now))])


def went_wrong(conn: Connection, name: ChannelName, now: datetime) -> datetime:
    """Note a delivery that failed; give since when the channel has only failed."""
    since = select(channels.c.failing_since).where(channels.c.name == name)
    failing: datetime | None = conn.execute(since).scalar()
    if failing is not None:
        return failing
    row = asdict(ChannelState(name=name, failing_since=now))
    put(conn, channels, [row], keep=frozenset({"off", "off_reason", "last_ok"}))
    return now


def switch_off(conn: Connection, name: ChannelName, reason: str) -> None:
    """Send nothing more to a channel; its alerts wait."""
    row = asdict(ChannelState(name=name, off=True, off_reason=reason))
    put(conn, channels, [row], keep=frozenset({"failing_since", "last_ok"}))


def switch_on(conn: Connection, name: ChannelName) -> None:
    """Send to a channel again."""
    conn.execute(
        update(channels)
        .where(channels.c.name == name)
        .values(off=False, off_reason="", failing_since=None)
    )
