"""The look-ups behind `prints`: each costs the same whatever the archive holds.

Hashes are unsigned in the model and signed in the database, bit for bit.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from typing import Any, Final, Literal

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Connection,
    FromClause,
    Row,
    Select,
    String,
    Table,
    Text,
    bindparam,
    case,
    func,
    select,
    type_coerce,
)

from monitor.core import bridges, events, similar
from monitor.model import Article, Known, Prints
from monitor.store.columns import Json, Second
from monitor.store.tables import addresses, articles, term_counts
from monitor.store.tables import prints as kept

NEWEST = 64  # articles that one mark or term names
EVER = datetime(1970, 1, 1, tzinfo=UTC)  # since then: whatever there is
_BITS: Final = 0xFFFF_FFFF_FFFF_FFFF

Compared = Literal["shingles", "terms", "bridges"]  # columns of `prints`


def newest(
    conn: Connection,
    table: Table,
    hashes: Iterable[int],
    *,
    since: datetime = EVER,
) -> dict[int, list[int]]:
    """Give the newest articles under each hash, by their number, the newest first."""
    sent = {"hashes": [signed(value) for value in hashes], "since": since}
    rows = conn.execute(_newest_of(table, conn.dialect.name), sent).all()
    if conn.dialect.name == "sqlite":
        return {value & _BITS: json.loads(numbers) for value, numbers in rows}
    return {value & _BITS: numbers or [] for value, numbers in rows}


@cache
def _newest_of(table: Table, dialect: str) -> Select[Any]:
    """One row a hash, its articles in one list: a row for each costs three times it."""
    wanted = sent_hashes(dialect)
    newest = (
        select(table.c.number)
        .where(
            table.c.hash == wanted.c.value,
            table.c.seen >= bindparam("since", type_=Second()),
        )
        .order_by(table.c.seen.desc(), table.c.number.desc())
        .limit(NEWEST)
        .correlate(wanted)
        .subquery("newest")
    )
    listed = func.array_agg if dialect == "postgresql" else func.json_group_array
    together = select(listed(newest.c.number)).select_from(newest).correlate(wanted)
    return select(wanted.c.value, together.scalar_subquery())


_KNOWN = (
    kept.c.number,
    articles.c.id,
    articles.c.story_id,
    articles.c.event_id,
    articles.c.url,
    articles.c.outlet,
    # As it is: a type that unpacks it costs twice the unpacking.
    type_coerce(kept.c.numbers, Text).label("numbers"),
)
_AT_ADDRESS = (
    select(
        *_KNOWN,
        articles.c.version,
        articles.c.title,
        articles.c.text,
        articles.c.digest,
        articles.c.language,
        kept.c.algorithm,
        kept.c.shingles,
        kept.c.terms,
        kept.c.bridges,
    )
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
    conn: Connection, numbers: Sequence[int], compared: Compared
) -> tuple[Known, ...]:
    """Give articles by their number, in this order.

    Args:
        conn: open.
        numbers: of articles; those of another algorithm are left out.
        compared: which part of their prints is read. To unpack them is what placing
            costs, and each comparison needs one only.
    """
    if not numbers:
        return ()
    rows = conn.execute(_near(compared, conn.dialect.name), {"hashes": numbers}).all()
    unpack, found = _UNPACK[compared], {}
    for row in rows:
        parts: dict[str, Any] = {compared: unpack(row[-1])}
        if compared != "bridges":  # names and numbers are among them
            parts["numbers"] = _numbers(row)
        found[row[0]] = _as_known(row, parts)
    return tuple(found[number] for number in numbers if number in found)


@cache
def _near(compared: Compared, dialect: str) -> Select[Any]:
    wanted = sent_hashes(dialect)
    joined = wanted.join(kept, kept.c.number == wanted.c.value)
    return (
        select(*_KNOWN, kept.c[compared])
        .select_from(joined.join(articles, articles.c.id == kept.c.article_id))
        .where(kept.c.algorithm == similar.VERSION)
    )


def known_at(conn: Connection, article: Article) -> tuple[Known | None, int | None]:
    """Give the article at this address, else at another of its addresses.

    Beside it the number of this very article, if the archive holds it.
    """
    sent = {"id": article.id, "urls": [article.url, *article.aliases]}
    row = conn.execute(_AT_ADDRESS, sent).first()
    if row is None:
        return None, None
    parts: dict[str, Any] = {}
    if row.algorithm == similar.VERSION:
        parts["numbers"] = _numbers(row)
        parts["shingles"] = unpacked(row.shingles)
        parts["terms"] = _weights(row.terms)
        parts["bridges"] = _weights(row.bridges)
    known = replace(
        _as_known(row, parts),
        version=row.version,
        title=row.title,
        text=row.text,
        digest=row.digest,
    )
    if not parts:
        fresh = similar.prints(row.title, row.text, row.language)
        known = replace(known, prints=fresh)
    return known, row.number if row.id == article.id else None


def _as_known(row: Sequence[Any], parts: Mapping[str, Any]) -> Known:
    _, article, story, event, url, outlet, *_ = row
    return Known(
        id=article,
        story=story,
        event=event,
        url=url,
        outlet=outlet,
        prints=Prints(
            version=similar.VERSION,
            shingles=parts.get("shingles", ()),
            marks=(),
            numbers=parts.get("numbers", ()),
            terms=parts.get("terms", ()),
            bridges=parts.get("bridges", ()),
        ),
    )


def _numbers(row: Row[Any]) -> tuple[str, ...]:
    plain = row.numbers[2:-2]  # digits and dots only: reading JSON costs six times it
    return tuple(plain.split('","')) if plain else ()


def unpacked(shingles: bytes) -> tuple[int, ...]:
    """Give the shingles that `prints` packed."""
    return struct.unpack(f"<{len(shingles) // 8}Q", shingles)


def _weights(packed: bytes) -> events.Terms:
    return tuple(struct.iter_unpack("<Qf", packed))


_UNPACK: Mapping[Compared, Callable[[bytes], Any]] = {
    "shingles": unpacked,
    "terms": _weights,
    "bridges": _weights,
}


def counts_of(conn: Connection, prints: Prints) -> dict[int, int]:
    """Give the number of counted articles that hold each term of an article."""
    hashes = {term for term, _ in (*prints.terms, *prints.bridges)}
    hashes |= bridges.OWN if prints.bridges else set()
    sent = {"hashes": [signed(value) for value in hashes]}
    rows = conn.execute(_counting_of(conn.dialect.name), sent).all()
    return {term & _BITS: count for term, count in rows}


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
