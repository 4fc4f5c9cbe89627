"""Forget what is old, in small steps that block nobody for long.

Articles that matched a watch keep their texts, and no link, story or alert is forgotten:
they are what keeps old news from being told again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Table, delete, exists, select, update

from monitor.store.tables import articles, deliveries, matches, outcomes, versions

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

STEP = 500  # rows of one transaction


def outcomes_before(conn: Connection, before: datetime) -> int:
    """Drop some outcomes older than a time; give how many, 0 when there are no more."""
    return _some(conn, outcomes, before)


def deliveries_before(conn: Connection, before: datetime) -> int:
    """Drop some attempts older than a time; give how many."""
    return _some(conn, deliveries, before)


def texts_before(conn: Connection, before: datetime) -> int:
    """Empty some texts of articles that nobody watched; give how many.

    The prints stay, so that a late copy is still recognised.
    """
    watched = exists().where(matches.c.article_id == articles.c.id)
    old = (
        select(articles.c.id)
        .where(articles.c.fetched < before, articles.c.text != "", ~watched)
        .limit(STEP)
    )
    ids = list(conn.scalars(old))
    if ids:
        conn.execute(update(articles).where(articles.c.id.in_(ids)).values(text=""))
        mine = versions.c.article_id.in_(ids)
        conn.execute(update(versions).where(mine).values(text=""))
    return len(ids)


def _some(conn: Connection, table: Table, before: datetime) -> int:
    old = select(table.c.id).where(table.c.at < before).limit(STEP)
    return conn.execute(delete(table).where(table.c.id.in_(old))).rowcount
