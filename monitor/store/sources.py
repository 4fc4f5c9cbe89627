"""What is known of each source: its last visit, and when the next is due."""

from __future__ import annotations

from dataclasses import asdict, fields
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import RowMapping, delete, select, update

from monitor.model import Source, SourceName, Validators, Visit
from monitor.store.tables import sources
from monitor.store.tables import validators as kept
from monitor.store.upsert import chunks, put

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy import Connection, TextualSelect

_APART = timedelta(milliseconds=100)  # between the first visits to two new sources
_FIELDS = tuple(field.name for field in fields(Visit))


def register(conn: Connection, wanted: Sequence[Source], now: datetime) -> None:
    """Make a row for each source that has none; leave the others as they are.

    The first visits are spread, so that two thousand new sources are no burst. A source
    whose configured address changed is a new source: its next visit is a silent first.
    """
    known = dict(conn.execute(select(sources.c.source, sources.c.url)).all())
    new = [source for source in wanted if known.get(source.name) != source.url]
    rows = [
        asdict(Visit(source=source.name, added=now, due=now + _APART * place))
        | {"url": source.url}
        for place, source in enumerate(new)
    ]
    put(conn, sources, rows)


def visits(conn: Connection) -> dict[SourceName, Visit]:
    """Give what the last visit to each source left behind."""
    columns = [sources.c[field] for field in _FIELDS]
    found = conn.execute(select(*columns)).mappings()
    return {SourceName(row["source"]): _visit(row) for row in found}


def come(
    conn: Connection,
    now: datetime,
    furthest: datetime,
    *,
    besides: TextualSelect | None = None,
) -> dict[SourceName, Visit]:
    """Give the visits whose due time has come, or lies further ahead than any can.

    Args:
        conn: to the archive.
        now: aware.
        furthest: a due time after it was written under another clock.
        besides: selects sources to be left out.
    """
    columns = [sources.c[field] for field in _FIELDS]
    found = select(*columns).where((sources.c.due <= now) | (sources.c.due > furthest))
    if besides is not None:
        found = found.where(sources.c.source.not_in(besides))
    rows = conn.execute(found).mappings()
    return {SourceName(row["source"]): _visit(row) for row in rows}


def visit(conn: Connection, name: SourceName) -> Visit | None:
    """Give what the last visit to one source left behind."""
    columns = [sources.c[field] for field in _FIELDS]
    found = select(*columns).where(sources.c.source == name)
    row = conn.execute(found).mappings().first()
    return _visit(row) if row else None


def _visit(row: RowMapping) -> Visit:
    return Visit(**{**row, "children": tuple(row["children"])})


def configured(conn: Connection) -> dict[SourceName, str]:
    """Give the address of each source as it was configured last."""
    found = conn.execute(select(sources.c.source, sources.c.url))
    return {SourceName(name): url for name, url in found}


def settle(conn: Connection, after: Visit) -> None:
    """Keep what a visit left behind; nothing for a source that was forgotten."""
    values = asdict(after)
    name = values.pop("source")
    conn.execute(update(sources).where(sources.c.source == name).values(values))


def forget(conn: Connection, names: Iterable[SourceName]) -> None:
    """Drop the rows of sources that are no longer configured; their articles stay."""
    for some in chunks(list(names)):
        conn.execute(delete(sources).where(sources.c.source.in_(some)))


def validators(
    conn: Connection, urls: Sequence[str], *, since: datetime | None = None
) -> dict[str, Validators]:
    """Give what lets a server say "unchanged", for the addresses that have it.

    Args:
        conn: open.
        urls: as they are asked for.
        since: leave out what was last read whole before.
    """
    found: dict[str, Validators] = {}
    for some in chunks(urls):
        rows = select(kept).where(kept.c.url.in_(some))
        if since is not None:
            rows = rows.where(kept.c.fetched >= since)
        for row in conn.execute(rows):
            found[row.url] = Validators(
                etag=row.etag, last_modified=row.last_modified, digest=row.digest
            )
    return found


def keep_validators(
    conn: Connection,
    by_url: Mapping[str, Validators],
    now: datetime,
    *,
    whole: bool = True,
) -> None:
    """Keep the newest validators of some addresses.

    Args:
        conn: inside a write transaction.
        by_url: as the server gave them.
        now: aware.
        whole: the pages themselves were read, not just called unchanged.
    """
    put(
        conn,
        kept,
        [asdict(value) | {"url": url, "fetched": now} for url, value in by_url.items()],
        keep=frozenset() if whole else frozenset({"fetched"}),
    )
