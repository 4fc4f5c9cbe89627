"""Fingerprints: who shares them, kept so that a look-up costs the same at any size.

The store says which articles lie near; `monitor.core.group` decides what that means.
"""

from __future__ import annotations

import struct
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    Connection,
    Executable,
    Select,
    Table,
    delete,
    func,
    insert,
    literal,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite

from monitor.core import bridges, events, group, similar
from monitor.model import Article, ArticleId, Neighbours, Prints
from monitor.store.near import (
    counts_of,
    known_at,
    known_near,
    newest,
    sent_hashes,
    signed,
)
from monitor.store.tables import articles, event_terms, marks, term_counts
from monitor.store.tables import prints as kept

CANDIDATES = 40  # articles that are compared
WINDOW = timedelta(days=3)  # how long an event goes on without a report
_PLACING = 0x6E6577730001  # key of the advisory lock


def lock(conn: Connection, _prints: Prints | None = None) -> None:
    """Let nobody else place an article until this transaction ends.

    Two copies that arrive at once would each find no other and open two stories. One
    lock for all: placing takes milliseconds, and two copies may share any mark. On
    SQLite the writer holds the database already.
    """
    if conn.dialect.name == "postgresql":
        conn.execute(select(func.pg_advisory_xact_lock(_PLACING)))


def neighbours(
    conn: Connection, article: Article, prints: Prints, *, window: timedelta = WINDOW
) -> Neighbours:
    """Give what the archive holds near an article, in a fixed number of look-ups.

    Args:
        conn: where `lock` was taken, if others place articles too.
        article: as extracted.
        prints: `similar.prints` of it.
        window: how far back reports of its event are sought, from `article.fetched`.
    """
    counts = counts_of(conn, prints)
    heaviest = dict(events.heaviest(prints, events.weigh(prints.terms, counts)))
    sought = bridges.sought(bridges.weigh(prints.bridges, counts))
    since = article.fetched - window
    similar_ids = _best(newest(conn, marks, prints.marks), article.id)
    told = newest(conn, event_terms, [*heaviest, *sought], since=since)
    recent_ids = _best(told, article.id, weights=heaviest)
    abroad_ids = _best(told, article.id, weights=sought)
    known = known_near(conn, similar_ids, [*recent_ids, *abroad_ids])
    return Neighbours(
        same=known_at(conn, article),
        similar=tuple(known[i] for i in similar_ids if i in known),
        recent=tuple(known[i] for i in recent_ids if i in known),
        abroad=tuple(known[i] for i in abroad_ids if i in known),
        term_counts=tuple(counts.items()),
    )


def save(
    conn: Connection,
    article_id: ArticleId,
    prints: Prints,
    *,
    seen: datetime,
) -> None:
    """Keep the prints of an article, and count its terms. Harmless twice."""
    there = select(kept.c.article_id).where(kept.c.article_id == article_id)
    if conn.scalar(there) is not None:
        replace(conn, article_id, prints, seen=seen)
        return
    counts = counts_of(conn, prints)
    _write(conn, article_id, prints, counts=counts, seen=seen)
    census = counts.get(prints.terms[0][0], 0) if prints.terms else 0
    if events.is_counted(article_id, census):
        _count(conn, prints)


def replace(
    conn: Connection,
    article_id: ArticleId,
    prints: Prints,
    *,
    seen: datetime,
) -> None:
    """Put the prints of a revision over the older ones. Harmless twice."""
    forget(conn, [article_id])
    counts = counts_of(conn, prints)
    _write(conn, article_id, prints, counts=counts, seen=seen)


def forget(conn: Connection, ids: Collection[ArticleId]) -> None:
    """Drop all prints of articles. How rare their words are stays counted."""
    for table in (kept, marks, event_terms):
        conn.execute(delete(table).where(table.c.article_id.in_(ids)))


def stale(conn: Connection) -> int:
    """Count the articles whose prints are missing or of another algorithm."""
    return conn.scalar(_stale(select(func.count()))) or 0


