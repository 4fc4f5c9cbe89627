"""What stands in the papers: pieces, their pages, and the lists that announce them."""

import gzip
import html
import json
import random
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Literal
from urllib.parse import parse_qs, quote, urlsplit

from newsroom.servers import Answer, Loop, Seen, Site

SHOWN = 200  # of the pieces; a list forgets what is old

Shape = Literal["rss", "atom", "json", "sitemap", "section", "search"]


def _words(text: str, divider: str | None = None) -> list[str]:
    return [word.strip() for word in text.split(divider)]


_SUBJECTS = _words(
    """
    officials ministers envoys analysts lawmakers residents shipowners farmers
    students diplomats traders engineers
    """
)
_VERBS = _words(
    """
    discussed postponed rejected welcomed examined defended published criticised
    funded inspected drafted abandoned measured explained
    """
)
_THINGS = _words(
    """
    harbour budget treaty school railway festival vaccine orchard satellite tariff
    archive bridge museum reactor election census glacier subsidy stadium aquifer
    broadcast pension ferry granary lighthouse quarry turbine vineyard
    """
)
_PLACES = _words(
    """
    Busan Sapporo Denver Lisbon Tallinn Nagoya Daegu Oslo Quito Perth Turin Sendai
    Incheon Boise Cork Malaga Leeds Graz
    """
)
_ENDS = _words(
    """
    on Monday; before the summer recess; despite heavy rain; after a long dispute;
    with little notice; for the third time; without a vote; in a crowded hall;
    against all advice; under new rules
    """,
    ";",
)


@dataclass(frozen=True, kw_only=True)
class Piece:
    """An article before it is printed."""

    slug: str
    title: str
    paragraphs: tuple[str, ...]
    published: datetime
    language: str = "en"
    sidebar: tuple[str, ...] = ()
    updated: datetime | None = None
    query: str = ""  # behind its address where it is announced: "?utm_source=rss"
    guid: str = ""

    @classmethod
    def on(cls, slug: str, topic: str, *, seed: int | str, **said: object) -> "Piece":
        """Write a piece about a topic; another seed gives another text altogether."""
        return cls(
            slug=slug,
            title=f"{topic}: {_sentence(random.Random(f'{seed}/title'))[:-1]}",
            paragraphs=paragraphs(topic, seed=seed),
            published=datetime.now(UTC).replace(microsecond=0),
            **said,  # type: ignore[arg-type]
        )

    def but(self, **changed: object) -> "Piece":
        return replace(self, **changed)  # type: ignore[arg-type]


def _sentence(draw: random.Random) -> str:
    parts = (
        draw.choice(_SUBJECTS).capitalize(), "from", draw.choice(_PLACES), draw.choice(_VERBS),
        f"the {draw.choice(_THINGS)} of {draw.choice(_PLACES)}", draw.choice(_ENDS),
    )  # fmt: skip
    return " ".join(parts) + "."


def paragraphs(topic: str, *, seed: int | str, count: int = 7) -> tuple[str, ...]:
    draw = random.Random(seed)
    texts = [" ".join(_sentence(draw) for _ in range(3)) for _ in range(count)]
    texts[1] = f"Speakers returned to {topic} again and again. {texts[1]}"
    return tuple(texts)


class Paper:
    """A site with pieces, and one list that announces them."""

    def __init__(
        self, loop: Loop, name: str, shape: Shape, *, encoding: str = "utf-8"
    ) -> None:
        self.name, self.shape, self.encoding = name, shape, encoding
        self.site = Site(loop)
        self.pieces: dict[str, Piece] = {}
        self.site.routes["/out"] = _out
        self._print()

    @property
    def source(self) -> dict[str, object]:
        """Give this paper as a configuration names it."""
        kind = {"sitemap": "sitemap", "section": "section", "search": "search"}
        row: dict[str, object] = {
            "name": self.name,
            "outlet": f"The {self.name.title()}",
            "kind": kind.get(self.shape, "feed"),
            "url": self.site.url("/list"),
        }
        if self.shape == "search":
            row |= {"url": self.site.url("/list?q={query}"), "query": "GSOMIA pact"}
        return row

    def url(self, piece: Piece) -> str:
        return self.site.url(f"/news/{piece.slug}.html{piece.query}")

    def publish(self, *pieces: Piece) -> None:
        """Print pieces, newest last; one with a slug that is there replaces it."""
        for piece in pieces:
            self.pieces[piece.slug] = piece
            printed = Answer(
                page(piece, self.name, self.encoding).encode(self.encoding, "replace"),
                headers={"Content-Type": f"text/html; charset={self.encoding}"},
            )
            self.site.routes[f"/news/{piece.slug}.html"] = printed
        self._print()

    def _print(self) -> None:
        newest = list(reversed(self.pieces.values()))[:SHOWN]
        if self.shape == "sitemap":
            self._print_sitemaps(newest)
            return
        text = _LISTS[self.shape](self, newest)
        body = text.encode(self.encoding, "xmlcharrefreplace")
        kind = {"json": "application/feed+json", "section": f"text/html; charset={self.encoding}"}  # fmt: skip
        headers = {"Content-Type": kind.get(self.shape, "application/xml")}
        self.site.routes["/list"] = Answer(body, headers=headers)

    def _print_sitemaps(self, pieces: list[Piece]) -> None:
        """Print an index of gzip files: the news, and the archive if there is one."""
        month = datetime.now(UTC) - timedelta(days=30)
        files = {"/news.xml.gz": [p for p in pieces if p.published >= month]}
        if old := [p for p in pieces if p.published < month]:
            files["/archive.xml.gz"] = old
        for path, some in files.items():
            body = gzip.compress(_sitemap(self, some).encode(), mtime=0)
            self.site.routes[path] = Answer(
                body, headers={"Content-Type": "application/gzip"}
            )
        self.site.routes["/list"] = Answer(
            _index(self, list(files)).encode(),
            headers={"Content-Type": "application/xml"},
        )


