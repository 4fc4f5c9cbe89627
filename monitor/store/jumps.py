"""Times that were written under another clock, brought back."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import update

from monitor.store.outbox import OPEN
from monitor.store.tables import alerts

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

FARTHEST = timedelta(days=3)  # a day by the schedule or as asked, and then a night


def pull_in(conn: Connection, now: datetime) -> int:
    """Make due what no rule could have put off so far; give how many.

    A clock that was ahead for a minute would keep an alert back for as long as it was
    ahead.
    """
    statement = (
        update(alerts)
        .where(alerts.c.state.in_(OPEN), alerts.c.due > now + FARTHEST)
        .values(due=now)
    )
    return conn.execute(statement).rowcount
