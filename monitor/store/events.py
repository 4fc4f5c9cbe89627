"""Events that turn out to be one. What was told stays told: no alert is made here."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, select, update

from monitor.model import EventId
from monitor.store.tables import alerts, articles, events, stories


def merge(conn: Connection, into: EventId, others: Collection[EventId]) -> None:
    """Move the stories of other events into one. Harmless twice.

    The identity of an alert does not hold its event, so nothing is told again; digests
    that still gather group it under the event that stays.
    """
    gone = [event for event in others if event != into]
    if not gone:
        return
    moved = select(stories.c.id).where(stories.c.event_id.in_(gone))
    told = update(alerts).where(alerts.c.story_id.in_(moved))
    conn.execute(told.values(event_id=into))
    for table in (articles, stories):
        conn.execute(
            update(table).where(table.c.event_id.in_(gone)).values(event_id=into)
        )
    pointing = events.c.id.in_(gone) | events.c.merged_into.in_(gone)
    conn.execute(update(events).where(pointing).values(merged_into=into))


def current(conn: Connection, event: EventId) -> EventId:
    """Give the event that an id of an older alert or page names today."""
    found = select(events.c.merged_into).where(events.c.id == event)
    return EventId(conn.scalar(found) or event)
