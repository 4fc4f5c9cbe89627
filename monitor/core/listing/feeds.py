"""RSS 0.9x to 2.0, RDF and Atom, as they are found.

Read by name alone: an element means what its local name says, whatever namespace it was
put in or whether that was declared. Fourteen times faster than feedparser and right on
charsets and dates where that is not (STACK section 3); what does not parse as a whole is
saved entry by entry, so no second parser stands behind this one.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import urljoin

from lxml import etree

from monitor.core import urls
from monitor.core.listing import xmltext
from monitor.core.text import clean_line

MAX_ENTRIES = 2000  # of a feed; the largest real ones seen have 500
_MAX_TEXT = 1_000_000  # characters of full text kept from an entry
_ROOTS = frozenset(("rss", "rdf", "feed", "channel"))
_OPENING = re.compile(r"<(?=(?:\w{1,20}:)?(?:item|entry)[\s>])", re.IGNORECASE)
_CLOSING = re.compile(r"</(?:\w{1,20}:)?(?:item|entry)\s*>", re.IGNORECASE)
_TAG = re.compile(
    r"</?(?:a|abbr|b|big|br|cite|code|div|em|font|h[1-6]|i|img|mark|p|q|rb|rp|rt|ruby|s"
    r"|small|span|strong|sub|sup|tt|u|wbr)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_MARKUP = re.compile(r"<[^<>]{1,2000}>")
_PARAGRAPH = re.compile(r"</?(?:p|br|div|li|h[1-6]|tr)\b[^<>]*>", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\w{1,7}|[a-zA-Z]\w{1,31});")
_ADDRESSED = re.compile(r"\s*<?[\w.+-]+@[\w.-]+>?\s*")
_TEXTS = ("encoded", "content", "fulltext", "content_html", "body")
_SUMMARIES = ("description", "summary", "abstract", "subtitle")
_PUBLISHED = ("pubdate", "published", "issued", "date", "created", "publication_date")
_MODIFIED = ("updated", "modified", "lastmod")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What a list says about one address, in its own words."""

    url: str  # absolute; may be a redirect wrapper
    title: str | None = None
    summary: str | None = None
    published: str | None = None
    modified: str | None = None
    guid: str | None = None
    text: str | None = None  # as HTML
    authors: tuple[str, ...] = ()
    language: str | None = None
    outlet: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A list of addresses, whatever form it came in."""

    entries: tuple[Entry, ...] = ()
    title: str | None = None
    note: str = ""
    moved: str | None = None  # where the feed says that it lives now
    children: tuple[str, ...] = ()  # further lists, in the order to read them
    fault: bool = False  # what came is no list at all; `note` says what it is


Fields = dict[str, list[etree._Element]]


def is_feed(root: etree._Element) -> bool:
    """Tell whether a document is one of the feeds read here."""
    return xmltext.name(root)[1] in _ROOTS


def read(tree: xmltext.Tree, base: str) -> Feed:
    """Read a feed.

    Args:
        tree: whose root `is_feed`.
        base: the address it came from.
    """
    root = tree.root
    if root is None:
        return Feed(note="no XML", fault=True)
    elements = [e for e in root.iter() if xmltext.name(e)[1] in ("item", "entry")]
    saved = _saved(tree.text, len(elements))
    top = _fields(next((e for e in root if xmltext.name(e)[1] == "channel"), root))
    language = _value(top, "language") or _language(root)
    entries = [
        _entry(each, urljoin(base, each.base or ""), language)
        for each in (saved or elements)[:MAX_ENTRIES]
    ]
    kept = tuple(entry for entry in entries if entry)
    moved = urls.resolve(base, _value(top, "new-feed-url") or "")
    return Feed(
        entries=kept,
        title=plain(_value(top, "title")),
        note=_note(tree, len(kept), len(saved or elements)),
        moved=moved if moved != base else None,
    )


def plain(markup: str | None, limit: int = 500) -> str | None:
    """Give a title as people read it, from text that may be escaped once too often."""
    if not markup:
        return None
    text = markup
    for _ in range(2):
        if "&" in text and _ENTITY.search(text):
            text = html.unescape(text)
    return clean_line(_TAG.sub("", text), limit) or None


def strip_markup(markup: str | None, limit: int = 2000) -> str | None:
    """Give a summary without its tags, on one line."""
    if not markup:
        return None
    text = html.unescape(_MARKUP.sub("", _PARAGRAPH.sub(" ", markup[:20_000])))
    return clean_line(text, limit) or None


def _note(tree: xmltext.Tree, kept: int, found: int) -> str:
    notes = []
    if tree.cut:
        notes.append(f"truncated XML, {kept} items saved")
    if found > MAX_ENTRIES:
        notes.append(f"{found} items, the first {MAX_ENTRIES} read")
    without = min(found, MAX_ENTRIES) - kept
    if without:
        notes.append(f"{without} items without an address")
    return "; ".join(notes)


def _saved(text: str, found: int) -> list[etree._Element]:
    """Read entries one by one where the whole lost some to a fault in between."""
    pieces = _OPENING.split(text)[1:]
    if len(pieces) <= found:
        return []
    ends = (_CLOSING.search(piece) for piece in pieces)
    whole = [f"<{p[: end.end()]}" for p, end in zip(pieces, ends, strict=True) if end]
    if len(whole) <= found:
        return []
    parsed = (xmltext.fragment(piece) for piece in whole[:MAX_ENTRIES])
    return [element for element in parsed if element is not None]


def _fields(element: etree._Element) -> Fields:
    """Sort what an element holds by name; pictures' titles and texts stay out."""
    fields: Fields = {}
    for child in element:
        space, local = xmltext.name(child)
        if "mrss" not in space and space != "media":
            fields.setdefault(local, []).append(child)
    return fields


