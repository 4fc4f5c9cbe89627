"""One article while queries are asked of it: what stands in it, and what is known."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple

from monitor.core.matching.finding import MOST_PLACES, Found, Place
from monitor.core.text import nfkc_fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from monitor.core.matching.reading import Reading

TITLE: Final = 1
LEAD: Final = 2
BODY: Final = 4
ANYWHERE: Final = TITLE | BODY

_REGEX_REACH: Final = 10_000  # characters

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
        self._leaves: dict[int, list[Leaf]] = {}
        self._by_regex: dict[re.Pattern[str], list[Place]] = {}

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

    def leaves(self, number: int) -> list[Leaf]:
        """Give the places of a term, in order, with the term."""
        known = self._leaves.get(number)
        if known is None:
            label = self.labels[number]
            found = self.found.places(number)
            known = self._leaves[number] = [(place, label) for place in found]
        return known

    def regex(self, pattern: re.Pattern[str], where: int) -> list[Place]:
        """Give the places of a regular expression, in order."""
        if pattern not in self._by_regex:
            self._by_regex[pattern] = [
                Place(field, *span)
                for field, reading in enumerate(self.readings)
                for span in islice(_spans(pattern, reading.original), MOST_PLACES)
            ]
        return [p for p in self._by_regex[pattern] if self.allowed(p, where)]

    def words_between(self, a: Place, b: Place) -> int:
        """Count the words between two places of one field."""
        return self.readings[a.field].words_between(a.end, b.start)

    def without(self, blocked: Iterable[Span]) -> _Blocking:
        """Leave out, for a while, the places that lie inside one of these spans."""
        return _Blocking(self._blocked, sorted(span.place for span in blocked))


def _spans(pattern: re.Pattern[str], text: str) -> Iterator[tuple[int, int]]:
    """Find a pattern, looking no further than a bounded way for each of its matches.

    One search of re2 is linear, and all of them are not: `(a.*b)|a` reads a megabyte
    to its end for each letter of it. What is longer than `_REGEX_REACH` is not found.
    """
    at, size = 0, len(text)
    while at < size:
        stop = at + 2 * _REGEX_REACH
        done = at + _REGEX_REACH if stop < size else size
        for found in pattern.finditer(text, at, min(stop, size)):
            start, end = found.span()
            if start >= done:
                break
            if start < end and (end < stop or stop >= size):
                yield start, end
                done = max(done, end)
        at = done


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


def folded(value: str) -> str:
    """Fold a fact for comparison."""
    return nfkc_fold(value).strip()
