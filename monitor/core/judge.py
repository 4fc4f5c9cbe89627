"""Which blocks of a page are the article: one decision for each, with its reason.

Three witnesses are heard: trafilatura's body, resiliparse's main content, and the
markup and wording of the block itself. trafilatura finds the body and keeps too much
around it; most of the rules below take away, and a few give back what it lost.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from monitor.core.blocks import Block
from monitor.core.leftovers import leftover
from monitor.core.markup import Zone

_LETTERS = re.compile(r"\W+")
_DENSE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
_STOP = re.compile(r"[.!?。！？…:][\"'”’»」』)）\]]*$")
_PROSE = 40  # letters; a shorter line proves nothing about where the body is
_POOR = 0.5  # of the second witness's prose: below it the first has lost the body,
_VERY_POOR = 0.2  # ... below this where it has
_FEW = 600  # letters or more: the second may have two articles
_HOME = 0.12  # of the prose: an element that holds so much of it is part of the body
_WAY = 0.25  # of the prose: the tags and classes that lead to so much are the body's
_MAIN_WAY = 0.7  # of the best way's prose: there no name shuts a block out
_BEGUN = 0.25  # of the prose: after it, a headline is another article's
_OWN = 0.5  # of the prose: what holds so much is the article, whatever it is called


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What was decided about a block."""

    block: Block
    keep: bool
    reason: str


def bare(text: str) -> str:
    """Reduce a text to its letters and digits, for comparing."""
    return _LETTERS.sub("", unicodedata.normalize("NFKC", text)).casefold()


