"""A page taken apart: what its head says, and every line of it with a verdict."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from lxml import etree, html
from lxml.html import HtmlElement

from monitor.core import charset
from monitor.core.extraction import layout, ruled
from monitor.core.extraction.blocks import Block, bare, blocks, plain_blocks
from monitor.core.extraction.embedded import embedded_text, has_state, shared
from monitor.core.extraction.head import Head, read_head
from monitor.core.extraction.judge import Verdict, judge
from monitor.core.extraction.language import language_of
from monitor.core.extraction.memory import LONGEST, REPEATED, repeated
from monitor.core.extraction.mending import unswallow
from monitor.core.extraction.signature import apart
from monitor.core.extraction.titles import brands_of, page_titles
from monitor.core.extraction.witnesses import witnesses
from monitor.errors import ExtractError
from monitor.model import OutletHints, Page, ReadBy, SiteRule

_DROPPED = (
    *("script", "style", "noscript", "iframe", "svg", "template", "link", "meta"),
    *("button", "select", "option", "canvas", "textarea", "rp", "rt", "rtc"),
)
_LEAST = 80  # letters of an article in a page's data, or where its site's rule says
_TOLD = 1000  # letters that tell a page's language
_THIN = 200  # letters; with less the page's data is looked at
_SHORT = 2_000  # letters; a longer text is not held against the page's data
_ABOUT = 0.3  # of a headline's letters in a text that is about it
_BEGINS = 3  # lines that a longer text in the data must have too
_MORE_TOLD = 1.5  # times our text: with so much in its data a page is read in full
_MOST_ELEMENTS = 30_000  # of a page
_MOST_ATTRIBUTES = 256  # of an element
_MOST_NAMES = 2_000  # attributes in one tag, before it is parsed
_LONG_TAG = re.compile(r"<\w[^<>]{8000,}")
_ATTRIBUTE = re.compile(r"\s[\w:-]+\s*=")
_ELEMENTS = etree.XPath("count(//*)")
_CROWDED = etree.XPath(f"boolean(//*[@*[{_MOST_ATTRIBUTES + 1}]])")
_XML = re.compile(r"^\s*<\?xml[^>]*\?>")
_MARKUP = re.compile(
    r"</(?:p|div|a|br|li|h\d|span|em|strong)>|<(?:p|br|div)\b", re.IGNORECASE
)
_READABLE = ("html", "xml", "text/plain", "octet-stream")


@dataclass(frozen=True, slots=True)
class Reading:
    """A page that was taken apart."""

    head: Head
    verdicts: list[Verdict]
    said: str  # all the words of the page
    by: ReadBy = "full"

    @property
    def kept(self) -> str:
        """The article's text: a line for each paragraph."""
        return "\n".join(v.block.text for v in self.verdicts if v.keep)

    def lines(self, *reasons: str) -> tuple[str, ...]:
        """List the lines that were dropped for one of these reasons."""
        return tuple(v.block.text for v in self.verdicts if v.reason in reasons)[:6]


@dataclass(frozen=True, slots=True)
class _Opened:
    """A page that was parsed."""

    tree: HtmlElement
    head: Head
    blocks: list[Block]
    titles: frozenset[str]
    repeated: frozenset[str]  # lines that other articles of the site carry


def read_page(page: Page, outlet: OutletHints) -> Reading:
    """Take a page apart: by the known layout of its site, or else in full.

    Raises:
        ExtractError: it is no web page, or empty.
    """
    reading = _read(page, outlet)
    return replace(reading, verdicts=apart(reading.verdicts))


