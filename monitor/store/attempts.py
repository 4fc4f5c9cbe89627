"""What came of attempts at alerts: kept, and the alerts brought into their next state."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args

from sqlalchemy import Update, bindparam, update

from monitor.model import AlertState, Delivery
from monitor.store.tables import alerts, deliveries
from monitor.store.upsert import put_new

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection


def settle(
    conn: Connection, ended: Sequence[tuple[Delivery, datetime | None]]
) -> list[AlertState]:
    """Keep what came of attempts, each with when to try again; see `outbox.settle`.

    One statement for all that end alike: what it costs to say is more than it does.
    """
    put_new(conn, deliveries, [_row(delivery) for delivery, _ in ended])
    states = [_state(delivery, again) for delivery, again in ended]
    for wanted in set(states):
        rows = [
            _settled(delivery, state, again)
            for (delivery, again), state in zip(ended, states, strict=True)
            if state == wanted
        ]
        conn.execute(_SETTLE[wanted], rows)
    return states


def _state(delivery: Delivery, next_due: datetime | None) -> AlertState:
    if delivery.outcome == "sent":
        return "sent"
    if delivery.outcome == "unsubscribed":
        return "muted"
    return "dead" if next_due is None else "due"


def _settled(
    delivery: Delivery, state: AlertState, next_due: datetime | None
) -> dict[str, Any]:
    values: dict[str, Any] = {"an_alert": delivery.alert}
    if state != "sent":
        values |= {"an_attempt": delivery.attempt, "said": delivery.answer or None}
    return values | {"at": next_due if state == "due" else delivery.at}


def _settling(state: AlertState) -> Update:
    """Make the statement that brings alerts into a state.

    A late failure undoes nothing: neither what was sent nor a later attempt.
    """
    statement = (
        update(alerts)
        .where(alerts.c.id == bindparam("an_alert"))
        .values(state=state, leased_until=None, leased_by=None)
    )
    if state == "sent":
        return statement.values(settled_at=bindparam("at"), last_error=None)
    current = alerts.c.attempts <= bindparam("an_attempt")
    statement = statement.where(alerts.c.state == "due", current)
    if state != "due":
        return statement.values(
            settled_at=bindparam("at"), last_error=bindparam("said")
        )
    return statement.values(
        due=bindparam("at"), settled_at=None, last_error=bindparam("said")
    )


_SETTLE = {state: _settling(state) for state in get_args(AlertState)}


def _row(delivery: Delivery) -> dict[str, Any]:
    return {
        "alert_id": delivery.alert,
        "channel": delivery.channel,
        "attempt": delivery.attempt,
        "at": delivery.at,
        "outcome": delivery.outcome,
        "seconds": delivery.seconds,
        "status": delivery.status,
        "answer": delivery.answer[:500],
    }
