"""Forget what is old, in small steps that block nobody for long.

Articles that matched a watch keep their texts, and no link, story or alert is forgotten:
they are what keeps old news from being told again.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import Table, delete, exists, select, text, update

from monitor.store import prints
from monitor.store.tables import (
    articles,
    deliveries,
    matches,
    outcomes,
    search_rows,
    sites,
    validators,
    versions,
)

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

STEP = 500  # rows of one transaction
TEXTS = 100  # articles of one: with each go some dozen rows that found it
TERMS_KEPT = timedelta(days=7)  # more than twice the window of an event
SITES_KEPT = timedelta(days=180)  # what a site taught, after its last article


def outcomes_before(conn: Connection, before: datetime) -> int:
    """Drop some outcomes older than a time; give how many, 0 when there are no more."""
    return _some(conn, outcomes, before)


def deliveries_before(conn: Connection, before: datetime) -> int:
    """Drop some attempts older than a time; give how many."""
    return _some(conn, deliveries, before)


def texts_before(conn: Connection, before: datetime) -> int:
    """Empty some texts of articles that no watch matched; give how many.

    What finds them goes with them: their prints, and their words in the index. Their
    addresses stay, so that they are not read as news again.
    """
    watched = exists().where(matches.c.article_id == articles.c.id)
    old = (
        select(articles.c.id)
        .where(articles.c.fetched < before, text("text <> ''"), ~watched)
        .order_by(articles.c.fetched)
        .limit(TEXTS)
    )
    ids = list(conn.scalars(old))
    if ids:
        conn.execute(update(articles).where(articles.c.id.in_(ids)).values(text=""))
        mine = versions.c.article_id.in_(ids)
        conn.execute(update(versions).where(mine).values(text=""))
        conn.execute(delete(search_rows).where(search_rows.c.article_id.in_(ids)))
        prints.forget(conn, ids)
    return len(ids)


def pages_before(conn: Connection, before: datetime) -> int:
    """Forget what lets a server say that some pages are unchanged; give how many.

    A page is looked at again within days, and one that is asked for later is read whole.
    """
    old = select(validators.c.url).where(validators.c.fetched < before).limit(STEP)
    gone = validators.c.url.in_(list(conn.scalars(old)))
    return conn.execute(delete(validators).where(gone)).rowcount


def terms_before(conn: Connection, before: datetime) -> int:
    """Forget what finds some reports of events that are long over; give how many."""
    return prints.forget_terms(conn, before, limit=TEXTS)


def sites_before(conn: Connection, before: datetime) -> int:
    """Forget what some sites taught that gave no article since; give how many."""
    old = select(sites.c.host).where(sites.c.seen < before).limit(STEP)
    return conn.execute(delete(sites).where(sites.c.host.in_(old))).rowcount


def _some(conn: Connection, table: Table, before: datetime) -> int:
    old = select(table.c.id).where(table.c.at < before).limit(STEP)
    return conn.execute(delete(table).where(table.c.id.in_(old))).rowcount