def _read(page: Page, outlet: OutletHints) -> Reading:
    kind = (page.header("content-type") or "text/html").lower()
    if not any(k in kind for k in _READABLE):
        raise ExtractError(f"not a web page but {kind[:60]}", kind="not_html")
    text = charset.decode(page.body, page.header("content-type"), "html")
    site = outlet.site
    ways = {} if layout.is_checked(page.url) else site.ways
    if site.rule or ways:
        # lxml.html's elements cost twice as much; only trafilatura asks for them.
        opened = _open(_parse(text, etree.HTMLParser), page, outlet)
        reading = _by_rule(opened, site.rule) if site.rule else None
        if reading is None and ways and not site.rule:
            reading = _by_layout(opened, ways)
        if reading is not None:
            return reading
    return _in_full(_open(parse(text), page, outlet), page)


def _open(tree: HtmlElement, page: Page, outlet: OutletHints) -> _Opened:
    _bound(tree)
    unswallow(tree)
    head = read_head(tree)
    etree.strip_elements(tree, *_DROPPED, with_tail=False)
    found = blocks(tree)
    short = (b.text for b in found if len(b.text) <= LONGEST)
    keys = map(bare, short) if outlet.site.lines else ()
    return _Opened(
        tree,
        head,
        found,
        page_titles(head, outlet=outlet.outlet, url=page.url),
        outlet.boilerplate_lines
        | repeated(keys, outlet.site.lines)
        | brands_of(head, outlet=outlet.outlet),
    )


def _in_full(opened: _Opened, page: Page) -> Reading:
    """Hear every witness."""
    found, head = opened.blocks, opened.head
    by: ReadBy = "full"
    said = sum(len(b.text) for b in found)
    verdicts = _judged(opened, *witnesses(opened.tree, page.url, said=said))
    if _length(verdicts) < _THIN:
        inside = _embedded(head, opened.titles)
        more = _length(inside) > 2 * _length(verdicts) + _LEAST
        if more and _is_sooner(inside, verdicts, opened.titles):
            verdicts, by = inside, "data"
    elif _length(verdicts) < _SHORT and has_state(head.scripts):
        inside = _embedded(head, opened.titles)
        if _is_beginning(verdicts, inside):
            verdicts, by = inside, "data"
    return Reading(head, verdicts, " ".join(b.text for b in found), by)


def _is_sooner(
    inside: Sequence[Verdict], shown: Sequence[Verdict], titles: frozenset[str]
) -> bool:
    """Say whether data are the article sooner than the few words that a page shows.

    Those may be all of it: a news flash, beside whose data stand other articles.
    """
    text, words = (" ".join(v.block.text for v in s if v.keep) for s in (inside, shown))
    if not words or _is_beginning(shown, inside):
        return True
    return shared(text, titles) >= max(_ABOUT, shared(words, titles))


def _is_beginning(verdicts: Sequence[Verdict], whole: Sequence[Verdict]) -> bool:
    """Say whether a text is cut off: the page's data hold it, and as much again."""
    if _length(whole) < 2 * _length(verdicts):
        return False
    text = "".join(bare(v.block.text) for v in whole if v.keep)
    begins = [bare(v.block.text) for v in verdicts if v.keep][:_BEGINS]
    return all(line in text for line in begins)


def _by_rule(opened: _Opened, rule: SiteRule) -> Reading | None:
    """Read a page by the rule for its site; None where the rule finds no article."""
    head = ruled.told_by(opened.tree, rule, opened.head)
    inside = ruled.body_of(opened.tree, rule)
    lines = "\n".join(b.text for b in inside)
    titles = opened.titles | {bare(s.headline) for s in head.said[:1] if s.headline}
    within = replace(opened, head=head, blocks=inside, titles=titles)
    verdicts = ruled.without_lines(_judged(within, lines, lines), rule)
    if _length(verdicts) < _LEAST:
        return None
    texts = {b.text for b in inside}
    places = [i for i, b in enumerate(opened.blocks) if b.text in texts]
    first = places[0] if places else 0
    beside = [
        Verdict(block=b, keep=False, reason="outside the rule's elements")
        for b in opened.blocks
        if b.text not in texts
    ]
    above = sum(b.text not in texts for b in opened.blocks[:first])
    said = " ".join(b.text for b in opened.blocks)
    return Reading(head, [*beside[:above], *verdicts, *beside[above:]], said, "rule")


