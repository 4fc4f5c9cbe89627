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
_FOREIGN: tuple[Zone, ...] = (
    "consent",
    "nav",
    "footer",
    "comments",
    "player",
    "share",
    "ad",
    "related",
    "newsletter",
    "wall",
    "bio",
    "aside",
    "tags",
    "copyright",
    "caption",
    "byline",
    "standfirst",
    "header",
)


@dataclass(frozen=True, slots=True)
class _Seen:
    """A block with what the witnesses said."""

    block: Block
    key: str
    first: bool  # trafilatura has it
    second: bool  # resiliparse has it
    says: str | None  # what its wording is


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
        saw = one.saw(key) if key else False
        also = two.saw(key) if key else False
        says = leftover(block.text) if saw or also else None
        seen.append(_Seen(block, key, saw, also, says))
    return _decide(seen, titles, boilerplate)


def _decide(
    seen: list[_Seen], titles: frozenset[str], boilerplate: frozenset[str]
) -> list[Verdict]:
    total = sum(len(s.key) for s in seen if s.first) or 1
    weight: Counter[Zone] = Counter()
    for s in seen:
        if s.first:
            for zone in s.block.zones:
                weight[zone] += len(s.key)
    foreign = frozenset(zone for zone in _FOREIGN if weight[zone] < 0.4 * total)
    homes = _homes(seen, foreign)
    verdicts: list[Verdict] = []
    done: set[str] = set()
    for s in seen:
        reason = _drop(s, foreign, titles, boilerplate, done, homes)
        if not reason and len(s.key) > 40:
            done.add(s.key)
        verdicts.append(
            Verdict(block=s.block, keep=not reason, reason=reason or "body")
        )
    return _tail(_head(verdicts))


def _homes(seen: list[_Seen], foreign: frozenset[Zone]) -> frozenset[int]:
    """Find the parents that hold prose both witnesses saw."""
    mass: Counter[int] = Counter()
    for s in seen:
        if (
            s.first
            and s.second
            and s.block.linked < 0.5
            and not s.says
            and len(s.key) > 60
        ):
            mass[s.block.parent] += len(s.key)
    total = sum(mass.values())
    return frozenset(p for p, n in mass.items() if n >= 0.2 * total)


def _drop(
    s: _Seen,
    foreign: frozenset[Zone],
    titles: frozenset[str],
    boilerplate: frozenset[str],
    done: set[str],
    homes: frozenset[int],
) -> str:
    """Give the reason to drop a block, or nothing."""
    block = s.block
    if not s.key:
        return "no words"
    bad = next((z for z in _FOREIGN if z in foreign and z in block.zones), None)
    if not s.first:
        home = block.parent in homes and block.linked < 0.5 and s.second
        if not home or bad or s.says:
            return "not in the body"
    if bad:
        return f"in {bad} markup"
    if s.key in titles:
        return "title"
    if block.kind == "caption":
        return "caption"
    if s.says:
        return s.says
    if s.key in boilerplate:
        return "seen in other articles"
    if block.linked > 0.8 and len(block.text) < 200:
        return "only a link"
    if s.key in done:
        return "said before"
    if not s.second and block.parent not in homes and len(s.key) < 120:
        return "second witness has it not"
    return ""


def _head(verdicts: list[Verdict]) -> list[Verdict]:
    return verdicts


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
