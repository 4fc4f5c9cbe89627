"""Sitemaps: of addresses, of news, of sitemaps, and plain lists.

Source: https://www.sitemaps.org/protocol.html; Google's news sitemap extension.
"""

import re

from lxml import etree

from monitor.core import urls
from monitor.core.listing import xmltext
from monitor.core.listing.feeds import Entry, Feed, plain

MAX_ADDRESSES = (
    5000  # of a sitemap that are kept, the newest; the protocol allows 50,000
)
MAX_CHILDREN = 12  # sitemaps of an index that are worth a visit
_NUMBERS = re.compile(r"\d+")
_NEWS = re.compile(r"news|latest|recent|today", re.IGNORECASE)

Said = dict[str, str]  # what an entry says, by lower-case local name


def is_sitemap(root: etree._Element) -> bool:
    """Tell whether a document is a sitemap or an index of sitemaps."""
    return xmltext.name(root)[1] in ("urlset", "sitemapindex")


def read(tree: xmltext.Tree, base: str) -> Feed:
    """Read a sitemap, or the sitemaps that an index names, newest first.

    Args:
        tree: whose root `is_sitemap`.
        base: the address it came from.
    """
    root = tree.root
    if root is None:
        return Feed(note="no XML", fault=True)
    said = [_said(each) for each in root if xmltext.name(each)[1] in ("url", "sitemap")]
    if xmltext.name(root)[1] == "sitemapindex":
        return _index(said, base, cut=tree.cut)
    notes = [f"truncated XML, {len(said)} addresses saved"] if tree.cut else []
    if len(said) > MAX_ADDRESSES:
        notes.append(f"{len(said)} addresses, the newest {MAX_ADDRESSES} kept")
        # Dates of one sitemap have one form, so the order of text is that of time.
        said = sorted(said, key=_when, reverse=True)[:MAX_ADDRESSES]
    entries = (_entry(each, base) for each in said)
    return Feed(entries=tuple(filter(None, entries)), note="; ".join(notes))


def read_text(text: str, base: str) -> Feed:
    """Read a sitemap that is one address a line."""
    lines = [line.strip() for line in text.splitlines()[:MAX_ADDRESSES]]
    found = (urls.resolve(base, line) for line in lines if line.startswith("http"))
    return Feed(entries=tuple(Entry(url=url) for url in found if url))


def robots_sitemaps(robots: str, base: str) -> list[str]:
    """Give the sitemaps that a robots.txt names."""
    named = re.findall(r"(?im)^[ \t]*sitemap[ \t]*:[ \t]*(\S+)", robots[:500_000])
    return list(dict.fromkeys(u for each in named if (u := urls.resolve(base, each))))


def _said(element: etree._Element) -> Said:
    """Collect what an entry says; pictures and videos have names of their own."""
    said: Said = {}
    for child in element:
        local = xmltext.name(child)[1]
        if local == "news":
            said |= _news(child)
        elif child.text:
            said.setdefault(local, child.text.strip())
    return said


def _news(element: etree._Element) -> Said:
    said: Said = {}
    for child in element.iter():
        local = xmltext.name(child)[1]
        if child.text and child.text.strip():
            said[f"news:{local}"] = child.text.strip()
    return said


def _entry(said: Said, base: str) -> Entry | None:
    url = urls.resolve(base, said.get("loc", ""))
    if url is None:
        return None
    return Entry(
        url=url,
        title=plain(said.get("news:title")),
        published=said.get("news:publication_date"),
        modified=said.get("lastmod"),
        language=said.get("news:language"),
        outlet=plain(said.get("news:name")),
    )


def _when(said: Said) -> str:
    return said.get("news:publication_date") or said.get("lastmod", "")


def _index(said: list[Said], base: str, *, cut: bool) -> Feed:
    children = {
        url: each.get("lastmod", "")
        for each in said
        if (url := urls.resolve(base, each.get("loc", "")))
    }
    ordered = sorted(children, key=lambda url: _age(url, children[url]), reverse=True)
    if len(ordered) > MAX_CHILDREN and not any(children.values()):
        # Nobody says which end is the new one: "sitemap-1" or "sitemap-311".
        half = MAX_CHILDREN // 2
        ordered = ordered[:half] + ordered[-half:]
    notes = ["truncated XML"] if cut else []
    if len(children) > MAX_CHILDREN:
        notes.append(f"{len(children)} sitemaps, {MAX_CHILDREN} read")
    return Feed(children=tuple(ordered[:MAX_CHILDREN]), note="; ".join(notes))


def _age(url: str, changed: str) -> tuple[bool, str, list[int]]:
    """Order sitemaps: news first, then the last changed, then the highest number."""
    path = url.partition("://")[2].partition("/")[2]
    return (
        _NEWS.search(path) is not None,
        changed[:10],
        [int(n[:12]) for n in _NUMBERS.findall(path)],
    )