def _by_layout(opened: _Opened, ways: Mapping[int, bool]) -> Reading | None:
    """Read a page as others of its site; None where it is not like them."""
    heard = layout.recall(opened.blocks, ways)
    if heard is None:
        return None
    inside = [b for b, h in zip(opened.blocks, heard, strict=True) if h]
    lines = "\n".join(b.text for b in inside)
    judged = iter(_judged(replace(opened, blocks=inside), lines, lines))
    verdicts = [
        next(judged) if h else Verdict(block=b, keep=False, reason=layout.OUTSIDE)
        for b, h in zip(opened.blocks, heard, strict=True)
    ]
    size = _length(verdicts)
    told = max((len(s.body) for s in opened.head.said if s.body), default=0)
    if size < _THIN or told > _MORE_TOLD * size:
        return None
    said = " ".join(b.text for b in opened.blocks)
    return Reading(opened.head, verdicts, said, "layout")


def _judged(opened: _Opened, first: str, second: str) -> list[Verdict]:
    """Decide about each block; what is repeated is kept where hardly more is left."""
    decide = partial(
        judge,
        opened.blocks,
        first,
        second,
        titles=opened.titles,
        language=language_of(first[:_TOLD], opened.head.language),
    )
    verdicts = decide(boilerplate=opened.repeated)
    lost = sum(len(v.block.text) for v in verdicts if v.reason == REPEATED)
    return decide() if lost > _length(verdicts) else verdicts


def plain(text: str) -> str:
    """Give a text that may be HTML as lines."""
    if not _MARKUP.search(text):
        return text
    return "\n".join(block.text for block in blocks(_fragment(text)))


def parse(text: str) -> HtmlElement:
    """Parse a page, without comments.

    Raises:
        ExtractError: there is nothing to parse.
    """
    return _parse(text, html.HTMLParser)


def _parse(text: str, kind: type[etree.HTMLParser]) -> HtmlElement:
    parser = kind(remove_comments=True, remove_pis=True)
    clean = _XML.sub("", unicodedata.normalize("NFC", text)).replace("\x00", "")
    for tag in _LONG_TAG.finditer(clean):  # libxml2 compares each name with all others
        if sum(1 for _ in _ATTRIBUTE.finditer(tag[0])) > _MOST_NAMES:
            raise ExtractError(f"over {_MOST_NAMES} attributes", kind="limit")
    try:
        return html.document_fromstring(clean, parser=parser)
    except (etree.ParserError, ValueError) as e:
        raise ExtractError("the page is empty", kind="empty") from e


def _bound(tree: HtmlElement) -> None:
    """Refuse what would take minutes: other extractors' time grows with the square.

    Of 829 real pages none has over 4,600 elements, or 60 attributes on one.

    Source: FAULTS row 45.
    """
    if _ELEMENTS(tree) > _MOST_ELEMENTS:
        raise ExtractError(f"over {_MOST_ELEMENTS:,} elements", kind="limit")
    if _CROWDED(tree):
        raise ExtractError(f"over {_MOST_ATTRIBUTES} attributes", kind="limit")


def _fragment(text: str) -> HtmlElement:
    tree = parse(f"<html><body>{text}</body></html>")
    etree.strip_elements(tree, *_DROPPED, with_tail=False)
    return tree


def _embedded(head: Head, titles: frozenset[str]) -> list[Verdict]:
    """Judge the text that the page carries as data."""
    text = embedded_text(head.scripts, head.said, titles)
    if not text:
        return []
    marked = _MARKUP.search(text) is not None
    found = blocks(_fragment(text)) if marked else plain_blocks(text)
    lines = "\n".join(block.text for block in found)
    return judge(found, lines, lines, titles=titles)


def _length(verdicts: Iterable[Verdict]) -> int:
    return sum(len(v.block.text) for v in verdicts if v.keep)
