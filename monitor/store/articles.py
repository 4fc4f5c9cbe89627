"""Keep an article with everything that it caused, in one transaction."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, assert_never

from sqlalchemy import RowMapping, func, or_, select, update

from monitor.core import group, similar
from monitor.model import (
    Alert,
    AlertId,
    Article,
    ArticleId,
    ChannelName,
    Copy,
    EventId,
    Joins,
    Match,
    Opens,
    Passage,
    Placement,
    Prints,
    Revision,
    Same,
    StoryId,
    WatchlistName,
)
from monitor.store import outbox, search
from monitor.store import prints as fingerprints
from monitor.store.codec import from_passages, to_article, to_passages
from monitor.store.events import join, merge
from monitor.store.tables import addresses, articles, events, matches, stories, versions
from monitor.store.upsert import put, put_new

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One state of an article."""

    article: ArticleId
    version: int  # from 1
    title: str
    text: str
    digest: str
    fetched: datetime
    material: bool
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Causes:
    """What an article caused: who found it, and who is to be told."""

    matches: Sequence[Match] = ()
    alerts: Sequence[Alert] = ()
    muted: Collection[AlertId] = ()  # of the alerts: kept, and not sent
    digests: frozenset[ChannelName] = frozenset()  # channels that gather
    config: str = ""  # version of the configuration that matched


def record(  # noqa: PLR0913 - what stands or falls together
    conn: Connection,
    article: Article,
    placement: Placement,
    *,
    prints: Prints,
    causes: Causes,
    baseline: bool,
    now: datetime,
) -> ArticleId:
    """Keep an article, its place and what it caused. Harmless twice.

    Args:
        conn: inside a write transaction: all of it stands or falls together.
        article: as read now.
        placement: where it belongs.
        prints: of this text.
        causes: matches and alerts.
        baseline: it was out before its source was first visited.
        now: aware.
    """
    before = _row(conn, article.id)
    if _is_round_up(before, placement):
        prints = similar.apart(prints)
    number = _number(before, article, placement)
    if before is None:
        _open(conn, article, placement, baseline=baseline, now=now)
        _insert(conn, article, placement, baseline=baseline, now=now)
        opens = isinstance(placement, Opens)
        fingerprints.save(conn, article.id, prints, seen=now, opens=opens)
    elif number != before["version"]:
        if not isinstance(placement, Revision):
            _open(conn, article, placement, baseline=baseline, now=now)
        else:
            join(conn, placement.story, placement.merges)
        if isinstance(placement, Revision):
            article = _dated_as(before, article)
        _replace(conn, article, placement, number=number, now=now)
        fingerprints.replace(conn, article.id, prints, seen=now)
    else:
        _seen_again(conn, article)
    if before is None or number != before["version"]:
        _keep_version(conn, article, placement, number)
        search.index(conn, article)
    _keep_addresses(conn, article)
    _keep_matches(conn, article.id, number, causes=causes, now=now)
    outbox.put_planned(conn, causes.alerts, causes.muted, digests=causes.digests)
    return article.id


def get(conn: Connection, article: ArticleId) -> Article | None:
    """Give an article as it was last read."""
    row = _row(conn, article)
    return to_article(row) if row else None


def by_url(conn: Connection, url: str) -> Article | None:
    """Give the article at a canonical address, or at another of its addresses."""
    alias = select(addresses.c.article_id).where(addresses.c.url == url)
    found = select(articles).where(or_(articles.c.url == url, articles.c.id.in_(alias)))
    row = conn.execute(found).mappings().first()
    return to_article(row) if row else None


def placed(
    conn: Connection, article: ArticleId
) -> tuple[Article, Same] | tuple[None, None]:
    """Give an article with where it was put."""
    row = _row(conn, article)
    if row is None:
        return None, None
    story, event = StoryId(row["story_id"]), EventId(row["event_id"])
    return to_article(row), Same(story=story, event=event, version=row["version"])


def passages(
    conn: Connection, article: ArticleId, version: int
) -> tuple[tuple[WatchlistName, Passage], ...]:
    """Give what a version of an article matched, by watchlist."""
    found = (
        select(matches.c.watchlist, matches.c.passages)
        .where(matches.c.article_id == article, matches.c.version == version)
        .order_by(matches.c.watchlist, matches.c.watch)
    )
    return tuple(
        (WatchlistName(name), passage)
        for name, kept in conn.execute(found)
        for passage in to_passages(kept)
    )


def matched(conn: Connection, article: ArticleId) -> bool:
    """Tell whether any version of an article satisfied a watch."""
    found = select(matches.c.article_id).where(matches.c.article_id == article).limit(1)
    return conn.execute(found).first() is not None


def length(conn: Connection, article: ArticleId) -> int:
    """Give the length of an article's text as it is now, in characters."""
    found = select(func.length(articles.c.text)).where(articles.c.id == article)
    return conn.execute(found).scalar() or 0


