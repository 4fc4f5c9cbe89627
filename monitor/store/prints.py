"""Fingerprints: who shares them, kept so that a look-up costs the same at any size.

The store says which articles lie near; `monitor.core.group` decides what that means.
Hashes are unsigned in the model and signed in the database, bit for bit.
"""

from __future__ import annotations

import struct
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, cast

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Connection,
    Executable,
    FromClause,
    RowMapping,
    Select,
    String,
    Table,
    bindparam,
    case,
    delete,
    func,
    insert,
    literal,
    or_,
    select,
    true,
)
from sqlalchemy.dialects import postgresql, sqlite

from monitor.core import events, similar
from monitor.model import (
    Article,
    ArticleId,
    EventId,
    Known,
    Neighbours,
    Prints,
    SourceName,
    StoryId,
)
from monitor.store.columns import Json, Moment
from monitor.store.tables import (
    addresses,
    articles,
    event_terms,
    marks,
    term_counts,
)
from monitor.store.tables import (
    prints as kept,
)

NEWEST = 64  # articles that one mark or term names
CANDIDATES = 40  # articles that are compared
WINDOW = timedelta(days=3)  # how long an event goes on without a report
_EVER = datetime(1970, 1, 1, tzinfo=UTC)  # since then: whatever there is
_PLACING = 0x6E6577730001  # key of the advisory lock


def lock(conn: Connection, _prints: Prints) -> None:
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
    counts = _counts(conn, prints)
    heaviest = dict(events.weigh(prints.terms, counts)[: events.INDEXED])
    since = article.fetched - window
    similar_ids = _best(_newest(conn, marks, prints.marks), article.id)
    told = _newest(conn, event_terms, heaviest, since=since)
    recent_ids = _best(told, article.id, weights=heaviest)
    known = _known(conn, similar_ids, recent_ids)
    return Neighbours(
        same=_same(conn, article),
        similar=tuple(known[i] for i in similar_ids if i in known),
        recent=tuple(known[i] for i in recent_ids if i in known),
        term_counts=tuple(counts.items()),
    )


def save(
    conn: Connection,
    article_id: ArticleId,
    prints: Prints,
    *,
    outlet: str,
    seen: datetime,
) -> None:
    """Keep the prints of an article, and count its terms. Harmless twice."""
    there = select(kept.c.article_id).where(kept.c.article_id == article_id)
    if conn.scalar(there) is not None:
        replace(conn, article_id, prints, outlet=outlet, seen=seen)
        return
    counts = _counts(conn, prints)
    _write(conn, article_id, prints, counts=counts, outlet=outlet, seen=seen)
    census = counts.get(prints.terms[0][0], 0) if prints.terms else 0
    if events.is_counted(article_id, census):
        _count(conn, prints)


def replace(
    conn: Connection,
    article_id: ArticleId,
    prints: Prints,
    *,
    outlet: str,
    seen: datetime,
) -> None:
    """Put the prints of a revision over the older ones. Harmless twice."""
    forget(conn, [article_id])
    counts = _counts(conn, prints)
    _write(conn, article_id, prints, counts=counts, outlet=outlet, seen=seen)


def forget(conn: Connection, ids: Collection[ArticleId]) -> None:
    """Drop all prints of articles. How rare their words are stays counted."""
    for table in (kept, marks, event_terms):
        conn.execute(delete(table).where(table.c.article_id.in_(ids)))


def forget_terms(conn: Connection, before: datetime) -> int:
    """Drop what finds reports of events that ended before; gives the rows dropped."""
    gone = conn.execute(delete(event_terms).where(event_terms.c.seen < before))
    return gone.rowcount


def stale(conn: Connection) -> int:
    """Count the articles whose prints are missing or of another algorithm."""
    return conn.scalar(_stale(select(func.count()))) or 0


def reindex(conn: Connection, *, limit: int) -> int:
    """Take the prints of some stale articles again; gives how many, 0 when done.

    Each call is a transaction of its own, so that it can be stopped and resumed.
    """
    columns = select(
        articles.c.id,
        articles.c.title,
        articles.c.text,
        articles.c.language,
        articles.c.outlet,
        articles.c.first_seen,
    )
    rows = conn.execute(_stale(columns).order_by(articles.c.id).limit(limit)).all()
    for row in rows:
        fresh = similar.prints(row.title, row.text, row.language)
        save(conn, row.id, fresh, outlet=row.outlet, seen=row.first_seen)
    return len(rows)


