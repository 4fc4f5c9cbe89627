"""What the articles of each site taught: one row a host, of bounded size.

What a site taught is read and changed whole, so one row costs less than the
thousand that it holds, and nothing else need be looked up or pruned.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from monitor.core.extraction import memory
from monitor.model import KnownSite, Lesson, SeenLine, SeenWay, SiteMemory
from monitor.store.tables import sites
from monitor.store.upsert import put

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

_LINE: Final = struct.Struct("<QHIIIQ?")  # key, then `SeenLine`
_WAY: Final = struct.Struct("<QHHI")  # key, then `SeenWay`
_MOST: Final = 0xFFFF  # stories that are counted of a line


def known(conn: Connection, host: str) -> KnownSite:
    """Give what the next reading of a page of a site is told.

    Grouping may leave out of its fingerprints what has a `memory.line_key` in `lines`.

    Args:
        conn: any.
        host: `urls.host` of the page's final address.
    """
    return memory.known(recall(conn, host))


def recall(conn: Connection, host: str, *, lock: bool = False) -> SiteMemory:
    """Give all that a site taught; an empty memory of a site that is new.

    Args:
        conn: inside a write transaction if it is locked.
        host: of the site.
        lock: let nobody change it until the transaction ends.
    """
    found = select(sites.c.stories, sites.c.lines, sites.c.ways)
    found = found.where(sites.c.host == host)
    row = conn.execute(found.with_for_update() if lock else found).first()
    if row is None:
        return SiteMemory()
    lines = {line[0]: SeenLine._make(line[1:]) for line in _LINE.iter_unpack(row.lines)}
    ways = {way[0]: SeenWay._make(way[1:]) for way in _WAY.iter_unpack(row.ways)}
    return SiteMemory(stories=row.stories, lines=lines, ways=ways)


def learn(
    conn: Connection, host: str, lesson: Lesson, *, event: str, now: datetime
) -> None:
    """Keep what an article taught.

    Args:
        conn: inside a write transaction.
        host: of the page's final address.
        lesson: of an article that is no copy and no revision.
        event: its event's id.
        now: aware.
    """
    learnt = memory.learn(recall(conn, host, lock=True), lesson, event=event)
    row = {
        "host": host,
        "stories": learnt.stories,
        "lines": b"".join(
            _LINE.pack(key, min(line.stories, _MOST), *line[1:])
            for key, line in learnt.lines.items()
        ),
        "ways": b"".join(_WAY.pack(key, *way) for key, way in learnt.ways.items()),
        "seen": now,
    }
    put(conn, sites, [row])