def all_versions(conn: Connection, article: ArticleId) -> list[Version]:
    """Give every state of an article that we read, oldest first."""
    found = (
        select(versions)
        .where(versions.c.article_id == article)
        .order_by(versions.c.version)
    )
    return [
        Version(
            article=ArticleId(row.article_id),
            version=row.version,
            title=row.title,
            text=row.text,
            digest=row.digest,
            fetched=row.fetched,
            material=row.material,
            reason=row.reason,
        )
        for row in conn.execute(found)
    ]


def _row(conn: Connection, article: ArticleId) -> RowMapping | None:
    return (
        conn.execute(select(articles).where(articles.c.id == article))
        .mappings()
        .first()
    )


def _number(before: RowMapping | None, article: Article, placement: Placement) -> int:
    """Number the version that `article` is."""
    if before is None:
        return 1
    if before["digest"] == article.digest or isinstance(placement, Same):
        return int(before["version"])
    return int(before["version"]) + 1


def _is_round_up(before: RowMapping | None, placement: Placement) -> bool:
    if before is not None and isinstance(placement, Revision):
        return group.is_round_up(before["placed_reason"])  # it stays what it was
    return group.is_round_up(getattr(placement, "reason", ""))


def _place(placement: Placement) -> dict[str, Any]:
    """Give the columns that say where an article was put, and why."""
    place: dict[str, Any] = {
        "story_id": placement.story,
        "event_id": placement.event,
        "placed_near": None,
        "similarity": None,
    }
    match placement:
        case Copy():
            near, how = placement.of, "copy"
        case Joins():
            near, how = placement.near, "joins"
        case Opens() | Revision() | Same():
            return place | {
                "relation": type(placement).__name__.lower(),
                "placed_reason": getattr(placement, "reason", ""),
            }
        case _:
            assert_never(placement)
    return place | {
        "relation": how,
        "placed_reason": placement.reason,
        "placed_near": near,
        "similarity": placement.similarity,
    }


def _open(
    conn: Connection,
    article: Article,
    placement: Placement,
    *,
    baseline: bool,
    now: datetime,
) -> None:
    """Make the story and the event of an article where they are not there yet."""
    event = {"id": placement.event, "title": article.title, "first_seen": now}
    story = event | {
        "id": placement.story,
        "event_id": placement.event,
        "opened_by": article.id,
        "silent": baseline,
    }
    put_new(conn, events, [event])
    put_new(conn, stories, [story])
    if isinstance(placement, Joins):
        merge(conn, placement.event, placement.merges)


def _insert(
    conn: Connection,
    article: Article,
    placement: Placement,
    *,
    baseline: bool,
    now: datetime,
) -> None:
    row = asdict(article) | _place(placement)
    put_new(
        conn,
        articles,
        [row | {"version": 1, "baseline": baseline, "first_seen": now}],
    )


def _replace(
    conn: Connection,
    article: Article,
    placement: Placement,
    *,
    number: int,
    now: datetime,
) -> None:
    """Put the newest state over the older one; a revision stays where it was put."""
    values = asdict(article) | {"version": number}
    if not isinstance(placement, Revision):
        # Another article at the address: nobody saw this one before.
        values |= _place(placement) | {"first_seen": now}
    statement = update(articles).where(articles.c.id == article.id)
    conn.execute(statement.values(values))


def _dated_as(before: RowMapping, article: Article) -> Article:
    """Keep when an article came out: pages put the time of an edit in its place."""
    told = before["published"]
    if told is None or before["published_doubtful"]:
        return article
    if article.published is not None and article.published < told:
        return article
    return replace(
        article, published=told, published_doubtful=False, date_only=before["date_only"]
    )


def _seen_again(conn: Connection, article: Article) -> None:
    statement = update(articles).where(articles.c.id == article.id)
    conn.execute(statement.values(fetched=article.fetched))


def _keep_version(
    conn: Connection, article: Article, placement: Placement, number: int
) -> None:
    material, reason = True, ""
    if isinstance(placement, Revision):
        material, reason = placement.material, placement.reason
    row = {
        "article_id": article.id,
        "version": number,
        "title": article.title,
        "text": article.text,
        "digest": article.digest,
        "fetched": article.fetched,
        "material": material,
        "reason": reason,
    }
    put_new(conn, versions, [row])


def _keep_addresses(conn: Connection, article: Article) -> None:
    """Keep the addresses of an article; none that another one has already.

    Only its very own is taken from one that had it for an alias: somebody else's link
    or redirect says less than the page that stands there.
    """
    put(conn, addresses, [{"url": article.url, "article_id": article.id}])
    known = dict.fromkeys(article.aliases)
    own = select(articles.c.url).where(
        articles.c.url.in_(known), articles.c.id != article.id
    )
    for taken in conn.scalars(own):
        del known[taken]
    put_new(conn, addresses, [{"url": url, "article_id": article.id} for url in known])


def _keep_matches(
    conn: Connection, article: ArticleId, number: int, *, causes: Causes, now: datetime
) -> None:
    rows = [
        {
            "article_id": article,
            "version": number,
            "watchlist": match.watchlist,
            "watch": match.watch,
            "terms": match.terms,
            "passages": from_passages(match),
            "at": now,
            "config": causes.config,
        }
        for match in causes.matches
    ]
    put_new(conn, matches, rows)