def _entry(element: etree._Element, base: str, language: str | None) -> Entry | None:
    fields = _fields(element)
    url = _address(element, fields, base)
    if url is None:
        return None
    summary = _first(fields, _SUMMARIES)
    modified = _first(fields, _MODIFIED)
    source = fields.get("source", [None])[0]
    return Entry(
        url=url,
        title=plain(_first(fields, ("title", "headline"))),
        summary=strip_markup(summary),
        published=_first(fields, _PUBLISHED),
        modified=modified,
        guid=_first(fields, ("guid", "id", "identifier")),
        text=_first(fields, _TEXTS),
        authors=_authors(fields),
        language=_value(fields, "language") or _language(element) or language,
        outlet=None if source is None else plain(_named(source)),
    )


def _address(element: etree._Element, fields: Fields, base: str) -> str | None:
    """Choose the address of the page among those that an entry names."""
    for candidate in _addresses(element, fields):
        url = urls.resolve(base, candidate.strip())
        if url is not None:
            return url
    return None


def _addresses(element: etree._Element, fields: Fields) -> Iterator[str]:
    """Give what may be an entry's address, best first."""
    yield from (_text(e) for e in fields.get("origlink", ()))  # behind Feedburner's
    links = fields.get("link", [])
    pages = [e for e in links if e.get("rel", "alternate") == "alternate"]
    pages.sort(key=lambda e: "html" not in e.get("type", "html"))
    for each in pages:
        # `<link/>http://...`: an HTML writer's idea of a link
        yield each.get("href") or _text(each) or (each.tail or "").strip()
    for guid in fields.get("guid", []) + fields.get("id", []):
        known = _text(guid)
        if guid.get("isPermaLink") != "false" and known.startswith(("http:", "https:")):
            yield known
    yield from (v for k, v in element.attrib.items() if str(k).endswith("about"))
    yield from (e.get("url", "") for e in fields.get("enclosure", ()) if "html" in e.get("type", ""))  # fmt: skip


def _text(element: etree._Element) -> str:
    """Give an element's text; of one that holds markup, the markup."""
    if len(element) == 0:
        return (element.text or "").strip()
    inner = html.escape(element.text or "", quote=False)
    parts = (etree.tostring(child, encoding="unicode") for child in element)
    return (inner + "".join(parts)).strip()


def _value(fields: Fields, name: str) -> str | None:
    return next((t for t in map(_text, fields.get(name, ())) if t), None)


def _first(fields: Fields, names: tuple[str, ...]) -> str | None:
    """Give the first of some fields that says anything."""
    values = (_value(fields, name) for name in names)
    found = next((value for value in values if value), None)
    return found[:_MAX_TEXT] if found else None


def _language(element: etree._Element) -> str | None:
    return element.get("{http://www.w3.org/XML/1998/namespace}lang") or None


def _named(element: etree._Element) -> str:
    """Give the name of a person or an outlet: what `name` or `title` in it says."""
    inner = _fields(element)
    return _value(inner, "name") or _value(inner, "title") or _text(element)


def _authors(fields: Fields) -> tuple[str, ...]:
    """Name the authors: `desk@example.org (Kim Min-ji)` is Kim Min-ji."""
    people = []
    for each in fields.get("creator", []) + fields.get("author", []):
        name = _named(each)
        if inside := re.fullmatch(r"[^()\s]+@[^()\s]+\s*\((.+)\)", name):
            name = inside[1]
        people.append(plain(_ADDRESSED.sub("", name), 200))
    return tuple(dict.fromkeys(name for name in people if name))


def without_outlet(entry: Entry) -> Entry:
    """Take the outlet's name from the end of a headline, where searches put it."""
    if not entry.outlet or not entry.title:
        return entry
    title = entry.title.removesuffix(f" - {entry.outlet}")
    return replace(entry, title=title or entry.title)