class Witness:
    """A text that another extractor took for the article."""

    def __init__(self, text: str) -> None:
        self.lines = {bare(line) for line in text.split("\n")}
        self.all = bare(text)

    def saw(self, key: str) -> bool:
        """Say whether it has the line; short lines must stand alone."""
        if len(key) < 20:
            return key in self.lines
        if key in self.all:
            return True
        piece = max(20, len(key) // 4)
        parts = [key[i : i + piece] for i in range(0, len(key) - piece + 1, piece)]
        return 2 * sum(part in self.all for part in parts) > len(parts)


# Zones whose blocks are no part of an article, if the article does not live in them.
_FOREIGN: frozenset[Zone] = frozenset(
    {
        "ad",
        "aside",
        "bio",
        "byline",
        "caption",
        "comments",
        "consent",
        "copyright",
        "footer",
        "header",
        "hidden",
        "nav",
        "newsletter",
        "player",
        "related",
        "share",
        "tags",
    }
)


@dataclass(slots=True)
class _Seen:
    """A block with what the witnesses said."""

    block: Block
    key: str
    first: bool  # trafilatura has it
    second: bool  # resiliparse has it
    says: str | None  # what its wording is

    size: int  # letters; one of Hangul, Kana, Han says as much as two of others
    prose: bool = False

    def __post_init__(self) -> None:
        self.prose = self.size >= _PROSE and self.block.linked < 0.5 and not self.says


class _Scene:
    """Where the body of a page lies."""

    def __init__(self, seen: Sequence[_Seen]) -> None:
        heard = [s for s in seen if s.prose and (s.first or s.second)]
        one = sum(s.size for s in heard if s.first)
        two = sum(s.size for s in heard if s.second)
        self.poor = one < (_POOR if one < _FEW else _VERY_POOR) * two
        body = [s for s in heard if (s.second if self.poor else s.first)]
        self.total = sum(s.size for s in body) or 1
        self.held: Counter[int] = Counter()
        self.zoned: Counter[Zone] = Counter()
        parents: Counter[int] = Counter()
        paths: Counter[str] = Counter()
        lines = Counter(s.block.own for s in body)
        for s in body:
            size = s.size
            own = lines[s.block.own] > 1  # text divided by line breaks
            parents[s.block.own if own else s.block.parent] += size
            paths[s.block.path] += size
            for number in s.block.above:
                self.held[number] += size
            for zone in {z for z, _ in s.block.zones}:
                self.zoned[zone] += size
        self.homes = {p for p, n in parents.items() if n >= _HOME * self.total}
        best = max(paths.values(), default=0)
        self.ways = {p for p, n in paths.items() if n >= _WAY * self.total}
        self.main_ways = {p for p in self.ways if paths[p] >= _MAIN_WAY * best}

    def foreign(self, block: Block) -> Zone | None:
        """Name the zone that shuts a block out."""
        if block.path in self.main_ways:
            return None
        for zone, number in block.zones:
            if (
                zone in _FOREIGN
                and self.held[number] < _OWN * self.total
                and self.zoned[zone] < _OWN * self.total
            ):
                return zone
        return None

    def standfirst(self, block: Block) -> bool:
        """Say whether a block is marked as the lines between headline and text."""
        return any(
            zone == "standfirst" and self.held[number] < _OWN * self.total
            for zone, number in block.zones
        )

    def at_home(self, block: Block) -> bool:
        """Say whether a block stands among the paragraphs of the body."""
        return (
            block.own in self.homes
            or block.parent in self.homes
            or block.path in self.ways
        )


def judge(
    blocks: Sequence[Block],
    first: str,
    second: str,
    *,
    titles: frozenset[str] = frozenset(),
    boilerplate: frozenset[str] = frozenset(),
) -> list[Verdict]:
    """Decide about every block of a page.

    Args:
        blocks: in reading order.
        first: trafilatura's text, a line for each block.
        second: resiliparse's main content.
        titles: `bare` spellings of the page's titles.
        boilerplate: `bare` lines that other articles of the outlet carry.
    """
    one, two = Witness(first), Witness(second)
    seen = []
    for block in blocks:
        key = bare(block.text)
        saw = bool(key) and one.saw(key)
        also = bool(key) and two.saw(key)
        says = leftover(block.text) if saw or also else None
        size = len(key) + len(_DENSE.findall(key))
        seen.append(_Seen(block, key, saw, also, says, size))
    return _decide(seen, titles, boilerplate)


def _decide(
    seen: list[_Seen], titles: frozenset[str], boilerplate: frozenset[str]
) -> list[Verdict]:
    scene = _Scene(seen)
    verdicts: list[Verdict] = []
    done: set[str] = set()
    begun = False
    ended = False
    said = 0
    for s in seen:
        ended = ended or _another(s, titles, said, scene)
        reason = (
            ("after another headline" if ended else "")
            or _not_heard(s, scene)
            or _by_markup(s, scene, begun)
            or _by_wording(s, titles, boilerplate)
            or ("said before" if s.key in done else "")
        )
        if not reason:
            begun = begun or s.prose
            said += s.size
            if s.size > 80:
                done.add(s.key)
        verdicts.append(
            Verdict(block=s.block, keep=not reason, reason=reason or "body")
        )
    return _tail(verdicts)


def _another(s: _Seen, titles: frozenset[str], said: int, scene: _Scene) -> bool:
    """Say whether a block is the headline of the next article on an endless page."""
    return (
        s.block.level == 1
        and said > _BEGUN * scene.total
        and s.size > 5
        and s.key not in titles
        and not scene.at_home(s.block)
    )


def _not_heard(s: _Seen, scene: _Scene) -> str:
    if not s.key:
        return "no words"
    if s.first and not scene.poor:
        return ""
    home = scene.at_home(s.block)
    if home and (s.first or (scene.poor and s.second)):
        return ""
    if s.prose and home and (s.second or s.size > 100):
        return ""
    if home and s.second and s.block.kind in ("heading", "item") and not s.says:
        return ""
    return "not in the body"


def _by_markup(s: _Seen, scene: _Scene, begun: bool) -> str:
    block = s.block
    zone = scene.foreign(block)
    if zone:
        return f"in {zone} markup"
    if not begun and scene.standfirst(block):
        return "standfirst"
    if block.kind == "caption":
        return "caption"
    if block.linked > 0.8 and (len(block.text) < 200 or block.kind == "item"):
        return "only a link"
    if block.linked > 0.5 and s.size < 100:
        return "mostly a link"
    if not s.second and not scene.at_home(block) and s.size < 120:
        return "second witness has it not"
    return ""


def _by_wording(s: _Seen, titles: frozenset[str], boilerplate: frozenset[str]) -> str:
    if s.key in titles:
        return "title"
    if s.says:
        return s.says
    if s.key in boilerplate:
        return "seen in other articles"
    return ""


def _tail(verdicts: list[Verdict]) -> list[Verdict]:
    """Drop headings that nothing follows."""
    out = list(verdicts)
    for i in range(len(out) - 1, -1, -1):
        if not out[i].keep:
            continue
        if out[i].block.kind != "heading":
            break
        out[i] = Verdict(
            block=out[i].block, keep=False, reason="heading without a text"
        )
    return out
