"""Fingerprints: who shares them, kept so that a look-up costs the same at any size.

The store says which articles lie near; `monitor.core.group` decides what that means.
"""

from __future__ import annotations

import dataclasses
import struct
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from heapq import nlargest
from typing import Any

from sqlalchemy import (
    Connection,
    Executable,
    Select,
    Table,
    bindparam,
    delete,
    func,
    insert,
    literal,
    select,
    update,
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

CANDIDATES = 40  # articles that are compared: with 16 reports events are found worse
ABROAD = 16  # reports in other languages: few share three names or numbers
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
    same, own = known_at(conn, article)
    alike = newest(conn, marks, prints.marks)
    told = newest(conn, event_terms, [*heaviest, *sought], since=since)
    recent = _best(told, own, weights=heaviest)
    abroad = _best(told, own, weights=sought)[:ABROAD]
    return Neighbours(
        same=same,
        similar=known_near(conn, _best(alike, own), "shingles"),
        recent=known_near(conn, recent, "terms"),
        abroad=known_near(conn, abroad, "bridges"),
        term_counts=tuple(counts.items()),
    )


def save(
    conn: Connection,
    article_id: ArticleId,
    prints: Prints,
    *,
    seen: datetime,
    opens: bool = True,
) -> None:
    """Keep the prints of an article, and count its terms. Harmless twice.

    Args:
        conn: inside a write transaction.
        article_id: of the article.
        prints: of it.
        seen: when it arrived.
        opens: it opens an event. Words are counted once an event: those of a large one
            tell it from others as well as those of a small one.
    """
    there = select(kept.c.article_id).where(kept.c.article_id == article_id)
    if conn.scalar(there) is not None:
        replace(conn, article_id, prints, seen=seen)
        return
    counts = counts_of(conn, prints)
    _write(conn, None, row_of(article_id, prints, counts=counts, seen=seen))
    census = counts.get(prints.terms[0][0], 0) if prints.terms else 0
    if events.is_counted(article_id, census):
        told = opens or prints.in_characters
        _count(conn, prints if told else dataclasses.replace(prints, terms=()))


def replace(
    conn: Connection,
    article_id: ArticleId,
    prints: Prints,
    *,
    seen: datetime,
) -> None:
    """Put the prints of a revision over the older ones. Harmless twice."""
    number = _lose(conn, [article_id]).get(article_id)
    counts = counts_of(conn, prints)
    _write(conn, number, row_of(article_id, prints, counts=counts, seen=seen))


def forget(conn: Connection, ids: Collection[ArticleId]) -> None:
    """Drop all prints of articles. How rare their words are stays counted."""
    _lose(conn, ids)
    conn.execute(delete(kept).where(kept.c.article_id.in_(ids)))


def forget_terms(conn: Connection, before: datetime, *, limit: int) -> int:
    """Let some articles lead no more to their event; give how many.

    Args:
        conn: in a write transaction.
        before: those that came earlier.
        limit: articles at most.
    """
    named = func.length(kept.c.found_by) > 0
    columns = select(kept.c.number, kept.c.seen, kept.c.found_by)
    old = columns.where(kept.c.seen < before, named).order_by(kept.c.seen).limit(limit)
    rows = conn.execute(old).all()
    if rows:
        _unname(conn, event_terms, rows)
        mine = kept.c.number.in_([row.number for row in rows])
        conn.execute(update(kept).where(mine).values(found_by=b""))
    return len(rows)


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
    found: Mapping[int, Sequence[int]],
    but: int | None,
    *,
    weights: Mapping[int, float] | None = None,
) -> list[int]:
    """Rank articles by what they share; a hash that many share says little."""
    rank: dict[int, float] = defaultdict(float)
    for value, numbers in found.items():
        if not numbers or (weights is not None and value not in weights):
            continue
        weight = 1 / len(numbers) if weights is None else weights[value] ** 2
        for number in reversed(numbers):  # of equals the older is first
            rank[number] += weight
    rank.pop(but or 0, None)
    return nlargest(CANDIDATES, rank, key=rank.__getitem__)


def _write(conn: Connection, number: int | None, row: Mapping[str, Any]) -> None:
    if number is None:
        number = conn.execute(insert(kept).returning(kept.c.number), row).scalar_one()
    else:
        conn.execute(update(kept).where(kept.c.number == number), row)
    for table, packed in ((marks, row["marks"]), (event_terms, row["found_by"])):
        same = {"seen": row["seen"], "number": number}
        if rows := [{"hash": value, **same} for value in _named(packed)]:
            conn.execute(insert(table), rows)


def _lose(conn: Connection, ids: Collection[ArticleId]) -> dict[str, int]:
    """Let nothing lead to articles any more; give their numbers."""
    columns = select(kept.c.article_id, kept.c.number, kept.c.seen, kept.c.marks)
    mine = columns.add_columns(kept.c.found_by).where(kept.c.article_id.in_(ids))
    rows = conn.execute(mine).all()
    _unname(conn, marks, [(r.number, r.seen, r.marks) for r in rows])
    _unname(conn, event_terms, [(r.number, r.seen, r.found_by) for r in rows])
    return {row.article_id: row.number for row in rows}


def _unname(conn: Connection, table: Table, rows: Iterable[Sequence[Any]]) -> None:
    """Drop the rows of articles, given with their time and the packed hashes."""
    sent = [
        {"number": number, "seen": seen, "hashes": _named(packed)}
        for number, seen, packed in rows
        if packed
    ]
    if sent:
        conn.execute(_unnaming(table, conn.dialect.name), sent)


@cache
def _unnaming(table: Table, dialect: str) -> Executable:
    wanted = select(sent_hashes(dialect).c.value)
    return delete(table).where(
        table.c.hash.in_(wanted),
        table.c.seen == bindparam("seen"),
        table.c.number == bindparam("number"),
    )


def _named(packed: bytes) -> list[int]:
    return list(struct.unpack(f"<{len(packed) // 8}q", packed))


def row_of(
    article_id: ArticleId,
    prints: Prints,
    *,
    counts: Mapping[int, int],
    seen: datetime,
) -> dict[str, Any]:
    """Give the row by which an article is recognised."""
    weighed = events.weigh(prints.terms, counts)
    abroad = bridges.weigh(prints.bridges, counts)
    found_by = {t for t, _ in events.heaviest(prints, weighed)}
    found_by |= {*bridges.indexed(abroad)}
    return {
        "article_id": article_id,
        "algorithm": prints.version,
        "seen": seen,
        "numbers": list(prints.numbers),
        "terms": b"".join(struct.pack("<Qf", *pair) for pair in weighed),
        "bridges": b"".join(struct.pack("<Qf", *pair) for pair in abroad),
        "shingles": struct.pack(f"<{len(prints.shingles)}Q", *prints.shingles),
        "marks": struct.pack(f"<{len(prints.marks)}Q", *prints.marks),
        "found_by": struct.pack(f"<{len(found_by)}Q", *sorted(found_by)),
    }


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
