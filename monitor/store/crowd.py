"""Alerts that wait together for one channel: held, counted, put off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, and_, func, or_, select, update

from monitor.core import digest
from monitor.core.storm import Waiting
from monitor.model import Alert, AlertId, ChannelName
from monitor.store.outbox import as_alerts
from monitor.store.tables import alerts, deliveries
from monitor.store.upsert import chunks

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection

HELD = "storm"  # stands for the owner of what a storm holds back
_STORIES = ("new", "update", "correction")  # kinds; digests and notices come alone


def waiting(conn: Connection, channel: ChannelName, now: datetime) -> list[Waiting]:
    """Give the alerts on stories that are due and were never tried."""
    found = select(
        alerts.c.id,
        alerts.c.created,
        alerts.c.due,
        alerts.c.priority,
        alerts.c.leased_by,
    ).where(_untried(channel), alerts.c.due <= now)
    return [
        Waiting(
            id=AlertId(row.id),
            created=row.created,
            due=row.due,
            priority=row.priority,
            held=row.leased_by == HELD,
        )
        for row in conn.execute(found.order_by(alerts.c.created, alerts.c.id))
    ]


def begun(conn: Connection, channel: ChannelName, since: datetime) -> int:
    """Count the alerts on stories whose sending began since a time."""
    tried = (
        select(func.count())
        .select_from(deliveries)
        .join(alerts, alerts.c.id == deliveries.c.alert_id)
        .where(deliveries.c.at >= since, deliveries.c.attempt == 1)
        .where(deliveries.c.channel == channel, alerts.c.kind.in_(_STORIES))
    )
    under_way = select(func.count()).where(
        alerts.c.state == "due",
        alerts.c.channel == channel,
        alerts.c.kind.in_(_STORIES),
        alerts.c.attempts == 1,
        alerts.c.leased_until.is_not(None),
    )
    return (conn.scalar(tried) or 0) + (conn.scalar(under_way) or 0)


def last_storm(conn: Connection, channel: ChannelName) -> datetime | None:
    """Tell when the newest digest of a storm was made for a channel."""
    newest: datetime | None = conn.scalar(
        select(func.max(alerts.c.created)).where(
            alerts.c.channel == channel,
            alerts.c.kind == "digest",
            alerts.c.version.startswith(digest.STORM),
        )
    )
    return newest


def whole(conn: Connection, ids: Sequence[AlertId]) -> list[Alert]:
    """Give some alerts, oldest first."""
    found: list[Alert] = []
    for some in chunks(ids):
        rows = select(alerts).where(alerts.c.id.in_(some))
        found += as_alerts(conn, conn.execute(rows).mappings().all())
    return sorted(found, key=lambda alert: (alert.created, alert.id))


def put_off(conn: Connection, ids: Sequence[AlertId], until: datetime) -> None:
    """Let some alerts of a storm wait until a time."""
    for some in chunks(ids):
        ours = and_(alerts.c.id.in_(some), alerts.c.state == "due")
        conn.execute(update(alerts).where(ours).values(due=until, leased_by=HELD))


def keep_quiet(
    conn: Connection, channel: ChannelName, now: datetime, until: datetime
) -> None:
    """Let all that is due wait until quiet hours end, but what is urgent."""
    idle = or_(alerts.c.leased_until.is_(None), alerts.c.leased_until <= now)
    held = and_(alerts.c.state == "due", alerts.c.channel == channel)
    conn.execute(
        update(alerts)
        .where(held, idle, alerts.c.due <= now, alerts.c.priority != "high")
        .values(due=until)
    )


def _untried(channel: ChannelName) -> ColumnElement[bool]:
    return and_(
        alerts.c.state == "due",
        alerts.c.channel == channel,
        alerts.c.attempts == 0,
        alerts.c.leased_until.is_(None),
        alerts.c.kind.in_(_STORIES),
    )


def held_back(
    conn: Connection, channel: ChannelName, since: datetime, now: datetime
) -> tuple[str, ...]:
    """Say what a channel was not told since a time, and why."""
    ours = and_(alerts.c.channel == channel, alerts.c.kind.in_(_STORIES))
    said = []
    for state, when, why in (
        ("muted", alerts.c.created >= since, "muted"),
        ("dead", alerts.c.settled_at >= since, "given up after their last try"),
        ("due", alerts.c.due > now, "waiting: quiet hours, or to be tried again"),
    ):
        many = conn.scalar(
            select(func.count()).where(ours, alerts.c.state == state, when)
        )
        if many:
            said.append(f"{many} {why}")
    return tuple(said)
