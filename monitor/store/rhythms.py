"""When sources announced something, and what their pages gave."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import BigInteger, case, func, select, type_coerce

from monitor.core.condition import PAGES, SHORT, Reads
from monitor.model import SourceName
from monitor.store.tables import articles, links, outcomes
from monitor.store.upsert import chunks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

_HOUR = 3_600_000_000  # microseconds
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NEWEST, OLDER = 8, 24  # texts whose lengths are compared
_HOLLOW = ("empty", "soft_404", "consent_wall", "login", "captcha")


def news_hours(
    conn: Connection, sources: Sequence[SourceName], since: datetime
) -> dict[SourceName, list[datetime]]:
    """Give the hours in which sources announced something new, in order."""
    hour = type_coerce(links.c.first_seen, BigInteger) // _HOUR
    found: dict[SourceName, list[datetime]] = defaultdict(list)
    for some in chunks(sources):
        asked = (
            select(links.c.source, hour)
            .where(links.c.source.in_(some), links.c.first_seen >= since)
            .where(links.c.baseline.is_(False))
            .distinct()
        )
        for source, number in conn.execute(asked):
            found[SourceName(source)].append(_EPOCH + timedelta(hours=number))
    return {source: sorted(hours) for source, hours in found.items()}


def reads(
    conn: Connection, sources: Sequence[SourceName], lately: datetime
) -> dict[SourceName, Reads]:
    """Give what the pages of sources gave since a time, and their newest texts."""
    hollow = case((outcomes.c.kind.in_(_HOLLOW), 1), else_=0)
    read = outcomes.c.kind == "article"
    counted = (
        select(
            outcomes.c.source,
            func.sum(hollow),
            func.sum(case((read, 1), else_=0)),
            func.min(outcomes.c.at),
        )
        .where(outcomes.c.at >= lately, outcomes.c.purpose == "page")
        .where(read | outcomes.c.kind.in_(_HOLLOW))
        .group_by(outcomes.c.source)
    )
    wanted, found = set(sources), {}
    for name, empty, whole, first in conn.execute(counted).all():
        if name not in wanted or empty + whole < PAGES:
            continue
        length = _length(conn, name, NEWEST)
        small = length is not None and length < SHORT
        found[SourceName(name)] = Reads(
            articles=whole,
            hollow=empty,
            since=first,
            length=length or 0.0,
            length_before=(_length(conn, name, OLDER, NEWEST) or 0.0) if small else 0.0,
        )
    return found


def _length(conn: Connection, source: str, many: int, after: int = 0) -> float | None:
    """Give the mean length of some texts of a source; None where it has too few."""
    some = (
        select(func.length(articles.c.text).label("characters"))
        .where(articles.c.source == source)
        .order_by(articles.c.first_seen.desc())
        .limit(many)
        .offset(after)
        .subquery()
    )
    number, mean = conn.execute(select(func.count(), func.avg(some.c.characters))).one()
    return float(mean) if number == many else None
