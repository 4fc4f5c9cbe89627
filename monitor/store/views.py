"""What people look at: stories, and one story with everything that it is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import RowMapping, Select, func, select

from monitor.core.origin import original
from monitor.model import (
    ArticleId,
    EventId,
    First,
    Form,
    Match,
    SourceName,
    StoryId,
    WatchlistName,
)
from monitor.store import ledger
from monitor.store.articles import Version, all_versions
from monitor.store.codec import to_passages
from monitor.store.events import current
from monitor.store.search import search
from monitor.store.stories import first_reports, origins
from monitor.store.tables import (
    alerts,
    articles,
    matches,
)
from monitor.store.tables import (
    stories as told,
)
from monitor.store.upsert import chunks

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection

_MOST_FOUND = 2_000  # articles that a search gives before they are grouped


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A story in a list."""

    id: StoryId
    event: EventId
    title: str
    url: str
    outlet: str
    language: str | None
    published: datetime | None
    first_seen: datetime
    silent: bool
    articles: int
    outlets: int
    watches: tuple[str, ...]  # "watchlist/watch", in order of name
    alerts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which stories to list; None lets every one pass."""

    since: datetime | None = None
    watchlist: str | None = None
    watch: str | None = None
    search: str | None = None
    event: EventId | None = None
    ids: tuple[StoryId, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """An article where it was put, and why."""

    id: ArticleId
    url: str
    source: SourceName
    outlet: str
    title: str
    text: str
    language: str | None
    published: datetime | None
    first_seen: datetime
    relation: str
    reason: str
    near: ArticleId | None
    similarity: float | None  # 0 to 1
    version: int
    baseline: bool
    paywalled: bool
    form: Form


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """A match as it was kept."""

    article: ArticleId
    version: int
    at: datetime
    config: str
    match: Match


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """A story with everything that is known of it."""

    row: Row
    articles: tuple[Placed, ...]
    versions: tuple[Version, ...]
    matches: tuple[Proof, ...]
    alerts: tuple[ledger.Entry, ...]
    event: tuple[Row, ...]  # the other stories of the event
    origin: str  # address of the article that the text comes from
    former: tuple[StoryId, ...] = ()  # stories that turned out to be this one
    firsts: tuple[First, ...]  # to report the event, one a language


def stories(
    conn: Connection, which: Filter | None = None, *, limit: int = 100, offset: int = 0
) -> list[Row]:
    """List stories, newest first."""
    wanted = _filtered(conn, which or Filter())
    if wanted is None:
        return []
    page = wanted.order_by(told.c.first_seen.desc(), told.c.id)
    rows = conn.execute(page.limit(limit).offset(offset)).mappings().all()
    ids = [row["id"] for row in rows]
    size, watches, sent = _sizes(conn, ids), _watches(conn, ids), _alerts(conn, ids)
    return [
        Row(
            id=StoryId(row["id"]),
            event=EventId(row["event_id"]),
            title=row["title"],
            url=row["url"],
            outlet=row["outlet"],
            language=row["language"],
            published=row["published"],
            first_seen=row["first_seen"],
            silent=row["silent"],
            articles=size.get(row["id"], (0, 0))[0],
            outlets=size.get(row["id"], (0, 0))[1],
            watches=watches.get(row["id"], ()),
            alerts=sent.get(row["id"], 0),
        )
        for row in rows
    ]


def story(conn: Connection, wanted: StoryId) -> Whole | None:
    """Give a story with its articles, versions, matches and alerts."""
    found = stories(conn, Filter(ids=(wanted,)))
    if not found:
        return None
    row = found[0]
    wanted = row.id  # today: it may have become a part of another
    members = placed(conn, articles.c.story_id == wanted)
    ids = [article.id for article in members]
    return Whole(
        row=row,
        articles=tuple(members),
        versions=tuple(v for article in ids for v in all_versions(conn, article)),
        matches=tuple(proofs(conn, ids)),
        alerts=tuple(ledger.of_stories(conn, [wanted])),
        origin=original(origins(conn, wanted, texts=True)).url,
        former=tuple(
            StoryId(key)
            for key in conn.scalars(
                select(told.c.id).where(told.c.merged_into == wanted)
            )
        ),
        firsts=first_reports(conn, row.event),
        event=tuple(
            other
            for other in stories(conn, Filter(event=row.event))
            if other.id != wanted
        ),
    )


def placed(conn: Connection, where: ColumnElement[bool]) -> list[Placed]:
    """Give articles with their places, in the order in which we saw them."""
    found = select(articles).where(where).order_by(articles.c.first_seen, articles.c.id)
    return [_placed(row) for row in conn.execute(found).mappings()]


def proofs(conn: Connection, ids: Sequence[ArticleId]) -> list[Proof]:
    """Give the matches of some articles, oldest first."""
    found: list[Proof] = []
    for some in chunks(ids):
        asked = (
            select(matches)
            .where(matches.c.article_id.in_(some))
            .order_by(matches.c.at, matches.c.watchlist, matches.c.watch)
        )
        found += [_proof(row) for row in conn.execute(asked).mappings()]
    return found


def _filtered(conn: Connection, which: Filter) -> Select[tuple[object, ...]] | None:
    opener = articles.alias("opener")
    statement = select(
        told, opener.c.url, opener.c.outlet, opener.c.language, opener.c.published
    ).join(opener, opener.c.id == told.c.opened_by)
    statement = statement.where(told.c.merged_into.is_(None))
    if which.since is not None:
        statement = statement.where(told.c.first_seen >= which.since)
    if which.event is not None:
        event = current(conn, which.event)
        statement = statement.where(told.c.event_id == event)
    if which.ids is not None:
        named = told.alias("named")
        today = select(func.coalesce(named.c.merged_into, named.c.id))
        asked = today.where(named.c.id.in_(which.ids))
        statement = statement.where(told.c.id.in_(asked))
    if which.watchlist is not None or which.watch is not None:
        statement = statement.where(told.c.id.in_(_matched(which)))
    if which.search is not None:
        found = search(conn, which.search, _MOST_FOUND)
        if not found:
            return None
        carrying = select(articles.c.story_id).where(articles.c.id.in_(found))
        statement = statement.where(told.c.id.in_(carrying))
    return statement


def _matched(which: Filter) -> Select[tuple[str]]:
    carrying = select(articles.c.story_id).join(
        matches, matches.c.article_id == articles.c.id
    )
    if which.watchlist is not None:
        carrying = carrying.where(matches.c.watchlist == which.watchlist)
    if which.watch is not None:
        carrying = carrying.where(matches.c.watch == which.watch)
    return carrying


def _sizes(conn: Connection, ids: Sequence[str]) -> dict[str, tuple[int, int]]:
    """Count the articles and outlets of stories."""
    found: dict[str, tuple[int, int]] = {}
    for some in chunks(ids):
        counted = (
            select(
                articles.c.story_id,
                func.count(),
                func.count(articles.c.outlet.distinct()),
            )
            .where(articles.c.story_id.in_(some))
            .group_by(articles.c.story_id)
        )
        found |= {s: (n, outlets) for s, n, outlets in conn.execute(counted)}
    return found


def _watches(conn: Connection, ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for some in chunks(ids):
        named = (
            select(articles.c.story_id, matches.c.watchlist, matches.c.watch)
            .join(articles, articles.c.id == matches.c.article_id)
            .where(articles.c.story_id.in_(some))
            .distinct()
            .order_by(matches.c.watchlist, matches.c.watch)
        )
        for key, watchlist, watch in conn.execute(named):
            found[key] = (*found.get(key, ()), f"{watchlist}/{watch}")
    return found


def _alerts(conn: Connection, ids: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for some in chunks(ids):
        counted = (
            select(alerts.c.story_id, func.count())
            .where(alerts.c.story_id.in_(some))
            .group_by(alerts.c.story_id)
        )
        found |= dict(conn.execute(counted).all())
    return found


def _placed(row: RowMapping) -> Placed:
    return Placed(
        id=ArticleId(row["id"]),
        url=row["url"],
        source=SourceName(row["source"]),
        outlet=row["outlet"],
        title=row["title"],
        text=row["text"],
        language=row["language"],
        published=row["published"],
        first_seen=row["first_seen"],
        relation=row["relation"],
        reason=row["placed_reason"],
        near=ArticleId(row["placed_near"]) if row["placed_near"] else None,
        similarity=row["similarity"],
        version=row["version"],
        baseline=row["baseline"],
        paywalled=row["paywalled"],
        form=row["form"],
    )


def _proof(row: RowMapping) -> Proof:
    return Proof(
        article=ArticleId(row["article_id"]),
        version=row["version"],
        at=row["at"],
        config=row["config"],
        match=Match(
            watchlist=WatchlistName(row["watchlist"]),
            watch=row["watch"],
            channels=(),
            priority="normal",
            terms=tuple(row["terms"]),
            passages=to_passages(row["passages"]),
        ),
    )
