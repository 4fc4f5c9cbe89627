"""The look-ups behind `prints`: each costs the same whatever the archive holds.

Hashes are unsigned in the model and signed in the database, bit for bit.
"""

from __future__ import annotations

import struct
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import cast

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Connection,
    FromClause,
    RowMapping,
    Select,
    String,
    Table,
    bindparam,
    case,
    func,
    literal,
    or_,
    select,
    true,
)

from monitor.core import bridges, events, similar
from monitor.model import (
    Article,
    ArticleId,
    EventId,
    Known,
    Prints,
    SourceName,
    StoryId,
)
from monitor.store.columns import Json, Moment
from monitor.store.tables import addresses, articles, term_counts
from monitor.store.tables import prints as kept

NEWEST = 64  # articles that one mark or term names
EVER = datetime(1970, 1, 1, tzinfo=UTC)  # since then: whatever there is


def newest(
    conn: Connection,
    table: Table,
    hashes: Iterable[int],
    *,
    since: datetime = EVER,
) -> dict[int, list[str]]:
    """Give the newest articles under each hash. The first column is the hash."""
    sent = {"hashes": [signed(value) for value in hashes], "since": since}
    found = defaultdict(list)
    rows = conn.execute(_newest_of(table, conn.dialect.name), sent).all()
    for value, article_id in rows:
        found[_unsigned(value)].append(article_id)
    return found


@cache
def _newest_of(table: Table, dialect: str) -> Select[int, str]:
    wanted = sent_hashes(dialect)
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
)
_SIMILAR = articles.c.id.in_(bindparam("similar", expanding=True))
_RECENT = articles.c.id.in_(bindparam("recent", expanding=True))
# Only what is compared shingle by shingle brings them, only what may be of one event its
# terms, and only one article its text: to unpack them is what placing costs.
_NEAR = (
    select(
        *_KNOWN,
        literal("").label("text"),
        case((_SIMILAR, kept.c.shingles), else_=literal(b"")).label("shingles"),
        case((_RECENT, kept.c.terms), else_=literal(b"")).label("terms"),
        case((_RECENT, kept.c.bridges), else_=literal(b"")).label("bridges"),
    )
    .select_from(articles.join(kept, kept.c.article_id == articles.c.id))
    .where(or_(_SIMILAR, _RECENT), kept.c.algorithm == similar.VERSION)
)
_AT_ADDRESS = (
    select(*_KNOWN, articles.c.text, kept.c.shingles, kept.c.terms, kept.c.bridges)
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


def known_near(
    conn: Connection, similar_ids: Sequence[str], recent_ids: Sequence[str]
) -> dict[str, Known]:
    """Give articles with what placing asks of them."""
    if not similar_ids and not recent_ids:
        return {}
    sent = {"similar": similar_ids, "recent": recent_ids}
    return {row["id"]: _as_known(row) for row in conn.execute(_NEAR, sent).mappings()}


def known_at(conn: Connection, article: Article) -> Known | None:
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


def _unpacked(row: RowMapping) -> Prints:
    return Prints(
        version=row["algorithm"],
        shingles=unpacked(row["shingles"]),
        marks=(),
        numbers=tuple(row["numbers"]),
        terms=_weights(row["terms"]),
        bridges=_weights(row["bridges"]),
    )


def unpacked(shingles: bytes) -> tuple[int, ...]:
    """Give the shingles that `prints` packed."""
    return struct.unpack(f"<{len(shingles) // 8}Q", shingles)


def _weights(packed: bytes) -> events.Terms:
    return cast("events.Terms", tuple(struct.iter_unpack("<Qf", packed)))


def counts_of(conn: Connection, prints: Prints) -> dict[int, int]:
    """Give the number of counted articles that hold each term of an article."""
    hashes = {term for term, _ in (*prints.terms, *prints.bridges)}
    hashes |= bridges.OWN if prints.bridges else set()
    sent = {"hashes": [signed(value) for value in hashes]}
    rows = conn.execute(_counting_of(conn.dialect.name), sent).all()
    return {_unsigned(term): count for term, count in rows}


@cache
def _counting_of(dialect: str) -> Select[int, int]:
    wanted = sent_hashes(dialect)
    columns = select(term_counts.c.term, term_counts.c.articles)
    return columns.where(term_counts.c.term == wanted.c.value)


def sent_hashes(dialect: str) -> FromClause:
    """Read the parameter `hashes` as rows with the one column `value`.

    A list written into the statement would be a new statement for each length.
    """
    if dialect == "postgresql":
        array = bindparam("hashes", type_=ARRAY(BigInteger))
        return func.unnest(array).table_valued("value").render_derived(name="wanted")
    text = bindparam("hashes", type_=Json())
    return func.json_each(text).table_valued("value", name="wanted")


def signed(value: int) -> int:
    """Give the 64 bits as the database keeps them."""
    return value - (1 << 64) if value >> 63 else value


def _unsigned(value: int) -> int:
    return value & 0xFFFF_FFFF_FFFF_FFFF
