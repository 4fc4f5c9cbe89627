"""Questions that a query asks of one article, compiled against a set of known terms.

Each part of a query becomes a small object that answers three things: whether it
`holds`, the `spans` that satisfy it (for proximity and counts), and its `proof`, the
places that are shown to the reader.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol

from monitor.core.matching.finding import MOST_PLACES, Found, Place
from monitor.core.text import nfkc_fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, KeysView, Mapping, Sequence

    from monitor.core.matching.reading import Reading

TITLE: Final = 1
LEAD: Final = 2
BODY: Final = 4
ANYWHERE: Final = TITLE | BODY

Leaf = tuple[Place, str]  # a place, and the term as the watchlist writes it


class Span(NamedTuple):
    """A place that satisfies a part of a query, and the terms it is made of."""

    place: Place
    leaves: tuple[Leaf, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of an article beside its text; folded."""

    outlet: str = ""
    source: str = ""
    lang: str = ""
    country: str = ""
    host: str = ""


class Asked:
    """One article, while it is asked: what was found in it.

    Attributes:
        found: the terms that stand in it.
        labels: the terms as written, by number.
    """

    def maybe(self, hits: KeysView[int]) -> bool:  # noqa: ARG002 - says nothing
        """Tell that this cannot be told by terms."""
        return True

    def __init__(
        self,
        readings: tuple[Reading, Reading],
        found: Found,
        labels: Sequence[str],
        facts: Facts,
    ) -> None:
        self.readings, self.found = readings, found
        self.labels, self.facts = labels, facts
        self._blocked: list[list[Place]] = []
        self._by_regex: dict[tuple[str, bool], list[Place]] = {}

    @cached_property
    def lead(self) -> int:
        """Where the lead of the body ends."""
        return self.readings[1].lead

    @property
    def blocking(self) -> bool:
        """Whether some places are left out at the moment."""
        return bool(self._blocked)

    def allowed(self, place: Place, where: int) -> bool:
        """Tell whether a place lies where a part may be found."""
        if place.field == 0:
            inside = where & TITLE
        else:
            inside = where & BODY or (where & LEAD and place.end <= self.lead)
        return bool(inside) and not any(_lies_in(place, b) for b in self._blocked)

    def places(self, number: int, where: int) -> list[Place]:
        """Give the places of a term, in order."""
        found = self.found.places(number)
        if where == ANYWHERE and not self._blocked:
            return found
        return [place for place in found if self.allowed(place, where)]

    def regex(self, asking: Matches, where: int) -> list[Place]:
        """Give the places of a regular expression, in order."""
        key = (asking.label, asking.case)
        if key not in self._by_regex:
            self._by_regex[key] = [
                Place(field, *match.span())
                for field, reading in enumerate(self.readings)
                for match in _some(asking.pattern.finditer(reading.original))
                if match.end() > match.start()
            ]
        return [p for p in self._by_regex[key] if self.allowed(p, where)]

    def words_between(self, a: Place, b: Place) -> int:
        """Count the words between two places of one field."""
        return self.readings[a.field].words_between(a.end, b.start)

    def without(self, blocked: Iterable[Span]) -> _Blocking:
        """Leave out, for a while, the places that lie inside one of these spans."""
        return _Blocking(self._blocked, sorted(span.place for span in blocked))


def _some(matches: Iterator[re.Match[str]]) -> Iterator[re.Match[str]]:
    return (match for match, _ in zip(matches, range(MOST_PLACES), strict=False))


class _Blocking:
    def __init__(self, stack: list[list[Place]], places: list[Place]) -> None:
        self.stack, self.places = stack, places

    def __enter__(self) -> None:
        self.stack.append(self.places)

    def __exit__(self, *_: object) -> None:
        self.stack.pop()


def _lies_in(place: Place, blocked: Sequence[Place]) -> bool:
    k = bisect_right(blocked, (place.field, place.start, 1 << 60)) - 1
    # Blocked places may overlap; a few steps back see all that are of any use.
    return any(
        b.field == place.field and b.start <= place.start and place.end <= b.end
        for b in blocked[max(0, k - 3) : k + 1]
    )


# ---- the parts -----------------------------------------------------------------------


