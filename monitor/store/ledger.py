"""The ledger: every alert, where it stands, and each attempt at sending it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import RowMapping, Select, select

from monitor.model import (
    Alert,
    AlertId,
    AlertState,
    ChannelName,
    Delivery,
    StoryId,
    WatchlistName,
)
from monitor.store.outbox import as_alerts
from monitor.store.tables import alerts, deliveries, stories
from monitor.store.upsert import chunks

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An alert and what has become of it."""

    alert: Alert
    state: AlertState
    settled: datetime | None
    last_error: str | None
    digest: AlertId | None  # the digest that took it up
    deliveries: tuple[Delivery, ...] = ()  # oldest first; empty in a listing


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which alerts to list; None lets every one pass."""

    state: AlertState | None = None
    channel: ChannelName | None = None
    watchlist: WatchlistName | None = None
    story: StoryId | None = None
    since: datetime | None = None


def entries(
    conn: Connection,
    which: Filter | None = None,
    *,
    limit: int = 100,
    offset: int = 0,
) -> list[Entry]:
    """List alerts, newest first, without their attempts."""
    found = (
        _filtered(which or Filter())
        .order_by(alerts.c.created.desc(), alerts.c.id)
        .limit(limit)
        .offset(offset)
    )
    return _entries(conn, conn.execute(found).mappings().all())


def dead(conn: Connection, *, limit: int = 100) -> list[Entry]:
    """List alerts that were given up, newest first: they wait to be sent again."""
    return entries(conn, Filter(state="dead"), limit=limit)


def show(conn: Connection, alert: str) -> Entry | None:
    """Give an alert with all its attempts, by its id or the unique start of it."""
    found = (
        select(alerts)
        .where(alerts.c.id.startswith(alert, autoescape=True))
        .order_by(alerts.c.id)
        .limit(2)
    )
    rows = conn.execute(found).mappings().all()
    if len(rows) != 1:
        return None
    (entry,) = _entries(conn, rows)
    attempts = attempts_at(conn, [entry.alert.id])
    return _with(entry, attempts.get(entry.alert.id, ()))


def attempts_at(
    conn: Connection, ids: Sequence[AlertId]
) -> dict[AlertId, tuple[Delivery, ...]]:
    """Give every attempt at sending some alerts, oldest first."""
    by_alert: dict[AlertId, tuple[Delivery, ...]] = {}
    for some in chunks(ids):
        found = (
            select(deliveries)
            .where(deliveries.c.alert_id.in_(some))
            .order_by(deliveries.c.id)
        )
        for row in conn.execute(found).mappings():
            alert = AlertId(row["alert_id"])
            by_alert[alert] = (*by_alert.get(alert, ()), _delivery(row))
    return by_alert


def of_stories(conn: Connection, stories: Sequence[StoryId]) -> list[Entry]:
    """Give the alerts of some stories with their attempts, oldest first."""
    found: list[Entry] = []
    for some in chunks(stories):
        asked = select(alerts).where(alerts.c.story_id.in_(some))
        rows = conn.execute(asked.order_by(alerts.c.created, alerts.c.id)).mappings()
        found += _entries(conn, rows.all())
    attempts = attempts_at(conn, [entry.alert.id for entry in found])
    return [_with(entry, attempts.get(entry.alert.id, ())) for entry in found]


def _with(entry: Entry, attempts: tuple[Delivery, ...]) -> Entry:
    return Entry(
        alert=entry.alert,
        state=entry.state,
        settled=entry.settled,
        last_error=entry.last_error,
        digest=entry.digest,
        deliveries=attempts,
    )


def _filtered(which: Filter) -> Select[tuple[object, ...]]:
    statement = select(alerts)
    if which.story is not None:
        named = select(stories.c.merged_into).where(stories.c.id == which.story)
        statement = statement.where(
            alerts.c.story_id.in_([which.story]) | alerts.c.story_id.in_(named)
        )
    for column, value in (
        (alerts.c.state, which.state),
        (alerts.c.channel, which.channel),
        (alerts.c.watchlist, which.watchlist),
    ):
        if value is not None:
            statement = statement.where(column == value)
    if which.since is not None:
        statement = statement.where(alerts.c.created >= which.since)
    return statement


def _entries(conn: Connection, rows: Sequence[RowMapping]) -> list[Entry]:
    return [
        Entry(
            alert=alert,
            state=row["state"],
            settled=row["settled_at"],
            last_error=row["last_error"],
            digest=AlertId(row["digest_id"]) if row["digest_id"] else None,
        )
        for alert, row in zip(as_alerts(conn, rows), rows, strict=True)
    ]


def _delivery(row: RowMapping) -> Delivery:
    return Delivery(
        alert=AlertId(row["alert_id"]),
        channel=ChannelName(row["channel"]),
        attempt=row["attempt"],
        at=row["at"],
        outcome=row["outcome"],
        seconds=row["seconds"],
        status=row["status"],
        answer=row["answer"],
    )
