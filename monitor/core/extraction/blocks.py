"""A page as a list of blocks: paragraphs, headings, items, captions, with their surroundings.

A block is a run of text that a reader sees as one line of thought: what stands
between two block-level boundaries or line breaks. Text of inline elements is joined
as written, so that a word split by a tag stays one word.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from lxml import etree
from lxml.html import HtmlElement

from monitor.core.extraction.markup import Zone, zones_of

Kind = Literal["paragraph", "heading", "quote", "item", "caption", "cell"]

_INLINE = frozenset(
    re.split(
        r"\s+",
        """a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark
    nobr q rb ruby s samp small span strike strong sub sup time tt u var wbr""",
    )
)
# Never text of the page; `nav` is left out whole, which halves the work on many pages.
_SKIPPED = frozenset(
    re.split(
        r"\s+",
        """amp-ad amp-analytics amp-consent amp-embed amp-sidebar audio button canvas datalist
    dialog embed head iframe input link map meta meter nav noscript object optgroup option
    progress rp rt rtc script select style svg template textarea title video""",
    )
)
_KINDS: dict[str, Kind] = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "heading"),
    **dict.fromkeys(("li", "dt", "dd"), "item"),
    **dict.fromkeys(("figure", "figcaption", "caption"), "caption"),
    **dict.fromkeys(("td", "th", "tr"), "cell"),
    "blockquote": "quote",
}
_MOST = 0.8  # of a block's letters: what their inline elements say holds for all of it
_HIDDEN_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|clip\s*:\s*rect\(0", re.IGNORECASE
)
_SPACES = re.compile(r"[\s\u00a0\u3000\u2028\u2029]+")
_OTHERS = re.compile(r"\W+")
# Controls, marks of direction, soft hyphens, halves of characters: FAULTS rule 11.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
)
_NO_ZONES: frozenset[Zone] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One line of a page and where it stands."""

    text: str  # whitespace collapsed, never empty
    kind: Kind
    level: int = 0  # of a heading: 1 to 6
    linked: float = 0.0  # share of its letters inside links, 0 to 1
    own: int = 0  # number of the element that holds it
    parent: int = 0  # number of the element around that: siblings share it
    path: str = ""  # tags and first classes down to it, for templates
    zones: tuple[tuple[Zone, int], ...] = ()  # and the element that claims to be one
    above: tuple[int, ...] = ()  # numbers of the elements around it, outermost first


class _Frame:
    """An open element on the way down."""

    __slots__ = ("above", "kind", "level", "number", "path", "zones")

    def __init__(self, number: int, outer: _Frame | None) -> None:
        self.number = number
        self.kind: Kind = outer.kind if outer else "paragraph"
        self.level: int = outer.level if outer else 0
        self.zones: tuple[tuple[Zone, int], ...] = outer.zones if outer else ()
        self.above: tuple[int, ...] = (*outer.above, number) if outer else (number,)
        self.path: str = outer.path if outer else ""


def blocks(root: HtmlElement) -> list[Block]:
    """List the blocks of a tree in reading order; the tree is not changed."""
    walker = _Walker()
    # Not by recursion: hostile pages nest deeper than our stack.
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        tag = element.tag
        if event == "end":
            walker.end(tag)
            walker.say(element.tail)
        elif tag in _SKIPPED or not isinstance(tag, str):
            walk.skip_subtree()
        elif tag in _INLINE and _hidden(element):
            walker.say(" ")  # what stood on both sides of it is not one word
            walker.start(element, tag)  # it will be ended
            walk.skip_subtree()
        else:
            walker.start(element, tag)
            walker.say(element.text)
    walker.flush()
    return walker.blocks


def plain_blocks(text: str) -> list[Block]:
    """Make a paragraph of each line of a text without markup."""
    lines = (tidy(line) for line in text.splitlines())
    return [Block(text=line, kind="paragraph") for line in lines if line]


def tidy(text: str) -> str:
    """Collapse whitespace and drop characters that nobody sees."""
    return _SPACES.sub(" ", _INVISIBLE.sub("", text)).strip()


def bare(text: str) -> str:
    """Reduce a text to its letters and digits, for comparing."""
    if text.isascii():
        return _OTHERS.sub("", text).lower()
    return _OTHERS.sub("", unicodedata.normalize("NFKC", text)).casefold()


class _Walker:
    """Collects blocks; one use each."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.frames: list[_Frame] = [_Frame(0, None)]
        self.inline: list[frozenset[Zone]] = []  # of open inline elements
        self.links = 0  # how many are open
        self.count = 0
        self.named: Counter[Zone] = Counter()
        self.clear()

    def clear(self) -> None:
        """Begin a block."""
        self.pieces: list[str] = []
        self.size = self.linked = 0
        if self.named:
            self.named = Counter()

    def say(self, text: str | None) -> None:
        """Add a piece of text to the block that is open."""
        if not text or (not self.pieces and text.isspace()):
            return
        self.pieces.append(text)
        size = len(text.strip())
        self.size += size
        if self.links:
            self.linked += size
        if self.inline:
            for zone in self.inline[-1]:
                self.named[zone] += size

    def start(self, element: HtmlElement, tag: str) -> None:
        """Open an element."""
        if tag in _INLINE:
            self.links += tag == "a"
            zones = self.inline[-1] if self.inline else _NO_ZONES
            name = element.get("class")
            self.inline.append(zones | zones_of(tag, name, "", "") if name else zones)
        elif tag == "br":
            self.flush()
        else:
            self.enter(element, tag)

    def end(self, tag: str | object) -> None:
        """Close an element."""
        if tag in _INLINE:
            self.links -= tag == "a"
            self.inline.pop()
        elif isinstance(tag, str) and tag != "br" and tag not in _SKIPPED:
            self.flush()
            self.frames.pop()

    def enter(self, element: HtmlElement, tag: str) -> None:
        """Open a block-level element."""
        self.flush()
        self.count += 1
        get = element.get
        frame = _Frame(self.count, self.frames[-1])
        kind = _KINDS.get(tag)
        if kind is not None and frame.kind != "caption":
            frame.kind = kind
            frame.level = int(tag[1]) if kind == "heading" else 0
        name = get("class") or ""
        frame.path = f"{frame.path}/{tag}{_first_class(name)}"
        zones = zones_of(tag, name, get("id") or "", get("role") or "")
        if _hidden(element):
            zones |= {"hidden"}
        if zones:
            frame.zones += tuple((zone, self.count) for zone in zones)
        self.frames.append(frame)

    def flush(self) -> None:
        """End the block that is open."""
        if not self.pieces:
            return
        text = tidy("".join(self.pieces))
        if text:
            frame = self.frames[-1]
            named = [z for z, n in self.named.items() if n > _MOST * self.size]
            self.blocks.append(
                Block(
                    text=text,
                    kind=frame.kind,
                    level=frame.level,
                    linked=self.linked / max(1, self.size),
                    own=frame.number,
                    parent=self.frames[-2].number if len(self.frames) > 1 else 0,
                    path=frame.path,
                    zones=(*frame.zones, *((z, -1) for z in named))
                    if named
                    else frame.zones,
                    above=frame.above,
                )
            )
        self.clear()


def _hidden(element: HtmlElement) -> bool:
    """Say whether a reader never sees the element, as far as its markup tells."""
    get = element.get
    if get("hidden") is not None or get("aria-hidden") == "true":
        return True
    style = get("style")
    return style is not None and _HIDDEN_STYLE.search(style) is not None


@lru_cache(maxsize=4096)
def _first_class(name: str) -> str:
    first = name.split(None, 1)
    return f".{first[0]}" if first else ""
