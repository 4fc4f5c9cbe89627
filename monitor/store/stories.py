"""What is known of a story before something is told about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import literal, select

from monitor.core.firsts import came_out, firsts
from monitor.model import (
    AlertId,
    AlsoIn,
    ArticleId,
    Carrier,
    ChannelName,
    EventId,
    First,
    History,
    PastAlert,
    StoryId,
    WatchlistName,
)
from monitor.store.near import unpacked
from monitor.store.tables import alerts, articles, matches, prints, stories

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Connection


def history(conn: Connection, story: StoryId, *parts: StoryId) -> History:
    """Give what was told about a story, and who carries it; empty for a new one.

    Args:
        conn: open.
        story: may be new.
        parts: other stories that are about to become a part of it.
    """
    if not parts:
        return _history(conn, story)
    whole = [_history(conn, part) for part in (story, *parts)]
    return History(
        alerts=tuple(alert for part in whole for alert in part.alerts),
        texts=tuple(dict(text for part in whole for text in part.texts).items()),
        matched=frozenset(match for part in whole for match in part.matched),
        silent=any(part.silent for part in whole),
        also=tuple(outlet for part in whole for outlet in part.also),
        carriers=tuple(carrier for part in whole for carrier in part.carriers),
        first_seen=min((p.first_seen for p in whole if p.first_seen), default=None),
    )


def _history(conn: Connection, story: StoryId) -> History:
    row = conn.execute(select(stories).where(stories.c.id == story)).first()
    if row is None:
        return History()
    told = past_alerts(conn, story)
    return History(
        alerts=told,
        texts=_texts(conn, {alert.article for alert in told if alert.article}),
        matched=_matched(conn, story) if told else frozenset(),
        silent=row.silent,
        also=carriers(conn, story),
        carriers=origins(conn, story),
        first_seen=row.first_seen,
    )


def origins(
    conn: Connection, story: StoryId, *, texts: bool = False
) -> tuple[Carrier, ...]:
    """Give the articles that carry a story with what tells where it comes from.

    Args:
        conn: open.
        story: may have no article yet.
        texts: read fingerprints too: to be asked by people, not for each arrival.
    """
    columns = [
        *articles.c,
        prints.c.shingles if texts else literal(b"").label("shingles"),
    ]
    joined = articles.outerjoin(prints, prints.c.article_id == articles.c.id)
    found = select(*columns).select_from(joined if texts else articles)
    rows = conn.execute(found.where(articles.c.story_id == story)).mappings()
    return tuple(
        Carrier(
            outlet=row["outlet"],
            url=row["url"],
            seen=row["first_seen"],
            language=row["language"],
            published=None if row["published_doubtful"] else row["published"],
            credit=row["credit"],
            aliases=tuple(row["aliases"]),
            paywalled=row["paywalled"],
            shingles=frozenset(unpacked(row["shingles"] or b"")),
        )
        for row in rows
    )


def past_alerts(conn: Connection, story: StoryId) -> tuple[PastAlert, ...]:
    """Give the alerts that a story caused, oldest first."""
    told = (
        select(alerts)
        .where(alerts.c.story_id == story)
        .order_by(alerts.c.created, alerts.c.id)
    )
    return tuple(
        PastAlert(
            id=AlertId(row.id),
            watchlist=WatchlistName(row.watchlist),
            channel=ChannelName(row.channel),
            kind=row.kind,
            version=row.version,
            watches=tuple(row.watches),
            article=ArticleId(row.article_id) if row.article_id else None,
        )
        for row in conn.execute(told)
    )


def _texts(
    conn: Connection, wanted: Collection[ArticleId]
) -> tuple[tuple[ArticleId, str], ...]:
    if not wanted:
        return ()
    found = select(articles.c.id, articles.c.text).where(articles.c.id.in_(wanted))
    return tuple((ArticleId(i), text) for i, text in conn.execute(found))


def _matched(
    conn: Connection, story: StoryId
) -> frozenset[tuple[ArticleId, WatchlistName]]:
    found = (
        select(matches.c.article_id, matches.c.watchlist)
        .join(articles, articles.c.id == matches.c.article_id)
        .where(articles.c.story_id == story)
        .distinct()
    )
    return frozenset(
        (ArticleId(article), WatchlistName(name))
        for article, name in conn.execute(found)
    )


def first_reports(conn: Connection, event: EventId) -> tuple[First, ...]:
    """Give the first report of an event in each language, the earliest first.

    A report counts from when it says that it came out, where that can be believed.
    """
    said = select(
        articles.c.language,
        articles.c.outlet,
        articles.c.published,
        articles.c.published_doubtful,
        articles.c.date_only,
        articles.c.first_seen,
    ).where(articles.c.event_id == event, articles.c.language.is_not(None))
    return firsts(
        First(
            language=row.language,
            outlet=row.outlet,
            at=came_out(
                None if row.published_doubtful or row.date_only else row.published,
                row.first_seen,
            ),
        )
        for row in conn.execute(said)
    )


def reporters(conn: Connection, event: EventId) -> tuple[AlsoIn, ...]:
    """Give the articles on an event, in the order in which we saw them."""
    found = (
        select(articles.c.outlet, articles.c.url, articles.c.language)
        .where(articles.c.event_id == event)
        .order_by(articles.c.first_seen, articles.c.id)
    )
    return tuple(
        AlsoIn(outlet=outlet, url=url, language=language)
        for outlet, url, language in conn.execute(found)
    )


def carriers(conn: Connection, story: StoryId) -> tuple[AlsoIn, ...]:
    """Give the articles that carry a story, in the order in which we saw them."""
    found = (
        select(articles.c.outlet, articles.c.url, articles.c.language)
        .where(articles.c.story_id == story)
        .order_by(articles.c.first_seen, articles.c.id)
    )
    return tuple(
        AlsoIn(outlet=outlet, url=url, language=language)
        for outlet, url, language in conn.execute(found)
    )
