"""What is known of a page's site before it is read, and what is learnt from it after."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from monitor.core import urls
from monitor.core.extraction import memory
from monitor.core.extraction.ruled import rule_for
from monitor.model import Joins, KnownSite, Neighbours, Opens, Placement, Read
from monitor.store import sites as site_rows

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from monitor.pipeline.house import House


async def known(house: House, url: str) -> KnownSite:
    """Give what the reading of a page is told of its site: one look-up of one row.

    Args:
        house: the open rooms.
        url: where the page was really found, not where it was announced: nobody can
            teach us of a site but the site itself.
    """
    known = await house.writer.read(site_rows.known, urls.host(url))
    return replace(known, rule=rule_for(url, house.standing.config.sites))


def as_read_now(conn: Connection, read: Read, near: Neighbours) -> Neighbours:
    """Give an article's neighbours, its own earlier text without what was learnt since."""
    same = near.same
    if same is None or same.digest == read.article.digest:
        return near
    lines = site_rows.known(conn, urls.host(read.article.fetched_url)).lines
    return replace(near, same=replace(same, text=memory.blanked(same.text, lines)))


def learn(conn: Connection, read: Read, placement: Placement, *, now: datetime) -> None:
    """Keep what an article taught, but for copies and revisions: see `core`'s memory."""
    if isinstance(placement, Opens | Joins):
        host = urls.host(read.article.fetched_url)
        site_rows.learn(conn, host, read.lesson, event=placement.event, now=now)