async def _out(seen: Seen) -> Answer:
    """Lead from a search result to what it found."""
    return Answer.redirect(parse_qs(urlsplit(seen.path).query)["url"][0])


def page(piece: Piece, outlet: str, encoding: str = "utf-8") -> str:
    """Print a piece as a site does, with everything round it that is no article."""
    body = "\n".join(f"<p>{html.escape(p)}</p>" for p in piece.paragraphs)
    aside = "".join(
        f'<li><a href="/other/{n}">{html.escape(t)}</a></li>'
        for n, t in enumerate(piece.sidebar)
    )
    changed = piece.updated or piece.published
    return f"""<!doctype html><html lang="{piece.language}"><head><meta charset="{encoding}">
<title>{html.escape(piece.title)} | {outlet.title()}</title>
<meta property="og:type" content="article">
<meta property="og:title" content="{html.escape(piece.title)}">
<meta property="article:published_time" content="{piece.published.isoformat()}">
<meta property="article:modified_time" content="{changed.isoformat()}"></head><body>
<header><nav><a href="/">Home</a> <a href="/world">World</a> <a href="/sport">Sport</a></nav></header>
<main><article><h1>{html.escape(piece.title)}</h1>
<div class="byline">By A. Reporter</div>
<div class="article-body">{body}</div></article>
<aside class="related-stories"><h2>Related stories</h2><ul>{aside}</ul></aside></main>
<footer>Copyright. All rights reserved. <a href="/privacy">Privacy</a></footer></body></html>"""


def _rss(paper: Paper, pieces: list[Piece]) -> str:
    items = "".join(
        f"<item><title>{html.escape(p.title)}</title><link>{paper.url(p)}</link><guid>{p.guid or p.slug}</guid>"
        f"<pubDate>{format_datetime(p.published)}</pubDate>"
        + (f"<atom:updated>{p.updated.isoformat()}</atom:updated>" if p.updated else "")
        + "</item>"
        for p in pieces
    )
    return f'<?xml version="1.0" encoding="{paper.encoding}"?><rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>{paper.name}</title><link>{paper.site.url()}</link>{items}</channel></rss>'


def _atom(paper: Paper, pieces: list[Piece]) -> str:
    entries = "".join(
        f'<entry><title>{html.escape(p.title)}</title><link href="{paper.url(p)}"/><id>tag:{p.slug}</id>'
        f"<published>{p.published.isoformat()}</published><updated>{(p.updated or p.published).isoformat()}</updated></entry>"
        for p in pieces
    )
    return f'<?xml version="1.0" encoding="{paper.encoding}"?><feed xmlns="http://www.w3.org/2005/Atom"><title>{paper.name}</title><id>tag:{paper.name}</id><updated>2020-01-01T00:00:00Z</updated>{entries}</feed>'


def _json(paper: Paper, pieces: list[Piece]) -> str:
    items = [
        {"id": p.guid or p.slug, "url": paper.url(p), "title": p.title, "date_published": p.published.isoformat()}
        for p in pieces
    ]  # fmt: skip
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": paper.name, "items": items})  # fmt: skip


def _sitemap(paper: Paper, pieces: list[Piece]) -> str:
    rows = "".join(
        f"<url><loc>{paper.url(p)}</loc><lastmod>{(p.updated or p.published).isoformat()}</lastmod><news:news><news:publication><news:name>{paper.name}</news:name>"
        f"<news:language>{p.language}</news:language></news:publication><news:publication_date>{p.published.isoformat()}</news:publication_date>"
        f"<news:title>{html.escape(p.title)}</news:title></news:news></url>"
        for p in pieces
    )
    return f'<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">{rows}</urlset>'


def _index(paper: Paper, paths: list[str]) -> str:
    rows = "".join(f"<sitemap><loc>{paper.site.url(p)}</loc></sitemap>" for p in paths)
    return f'<?xml version="1.0" encoding="UTF-8"?><sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</sitemapindex>'


def _section(paper: Paper, pieces: list[Piece]) -> str:
    rows = "".join(
        f'<li class="story"><h3><a href="/news/{p.slug}.html">{html.escape(p.title)}</a></h3><p>{html.escape(p.paragraphs[0])}</p></li>'
        for p in pieces
    )
    return f'<!doctype html><html lang="en"><head><title>World news</title></head><body><nav><a href="/">Home</a><a href="/about">About us</a></nav><main><h1>World</h1><ul class="stories">{rows}</ul></main></body></html>'


def _search(paper: Paper, pieces: list[Piece]) -> str:
    items = "".join(
        f"<item><title>{html.escape(p.title)} - The Courier</title>"
        f"<link>{paper.site.url('/out?url=' + quote(paper.url(p), safe=''))}</link><guid>{p.guid or p.slug}</guid>"
        f'<pubDate>{format_datetime(p.published)}</pubDate><source url="{paper.site.url()}">The Courier</source></item>'
        for p in pieces
    )
    return f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Search</title>{items}</channel></rss>'


_LISTS = {"rss": _rss, "atom": _atom, "json": _json, "section": _section, "search": _search}  # fmt: skip
