"""Where the body of a page lies, from what two other extractors took for it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import get_args

from monitor.core.extraction.blocks import Block, bare
from monitor.core.extraction.leftovers import Leftover
from monitor.core.extraction.markup import Zone

_DENSE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
_STOP = re.compile(r"[.!?:。！？：…][\"'”’»)」』]*$")
_PROSE = 40  # letters; a shorter line proves nothing about where the body is
_POOR = 0.5  # of the second witness's prose: below it the first has lost the body,
_VERY_POOR = 0.2  # ... below this where it has
_FEW = 600  # letters or more: the second may have two articles
_HOME = 0.12  # of the prose: an element that holds so much of it is part of the body
_WAY = 0.25  # of the prose: the tags and classes that lead to so much are the body's
_MAIN_WAY = 0.7  # of the best way's prose: there no name shuts a block out
_ROOM = 0.8  # of the prose: the innermost element with so much is the body's box
_OWN = 0.5  # of the prose: what holds so much is the article, whatever it is called

# Zones whose blocks are no part of an article, if the article does not live in them.
_FOREIGN: frozenset[Zone] = frozenset(get_args(Zone)) - {"body", "standfirst", "wall"}


class Witness:
    """A text that another extractor took for the article."""

    def __init__(self, text: str) -> None:
        keys = [bare(line) for line in text.split("\n")]
        self.lines = set(keys)
        self.all = "".join(keys)

    def saw(self, key: str) -> bool:
        """Say whether it has the line; short lines must stand alone."""
        if len(key) < 20:
            return key in self.lines
        if key in self.all:
            return True
        piece = max(20, len(key) // 4)
        parts = [key[i : i + piece] for i in range(0, len(key) - piece + 1, piece)]
        return 2 * sum(part in self.all for part in parts) > len(parts)


class Heard:
    """A block with what the witnesses said of it."""

    __slots__ = (
        "block",
        "first",
        "inside",
        "key",
        "prose",
        "says",
        "second",
        "size",
        "stops",
    )

    def __init__(
        self,
        block: Block,
        key: str,
        *,
        first: bool,
        second: bool,
        says: Leftover | None,
    ) -> None:
        self.block, self.key = block, key
        self.first = first  # trafilatura has it
        self.second = second  # resiliparse has it
        self.says = says  # what its wording is
        # One letter of Hangul, Kana or Han says as much as two of others.
        self.size = len(key) + len(_DENSE.findall(key))
        self.prose = self.size >= _PROSE and block.linked < 0.5 and not says
        self.stops = _STOP.search(block.text) is not None
        self.inside = False  # between the body's first and last paragraph


class Scene:
    """Where the body of a page lies."""

    def __init__(self, lines: Sequence[Heard], *, leads: bool = False) -> None:
        self.leads = leads  # belong to the text
        heard = [h for h in lines if h.prose and (h.first or h.second)]
        one = sum(h.size for h in heard if h.first)
        two = sum(h.size for h in heard if h.second)
        self.poor = one < (_POOR if one < _FEW else _VERY_POOR) * two
        body = [h for h in heard if (h.second if self.poor else h.first)]
        self.total = sum(h.size for h in body) or 1
        self.held: Counter[int] = Counter()  # letters of prose in each element
        self.zoned: Counter[Zone] = Counter()
        parents: Counter[int] = Counter()
        paths: Counter[str] = Counter()
        lines_in = Counter(h.block.own for h in body)
        for h in body:
            block = h.block
            broken = lines_in[block.own] > 1  # text divided by line breaks
            parents[block.own if broken else block.parent] += h.size
            paths[block.path] += h.size
            self.held.update(dict.fromkeys(block.above, h.size))
            self.zoned.update({zone: h.size for zone, _ in block.zones})
        self.homes = {p for p, n in parents.items() if n >= _HOME * self.total}
        self.ways = {p for p, n in paths.items() if n >= _WAY * self.total}
        best = max(paths.values(), default=0)
        self.main_ways = {p for p in self.ways if paths[p] >= _MAIN_WAY * best}
        self._bound(lines, body)

    def _bound(self, lines: Sequence[Heard], body: Sequence[Heard]) -> None:
        """Mark what stands in the body's box, between its first and last paragraph."""
        home = {id(h) for h in body if self.at_home(h.block)}
        places = [i for i, h in enumerate(lines) if id(h) in home]
        rooms = (n for n, size in self.held.items() if size >= _ROOM * self.total)
        room = max(rooms, default=0)  # numbers grow on the way down
        for h in lines[places[0] : places[-1]] if places else ():
            h.inside = room in h.block.above

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
        """Say whether a block is marked as what stands apart between title and text."""
        if self.leads or self.zoned["standfirst"] >= _OWN * self.total:
            return False
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
