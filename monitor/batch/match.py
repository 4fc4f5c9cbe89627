"""Matching in batch: rows in, rows out; files and progress are the command line's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from monitor.core.match import facts, match_query
from monitor.core.query import PlainForm, parse, plain
from monitor.errors import QueryError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from monitor.core.match import Engine
    from monitor.core.query import Query
    from monitor.model import Match, Passage

Row = dict[str, Any]


def match_articles(engine: Engine, rows: Iterable[Mapping[str, Any]]) -> Iterator[Row]:
    """Match articles against watches.

    Args:
        engine: of the watches.
        rows: `id`, `title`, `text` (or `body`), and what is known of `language`,
            `outlet`, `source`, `country`, `url`.

    Yields:
        One row for each match: `id`, `watchlist`, `watch`, `terms`, `passages`.
    """
    for row in rows:
        about = facts(
            **{
                k: row.get(k)
                for k in ("language", "outlet", "source", "country", "url")
            }
        )
        body = row.get("text") or row.get("body") or ""
        for found in engine.ask(row.get("title") or "", body, about):
            yield {"id": row["id"], **_match(found)}


def match_cases(rows: Iterable[Mapping[str, Any]]) -> Iterator[Row]:
    """Ask of each row its own query.

    Args:
        rows: `id`, `query` or `form`, `title`, `body`, `story_lang`, `source`.

    Yields:
        For each row `id`, `match`, `passages`; and `error` when the query is wrong,
        which matches nothing.
    """
    for row in rows:
        about = facts(
            language=row.get("story_lang") or row.get("language"),
            outlet=row.get("outlet") or row.get("source"),
            source=row.get("source"),
            country=row.get("country"),
            url=row.get("url"),
        )
        try:
            query = query_of(row)
        except QueryError as e:
            yield {"id": row["id"], "match": False, "passages": [], "error": str(e)}
            continue
        found = match_query(query, row.get("title") or "", row.get("body") or "", about)
        yield {
            "id": row["id"],
            "match": found is not None,
            "passages": _passages(found or ()),
        }


def query_of(row: Mapping[str, Any]) -> Query:
    """Read the `query` of a row, or its plain `form`.

    Raises:
        QueryError: it cannot be read.
    """
    if row.get("query"):
        return parse(row["query"], {})
    form = row.get("form") or {}
    return plain(
        PlainForm(
            any=_list(form.get("any")),
            all=_list(form.get("all")),
            none=_list(form.get("none")),
            except_=_list(form.get("except")),
            min=int(form.get("min") or 1),
            in_=_list(form.get("in")),
            lang=_list(form.get("lang")),
        ),
        {},
    )


def _list(value: object) -> tuple[str, ...]:
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else tuple(value)  # type: ignore[arg-type]


def _match(found: Match) -> Row:
    return {
        "watchlist": found.watchlist,
        "watch": found.watch,
        "terms": list(found.terms),
        "passages": _passages(found.passages),
    }


def _passages(passages: Iterable[Passage]) -> list[Row]:
    return [{"field": p.field, "start": p.start, "end": p.end} for p in passages]
