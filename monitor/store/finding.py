"""Find stories with a query of the watch language: the index narrows, the query decides."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from monitor.core.match import Engine, match
from monitor.core.query.nodes import (
    And,
    AtLeast,
    Except,
    In,
    Loose,
    Named,
    Near,
    Or,
    Query,
    Term,
)
from monitor.core.text import CJK
from monitor.errors import QueryError
from monitor.model import StoryId, Watch, WatchlistName
from monitor.store.codec import to_article
from monitor.store.search import search
from monitor.store.tables import articles
from monitor.store.upsert import chunks

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection

    from monitor.model import ArticleId

MOST: Final = 2_000  # articles, the newest, that a query is asked of
_CJK: Final = re.compile(f"[{CJK}]+")
_WORD: Final = re.compile(rf"(?:(?![{CJK}_])\w)+")
_WILD: Final = re.compile(r"[*?]")


def find(conn: Connection, query: Query, *, most: int = MOST) -> list[StoryId]:
    """Give stories of which an article satisfies a query.

    Args:
        conn: open for reading.
        query: of the watch language.
        most: articles that hold its words and are asked, the newest ones.

    Raises:
        QueryError: nothing in it must be in the text, so the index cannot help.
    """
    words = needed(query)
    if not words:
        raise QueryError(
            "a search needs a word that is in the text",
            suggestion="add one: a watch may go without, for it sees each article once",
        )
    held = {found for word in sorted(words) for found in search(conn, word, most)}
    watch = Watch(
        watchlist=WatchlistName(""), name="", query=query, source="", channels=()
    )
    return _satisfying(conn, held, Engine([watch]), most)


def _satisfying(
    conn: Connection, held: Iterable[ArticleId], engine: Engine, most: int
) -> list[StoryId]:
    rows = [
        row
        for some in chunks(sorted(held))
        for row in conn.execute(
            select(articles.c.id, articles.c.first_seen).where(articles.c.id.in_(some))
        )
    ]
    newest = sorted(rows, key=lambda row: row.first_seen, reverse=True)[:most]
    found: dict[StoryId, None] = {}
    for some in chunks([row.id for row in newest]):
        asked = select(articles).where(articles.c.id.in_(some))
        for row in conn.execute(asked).mappings():
            if match(to_article(row), engine):
                found[StoryId(row["story_id"])] = None
    return list(found)


def needed(query: Query) -> frozenset[str]:  # noqa: PLR0911 - one per kind of part
    """Name words of which each match holds at least one, in the index's spelling.

    Empty when there are none: of NOT, of facts, of a regular expression.
    """
    match query:
        case Term(text):
            return _indexed(text)
        case Named(terms=parts) | Or(parts):
            each = [needed(part) for part in parts]
            return frozenset().union(*each) if all(each) else frozenset()
        case And(parts) | Loose(terms=parts):
            return _fewest(needed(part) for part in parts)
        case Near(left, right):
            return _fewest((needed(left), needed(right)))
        case AtLeast(part=part) | In(part=part) | Except(part):
            return needed(part)
        case _:
            return frozenset()


def _fewest(each: Iterable[frozenset[str]]) -> frozenset[str]:
    return min(filter(None, each), key=len, default=frozenset())


def _indexed(term: str) -> frozenset[str]:
    """Give what of a term stands in the index, however the text inflects it.

    Two characters of a word in Korean or Japanese; else the longest word, open at its
    end for plurals and endings.
    """
    fixed = _WILD.split(term, maxsplit=1)[0]
    if run := max(_CJK.findall(fixed), key=len, default=""):
        return frozenset({run[:2]})
    word = max(_WORD.findall(fixed), key=len, default="")
    if not word or (fixed != term and len(word) < 2):
        return frozenset()
    stem = word[:-1] if len(word) > 3 and word[-1] in "yY" else word
    return frozenset({f"{stem}*"})
