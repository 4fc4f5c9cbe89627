"""Questions about places in the text: terms, nearness, counts, exceptions, fields."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from monitor.core.matching.asked import ANYWHERE, BODY, LEAD, TITLE, Leaf, Span
from monitor.core.matching.finding import Place

if TYPE_CHECKING:
    from collections.abc import Iterator, KeysView, Mapping

    from monitor.core.matching.asked import Asked
    from monitor.core.matching.asking import Asking


class _Placed:
    """What stands somewhere: it holds where it has a span."""

    __slots__ = ()

    def maybe(self, hits: KeysView[int]) -> bool:  # noqa: ARG002 - see AnyOf
        return True

    def spans(self, asked: Asked, where: int) -> list[Span]:
        raise NotImplementedError

    def holds(self, asked: Asked, where: int) -> bool:
        return bool(self.spans(asked, where))

    def proof(self, asked: Asked, where: int) -> list[Leaf]:
        return [leaf for span in self.spans(asked, where) for leaf in span.leaves]


@dataclass(frozen=True, slots=True)
class AnyOf(_Placed):
    """At least one of some terms."""

    numbers: tuple[int, ...]

    def maybe(self, hits: KeysView[int]) -> bool:
        """Tell whether one of the terms may stand there."""
        return not hits.isdisjoint(self.numbers)

    def holds(self, asked: Asked, where: int) -> bool:
        """Tell whether one of the terms stands there."""
        if where == ANYWHERE and not asked.blocking:
            return any(map(asked.found.has, self.numbers))
        return any(asked.places(n, where) for n in self.numbers)

    def proof(self, asked: Asked, where: int) -> list[Leaf]:
        """Give every mention of every term."""
        if where != ANYWHERE or asked.blocking:
            return _Placed.proof(self, asked, where)
        if len(self.numbers) == 1:
            return asked.leaves(self.numbers[0])
        hits = asked.found.hits
        return [leaf for n in self.numbers if n in hits for leaf in asked.leaves(n)]

    def spans(self, asked: Asked, where: int) -> list[Span]:
        """Give every mention of every term."""
        return sorted(
            Span(place, ((place, asked.labels[number]),))
            for number in self.numbers
            for place in asked.places(number, where)
        )


@dataclass(frozen=True, slots=True)
class Matches(_Placed):
    """A regular expression over the text as printed."""

    pattern: re.Pattern[str]  # of re2, which has the same face
    label: str  # as the watchlist writes it

    def spans(self, asked: Asked, where: int) -> list[Span]:
        """Give every match."""
        places = asked.regex(self.pattern, where)
        return [Span(place, ((place, self.label),)) for place in places]


@dataclass(frozen=True, slots=True)
class NearBy(_Placed):
    """Two parts with few words between them."""

    left: Asking
    right: Asking
    words: int
    ordered: bool

    def maybe(self, hits: KeysView[int]) -> bool:
        """Tell whether both sides may stand there."""
        return self.left.maybe(hits) and self.right.maybe(hits)

    def spans(self, asked: Asked, where: int) -> list[Span]:
        """Give the pairs, from the first word to the last."""
        left = self.left.spans(asked, where)
        right = self.right.spans(asked, where) if left else []
        return sorted(set(self._pairs(asked, left, right)))

    def _pairs(
        self, asked: Asked, left: list[Span], right: list[Span]
    ) -> Iterator[Span]:
        # The nearest on each side is near enough, or none is: n log n, not n².
        starts = [(span.place.field, span.place.start) for span in right]
        by_end = sorted(right, key=lambda span: (span.place.field, span.place.end))
        ends = [(span.place.field, span.place.end) for span in by_end]
        for one in left:
            place = one.place
            k = bisect_left(starts, (place.field, place.end))
            if k < len(right) and self._near(asked, place, right[k].place):
                yield _joined(one, right[k])
            k = bisect_right(ends, (place.field, place.start)) - 1
            if not self.ordered and k >= 0:
                other = by_end[k]
                if self._near(asked, other.place, place):
                    yield _joined(other, one)

    def _near(self, asked: Asked, a: Place, b: Place) -> bool:
        return a.field == b.field and asked.words_between(a, b) <= self.words


@dataclass(frozen=True, slots=True)
class Together(_Placed):
    """Words in any order with few others among them."""

    parts: tuple[Asking, ...]
    words: int

    def maybe(self, hits: KeysView[int]) -> bool:
        """Tell whether all words may stand there."""
        return all(part.maybe(hits) for part in self.parts)

    def spans(self, asked: Asked, where: int) -> list[Span]:
        """Give the tightest windows that hold one mention of each."""
        lists = [part.spans(asked, where) for part in self.parts]
        found: list[Span] = []
        if not all(lists):
            return found
        mentions = sorted(
            (s, which) for which, spans in enumerate(lists) for s in spans
        )
        last: dict[int, Span] = {}
        for span, which in mentions:
            if any(other.place.field != span.place.field for other in last.values()):
                last.clear()
            last[which] = span
            if len(last) == len(lists) and self._tight(asked, last):
                found.append(_joined(*sorted(last.values())))
        return sorted(set(found))

    def _tight(self, asked: Asked, last: Mapping[int, Span]) -> bool:
        if len({span.place for span in last.values()}) < len(self.parts):
            return False  # one mention does not stand for two words
        ordered = sorted(span.place for span in last.values())
        between = pairwise(ordered)
        return sum(asked.words_between(a, b) for a, b in between) <= self.words


def _joined(*spans: Span) -> Span:
    places = [span.place for span in spans]
    whole = Place(
        places[0].field, min(p.start for p in places), max(p.end for p in places)
    )
    return Span(whole, tuple(leaf for span in spans for leaf in span.leaves))


@dataclass(frozen=True, slots=True)
class Often(_Placed):
    """So many mentions of a part."""

    count: int
    part: Asking

    def maybe(self, hits: KeysView[int]) -> bool:
        """Tell whether the part may stand there."""
        return self.part.maybe(hits)

    def spans(self, asked: Asked, where: int) -> list[Span]:
        """Give all mentions when they are enough; what overlaps counts once."""
        found = self.part.spans(asked, where)
        count, field, end = 0, -1, 0
        for span in found:
            if span.place.field != field or span.place.start >= end:
                count += 1
                field, end = span.place.field, span.place.end
        return found if count >= self.count else []


@dataclass(frozen=True, slots=True)
class Free:
    """A part, but for its mentions inside another."""

    part: Asking
    but: Asking

    def maybe(self, hits: KeysView[int]) -> bool:
        """Tell whether the part may hold."""
        return self.part.maybe(hits)

    def holds(self, asked: Asked, where: int) -> bool:
        """Tell whether it holds with the rest of its mentions."""
        with asked.without(self.but.spans(asked, where)):
            return self.part.holds(asked, where)

    def spans(self, asked: Asked, where: int) -> list[Span]:
        """Give the mentions that are free."""
        with asked.without(self.but.spans(asked, where)):
            return self.part.spans(asked, where)

    def proof(self, asked: Asked, where: int) -> list[Leaf]:
        """Give the mentions that are free."""
        with asked.without(self.but.spans(asked, where)):
            return self.part.proof(asked, where)


@dataclass(frozen=True, slots=True)
class Inside:
    """A part in some fields only."""

    fields: int
    part: Asking

    def maybe(self, hits: KeysView[int]) -> bool:
        """Tell whether the part may hold."""
        return self.part.maybe(hits)

    def _where(self, where: int) -> int:
        title = self.fields & where & TITLE
        if not where & (BODY | LEAD):
            return title
        return title | (
            where & (BODY | LEAD) if self.fields & BODY else self.fields & LEAD
        )

    def holds(self, asked: Asked, where: int) -> bool:
        """Tell whether it holds there."""
        return self.part.holds(asked, self._where(where))

    def spans(self, asked: Asked, where: int) -> list[Span]:
        """Give its places there."""
        return self.part.spans(asked, self._where(where))

    def proof(self, asked: Asked, where: int) -> list[Leaf]:
        """Give its proof there."""
        return self.part.proof(asked, self._where(where))
