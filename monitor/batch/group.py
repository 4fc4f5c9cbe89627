"""Group articles from a file as the service does: in order of arrival, on a store."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from monitor.core import group, ids, similar, urls
from monitor.model import Article, Joins, SourceName
from monitor.store import articles, prints
from monitor.store.engine import open_memory

_START = datetime(1970, 1, 1, tzinfo=UTC)
_STEP = timedelta(seconds=1)
_LEAP = timedelta(days=366)  # ahead of all before: believed when a second one says so
_NEAR = timedelta(days=60)
_YEARS = range(1800, 2101)  # of publications that make sense


def group_rows(rows: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Say of each article which story and event it belongs to, and how.

    Each answer is given before the next row is read. The clock of the archive is the
    latest publication so far: an event is sought in the days before it. One that lies
    years ahead of all others is an error until another article says the same.

    Args:
        rows: `{id, url, title, text, language, published, outlet}` in order of
            arrival; all but `id` and `text` may be missing. Articles with one `url`
            are states of one article.

    Yields:
        `{id, story, event, relation, merges}`; relation is `copy`, `revision`, `same`,
        `joins` (an event) or `opens` (one). `merges` are events that this row shows to
        be its own: what was said of them before holds of `event` from now on.
    """
    clock = _Clock()
    with closing(open_memory()) as store:
        for row in rows:
            published = _moment(row.get("published"))
            now = clock.tick(published)
            article = _article(row, published, now)
            taken = similar.prints(article.title, article.text, article.language)
            with store.begin() as conn:
                near = prints.neighbours(conn, article, taken)
                place = group.place(article, taken, near)
                articles.record(
                    conn,
                    article,
                    place,
                    prints=taken,
                    causes=articles.Causes(),
                    baseline=False,
                    now=now,
                )
            yield {
                "id": row["id"],
                "story": place.story,
                "event": place.event,
                "relation": type(place).__name__.lower(),
                "merges": list(place.merges) if isinstance(place, Joins) else [],
            }


@dataclass(slots=True)
class _Clock:
    """The latest publication so far, one second later for each article."""

    now: datetime = _START
    ahead: datetime | None = None  # a publication far ahead that nothing confirmed

    def tick(self, published: datetime | None) -> datetime:
        """Give the time at which an article arrives."""
        told = published if published and self._is_believed(published) else self.now
        self.now = max(self.now + _STEP, told)
        return self.now

    def _is_believed(self, published: datetime) -> bool:
        if self.now - _START < _LEAP or published - self.now < _LEAP:
            return True
        last, self.ahead = self.ahead, published
        return last is not None and abs(published - last) < _NEAR


def _article(
    row: Mapping[str, Any], published: datetime | None, now: datetime
) -> Article:
    title, text = row.get("title") or "", row.get("text") or ""
    url = urls.canonical(row["url"]) if row.get("url") else f"urn:row:{row['id']}"
    return Article(
        id=ids.article_id(url),
        url=url,
        fetched_url=url,
        source=SourceName("batch"),
        outlet=row.get("outlet") or "",
        title=title,
        text=text,
        fetched=now,
        language=row.get("language"),
        published=published,
        digest=ids.text_digest(title, text),
    )


def _moment(written: str | None) -> datetime | None:
    """Read a time in ISO 8601; None for what makes no sense. Without a zone: UTC."""
    try:
        read = datetime.fromisoformat(written) if written else None
    except ValueError:
        return None
    if read is None or read.year not in _YEARS:
        return None
    return read.replace(tzinfo=UTC) if read.tzinfo is None else read