def _stale(columns: Select[Any]) -> Select[Any]:
    joined = articles.outerjoin(kept, kept.c.article_id == articles.c.id)
    other = kept.c.algorithm.is_distinct_from(similar.VERSION)
    return columns.select_from(joined).where(other, articles.c.text != "")


# ---- finding -------------------------------------------------------------------------


def _newest(
    conn: Connection,
    table: Table,
    hashes: Iterable[int],
    *,
    since: datetime = _EVER,
) -> dict[int, list[str]]:
    """Give the newest articles under each hash. The first column is the hash."""
    sent = {"hashes": [_signed(value) for value in hashes], "since": since}
    found = defaultdict(list)
    rows = conn.execute(_newest_of(table, conn.dialect.name), sent).all()
    for value, article_id in rows:
        found[_unsigned(value)].append(article_id)
    return found


@cache
def _newest_of(table: Table, dialect: str) -> Select[int, str]:
    wanted = _sent(dialect)
    outer = table.alias()
    newest = (
        select(table.c.article_id)
        .where(
            table.columns[0] == wanted.c.value,
            table.c.seen >= bindparam("since", type_=Moment()),
        )
        .order_by(table.c.seen.desc())
        .limit(NEWEST)
        .correlate(wanted)
    )
    if dialect == "postgresql":
        side = newest.lateral()
        return select(wanted.c.value, side.c.article_id).join(side, true())
    same = outer.columns[0] == wanted.c.value
    among = outer.c.article_id.in_(newest)
    return select(wanted.c.value, outer.c.article_id).where(same, among)


def _best(
    found: Mapping[int, Sequence[str]],
    but: str,
    *,
    weights: Mapping[int, float] | None = None,
) -> list[str]:
    """Rank articles by what they share; a hash that many share says little."""
    rank: Counter[str] = Counter()
    for value, ids in found.items():
        weight = weights[value] ** 2 if weights else 1 / len(ids)
        for article_id in ids:
            rank[article_id] += weight  # type: ignore[assignment]
    rank.pop(but, None)
    return [article_id for article_id, _ in rank.most_common(CANDIDATES)]


_KNOWN = (
    articles.c.id,
    articles.c.story_id,
    articles.c.event_id,
    articles.c.version,
    articles.c.url,
    articles.c.outlet,
    articles.c.source,
    articles.c.title,
    articles.c.digest,
    articles.c.language,
    articles.c.published,
    articles.c.first_seen,
    kept.c.algorithm,
    kept.c.numbers,
    kept.c.terms,
)
_SIMILAR = articles.c.id.in_(bindparam("similar", expanding=True))
_RECENT = articles.c.id.in_(bindparam("recent", expanding=True))
# Only what is compared shingle by shingle brings them, and only one article its text.
_NEAR = (
    select(
        *_KNOWN,
        literal("").label("text"),
        case((_SIMILAR, kept.c.shingles), else_=literal(b"")).label("shingles"),
    )
    .select_from(articles.join(kept, kept.c.article_id == articles.c.id))
    .where(or_(_SIMILAR, _RECENT), kept.c.algorithm == similar.VERSION)
)
_AT_ADDRESS = (
    select(*_KNOWN, articles.c.text, kept.c.shingles)
    .select_from(articles.outerjoin(kept, kept.c.article_id == articles.c.id))
    .where(
        articles.c.id.in_(
            select(bindparam("id", type_=String)).union_all(
                select(addresses.c.article_id).where(
                    addresses.c.url.in_(bindparam("urls", expanding=True))
                )
            )
        )
    )
    .order_by(case((articles.c.id == bindparam("id"), 0), else_=1), articles.c.id)
    .limit(1)
)


def _known(
    conn: Connection, similar_ids: Sequence[str], recent_ids: Sequence[str]
) -> dict[str, Known]:
    """Give articles with what placing asks of them."""
    if not similar_ids and not recent_ids:
        return {}
    sent = {"similar": similar_ids, "recent": recent_ids}
    return {row["id"]: _as_known(row) for row in conn.execute(_NEAR, sent).mappings()}