def reindex(conn: Connection, *, limit: int, after: str = "") -> list[ArticleId]:
    """Take the prints of some stale articles again; gives which, none when done.

    Each call is a transaction of its own, so that it can be stopped and resumed.

    Args:
        conn: in a write transaction.
        limit: articles at most.
        after: the last article of the call before: what lies before it is not looked
            at again. Without it, a stopped run is taken up wherever it was.
    """
    columns = select(
        articles.c.id,
        articles.c.title,
        articles.c.text,
        articles.c.language,
        articles.c.first_seen,
        articles.c.placed_reason,
    )
    lock(conn)
    wanted = _stale(columns).where(articles.c.id > after).order_by(articles.c.id)
    rows = conn.execute(wanted.limit(limit)).all()
    for row in rows:
        fresh = similar.prints(row.title, row.text, row.language)
        if group.is_round_up(row.placed_reason):
            fresh = similar.apart(fresh)
        save(conn, row.id, fresh, seen=row.first_seen)
    return [ArticleId(row.id) for row in rows]


def _stale(columns: Select[Any]) -> Select[Any]:
    joined = articles.outerjoin(kept, kept.c.article_id == articles.c.id)
    other = kept.c.algorithm.is_distinct_from(similar.VERSION)
    return columns.select_from(joined).where(other, articles.c.text != "")


def _best(
    found: Mapping[int, Sequence[str]],
    but: str,
    *,
    weights: Mapping[int, float] | None = None,
) -> list[str]:
    """Rank articles by what they share; a hash that many share says little."""
    rank: Counter[str] = Counter()
    for value, ids in found.items():
        if weights and value not in weights:
            continue
        weight = weights[value] ** 2 if weights else 1 / len(ids)
        for article_id in ids:
            rank[article_id] += weight  # type: ignore[assignment]
    rank.pop(but, None)
    return [article_id for article_id, _ in rank.most_common(CANDIDATES)]


def _write(
    conn: Connection,
    article_id: ArticleId,
    prints: Prints,
    *,
    counts: Mapping[int, int],
    seen: datetime,
) -> None:
    rows = rows_of(article_id, prints, counts=counts, seen=seen)
    for table, found in rows.items():
        if found:
            conn.execute(insert(table), found)


def rows_of(
    article_id: ArticleId,
    prints: Prints,
    *,
    counts: Mapping[int, int],
    seen: datetime,
) -> dict[Table, list[dict[str, Any]]]:
    """Give the rows by which an article is recognised, by their table."""
    weighed = events.weigh(prints.terms, counts)
    abroad = bridges.weigh(prints.bridges, counts)
    row = {
        "article_id": article_id,
        "algorithm": prints.version,
        "shingles": struct.pack(f"<{len(prints.shingles)}Q", *prints.shingles),
        "numbers": list(prints.numbers),
        "terms": b"".join(struct.pack("<Qf", *pair) for pair in weighed),
        "bridges": b"".join(struct.pack("<Qf", *pair) for pair in abroad),
    }
    same = {"article_id": article_id, "seen": seen}
    marked = [{"hash": signed(m), **same} for m in prints.marks]
    found_by = {t for t, _ in events.heaviest(prints, weighed)}
    found_by |= {*bridges.indexed(abroad)}
    terms = [{"term": signed(t), **same} for t in sorted(found_by)]
    return {kept: [row], marks: marked, event_terms: terms}


def _count(conn: Connection, prints: Prints) -> None:
    # Sorted: writers that count the same words in one order do not block each other.
    sent = {"hashes": sorted({signed(t) for t, _ in (*prints.terms, *prints.bridges)})}
    conn.execute(_counting(conn.dialect.name), sent)


@cache
def _counting(dialect: str) -> Executable:
    wanted = sent_hashes(dialect)
    rows = select(wanted.c.value, literal(1)).where(wanted.c.value.is_not(None))
    own = postgresql.insert if dialect == "postgresql" else sqlite.insert
    return (
        own(term_counts)
        .from_select(["term", "articles"], rows)
        .on_conflict_do_update(
            index_elements=["term"], set_={"articles": term_counts.c.articles + 1}
        )
    )
