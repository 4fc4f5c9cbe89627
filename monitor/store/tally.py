"""What was matched, and what is still owed: the counts of the first page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import case, func, select

from monitor.model import StoryId
from monitor.store.tables import alerts, articles, deliveries, matches

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What a watch has found."""

    stories: int  # since a time
    last: datetime | None  # ever


NOTHING = Tally(stories=0, last=None)


def matched(
    conn: Connection, since: datetime, *, limit: int = 20, offset: int = 0
) -> list[StoryId]:
    """Give the stories that something matched since a time, the newest match first."""
    newest = func.max(matches.c.at)
    found = (
        select(articles.c.story_id)
        .join(matches, matches.c.article_id == articles.c.id)
        .where(matches.c.at >= since)
        .group_by(articles.c.story_id)
        .order_by(newest.desc(), articles.c.story_id)
        .limit(limit)
        .offset(offset)
    )
    return [StoryId(story) for story in conn.scalars(found)]


def watches(conn: Connection, since: datetime) -> dict[tuple[str, str], Tally]:
    """Count the stories of each watch since a time, by watchlist and watch."""
    last = select(
        matches.c.watchlist, matches.c.watch, func.max(matches.c.at)
    ).group_by(matches.c.watchlist, matches.c.watch)
    counted = (
        select(
            matches.c.watchlist,
            matches.c.watch,
            func.count(articles.c.story_id.distinct()),
        )
        .join(articles, articles.c.id == matches.c.article_id)
        .where(matches.c.at >= since)
        .group_by(matches.c.watchlist, matches.c.watch)
    )
    stories = {(one, watch): n for one, watch, n in conn.execute(counted)}
    return {
        (one, watch): Tally(stories=stories.get((one, watch), 0), last=at)
        for one, watch, at in conn.execute(last)
    }


def owed_since(conn: Connection, now: datetime) -> datetime | None:
    """Tell since when an alert that should be out is not; None when all is out.

    An alert that was tried counts from its first attempt, for its next one always lies
    ahead; one that was never tried from when it was due, which is after quiet hours.
    """
    tried = (
        select(func.max(deliveries.c.at))  # sent again by hand, it begins at 1 again
        .where(deliveries.c.alert_id == alerts.c.id, deliveries.c.attempt == 1)
        .where(alerts.c.attempts > 0)
        .scalar_subquery()
    )
    since = case((tried.is_not(None), tried), else_=alerts.c.due)
    owed: datetime | None = conn.scalar(
        select(func.min(since)).where(alerts.c.state == "due", since <= now)
    )
    return owed
