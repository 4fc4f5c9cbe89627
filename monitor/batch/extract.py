"""Extraction in batch: rows in, rows out; files and progress are the command line's."""

from __future__ import annotations

import asyncio
import gzip
from collections import deque
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from monitor import clock
from monitor.config import shipped_sites
from monitor.core import urls
from monitor.core.extraction.ruled import rule_for
from monitor.errors import ExtractError
from monitor.model import (
    Article,
    KnownSite,
    Link,
    OutletHints,
    Page,
    SiteRule,
    SourceName,
)
from monitor.workers import Workers

if TYPE_CHECKING:
    from collections.abc import Awaitable, Iterable, Iterator

Row = dict[str, Any]
Known = Callable[[str], KnownSite]
_AHEAD = 3  # rows for each worker that wait their turn
_GZIP = b"\x1f\x8b"


def by_rule(url: str) -> KnownSite:
    """Give what is known of an address's site without a monitor's memory: its rule."""
    return KnownSite(rule=rule_for(url, _shipped()))


@cache
def _shipped() -> Mapping[str, SiteRule]:
    return shipped_sites()


def extract_rows(
    rows: Iterable[Mapping[str, Any]],
    *,
    count: int = 0,
    folder: Path | None = None,
    known: Known = by_rule,
) -> Iterator[Row]:
    """Turn pages, or text that was extracted before, into articles.

    Args:
        rows: `id`, `url`, and one of `html_path` (may be gzipped), `html` and `text`;
            `title`, `outlet`, `language`, `country` and `timezone` where known.
        count: workers at the same time; 0 for one for each processor.
        folder: where a relative `html_path` begins; the working folder by default.
        known: what is known of the site of an address.

    Yields:
        One row for each, in order: `id`, `url`, `title`, `text`, `authors`, `published`
        and what else is known; `error` and `reason` beside an empty text where there is
        no article.
    """

    async def take(workers: Workers, row: Mapping[str, Any]) -> Row:
        named = {"id": row.get("id"), "url": row.get("url")}
        try:
            article = await _article(workers, row, folder or Path(), known)
        except (ExtractError, OSError) as e:
            return named | {"title": None, "text": ""} | _trouble(e)
        return named | _row(article)

    return _in_order(rows, take, count=count)


def explain_rows(
    rows: Iterable[Mapping[str, Any]],
    *,
    count: int = 0,
    folder: Path | None = None,
    known: Known = by_rule,
) -> Iterator[Row]:
    """Say for every line of each page whether it was kept, and why.

    Args:
        rows: as in `extract_rows`.
        count: workers at the same time; 0 for one for each processor.
        folder: where a relative `html_path` begins.
        known: what is known of the site of an address.

    Yields:
        One row for each: `id`, `url`, `by` (a `ReadBy`), `rule` (its file, where one
        was used) and `blocks`: `{keep, reason, kind, text}`; `error` and `reason` where
        there is no article.
    """

    async def take(workers: Workers, row: Mapping[str, Any]) -> Row:
        found: Row = {"id": row.get("id"), "url": row.get("url"), "by": None, "rule": None, "blocks": []}  # fmt: skip
        try:
            found |= await _explained(workers, row, folder or Path(), known)
            await _article(workers, row, folder or Path(), known)
        except (ExtractError, OSError) as e:
            return found | _trouble(e)
        return found

    return _in_order(rows, take, count=count)


def _trouble(error: ExtractError | OSError) -> Row:
    kind = error.kind if isinstance(error, ExtractError) else "unreadable"
    return {"error": kind, "reason": str(error)}


async def _explained(
    workers: Workers, row: Mapping[str, Any], folder: Path, known: Known
) -> Row:
    link, outlet = _link(row), _hints(row, known)
    if _is_text(row):
        answer = await workers.run("explain_text", link, row["text"], outlet=outlet)
    else:
        page = _page(row, folder, clock.now())
        answer = await workers.run("explain", page, outlet=outlet)
    return cast("Row", answer)


def _in_order(
    rows: Iterable[Mapping[str, Any]],
    take: Callable[[Workers, Mapping[str, Any]], Awaitable[Row]],
    *,
    count: int,
) -> Iterator[Row]:
    """Work on a few rows at once; give the results in the order of the rows."""
    with asyncio.Runner() as runner:
        loop = runner.get_loop()
        workers = Workers(count)
        waiting: deque[asyncio.Future[Row]] = deque()
        try:
            for row in rows:
                waiting.append(asyncio.ensure_future(take(workers, row), loop=loop))
                if len(waiting) > _AHEAD * workers.count:
                    yield runner.run(_result(waiting.popleft()))
            while waiting:
                yield runner.run(_result(waiting.popleft()))
        finally:
            for future in waiting:
                future.cancel()
            runner.run(workers.close())


async def _result(future: asyncio.Future[Row]) -> Row:
    return await future


async def _article(
    workers: Workers, row: Mapping[str, Any], folder: Path, known: Known
) -> Article:
    now, outlet = clock.now(), _hints(row, known)
    link = _link(row)
    if _is_text(row):
        task = workers.run("from_text", link, row["text"], now=now, outlet=outlet)
    else:
        page = _page(row, folder, now)
        task = workers.run("extract", page, link, now=now, outlet=outlet)
    answer = await task
    if not isinstance(answer, Article):
        raise ExtractError("the worker gave no article", kind="crash")
    return answer


def _is_text(row: Mapping[str, Any]) -> bool:
    return row.get("text") is not None and not (row.get("html") or row.get("html_path"))


def _page(row: Mapping[str, Any], folder: Path, now: datetime) -> Page:
    """Make the page that a server would have sent."""
    url = row.get("url") or f"https://page.invalid/{row.get('id') or ''}"
    kind = "text/html; charset=utf-8"
    if row.get("html") is not None:
        body = str(row["html"]).encode("utf-8", "replace")
    else:
        body = (folder / str(row.get("html_path") or "")).read_bytes()
        body = gzip.decompress(body) if body.startswith(_GZIP) else body
        kind = row.get("content_type") or "text/html"
    return Page(
        requested=url,
        url=url,
        status=200,
        headers=(("content-type", kind),),
        body=body,
        fetched=now,
        seconds=0.0,
    )


def _link(row: Mapping[str, Any]) -> Link:
    url = row.get("url") or f"https://page.invalid/{row.get('id') or ''}"
    return Link(
        source=SourceName("batch"),
        url=url,
        canonical=urls.canonical(url),
        title=row.get("title"),
        language=row.get("language"),
    )


def _hints(row: Mapping[str, Any], known: Known) -> OutletHints:
    return OutletHints(
        site=known(str(row.get("url") or "")),
        outlet=row.get("outlet") or "",
        timezone=row.get("timezone"),
        country=row.get("country"),
        language=row.get("language"),
    )


def _row(article: Article) -> Row:
    published = article.published
    day = published.date() if published and article.date_only else None
    return {
        "canonical": article.url,
        "title": article.title,
        "text": article.text,
        "authors": list(article.authors),
        "published": _iso(published) if day is None else day.isoformat(),
        "published_doubtful": article.published_doubtful,
        "modified": _iso(article.modified),
        "language": article.language,
        "section": article.section,
        "summary": article.summary,
        "image": article.image,
        "credit": article.credit,
        "notes": list(article.notes),
        "paywalled": article.paywalled,
        "form": article.form,
        "aliases": list(article.aliases),
    }


def _iso(when: datetime | None) -> str | None:
    return when.isoformat(timespec="seconds") if when else None
