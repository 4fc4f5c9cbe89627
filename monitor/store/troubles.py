"""What is wrong with channels: which fail, which are off, what was given up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from monitor.core.notices import Trouble
from monitor.model import ChannelName
from monitor.store import channels
from monitor.store.tables import alerts, deliveries

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection


def of_channels(conn: Connection, since: datetime) -> list[Trouble]:
    """Give the trouble of every channel that has any.

    Args:
        conn: open.
        since: when an alert must have been given up to count; notices do not count.
    """
    dead = _dead(conn, since)
    states = channels.states(conn)
    failing = {n for n, s in states.items() if s.failing_since is not None}
    retrying = _retrying(conn) if failing else frozenset()
    found = []
    for name in sorted({*dead, *failing, *(n for n, s in states.items() if s.off)}):
        state = states.get(name, channels.ChannelState(name=name))
        (many, newest), (last, error) = (
            dead.get(name, (0, None)),
            _last_failure(conn, name),
        )
        found.append(
            Trouble(
                channel=name,
                off=state.off,
                off_reason=state.off_reason,
                failing_since=state.failing_since,
                failed_last=last,
                retrying=name in retrying,
                dead=many,
                dead_last=newest,
                last_error=error,
            )
        )
    return found


def _dead(
    conn: Connection, since: datetime
) -> dict[ChannelName, tuple[int, datetime | None]]:
    found = (
        select(alerts.c.channel, func.count(), func.max(alerts.c.settled_at))
        .where(alerts.c.state == "dead", alerts.c.kind != "notice")
        .where(alerts.c.settled_at >= since)
        .group_by(alerts.c.channel)
    )
    return {ChannelName(name): (n, at) for name, n, at in conn.execute(found)}


def _retrying(conn: Connection) -> frozenset[ChannelName]:
    found = (
        select(alerts.c.channel)
        .where(alerts.c.state == "due", alerts.c.attempts > 0)
        .distinct()
    )
    return frozenset(ChannelName(name) for name in conn.scalars(found))


def _last_failure(conn: Connection, name: ChannelName) -> tuple[datetime | None, str]:
    found = (
        select(deliveries.c.at, deliveries.c.answer)
        .where(deliveries.c.channel == name, deliveries.c.outcome != "sent")
        .order_by(deliveries.c.id.desc())
        .limit(1)
    )
    row = conn.execute(found).first()
    return (row.at, row.answer) if row else (None, "")
