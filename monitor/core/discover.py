"""What a page of a source holds: the links to articles, whatever the page is.

The document decides how it is read, not the source's kind: a "feed" that turns out to be
a sitemap is read as one. Only a section page is searched for links.
"""

import hashlib
import re
import zlib
from datetime import datetime
from typing import NamedTuple

from monitor.core import charset, dates, urls
from monitor.core.addresses import redirects
from monitor.core.listing import feeds, jsonfeed, sections, sitemaps, xmltext
from monitor.core.listing.feeds import Entry, Feed
from monitor.core.text import clean_line
from monitor.errors import ExtractError
from monitor.model import Link, Listing, Page, Source, SourceKind

MAX_BYTES = 32 * 1024 * 1024  # of an unpacked sitemap; the largest seen have 20
_GZIP = b"\x1f\x8b"
_HTML = re.compile(r"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)  # fmt: skip
_FEED_TYPES = ("rss+xml", "atom+xml", "feed+json", "rdf+xml")
_FEED_LIKE = re.compile(r"\b(?:rss|atom|feeds?)\b|\.(?:rss|rdf|atom)\b|rss\.xml", re.IGNORECASE)  # fmt: skip
_LANGUAGE = re.compile(r"([a-z]{2,3})(?:[-_].*)?", re.IGNORECASE)
# Where feeds live when nothing names them, most common first.
_USUAL: tuple[tuple[SourceKind, str], ...] = (
    *(("feed", p) for p in ("/rss", "/feed", "/rss.xml", "/feed.xml", "/atom.xml", "/index.xml", "/feeds", "/rss/news.xml", "/rss/allArticle.xml", "/rss/all.xml", "/feed.json")),
    *(("sitemap", p) for p in ("/news-sitemap.xml", "/sitemap-news.xml", "/sitemap_news.xml", "/sitemap.xml", "/sitemap_index.xml")),
)  # fmt: skip


class Found(NamedTuple):
    """A source that a site offers."""

    kind: SourceKind
    url: str
    title: str | None


def discover(page: Page, source: Source, now: datetime) -> Listing:
    """Read a page of a source. What is odd but can be read is said in `note`.

    Args:
        page: as fetched.
        source: gives the outlet's zone and language, the section's rule.
        now: aware; nothing is published after it.

    Raises:
        ExtractError: of kind "not_a_list"; it is no list of any kind: a login page
            where the feed was, an empty answer. An empty list is a Listing.
    """
    body, note = _unpacked(page.body)
    text = charset.decode(
        body,
        page.header("content-type"),
        "html" if source.kind == "section" else "xml",
    )
    feed = _read(text, page.url, source)
    if feed.fault:
        raise ExtractError(note or feed.note, kind="not_a_list")
    links = _links(feed, source, now)
    notes = "; ".join(each for each in (note, feed.note) if each)
    children = tuple(u for u in feed.children if u != page.url)
    return Listing(
        links=links, children=children, title=feed.title, note=notes, moved=feed.moved
    )


def find(page: Page) -> list[Found]:
    """Name the feeds and sitemaps that a site's page, or its robots.txt, speaks of.

    The best come first; none has been asked for yet.
    """
    text = charset.decode(page.body, page.header("content-type"), "html")
    if urls.canonical(page.url).endswith("/robots.txt"):
        named = sitemaps.robots_sitemaps(text, page.url)
        return [Found("sitemap", url, None) for url in named]
    root = sections.parse(text)
    found: dict[str, Found] = {}
    if root is None:
        return []
    for element in root.iter("link", "a"):
        url = urls.resolve(page.url, element.get("href") or "")
        title = element.get("title") or " ".join(element.itertext())
        declared = element.get("type", "").partition(";")[0].endswith(_FEED_TYPES)
        spoken = element.tag == "a" and _FEED_LIKE.search(f"{url} {title}")
        if url and (declared or spoken):
            found.setdefault(url, Found("feed", url, clean_line(title, 200) or None))
    return list(found.values())


def usual(url: str) -> list[Found]:
    """Name the addresses where a site's feeds and sitemaps usually are."""
    tried = ((kind, urls.resolve(url, path)) for kind, path in _USUAL)
    return [Found(kind, found, None) for kind, found in tried if found]


def _unpacked(body: bytes) -> tuple[bytes, str]:
    """Unpack a sitemap that is a gzip file, as far as it goes."""
    if not body.startswith(_GZIP):
        return body, ""
    unpacker = zlib.decompressobj(wbits=31)
    try:
        whole = unpacker.decompress(body, MAX_BYTES)
    except zlib.error as e:
        return b"", f"gzip that cannot be unpacked: {e}"
    if unpacker.unconsumed_tail:
        return whole, "gzip of more than 32 MiB, the beginning read"
    return whole, "" if unpacker.eof else "truncated gzip"


def _read(text: str, base: str, source: Source) -> Feed:
    """Choose the reader by what the document is."""
    start = text[:2000].lstrip("\ufeff \t\r\n\x00")
    if not start:
        return Feed(note="an empty answer", fault=True)
    if start[0] in "{[":
        return jsonfeed.read(text, base)
    if start.startswith(("http://", "https://")):
        return sitemaps.read_text(text, base)
    if source.kind == "section" and "<rss" not in start and "<feed" not in start:
        return sections.read(text, base, source.rule)
    return _read_xml(text, base, html=_HTML.match(start) is not None)


def _read_xml(text: str, base: str, *, html: bool) -> Feed:
    tree = xmltext.parse(text) if not html else None
    if tree is None or tree.root is None:
        return _not_a_list(text)
    if feeds.is_feed(tree.root):
        return feeds.read(tree, base)
    if sitemaps.is_sitemap(tree.root):
        return sitemaps.read(tree, base)
    return _not_a_list(text)


def _not_a_list(text: str) -> Feed:
    """Say what came instead of a feed: most often a page that asks for a login."""
    root = sections.parse(text)
    title = root.findtext(".//title") if root is not None else None
    said = f" titled “{clean_line(title, 80)}”" if title else ""
    return Feed(note=f"no feed or sitemap, but a page{said}", fault=True)


def _links(feed: Feed, source: Source, now: datetime) -> tuple[Link, ...]:
    """Turn entries into links, one for each address, the first said counts."""
    links: dict[str, Link] = {}
    for entry in feed.entries:
        url = redirects.unwrap(entry.url)
        canonical = urls.canonical(url)
        if canonical not in links:
            links[canonical] = _link(entry, source, now=now, url=url)
    return tuple(links.values())


def _link(entry: Entry, source: Source, *, now: datetime, url: str) -> Link:
    search = source.kind == "search"
    said = feeds.without_outlet(entry) if search else entry
    published = dates.parse(said.published, source.timezone, now)
    modified = dates.parse(said.modified, source.timezone, now)
    doubtful = published.doubtful or published.date_only
    if published.when is None and modified.when is not None and source.kind == "feed":
        # Atom may say only when it was updated: then or earlier.
        published, doubtful = modified, True
    return Link(
        source=source.name,
        url=url,
        canonical=urls.canonical(url),
        title=said.title,
        summary=said.summary,
        published=published.when,
        doubtful=doubtful,
        modified=modified.when,
        guid=clean_line(said.guid, 300) if said.guid else None,
        text=said.text,
        authors=said.authors,
        language=_language(said.language) or source.language,
        outlet=said.outlet if search else None,
        fingerprint=_fingerprint(entry),
    )


def _language(said: str | None) -> str | None:
    match = _LANGUAGE.fullmatch(said.strip()) if said else None
    return match[1].lower() if match else None


def _fingerprint(entry: Entry) -> str:
    """Digest what changes when an article does.

    The date goes in as written: one that is read as "now" would change by itself.
    """
    said = f"{entry.title or ''}\x1f{entry.modified or ''}"
    return hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()[:16]
