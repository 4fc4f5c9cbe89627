"""The demo's newsroom: every site on a port of its own, publishing as time goes on."""

from __future__ import annotations

import asyncio
import hashlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import unquote

from monitor.demo import listings, pages
from monitor.demo.content import MINUTE, Content, Piece, Site
from monitor.demo.listings import Shown
from monitor.demo.server import Request, Response, listen

TYPES = {
    "rss": "application/rss+xml",
    "atom": "application/atom+xml; charset=utf-8",
    "json": "application/feed+json",
    "sitemap": "application/xml",
    "section": "text/html; charset=utf-8",
}


@dataclass(slots=True)
class Newsroom:
    """Serves what the content says is out by now, and notes what was asked.

    Until `begin` only that is out which was out before. Give `seconds` to play faster
    or slower than the minute that the content is written for.
    """

    content: Content
    now: Callable[[], datetime]
    seconds: float = MINUTE
    opened: datetime | None = None
    begun: datetime | None = None
    ports: dict[str, int] = field(default_factory=dict)
    asked: Counter[int] = field(default_factory=Counter)  # by status answered
    visited: set[str] = field(default_factory=set)  # sites whose listing was asked for
    read: dict[str, int] = field(default_factory=dict)  # piece: states, the last read
    _servers: list[asyncio.Server] = field(default_factory=list)

    async def open(self) -> None:
        """Give every site a free port."""
        self.opened = self.now()
        for site in self.content.sites:
            server, self.ports[site.id] = await listen(
                lambda request, site=site: self.serve(site, request)  # type: ignore[misc]
            )
            self._servers.append(server)

    def close(self) -> None:
        """Close every port."""
        for server in self._servers:
            server.close()

    def begin(self) -> None:
        """Start the play."""
        self.begun = self.now()

    def elapsed(self) -> float:
        """Tell how far the play is, in seconds of the content's minute."""
        if self.begun is None:
            return 0.0
        return (self.now() - self.begun).total_seconds() * MINUTE / self.seconds

    def base(self, site: str) -> str:
        """Give a site's address, without a closing slash."""
        return f"http://127.0.0.1:{self.ports[site]}"

    def url(self, piece: Piece) -> str:
        """Give an article's address."""
        return self.base(piece.site) + piece.path

    def states(self, piece: Piece) -> int:
        """Count the states of an article that are out or were out: 0, 1 or 2.

        A revision waits until the first state was read: on a slow machine it would
        otherwise be none to its reader.
        """
        if piece.at is not None and not self._is_past(piece.at):
            return 0
        revised = piece.revised_at is not None and self._is_past(piece.revised_at)
        return 2 if revised and piece.id in self.read else 1

    def _is_past(self, at: float) -> bool:
        return self.begun is not None and self.elapsed() >= at

    def shown(self, site: str) -> list[Shown]:
        """Give the articles of a site as they stand now, newest first."""
        out = [
            self._shown(piece, count)
            for piece in self.content.pieces
            if piece.site == site and (count := self.states(piece))
        ]
        return sorted(out, key=lambda each: each.published, reverse=True)

    def unread(self) -> list[Piece]:
        """Give what is out and may be read, and was not yet read as it stands."""
        return [
            piece
            for piece in self.content.pieces
            if not self.content.closed(piece)
            and self.read.get(piece.id, 0) < self.states(piece)
        ]

    def serve(self, site: Site, request: Request) -> Response:
        """Answer a request of the monitor, and note what was asked and read."""
        path, shown = unquote(request.path), self.shown(site.id)
        response = self.answer(site, request)
        self.asked[response.status] += 1
        if path == site.listing:
            self.visited.add(site.id)
        for each in shown:
            if each.piece.path == path:
                self.read[each.piece.id] = each.piece.states.index(each.state) + 1
        return response

    def answer(self, site: Site, request: Request) -> Response:
        """Answer a request without noting it; the same bytes have the same ETag."""
        if request.method != "GET":
            return Response(status=405, headers={"Allow": "GET"})
        found = self._found(site, unquote(request.path.partition("?")[0]))
        if found is None:
            return Response(status=404, body=b"There is no such page.")
        body, kind = found
        etag = f'"{hashlib.sha256(body).hexdigest()[:20]}"'
        headers = {"Content-Type": kind, "ETag": etag, "Cache-Control": "max-age=0"}
        if request.headers.get("if-none-match") == etag:
            return Response(status=304, headers=headers)
        return Response(body=body, headers=headers)

    def _found(self, site: Site, path: str) -> tuple[bytes, str] | None:
        shown, base = self.shown(site.id), self.base(site.id)
        if path == "/robots.txt":
            return _robots(site, base), "text/plain"
        if path == site.listing and site.form != "section":
            listing = listings.write(site, shown, base=base)
            return _encoded(listing, site), TYPES[site.form]
        if path in {site.listing, "/"}:
            return _encoded(pages.front(site, shown), site), pages.content_type(site)
        for each in shown:
            if each.piece.path == path:
                page = pages.article(site, each, shown, base=base)
                return _encoded(page, site), pages.content_type(site)
        return None

    def _shown(self, piece: Piece, count: int) -> Shown:
        state = piece.states[count - 1]
        return Shown(
            piece=piece,
            state=state,
            published=self._time(piece.at, piece.hours_before),
            updated=self._time(piece.revised_at) if count > 1 else None,
        )

    def _time(self, at: float | None, hours_before: float = 0) -> datetime:
        if at is None or self.begun is None:
            return (self.opened or self.now()) - timedelta(hours=hours_before)
        return self.begun + timedelta(seconds=at * self.seconds / MINUTE)


def _encoded(text: str, site: Site) -> bytes:
    return text.encode(site.encoding, "xmlcharrefreplace")


def _robots(site: Site, base: str) -> bytes:
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in site.disallow)]
    if site.form == "sitemap":
        lines.append(f"Sitemap: {base}{site.listing}")
    return "\n".join([*lines, ""]).encode()