class Asking(Protocol):
    """A part of a query, compiled."""

    def maybe(self, hits: KeysView[int]) -> bool:
        """Tell whether it can hold at all, by the terms that may stand there."""

    def holds(self, asked: Asked, where: int) -> bool:
        """Tell whether the article satisfies it."""

    def spans(self, asked: Asked, where: int) -> list[Span]:
        """Give the places that satisfy it, in order."""

    def proof(self, asked: Asked, where: int) -> list[Leaf]:
        """Give what is shown to the reader; only asked of what holds."""


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
    label: str
    case: bool

    def spans(self, asked: Asked, where: int) -> list[Span]:
        """Give every match."""
        places = asked.regex(self, where)
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


@dataclass(frozen=True, slots=True)
class Fact:
    """Something known of the article beside its text."""

    fact: str
    value: str  # folded; may end in a star

    def maybe(self, hits: KeysView[int]) -> bool:  # noqa: ARG002 - says nothing
        """Tell that this cannot be told by terms."""
        return True

    def holds(self, asked: Asked, where: int) -> bool:  # noqa: ARG002 - has no place
        """Tell whether the article is of that outlet, source, language or country."""
        has = getattr(asked.facts, self.fact)
        if self.fact in ("lang", "country"):
            return bool(has) and re.split("[-_]", has)[0] == self.value
        return _names(self.value, has) or (
            self.fact == "source" and _names(self.value, asked.facts.host)
        )

    def spans(self, asked: Asked, where: int) -> list[Span]:  # noqa: ARG002
        """Give nothing: a fact stands nowhere in the text."""
        return []

    def proof(self, asked: Asked, where: int) -> list[Leaf]:  # noqa: ARG002
        """Give nothing: a fact stands nowhere in the text."""
        return []


def _names(wanted: str, name: str) -> bool:
    """Tell whether whole words of a name are the ones that are wanted."""
    stem = re.escape(wanted.rstrip("*"))
    end = "" if wanted.endswith("*") else r"(?![^\W_])"
    return re.search(rf"(?<![^\W_]){stem}{end}", name) is not None


@dataclass(frozen=True, slots=True)
class Absent:
    """A part that must not hold."""

    part: Asking

    def maybe(self, hits: KeysView[int]) -> bool:  # noqa: ARG002 - says nothing
        """Tell that this cannot be told by terms."""
        return True

    def holds(self, asked: Asked, where: int) -> bool:
        """Tell whether the part does not hold."""
        return not self.part.holds(asked, where)

    def spans(self, asked: Asked, where: int) -> list[Span]:  # noqa: ARG002
        """Give nothing."""
        return []

    def proof(self, asked: Asked, where: int) -> list[Leaf]:  # noqa: ARG002
        """Give nothing."""
        return []


@dataclass(frozen=True, slots=True)
class Both:
    """All of some parts."""

    parts: tuple[Asking, ...]

    def maybe(self, hits: KeysView[int]) -> bool:
        """Tell whether all parts may hold."""
        return all(part.maybe(hits) for part in self.parts)

    def holds(self, asked: Asked, where: int) -> bool:
        """Tell whether all hold."""
        return all(part.holds(asked, where) for part in self.parts)

    def spans(self, asked: Asked, where: int) -> list[Span]:
        """Give the places of all parts, when all hold."""
        if not self.holds(asked, where):
            return []
        return sorted(span for part in self.parts for span in part.spans(asked, where))

    def proof(self, asked: Asked, where: int) -> list[Leaf]:
        """Give the proofs of all."""
        return [leaf for part in self.parts for leaf in part.proof(asked, where)]


@dataclass(frozen=True, slots=True)
class Either:
    """At least one of some parts."""

    parts: tuple[Asking, ...]

    def maybe(self, hits: KeysView[int]) -> bool:
        """Tell whether one part may hold."""
        return any(part.maybe(hits) for part in self.parts)

    def holds(self, asked: Asked, where: int) -> bool:
        """Tell whether one holds."""
        return any(part.holds(asked, where) for part in self.parts)

    def spans(self, asked: Asked, where: int) -> list[Span]:
        """Give the places of all parts."""
        return sorted(span for part in self.parts for span in part.spans(asked, where))

    def proof(self, asked: Asked, where: int) -> list[Leaf]:
        """Give the proofs of those that hold."""
        return [
            leaf
            for part in self.parts
            if part.holds(asked, where)
            for leaf in part.proof(asked, where)
        ]


def folded(value: str) -> str:
    """Fold a fact for comparison."""
    return nfkc_fold(value).strip()
