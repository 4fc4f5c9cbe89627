"""The whole archive, streamed: for export, backtest and batch work."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, Literal

from sqlalchemy import RowMapping, Select, select

from monitor.model import SourceName, StoryId, WatchlistName
from monitor.store import ledger
from monitor.store.articles import all_versions
from monitor.store.codec import to_article
from monitor.store.outbox import as_alerts
from monitor.store.tables import alerts, articles, matches, stories
from monitor.store.upsert import MOST_VALUES
from monitor.store.views import Filter, Row
from monitor.store.views import stories as listed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Column, Connection, Table

    from monitor.model import Article

What = Literal["stories", "articles", "alerts"]


def archive(
    conn: Connection, since: datetime | None = None, *, page: int = MOST_VALUES
) -> Iterator[tuple[Article, datetime]]:
    """Give each article with when we first saw it, in that order.

    Args:
        conn: open for reading; other statements may run on it in between.
        since: leave out what we saw before.
        page: articles held in memory at a time.
    """
    for rows in _pages(conn, articles, articles.c.first_seen, since=since, page=page):
        for row in rows:
            yield to_article(row), row["first_seen"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a query can be asked of an article, and where it was put."""

    story: StoryId
    url: str
    title: str
    text: str
    outlet: str
    source: SourceName
    language: str | None
    country: str | None
    published: datetime | None
    first_seen: datetime


_ASKED: Final = tuple(
    articles.c[name] for name in ("id", *Told.__slots__) if name != "story"
)


def told(conn: Connection, since: datetime | None = None) -> Iterator[Told]:
    """Give what each article says, oldest first; much faster than `archive`."""
    columns = (articles.c.story_id, *_ASKED)
    asked = select(*columns)
    for rows in _pages(conn, articles, articles.c.first_seen, since=since, asked=asked):
        for row in rows:
            kept = dict(row)
            del kept["id"]
            yield Told(story=StoryId(kept.pop("story_id")), **kept)


def matched_stories(
    conn: Connection,
    watchlist: WatchlistName,
    watch: str,
    *,
    since: datetime | None = None,
) -> dict[StoryId, str]:
    """Give the stories that a watch was recorded to match, with their titles.

    Args:
        conn: open for reading.
        watchlist: of the watch.
        watch: by name.
        since: when we saw the article first, at the earliest.
    """
    found = (
        select(articles.c.story_id, stories.c.title)
        .join(matches, matches.c.article_id == articles.c.id)
        .join(stories, stories.c.id == articles.c.story_id)
        .where(matches.c.watchlist == watchlist, matches.c.watch == watch)
        .order_by(articles.c.first_seen)
    )
    if since is not None:
        found = found.where(articles.c.first_seen >= since)
    return {StoryId(story): title for story, title in conn.execute(found)}


def newest(conn: Connection, *, most: int = 5_000) -> Iterator[Article]:
    """Give the articles that we saw last, the newest first."""
    step = MOST_VALUES
    asked = select(articles).order_by(articles.c.first_seen.desc(), articles.c.id)
    for start in range(0, most, step):
        rows = conn.execute(asked.limit(step).offset(start)).mappings().all()
        yield from map(to_article, rows)
        if len(rows) < step:
            return


def export(
    conn: Connection, what: What, since: datetime | None = None
) -> Iterator[dict[str, Any]]:
    """Give everything of a kind as plain values, oldest first."""
    table, column = {
        "stories": (stories, stories.c.first_seen),
        "articles": (articles, articles.c.first_seen),
        "alerts": (alerts, alerts.c.created),
    }[what]
    shown: Callable[[Connection, list[RowMapping]], Iterator[dict[str, Any]]] = {
        "stories": _stories,
        "articles": _articles,
        "alerts": _alerts,
    }[what]
    for rows in _pages(conn, table, column, since=since):
        yield from shown(conn, rows)


def _pages(
    conn: Connection,
    table: Table,
    column: Column[Any],
    *,
    since: datetime | None,
    page: int = MOST_VALUES,
    asked: Select[Any] | None = None,
) -> Iterator[list[RowMapping]]:
    """Walk a table by time and id, some hundred rows at a time.

    By key rather than by a cursor, so that other statements may run in between.
    """
    after: tuple[Any, str] | None = None
    wanted: Select[Any] = select(table) if asked is None else asked
    wanted = wanted.order_by(column, table.c.id).limit(page)
    while True:
        here = wanted
        if after:
            # The first condition is all that an index needs to begin in the middle.
            later = (column > after[0]) | (table.c.id > after[1])
            here = wanted.where(column >= after[0], later)
        elif since is not None:
            here = wanted.where(column >= since)
        rows = list(conn.execute(here).mappings())
        if not rows:
            return
        yield rows
        after = (rows[-1][column.name], rows[-1]["id"])


def _stories(conn: Connection, rows: list[RowMapping]) -> Iterator[dict[str, Any]]:
    which = Filter(ids=tuple(row["id"] for row in rows))
    found = {row.id: row for row in listed(conn, which, limit=len(rows))}
    for row in rows:
        if row["id"] in found:
            yield _story(found[row["id"]])


def _story(row: Row) -> dict[str, Any]:
    return {
        "story": row.id,
        "event": row.event,
        "title": row.title,
        "url": row.url,
        "outlet": row.outlet,
        "language": row.language,
        "published": _told(row.published),
        "first_seen": _told(row.first_seen),
        "silent": row.silent,
        "articles": row.articles,
        "outlets": row.outlets,
        "watches": list(row.watches),
        "alerts": row.alerts,
    }


def _articles(conn: Connection, rows: list[RowMapping]) -> Iterator[dict[str, Any]]:
    for row in rows:
        article = to_article(row)
        yield {
            "url": article.url,
            "title": article.title,
            "text": article.text,
            "story": row["story_id"],
            "event": row["event_id"],
            "relation": row["relation"],
            "outlet": article.outlet,
            "source": article.source,
            "language": article.language,
            "country": article.country,
            "authors": list(article.authors),
            "published": _told(article.published),
            "modified": _told(article.modified),
            "first_seen": _told(row["first_seen"]),
            "paywalled": article.paywalled,
            "form": article.form,
            "section": article.section,
            "credit": article.credit,
            "aliases": list(article.aliases),
            "versions": [
                {
                    "version": version.version,
                    "title": version.title,
                    "fetched": _told(version.fetched),
                    "material": version.material,
                    "reason": version.reason,
                }
                for version in all_versions(conn, article.id)
            ],
        }


def _alerts(conn: Connection, rows: list[RowMapping]) -> Iterator[dict[str, Any]]:
    found = as_alerts(conn, rows)
    attempts = ledger.attempts_at(conn, [alert.id for alert in found])
    for alert, row in zip(found, rows, strict=True):
        yield {
            "id": alert.id,
            "watchlist": alert.watchlist,
            "watches": list(alert.watches),
            "channel": alert.channel,
            "kind": alert.kind,
            "state": row["state"],
            "story": alert.story or None,
            "event": alert.event or None,
            "title": alert.content.title,
            "url": alert.content.url,
            "outlet": alert.content.outlet,
            "priority": alert.priority,
            "created": _told(alert.created),
            "due": _told(alert.due),
            "settled": _told(row["settled_at"]),
            "attempts": len(attempts.get(alert.id, ())),
            "last_error": row["last_error"],
            "digest": row["digest_id"],
        }


def _told(time: datetime | None) -> str | None:
    return time.isoformat() if time else None
