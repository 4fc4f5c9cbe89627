"""Stories and events that turn out to be one.

What was told stays told: no alert is made here. The ids of what went lead to what stays.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, func, select, update

from monitor.model import EventId, StoryId
from monitor.store.tables import alerts, articles, events, mutes, stories
from monitor.store.upsert import put


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


def join(conn: Connection, into: StoryId, others: Collection[StoryId]) -> None:
    """Make other stories a part of one, and their events one. Harmless twice.

    Their articles, alerts and silences are its own from now on, so that whoever was
    told of a part was told of it.
    """
    parts = conn.execute(select(stories).where(stories.c.id.in_([into, *others]))).all()
    gone = [row.id for row in parts if row.id != into]
    ours = next((row for row in parts if row.id == into), None)
    if ours is None or not gone:
        return
    merge(conn, EventId(ours.event_id), {EventId(row.event_id) for row in parts})
    for table in (articles, alerts):
        theirs = update(table).where(table.c.story_id.in_(gone))
        conn.execute(theirs.values(story_id=into))
    _silence(conn, into, gone)
    pointing = stories.c.id.in_(gone) | stories.c.merged_into.in_(gone)
    conn.execute(update(stories).where(pointing).values(merged_into=into))
    whole = update(stories).where(stories.c.id == into)
    seen, silent = min(r.first_seen for r in parts), any(r.silent for r in parts)
    conn.execute(whole.values(first_seen=seen, silent=silent))


def _silence(conn: Connection, into: StoryId, gone: Collection[str]) -> None:
    """Mute a story for as long as any of its parts was muted."""
    asked = mutes.c.name.in_([into, *gone]) & (mutes.c.kind == "story")
    until = conn.scalar(select(func.max(mutes.c.until)).where(asked))
    if until is not None:
        put(conn, mutes, [{"kind": "story", "name": into, "until": until}])


def current_story(conn: Connection, story: StoryId) -> StoryId:
    """Give the story that an id of an older alert or page names today."""
    found = select(stories.c.merged_into).where(stories.c.id == story)
    return StoryId(conn.scalar(found) or story)
