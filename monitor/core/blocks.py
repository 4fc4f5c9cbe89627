"""A page as a list of blocks: paragraphs, headings, items, captions, with their surroundings.

A block is a run of text that a reader sees as one line of thought: what stands
between two block-level boundaries or line breaks. Text of inline elements is joined
as written, so that a word split by a tag stays one word.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from lxml import etree

from monitor.core.markup import Zone, zones_of

Kind = Literal["paragraph", "heading", "quote", "item", "caption", "cell"]

INLINE = frozenset(
    [
        "a",
        "abbr",
        "acronym",
        "b",
        "bdi",
        "bdo",
        "big",
        "cite",
        "code",
        "data",
        "del",
        "dfn",
        "em",
        "font",
        "i",
        "ins",
        "kbd",
        "label",
        "mark",
        "nobr",
        "q",
        "rb",
        "ruby",
        "s",
        "samp",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "time",
        "tt",
        "u",
        "var",
        "wbr",
    ]
)
SKIPPED = frozenset(
    [
        "audio",
        "button",
        "canvas",
        "datalist",
        "dialog",
        "embed",
        "head",
        "iframe",
        "input",
        "link",
        "map",
        "meta",
        "meter",
        "noscript",
        "object",
        "optgroup",
        "option",
        "progress",
        "rp",
        "rt",
        "rtc",
        "script",
        "select",
        "style",
        "svg",
        "template",
        "textarea",
        "title",
        "video",
        "amp-ad",
        "amp-embed",
        "amp-sidebar",
        "amp-consent",
        "amp-analytics",
    ]
)
KINDS: dict[str, Kind] = {
    "h1": "heading",
    "h2": "heading",
    "h3": "heading",
    "h4": "heading",
    "h5": "heading",
    "h6": "heading",
    "blockquote": "quote",
    "li": "item",
    "dt": "item",
    "dd": "item",
    "figcaption": "caption",
    "caption": "caption",
    "figure": "caption",
    "td": "cell",
    "th": "cell",
    "tr": "cell",
}
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_NO_ZONES: frozenset[Zone] = frozenset()
_MOST = 0.8  # of a block's letters: what their inline elements say holds for all of it
_SPACES = re.compile(r"[\s\u00a0\u3000\u2028\u2029]+")
_INVISIBLE = re.compile("[\u00ad\u200b\u200e\u200f\u2060\ufeff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One line of a page and where it stands."""

    text: str  # whitespace collapsed, never empty
    kind: Kind
    tag: str  # of the element that holds it
    level: int = 0  # of a heading: 1 to 6
    linked: float = 0.0  # share of its letters inside links, 0 to 1
    bold: float = 0.0  # share inside strong, b
    own: int = 0  # number of the element that holds it
    parent: int = 0  # number of the element around that: siblings share it
    path: str = ""  # tags and first classes down to it, for templates
    zones: tuple[
        tuple[Zone, int], ...
    ] = ()  # and the number of the element that says so
    above: tuple[int, ...] = ()  # numbers of the elements around it, outermost first
    targets: tuple[str, ...] = ()  # addresses it links to


class _Frame:
    """An open element on the way down."""

    __slots__ = ("above", "kind", "level", "number", "path", "tag", "zones")

    def __init__(self, tag: str, number: int, above: _Frame | None) -> None:
        self.tag, self.number = tag, number
        self.kind: Kind = above.kind if above else "paragraph"
        self.level: int = above.level if above else 0
        self.zones: tuple[tuple[Zone, int], ...] = above.zones if above else ()
        self.above: tuple[int, ...] = (*above.above, number) if above else (number,)
        self.path: str = above.path if above else ""


def hidden(element: Any) -> bool:
    """Say whether a reader never sees the element, as far as its markup tells."""
    get = element.get
    if get("hidden") is not None or get("aria-hidden") == "true":
        return True
    style = get("style")
    return style is not None and _HIDDEN_STYLE.search(style) is not None


def tidy(text: str) -> str:
    """Collapse whitespace and drop characters that nobody sees."""
    return _SPACES.sub(" ", _INVISIBLE.sub("", text)).strip()


