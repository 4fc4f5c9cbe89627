"""Full-text search that finds two-character words of Korean and Japanese exactly.

Words are cut by us, not by the database: Latin runs are words, CJK runs are their
overlapping pairs of characters ("지소미아" is 지소 소미 미아), and the last character of
a run once more, so that one character can be searched as a prefix. What is searched is
a phrase of such tokens, which is a substring of the text.

Source: STACK.md section 4: trigram indexes find no two-character word; pairs find all.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, text

from monitor.model import ArticleId
from monitor.store.tables import search_rows

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from monitor.model import Article

# PostgreSQL keeps no position beyond this one; further tokens are not indexed.
MOST_TOKENS = 16_383
_CJK = (
    "\u1100-\u11ff\u3005\u3007\u3040-\u309f\u30a0-\u30fa\u30fc-\u30ff\u3130-\u318f"
    "\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff"
    "\U00020000-\U0003ffff"
)
_RUN = re.compile(rf"([{_CJK}]+)|((?:(?![{_CJK}_])\w)+)")
_PART = re.compile(r'"([^"]*)"?|(\S+)')
_LONGEST = 200  # characters of a Latin token


def create(conn: Connection) -> None:
    """Make the index's own table."""
    if conn.dialect.name == "sqlite":
        # Contentless: half the size, and nobody reads the text back from here.
        conn.exec_driver_sql(
            "CREATE VIRTUAL TABLE IF NOT EXISTS search_words USING fts5("
            "words, content='', tokenize=\"unicode61 remove_diacritics 0\")"
        )
        return
    conn.exec_driver_sql(
        "CREATE TABLE IF NOT EXISTS search_words "
        "(id BIGINT PRIMARY KEY REFERENCES search_rows ON DELETE CASCADE, words TSVECTOR NOT NULL)"
    )
    # What waits to be merged into the index is read by every search: not 4 MB of it.
    conn.exec_driver_sql(
        "CREATE INDEX IF NOT EXISTS ix_search_words ON search_words "
        "USING gin (words) WITH (gin_pending_list_limit = 1024)"
    )


def tokens(text_: str) -> list[str]:
    """Cut a text into what the index holds."""
    found = []
    for run in _RUN.finditer(unicodedata.normalize("NFKC", text_).casefold()):
        cjk, word = run.groups()
        if cjk:
            found += [cjk[i : i + 2] for i in range(len(cjk) - 1)]
            found.append(cjk[-1])
        else:
            found.append(word[:_LONGEST])
    return found


def phrase(part: str) -> list[str]:
    """Cut what a person searches for; the last token may end in `*`, for a prefix.

    The single character that closes a run is left out at the end of the phrase: the
    run may go on in the text, as a Korean noun goes on with its particle.
    """
    wanted = tokens(part)
    if not wanted:
        return []
    if len(wanted) > 1 and wanted[-2][-1] == wanted[-1] and len(wanted[-2]) == 2:
        if _is_cjk(wanted[-1]):
            wanted.pop()
    elif _is_cjk(wanted[-1]):
        wanted[-1] += "*"
    if part.rstrip().endswith("*") and not wanted[-1].endswith("*"):
        wanted[-1] += "*"
    return wanted


def index(conn: Connection, article: Article) -> None:
    """Let an article be found by its title and text as they are now."""
    conn.execute(delete(search_rows).where(search_rows.c.article_id == article.id))
    row = conn.execute(
        insert(search_rows).values(article_id=article.id).returning(search_rows.c.id)
    ).scalar_one()
    put_words(conn, (row, article.title, article.text))


def put_words(conn: Connection, *rows: tuple[int, str, str]) -> None:
    """Let what rows of the index name be found.

    Args:
        conn: inside a transaction.
        rows: each a row's number, the title and the text of its article.
    """
    if rows:
        sqlite = conn.dialect.name == "sqlite"
        statement = _PUT_SQLITE if sqlite else _PUT_POSTGRESQL
        words = [{"id": n, "words": _words(*said, sqlite=sqlite)} for n, *said in rows]
        conn.execute(statement, words)


_PUT_SQLITE = text("INSERT INTO search_words (rowid, words) VALUES (:id, :words)")
_PUT_POSTGRESQL = text(
    "INSERT INTO search_words (id, words) VALUES (:id, CAST(:words AS tsvector))"
)


def _words(title: str, body_text: str, *, sqlite: bool) -> str:
    # Title and body are apart, so that no phrase runs from one into the other.
    words = tokens(title)[: MOST_TOKENS // 2]
    gap = len(words) + 1
    body = tokens(body_text)[: MOST_TOKENS - gap]
    return " ".join([*words, "\ue000", *body]) if sqlite else _vector(words, body, gap)


def search(conn: Connection, query: str, limit: int = 100) -> list[ArticleId]:
    """Find articles that hold every word and every "quoted phrase"; newest first."""
    phrases = [phrase(a or b) for a, b in _PART.findall(query)]
    phrases = [p for p in phrases if p]
    if not phrases or limit <= 0:
        return []
    if conn.dialect.name == "sqlite":
        asked, statement = " AND ".join(map(_fts5, phrases)), _SQLITE
    else:
        asked, statement = " & ".join(map(_tsquery, phrases)), _POSTGRESQL
    found = conn.execute(statement, {"asked": asked, "limit": limit})
    return [ArticleId(row.article_id) for row in found]


_SQLITE = text(
    "SELECT r.article_id FROM search_words w JOIN search_rows r ON r.id = w.rowid "
    "WHERE search_words MATCH :asked ORDER BY r.id DESC LIMIT :limit"
)
# Materialized: the planner would rather walk all rows from the newest than ask the index.
_POSTGRESQL = text(
    "WITH found AS MATERIALIZED "
    "(SELECT id FROM search_words WHERE words @@ CAST(:asked AS tsquery)) "
    "SELECT r.article_id FROM found JOIN search_rows r USING (id) "
    "ORDER BY id DESC LIMIT :limit"
)


def _is_cjk(token: str) -> bool:
    found = _RUN.fullmatch(token)
    return bool(found and found[1])


def _fts5(wanted: list[str]) -> str:
    prefix = "*" if wanted[-1].endswith("*") else ""
    # Tokens hold letters and digits only: nothing to escape.
    return f'"{" ".join(wanted).removesuffix("*")}"{prefix}'


def _tsquery(wanted: list[str]) -> str:
    parts = [
        f"'{token.removesuffix('*')}':*" if token.endswith("*") else f"'{token}'"
        for token in wanted
    ]
    return f"({' <-> '.join(parts)})"


def _vector(words: list[str], body: list[str], gap: int) -> str:
    places: dict[str, list[int]] = {}
    for at, token in enumerate(words, start=1):
        places.setdefault(token, []).append(at)
    for at, token in enumerate(body, start=gap + 1):
        places.setdefault(token, []).append(at)
    return " ".join(f"'{t}':{','.join(map(str, at))}" for t, at in places.items())
