"""The life of an address in this monitor: every row that knows of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import RowMapping, select

from monitor.model import ArticleId, Link, MissedKind, StoryId
from monitor.store import ledger, views
from monitor.store.articles import Version, all_versions
from monitor.store.codec import to_link
from monitor.store.tables import addresses, articles, links, outcomes

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Announced:
    """A link, and where it stands in the queue of pages."""

    link: Link
    state: str  # due | leased | done | failed | skipped
    reason: str
    baseline: bool
    attempts: int
    checks: int
    poisoned: int
    first_seen: datetime
    next_due: datetime | None
    article: ArticleId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request, and what came of it."""

    source: str
    purpose: str
    kind: MissedKind | str
    reason: str
    status: int | None
    body_bytes: int | None
    seconds: float
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """What is known of an address; its first empty part is where it stopped."""

    url: str
    announced: Announced | None
    requests: tuple[Request, ...]  # oldest first
    article: views.Placed | None
    addresses: tuple[str, ...]  # every spelling that leads to the article
    versions: tuple[Version, ...]
    matches: tuple[views.Proof, ...]
    story: views.Row | None
    alerts: tuple[ledger.Entry, ...]


def life(conn: Connection, url: str) -> Life:
    """Give everything that is known of an address.

    Args:
        conn: open for reading.
        url: canonical; another address of the article does as well.
    """
    row = conn.execute(select(links).where(links.c.url == url)).mappings().first()
    announced = _announced(row) if row else None
    article = _article(conn, url, announced)
    ids = [article.id] if article else []
    story = StoryId(_story(conn, article.id)) if article else None
    found = views.stories(conn, views.Filter(ids=(story,))) if story else []
    return Life(
        url=url,
        announced=announced,
        requests=tuple(_requests(conn, url)),
        article=article,
        addresses=tuple(_addresses(conn, article.id)) if article else (),
        versions=tuple(v for one in ids for v in all_versions(conn, one)),
        matches=tuple(views.proofs(conn, ids)),
        story=found[0] if found else None,
        alerts=tuple(ledger.of_stories(conn, [story])) if story else (),
    )


def _article(
    conn: Connection, url: str, announced: Announced | None
) -> views.Placed | None:
    alias = select(addresses.c.article_id).where(addresses.c.url == url)
    wanted = (articles.c.url == url) | articles.c.id.in_(alias)
    if announced and announced.article:
        wanted |= articles.c.id == announced.article
    found = views.placed(conn, wanted)
    return found[0] if found else None


def _story(conn: Connection, article: ArticleId) -> str:
    found = select(articles.c.story_id).where(articles.c.id == article)
    return str(conn.scalar(found))


def _addresses(conn: Connection, article: ArticleId) -> list[str]:
    found = select(addresses.c.url).where(addresses.c.article_id == article)
    return list(conn.scalars(found.order_by(addresses.c.url)))


def _requests(conn: Connection, url: str) -> list[Request]:
    found = select(outcomes).where(outcomes.c.url == url).order_by(outcomes.c.id)
    return [
        Request(
            source=row.source,
            purpose=row.purpose,
            kind=row.kind,
            reason=row.reason,
            status=row.status,
            body_bytes=row.bytes,
            seconds=row.seconds,
            at=row.at,
        )
        for row in conn.execute(found)
    ]


def _announced(row: RowMapping) -> Announced:
    return Announced(
        link=to_link(row),
        state=row["state"],
        reason=row["reason"],
        baseline=row["baseline"],
        attempts=row["attempts"],
        checks=row["checks"],
        poisoned=row["poisoned"],
        first_seen=row["first_seen"],
        next_due=row["next_due"],
        article=ArticleId(row["article_id"]) if row["article_id"] else None,
    )
