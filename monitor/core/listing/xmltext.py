"""XML as it is found in feeds and sitemaps, made readable.

Repairs happen in the text, before the parser sees it, so that the parser's own recovery
(which drops what it does not know: `&copy=3` in an address, `&nbsp;` in a title) has
little left to do. The document type goes first: no entity is ever declared, so none can
expand or reach a file.
"""

import html
import re
from dataclasses import dataclass
from functools import lru_cache

from lxml import etree

# What XML 1.0 has no letters for; tabs and breaks stay.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_DECLARATION = re.compile(r"<\?xml\b[^>]{0,300}\?>")
_ELEMENT = re.compile(r"<[a-zA-Z]")
_QUOTED = r"""|"[^"]*+"|'[^']*+'"""
_DOCTYPE = re.compile(
    rf"<!DOCTYPE(?:[^\"'>\[]{_QUOTED})*+(?:\[(?:[^\"'\]]{_QUOTED})*+\]\s*+)?>",
    re.IGNORECASE,
)
_STRAY = re.compile(
    r"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)"  # left as they are
    r"|&(?:#[0-9]{1,7};|#[xX][0-9a-fA-F]{1,6};|[a-zA-Z][a-zA-Z0-9]{1,31};)?"
    r"|<(?![a-zA-Z_!/?])",
    re.DOTALL,
)
_OWN = frozenset(("&amp;", "&lt;", "&gt;", "&quot;", "&apos;"))
_ROOT_END = re.compile(r"</(?:\w+:)?(?:rss|rdf|feed|urlset|sitemapindex|html|channel)\s*>", re.IGNORECASE)  # fmt: skip
_ENTRY_END = re.compile(r"</(?:\w+:)?(?:item|entry|url|sitemap)\s*>", re.IGNORECASE)
_TAIL = 2000  # characters in which the closing tag of the root is looked for


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """A document as far as it could be read."""

    root: etree._Element | None
    text: str  # what was parsed
    cut: bool = False  # the end was missing; the last, incomplete entry is left out


def parse(text: str) -> Tree:
    """Read XML that may be broken. Never raises, expands, or opens anything.

    Depth is bounded by libxml2 (256), size by the caller.
    """
    text, cut = _whole(repair(text))
    return Tree(root=_root(text), text=text, cut=cut)


def repair(text: str) -> str:
    """Mend what is no XML: control characters, bare ampersands, HTML's entities."""
    text = _FORBIDDEN.sub("", text)
    start = text.find("<")
    text = _DECLARATION.sub("", text[max(start, 0) :], count=1)
    return _STRAY.sub(_mend, _without_doctype(text))


def fragment(text: str) -> etree._Element | None:
    """Read repaired text that is cut out of a document, its prefixes undeclared."""
    return _root(text)


def name(element: etree._Element) -> tuple[str, str]:
    """Give namespace and local name, in lower case; for `dc:date` undeclared, its prefix."""
    tag = element.tag
    return _name(tag) if isinstance(tag, str) else ("", "")  # a comment has none


@lru_cache(maxsize=1024)
def _name(tag: str) -> tuple[str, str]:
    space, brace, local = tag.rpartition("}")
    if not brace:
        space, _, local = tag.rpartition(":")
    return space.lstrip("{").lower(), local.lower()


def _root(text: str) -> etree._Element | None:
    parser = etree.XMLParser(
        recover=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        encoding="utf-8",
    )
    try:
        return etree.fromstring(text.encode("utf-8"), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def _mend(match: re.Match[str]) -> str:
    found = match[0]
    if found in _OWN or found.startswith(("<![", "<!-")):
        return found
    if found == "<":
        return "&lt;"
    if found == "&":
        return "&amp;"
    character = html.unescape(found)  # also reads &#150; as windows-1252 means it
    if character == found:  # no entity that HTML knows
        return "&amp;" + found[1:]
    return html.escape(_FORBIDDEN.sub("", character))


def _without_doctype(text: str) -> str:
    """Drop the document type with its internal subset."""
    start = text.upper().find("<!DOCTYPE", 0, 100_000)
    first = _ELEMENT.search(text)
    if start < 0 or (first and first.start() < start):
        return text
    doctype = _DOCTYPE.match(text, start)
    if doctype is None:  # not closed: go on where an element begins
        return text[:start] + text[first.start() :] if first else ""
    return text[:start] + text[doctype.end() :]


def _whole(text: str) -> tuple[str, bool]:
    """Cut a document that stops half-way behind its last complete entry.

    A half address is an address that does not exist.
    """
    if _ROOT_END.search(text, max(0, len(text) - _TAIL)):
        return text, False
    end = 0
    for match in _ENTRY_END.finditer(text):
        end = match.end()
    return (text[:end], True) if end else (text, bool(text))
