"""When sources announced something, and what their pages gave."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import BigInteger, func, select, type_coerce

from monitor.core.condition import Reads
from monitor.model import SourceName
from monitor.store.tables import articles, links, outcomes
from monitor.store.upsert import chunks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

_HOUR = 3_600_000_000  # microseconds
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
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
    conn: Connection, lately: datetime, before: datetime
) -> dict[SourceName, Reads]:
    """Give what the pages of each source gave.

    Args:
        conn: open.
        lately: when what is new began.
        before: when what it is compared with began.
    """
    hollow = {
        row[0]: (row[1], row[2])
        for row in conn.execute(
            select(outcomes.c.source, func.count(), func.min(outcomes.c.at))
            .where(outcomes.c.at >= lately, outcomes.c.purpose == "page")
            .where(outcomes.c.kind.in_(_HOLLOW))
            .group_by(outcomes.c.source)
        )
    }
    new, old = _lengths(conn, lately, None), _lengths(conn, before, lately)
    nothing = (0, 0.0, None)
    found = {}
    for name in {*hollow, *new}:
        many, first_hollow = hollow.get(name, (0, None))
        count, length, first = new.get(name, nothing)
        count_before, length_before, _ = old.get(name, nothing)
        found[SourceName(name)] = Reads(
            articles=count,
            hollow=many,
            since=first_hollow or first,
            length=length,
            articles_before=count_before,
            length_before=length_before,
        )
    return found


def _lengths(
    conn: Connection, since: datetime, until: datetime | None
) -> dict[str, tuple[int, float, datetime | None]]:
    length = func.avg(func.length(articles.c.text))
    asked = (
        select(articles.c.source, func.count(), length, func.min(articles.c.first_seen))
        .where(articles.c.first_seen >= since)
        .group_by(articles.c.source)
    )
    if until is not None:
        asked = asked.where(articles.c.first_seen < until)
    return {row[0]: (row[1], float(row[2]), row[3]) for row in conn.execute(asked)}
