"""Feeds out: what a watchlist found, as Atom and as JSON Feed."""

from __future__ import annotations

import hashlib
import json
import uuid
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote
from xml.etree import ElementTree as ET

from starlette.exceptions import HTTPException
from starlette.responses import Response

from monitor.core.text import clean_line
from monitor.store import views
from monitor.web.params import NothingAsked, asked
from monitor.web.words import link, plural

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from starlette.requests import Request

    from monitor.store.views import Row
    from monitor.web.view import HouseView

MOST: Final = 50  # stories of a feed
_ATOM: Final = "http://www.w3.org/2005/Atom"
_EPOCH: Final = "1970-01-01T00:00:00+00:00"
_XML_LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"


class Feeds:
    """The feeds of every watchlist."""

    def __init__(self, view: HouseView) -> None:
        self._view = view

    async def atom(self, request: Request) -> Response:
        """Give a watchlist's stories as Atom (RFC 4287)."""
        return await self._feed(request, atom, "application/atom+xml")

    async def json(self, request: Request) -> Response:
        """Give a watchlist's stories as JSON Feed 1.1."""
        return await self._feed(request, json_feed, "application/feed+json")

    async def _feed(
        self,
        request: Request,
        write: Callable[[str, str, Sequence[Row]], bytes],
        media_type: str,
    ) -> Response:
        asked(NothingAsked, request, self._view)
        name = request.path_params["watchlist"]
        if all(each.name != name for each in self._view.config.watchlists):
            raise HTTPException(404, "there is no such watchlist")
        found = await self._view.read(
            views.stories, views.Filter(watchlist=name), limit=MOST * 2
        )
        # What was out before its source was first visited is news to nobody.
        rows = [row for row in found if not row.silent][:MOST]
        body = write(name, self._home(request), rows)
        tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
        headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
        if tag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        return Response(body, media_type=media_type, headers=headers)

    def _home(self, request: Request) -> str:
        home = self._view.config.public_url or str(request.base_url)
        return home.rstrip("/")


def atom(name: str, home: str, rows: Sequence[Row]) -> bytes:
    """Write an Atom feed.

    Args:
        name: of the watchlist.
        home: where our pages are, without a slash at the end.
        rows: its stories, newest first.
    """
    feed = ET.Element("feed", xmlns=_ATOM)
    where = f"{home}/feeds/{quote(name, safe='')}.atom"
    _put(feed, "id", _id("feeds", name))
    _put(feed, "title", f"news-monitor: {name}")
    _put(feed, "updated", rows[0].first_seen.isoformat() if rows else _EPOCH)
    ET.SubElement(feed, "link", rel="self", type="application/atom+xml", href=where)
    ET.SubElement(feed, "link", rel="alternate", type="text/html", href=f"{home}/")
    _put(ET.SubElement(feed, "author"), "name", "news-monitor")
    for row in rows:
        _entry(feed, row, home)
    written: bytes = ET.tostring(feed, encoding="utf-8", xml_declaration=True)
    return written


def _entry(feed: ET.Element, row: Row, home: str) -> None:
    entry = ET.SubElement(feed, "entry")
    if row.language:
        entry.set(_XML_LANG, row.language)
    _put(entry, "id", _id("stories", row.id))
    _put(entry, "title", clean_line(row.title) or "(no title)")
    if address := link(row.url):
        ET.SubElement(entry, "link", rel="alternate", href=address)
    ET.SubElement(entry, "link", rel="related", href=f"{home}/stories/{row.id}")
    _put(entry, "updated", row.first_seen.isoformat())
    if row.published:
        _put(entry, "published", row.published.isoformat())
    _put(ET.SubElement(entry, "author"), "name", clean_line(row.outlet) or "unknown")
    for watch in row.watches:
        ET.SubElement(entry, "category", term=clean_line(watch))
    _put(entry, "summary", _summary(row))


def json_feed(name: str, home: str, rows: Sequence[Row]) -> bytes:
    """Write a JSON Feed 1.1; see `atom`."""
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": f"news-monitor: {name}",
        "home_page_url": f"{home}/",
        "feed_url": f"{home}/feeds/{quote(name, safe='')}.json",
        "items": [_item(row, home) for row in rows],
    }
    return json.dumps(feed, ensure_ascii=False, indent=1).encode()


def _item(row: Row, home: str) -> dict[str, Any]:
    item = {
        "id": _id("stories", row.id),
        "url": link(row.url) or None,
        "title": clean_line(row.title) or "(no title)",
        "content_text": _summary(row),
        "date_published": (row.published or row.first_seen).isoformat(),
        "authors": [{"name": clean_line(row.outlet) or "unknown"}],
        "language": row.language,
        "tags": [clean_line(watch) for watch in row.watches],
        "_news_monitor": {"story": f"{home}/stories/{row.id}"},
    }
    return {key: value for key, value in item.items() if value is not None}


def _summary(row: Row) -> str:
    """Say who carries the story and which watches it satisfies."""
    others = row.outlets - 1
    also = (
        f", also in {plural(others, 'other outlet', 'other outlets')}" if others else ""
    )
    return clean_line(f"{row.outlet}{also}. {', '.join(row.watches)}")


def _id(kind: str, name: str) -> str:
    """Name a thing for good, wherever our pages move."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"news-monitor/{kind}/{name}").urn


def _put(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = text