def _same(conn: Connection, article: Article) -> Known | None:
    """Give the article at this address; else at another of its addresses."""
    sent = {"id": article.id, "urls": [article.url, *article.aliases]}
    row = conn.execute(_AT_ADDRESS, sent).mappings().first()
    return None if row is None else _as_known(row)


def _as_known(row: RowMapping) -> Known:
    fresh = row["algorithm"] == similar.VERSION
    return Known(
        id=ArticleId(row["id"]),
        story=StoryId(row["story_id"]),
        event=EventId(row["event_id"]),
        version=row["version"],
        url=row["url"],
        outlet=row["outlet"],
        source=SourceName(row["source"]),
        title=row["title"],
        text=row["text"],
        digest=row["digest"],
        language=row["language"],
        published=row["published"],
        first_seen=row["first_seen"],
        prints=_unpacked(row)
        if fresh
        else similar.prints(row["title"], row["text"], row["language"]),
    )


# ---- writing -------------------------------------------------------------------------


def _write(
    conn: Connection,
    article_id: ArticleId,
    prints: Prints,
    *,
    counts: Mapping[int, int],
    outlet: str,
    seen: datetime,
) -> None:
    weighed = events.weigh(prints.terms, counts)
    row = {
        "article_id": article_id,
        "algorithm": prints.version,
        "shingles": struct.pack(f"<{len(prints.shingles)}Q", *prints.shingles),
        "numbers": list(prints.numbers),
        "terms": b"".join(struct.pack("<Qf", *pair) for pair in weighed),
    }
    conn.execute(insert(kept), row)
    same = {"article_id": article_id, "seen": seen}
    signed = [{"hash": _signed(m), "outlet": outlet, **same} for m in prints.marks]
    heaviest = [{"term": _signed(t), **same} for t, _ in weighed[: events.INDEXED]]
    for table, rows in ((marks, signed), (event_terms, heaviest)):
        if rows:
            conn.execute(insert(table), rows)


def _unpacked(row: RowMapping) -> Prints:
    shingles = row["shingles"]
    return Prints(
        version=row["algorithm"],
        shingles=struct.unpack(f"<{len(shingles) // 8}Q", shingles),
        marks=(),
        numbers=tuple(row["numbers"]),
        terms=cast("events.Terms", tuple(struct.iter_unpack("<Qf", row["terms"]))),
    )


def _counts(conn: Connection, prints: Prints) -> dict[int, int]:
    sent = {"hashes": [_signed(term) for term, _ in prints.terms]}
    rows = conn.execute(_counts_of(conn.dialect.name), sent).all()
    return {_unsigned(term): count for term, count in rows}


@cache
def _counts_of(dialect: str) -> Select[int, int]:
    wanted = _sent(dialect)
    columns = select(term_counts.c.term, term_counts.c.articles)
    return columns.where(term_counts.c.term == wanted.c.value)


def _count(conn: Connection, prints: Prints) -> None:
    # Sorted: writers that count the same words in one order do not block each other.
    sent = {"hashes": sorted({_signed(term) for term, _ in prints.terms})}
    conn.execute(_counting(conn.dialect.name), sent)


@cache
def _counting(dialect: str) -> Executable:
    wanted = _sent(dialect)
    rows = select(wanted.c.value, literal(1)).where(wanted.c.value.is_not(None))
    own = postgresql.insert if dialect == "postgresql" else sqlite.insert
    return (
        own(term_counts)
        .from_select(["term", "articles"], rows)
        .on_conflict_do_update(
            index_elements=["term"], set_={"articles": term_counts.c.articles + 1}
        )
    )


def _sent(dialect: str) -> FromClause:
    """Read the parameter `hashes` as rows with the one column `value`.

    A list written into the statement would be a new statement for each length.
    """
    if dialect == "postgresql":
        array = bindparam("hashes", type_=ARRAY(BigInteger))
        return func.unnest(array).table_valued("value").render_derived(name="wanted")
    text = bindparam("hashes", type_=Json())
    return func.json_each(text).table_valued("value", name="wanted")


def _signed(value: int) -> int:
    return value - (1 << 64) if value >> 63 else value


def _unsigned(value: int) -> int:
    return value & 0xFFFF_FFFF_FFFF_FFFF