class _Walker:
    """Collects blocks; one use each."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.frames: list[_Frame] = [_Frame("body", 0, None)]
        self.pieces: list[tuple[str, bool, bool, frozenset[Zone]]] = []
        self.inline: list[frozenset[Zone]] = [_NO_ZONES]
        self.targets: list[str] = []
        self.link = self.strong = 0  # how many are open
        self.count = 0

    def say(self, text: str | None) -> None:
        if text:
            self.pieces.append(
                (text, self.link > 0, self.strong > 0, self.inline[-1])
            )

    def flush(self) -> None:
        """End the block that is open."""
        pieces, targets = self.pieces, tuple(self.targets)
        if not pieces:
            return
        self.pieces, self.targets = [], []
        text = tidy("".join(piece[0] for piece in pieces))
        if not text:
            return
        size = linked = bold = 0
        named: Counter[Zone] = Counter()
        for piece, link, strong, zones in pieces:
            length = len(piece.strip())
            size += length
            linked += length * link
            bold += length * strong
            for zone in zones:
                named[zone] += length
        frame = self.frames[-1]
        inner = tuple((z, -1) for z, n in named.items() if n > _MOST * size)
        self.blocks.append(
            Block(
                text=text,
                kind=frame.kind,
                tag=frame.tag,
                level=frame.level,
                linked=linked / max(1, size),
                bold=bold / max(1, size),
                own=frame.number,
                parent=self.frames[-2].number if len(self.frames) > 1 else 0,
                path=frame.path,
                zones=frame.zones + inner,
                above=frame.above,
                targets=targets,
            )
        )

    def enter(self, element: Any, tag: str) -> None:
        """Open a block-level element."""
        self.flush()
        self.count += 1
        frame = _Frame(tag, self.count, self.frames[-1])
        kind = KINDS.get(tag)
        if kind is not None and frame.kind != "caption":
            frame.kind = kind
            frame.level = int(tag[1]) if kind == "heading" else 0
        name = element.get("class") or ""
        frame.path = f"{frame.path}/{tag}{_first_class(name)}"
        zones = zones_of(tag, name, element.get("id") or "", element.get("role") or "")
        if hidden(element):
            zones |= {"hidden"}
        if zones:
            frame.zones = frame.zones + tuple((z, self.count) for z in zones)
        self.frames.append(frame)

    def leave(self) -> None:
        self.flush()
        if len(self.frames) > 1:
            self.frames.pop()


@lru_cache(maxsize=4096)
def _first_class(name: str) -> str:
    first = name.split(None, 1)
    return f".{first[0]}" if first else ""


def blocks(root: Any) -> list[Block]:
    """List the blocks of a tree in reading order.

    Args:
        root: an lxml element; not changed.
    """
    walker = _Walker()
    for _ in _visits(root, walker):
        pass
    walker.flush()
    return walker.blocks


def _visits(root: Any, walker: _Walker) -> Iterator[None]:
    """Walk without recursion: hostile pages nest deeper than our stack."""
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        tag = element.tag
        if event == "end":
            _end(element, tag, walker)
        elif not isinstance(tag, str) or tag in SKIPPED:
            walk.skip_subtree()
        else:
            _start(element, tag, walker)
        yield


def _start(element: Any, tag: str, walker: _Walker) -> None:
    if tag == "br":
        walker.flush()
    elif tag in INLINE:
        zones = walker.inline[-1]
        name = element.get("class")
        if name:
            zones |= zones_of(tag, name, "", "")
        walker.inline.append(zones)
        if tag == "a":
            walker.link += 1
            walker.targets.append(element.get("href") or "")
        elif tag in ("b", "strong"):
            walker.strong += 1
    else:
        walker.enter(element, tag)
    walker.say(element.text)


def _end(element: Any, tag: Any, walker: _Walker) -> None:
    if isinstance(tag, str) and tag not in SKIPPED:
        if tag in INLINE:
            walker.inline.pop()
        if tag == "a":
            walker.link -= 1
        elif tag in ("b", "strong"):
            walker.strong -= 1
        elif tag not in INLINE and tag != "br":
            walker.leave()
    walker.say(element.tail)


def plain_blocks(text: str) -> list[Block]:
    """Make a paragraph of each line of a text without markup."""
    lines = (tidy(line) for line in text.splitlines())
    return [Block(text=line, kind="paragraph", tag="p") for line in lines if line]
