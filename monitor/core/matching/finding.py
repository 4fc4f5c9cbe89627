"""Finds terms in a text: an automaton for where they may be, edges for where they are."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from monitor.core.matching.edges import LETTERS, check, stands
from monitor.core.matching.forms import Edge, Form, forms
from monitor.core.matching.reading import Reading

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from monitor.core.matching.reading import View
    from monitor.core.query.nodes import Term

# A text that says a term a thousand times says no more than one that says it often,
# and hostile texts must not cost more.
MOST_PLACES: Final = 5000

# Up to so many characters of literals: a table of all transitions reads twice as fast,
# and takes some kilobytes a character.
_SMALL: Final = 20_000
_NO_PLURAL: Final = LETTERS - {"s", "e"}  # what cannot begin a plural's ending

# What the automaton found: for a form, in a field's view, from and to.
Hit = tuple[Form, int, "View", int, int]


class Place(NamedTuple):
    """Where a term was found, in the untouched text."""

    field: int  # 0 the title, 1 the body
    start: int
    end: int


class _Group:
    """Forms that are looked for in the same views, and their automaton."""

    def __init__(self) -> None:
        self.numbers = array("I")  # of the term that a literal is looked for
        self.forms: list[Form] = []
        self.more: dict[int, list[tuple[int, Form]]] = {}  # further ones of a literal
        self.edges = bytearray()  # of a literal: what _search may ask beforehand
        self.longest = 0
        self._at: dict[str, int] = {}
        self._automaton: AhoCorasick | None = None

    def add(self, number: int, literal: str, form: Form) -> None:
        """Look for a spelling on behalf of the term with this number."""
        edges = (form.start is Edge.WORD) | 2 * (form.end is Edge.WORD)
        if form.whole is not None:
            edges = 0
        which = self._at.setdefault(literal, len(self.numbers))
        if which == len(self.numbers):
            self.numbers.append(number)
            self.forms.append(form)
            self.edges.append(edges)
        else:
            self.more.setdefault(which, []).append((number, form))
            self.edges[which] &= edges

    def close(self) -> None:
        """Build the automaton; nothing can be added any more."""
        if self._at:
            self.longest = max(map(len, self._at))
            small = sum(map(len, self._at)) <= _SMALL
            self._automaton = AhoCorasick(
                list(self._at),
                matchkind=MatchKind.Standard,
                store_patterns=False,
                implementation=Implementation.DFA
                if small
                else Implementation.ContiguousNFA,
            )
        self._at = {}

    def hits(self, text: str) -> list[tuple[int, int, int]]:
        """Give literal, start and end wherever a literal stands, overlapping too."""
        if self._automaton is None:
            return []
        return self._automaton.find_matches_as_indexes(text, overlapping=True)


class Finder:
    """Knows a set of terms and finds all of them in one pass.

    Built once; holds nothing of the texts that it has seen.

    Attributes:
        labels: the terms as written, by number.
    """

    def __init__(self) -> None:
        self.labels: list[str] = []
        self._words, self._packed = _Group(), _Group()

    def add(self, term: Term) -> int:
        """Look for a term from now on; give its number."""
        number = len(self.labels)
        self.labels.append(term.text)
        for literal, form in forms(term):
            group = self._packed if form.packed else self._words
            group.add(number, literal, form)
        return number

    def close(self) -> Finder:
        """Make it ready; no term can be added any more."""
        self._words.close()
        self._packed.close()
        return self

    def find(self, readings: tuple[Reading, Reading]) -> Found:
        """Look for all terms in a title and a body."""
        found = Found(readings)
        words, packed = self._words, self._packed
        for field, reading in enumerate(readings):
            if words.numbers:
                _search(words, found.hits, (field, reading.words))
                if joined := reading.joined(words.longest):
                    _search_joined(words, found.hits, (field, joined))
            if packed.numbers and reading.packed:
                _search(packed, found.hits, (field, reading.packed))
        return found


Hits = dict[int, list[Hit]]  # by the number of the term


def _search(group: _Group, hits: Hits, within: tuple[int, View]) -> None:
    field, view = within
    text, edges, numbers, forms = view.text, group.edges, group.numbers, group.forms
    size = len(text)
    for which, start, end in group.hits(text):
        # Two looks here spare `check` most of what it would refuse.
        if edge := edges[which]:
            if edge & 1 and start and text[start - 1] in LETTERS:
                continue
            if edge & 2 and end < size and text[end] in _NO_PLURAL:
                continue
        hit = (forms[which], field, view, start, end)
        if (number := numbers[which]) in hits:
            hits[number].append(hit)
        else:
            hits[number] = [hit]
        if which in group.more:
            _share(group.more[which], hits, hit)


def _search_joined(group: _Group, hits: Hits, within: tuple[int, View]) -> None:
    """Find what has a closed hyphen inside; the rest was found among the words."""
    field, view = within
    found = group.hits(view.text)
    if not found:
        return
    joints = view.joints()
    for which, start, end in found:
        k = bisect_left(joints, start)
        if k < len(joints) and joints[k] <= end:
            hit = (group.forms[which], field, view, start, end)
            hits.setdefault(group.numbers[which], []).append(hit)
            _share(group.more.get(which, ()), hits, hit)


def _share(owners: Iterable[tuple[int, Form]], hits: Hits, hit: Hit) -> None:
    """Keep a hit for the other terms that are looked for in the same spelling."""
    for number, form in owners:
        hits.setdefault(number, []).append((form, *hit[1:]))


class Found:
    """What may stand in an article, checked only as far as it is asked for.

    Most literals that an automaton finds are asked for by no watch that could match,
    so checking all of them would be most of the work.
    """

    def __init__(self, readings: tuple[Reading, Reading]) -> None:
        self.hits: Hits = {}
        self._readings = readings
        self._places: dict[int, list[Place]] = {}
        self._has: dict[int, bool] = {}

    def has(self, number: int) -> bool:
        """Tell whether a term stands in the article."""
        known = self._has.get(number)
        if known is None:
            known = self._has[number] = self._any(self.hits.get(number, ()))
        return known

    def _any(self, hits: Iterable[Hit]) -> bool:
        globs = False
        for form, field, view, start, end in hits:
            if form.whole is not None:
                globs = True
            elif stands(form, self._readings[field], view, start, end):
                return True
        return globs and next(self._checked(hits), None) is not None

    def places(self, number: int) -> list[Place]:
        """Give the places of a term, in order, each once."""
        known = self._places.get(number)
        if known is None:
            hits = self.hits.get(number, ())
            found = list(islice(self._checked(hits), MOST_PLACES))
            known = sorted(set(found)) if len(found) > 1 else found
            self._places[number] = known
        return known

    def _checked(self, hits: Iterable[Hit]) -> Iterator[Place]:
        globs: dict[tuple[int, int], Hit] = {}
        for hit in hits:
            form, field, view, start, end = hit
            if form.whole is not None:
                globs.setdefault((id(form), id(view)), hit)
            elif place := check(form, self._readings[field], view, start, end):
                yield Place(field, *place)
        for form, field, view, _, _ in globs.values():
            for found in form.whole.finditer(view.text):  # type: ignore[union-attr]
                start, end = found.span()
                if place := check(form, self._readings[field], view, start, end):
                    yield Place(field, *place)
