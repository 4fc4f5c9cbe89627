"""How the house does: the health of each source, and the counts of a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from monitor.store import sources
from monitor.store.tables import alerts, articles, links, matches, outcomes, stories

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection

    from monitor.model import Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """How a source has done."""

    visit: Visit
    url: str
    articles: int
    outcomes: dict[str, int]  # how often each kind came of a visit, since a time


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """The counts of a time."""

    sources: int
    due: int  # sources
    failing: int  # sources
    waiting: int  # links that are to be read now
    pages: int
    articles: int
    stories: int
    matches: int
    alerts: int


def of_sources(conn: Connection, since: datetime) -> list[Health]:
    """Give each source with how its visits went since a time, by name."""
    kinds: dict[str, dict[str, int]] = {}
    counted = (
        select(outcomes.c.source, outcomes.c.kind, func.count())
        .where(outcomes.c.purpose == "listing", outcomes.c.at >= since)
        .group_by(outcomes.c.source, outcomes.c.kind)
    )
    for source, kind, number in conn.execute(counted):
        kinds.setdefault(source, {})[kind] = number
    kept = select(articles.c.source, func.count()).group_by(articles.c.source)
    numbers: dict[str, int] = dict(conn.execute(kept).all())
    addresses = sources.configured(conn)
    return [
        Health(
            visit=visit,
            url=addresses[name],
            articles=numbers.get(name, 0),
            outcomes=kinds.get(name, {}),
        )
        for name, visit in sorted(sources.visits(conn).items())
    ]


def summary(conn: Connection, since: datetime, now: datetime) -> Summary:
    """Count what happened since a time, and what waits now."""
    seen = sources.visits(conn).values()

    def count(table_where: ColumnElement[bool]) -> int:
        return conn.scalar(select(func.count()).where(table_where)) or 0

    return Summary(
        sources=len(seen),
        due=sum(visit.due <= now for visit in seen),
        failing=sum(visit.failures > 0 for visit in seen),
        waiting=count((links.c.state == "due") & (links.c.next_due <= now)),
        pages=count((outcomes.c.purpose == "page") & (outcomes.c.at >= since)),
        articles=count(articles.c.first_seen >= since),
        stories=count(
            (stories.c.first_seen >= since) & stories.c.merged_into.is_(None)
        ),
        matches=count(matches.c.at >= since),
        alerts=count(alerts.c.created >= since),
    )
