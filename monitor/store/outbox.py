"""The transactional outbox: alerts wait as rows, are leased, sent, and settled.

The attempt is counted and committed before it is made. Source: FAULTS rule 1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import RowMapping, func, select, update

from monitor.core.digest import ordered
from monitor.model import (
    Alert,
    AlertId,
    AlertState,
    ChannelName,
    Delivery,
)
from monitor.store import attempts
from monitor.store.codec import from_alert, to_alert
from monitor.store.tables import alerts
from monitor.store.upsert import chunks, put_new

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import datetime, timedelta

    from sqlalchemy import Connection

OPEN: tuple[AlertState, ...] = ("due", "gathering")


def put(
    conn: Connection,
    planned: Iterable[Alert],
    *,
    digests: frozenset[ChannelName] = frozenset(),
    state: AlertState | None = None,
) -> None:
    """Queue alerts; one that is there already stays as it is.

    Args:
        conn: inside the transaction of what caused them.
        planned: each with its own id.
        digests: channels that gather instead of sending.
        state: another state to begin in, such as "muted".
    """
    put_new(
        conn,
        alerts,
        [
            from_alert(
                alert, state or ("gathering" if alert.channel in digests else "due")
            )
            for alert in planned
        ],
    )


def put_planned(
    conn: Connection,
    planned: Iterable[Alert],
    muted: Collection[AlertId],
    *,
    digests: frozenset[ChannelName],
) -> None:
    """Queue alerts; those that are muted are kept, and not sent."""
    every = list(planned)
    put(conn, (a for a in every if a.id not in muted), digests=digests)
    put(conn, (a for a in every if a.id in muted), state="muted")


def lease(
    conn: Connection,
    now: datetime,
    *,
    channel: ChannelName,
    limit: int,
    hold: timedelta,
    owner: str = "",
) -> list[Alert]:
    """Take alerts to send, oldest first; the attempt is counted.

    Args:
        conn: inside a write transaction; to be committed before the sending.
        now: aware.
        channel: the only one looked at, so that no channel waits for another.
        limit: the most alerts.
        hold: how long they are ours; then anybody may take them again.
        owner: who we are, for the ledger.
    """
    free = alerts.c.leased_until.is_(None) | (alerts.c.leased_until <= now)
    due = (
        select(alerts.c.id)
        .where(alerts.c.state == "due", alerts.c.channel == channel)
        .where(alerts.c.due <= now, free)
        .order_by(alerts.c.due, alerts.c.created, alerts.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    statement = (
        update(alerts)
        .where(alerts.c.id.in_(due))
        .values(
            leased_until=now + hold,
            leased_by=owner,
            attempts=alerts.c.attempts + 1,
        )
        .returning(alerts)
    )
    rows = conn.execute(statement).mappings().all()
    return sorted(as_alerts(conn, rows), key=lambda a: (a.due, a.created, a.id))


def lease_one(
    conn: Connection,
    alert: AlertId,
    now: datetime,
    *,
    hold: timedelta,
    owner: str = "",
    again: bool = False,
) -> Alert | None:
    """Take one alert to send, if it is due; the attempt is counted.

    Args:
        conn: inside a write transaction; to be committed before the sending.
        alert: its id.
        now: aware.
        hold: how long it is ours.
        owner: who we are, for the ledger.
        again: take it from a worker that died over it, too.
    """
    free = alerts.c.leased_until.is_(None) | (alerts.c.leased_until <= now)
    ours = (alerts.c.id == alert) & (alerts.c.state == "due") & (alerts.c.due <= now)
    statement = (
        update(alerts)
        .where(ours if again else ours & free)
        .values(
            leased_until=now + hold,
            leased_by=owner,
            attempts=alerts.c.attempts + 1,
        )
        .returning(alerts)
    )
    rows = conn.execute(statement).mappings().all()
    found = as_alerts(conn, rows)
    return found[0] if found else None


def settle(
    conn: Connection, delivery: Delivery, *, next_due: datetime | None = None
) -> AlertState:
    """Keep what came of an attempt; give the state that it asks for.

    Args:
        conn: inside a write transaction.
        delivery: the attempt.
        next_due: when to try again; None after an attempt that failed makes it dead.
    """
    (state,) = attempts.settle(conn, [(delivery, next_due)])
    return state


def give_back(conn: Connection, given: Iterable[AlertId]) -> None:
    """Let leased alerts go untried; the attempt was none."""
    for some in chunks(list(given)):
        conn.execute(
            update(alerts)
            .where(alerts.c.id.in_(some), alerts.c.state == "due")
            .where(alerts.c.leased_until.is_not(None))
            .values(leased_until=None, leased_by=None, attempts=alerts.c.attempts - 1)
        )


def release(conn: Connection) -> int:
    """Let go of every lease, at the start of the only process; give how many.

    The attempts stay counted: the process may have died of them.
    """
    statement = update(alerts).where(
        alerts.c.state == "due", alerts.c.leased_until.is_not(None)
    )
    return conn.execute(statement.values(leased_until=None, leased_by=None)).rowcount


def resend(conn: Connection, alert: AlertId, now: datetime) -> bool:
    """Make an alert due at once, under the same id; False when there is none such."""
    statement = (
        update(alerts)
        .where(alerts.c.id == alert)
        .values(
            state="due",
            due=now,
            attempts=0,
            leased_until=None,
            leased_by=None,
            settled_at=None,
            last_error=None,
        )
    )
    return conn.execute(statement).rowcount == 1


def gather(conn: Connection, channel: ChannelName, until: datetime) -> list[Alert]:
    """Give what a channel has gathered until a time; not what is just being sent."""
    found = (
        select(alerts)
        .where(alerts.c.channel == channel, alerts.c.state.in_(OPEN))
        .where(alerts.c.due <= until, alerts.c.kind != "digest")
        .where(alerts.c.leased_until.is_(None))
        .order_by(alerts.c.created, alerts.c.id)
        .with_for_update(skip_locked=True)
    )
    return as_alerts(conn, conn.execute(found).mappings().all())


def into_digest(
    conn: Connection, digest: Alert, items: Sequence[AlertId], now: datetime
) -> None:
    """Queue a digest and settle what it gathers, in one go.

    Items that meanwhile went out alone stay sent and are left out of the digest.
    """
    put(conn, [digest])
    for some in chunks(list(items)):
        conn.execute(
            update(alerts)
            .where(alerts.c.id.in_(some), alerts.c.state.in_(OPEN))
            .values(
                state="in_digest",
                digest_id=digest.id,
                settled_at=now,
                leased_until=None,
                leased_by=None,
            )
        )


def get(conn: Connection, alert: AlertId) -> Alert | None:
    """Give an alert, with its items when it is a digest."""
    rows = conn.execute(select(alerts).where(alerts.c.id == alert)).mappings().all()
    found = as_alerts(conn, rows)
    return found[0] if found else None


def last_digest(
    conn: Connection, channel: ChannelName, until: datetime
) -> datetime | None:
    """Tell when the newest digest was made; not of one that a clock made too early."""
    made = (alerts.c.channel == channel) & (alerts.c.kind == "digest")
    newest = select(func.max(alerts.c.created)).where(made, alerts.c.created <= until)
    return conn.execute(newest).scalar()


def waiting(conn: Connection, now: datetime) -> dict[ChannelName, int]:
    """Count what each channel could be sent now."""
    found = (
        select(alerts.c.channel, func.count())
        .where(alerts.c.state == "due", alerts.c.due <= now)
        .group_by(alerts.c.channel)
    )
    return {ChannelName(name): n for name, n in conn.execute(found)}


def counts(conn: Connection) -> dict[ChannelName, dict[AlertState, int]]:
    """Count the alerts of each channel by state."""
    found = select(alerts.c.channel, alerts.c.state, func.count()).group_by(
        alerts.c.channel, alerts.c.state
    )
    by_channel: dict[ChannelName, dict[AlertState, int]] = {}
    for name, state, number in conn.execute(found):
        by_channel.setdefault(ChannelName(name), {})[state] = number
    return by_channel


def oldest_undelivered(conn: Connection, now: datetime) -> datetime | None:
    """Tell since when the oldest alert that could be out is waiting."""
    late = select(func.min(alerts.c.created)).where(
        alerts.c.state == "due", alerts.c.due <= now
    )
    return conn.execute(late).scalar()


def as_alerts(conn: Connection, rows: Sequence[RowMapping]) -> list[Alert]:
    """Give the alerts that rows hold; a digest with its items."""
    digests = [row["id"] for row in rows if row["kind"] == "digest"]
    items: dict[str, list[Alert]] = {}
    for some in chunks(digests):
        inside = (
            select(alerts)
            .where(alerts.c.digest_id.in_(some))
            .order_by(alerts.c.created, alerts.c.id)
        )
        for row in conn.execute(inside).mappings():
            items.setdefault(row["digest_id"], []).append(to_alert(row, ()))
    return [
        to_alert(row, ordered(row["version"], items.get(row["id"], ()))) for row in rows
    ]
