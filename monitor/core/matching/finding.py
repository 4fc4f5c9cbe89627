"""Finds terms in a text: an automaton for where they may be, edges for where they are."""

from __future__ import annotations

from bisect import bisect_left
from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from monitor.core.matching.edges import LETTERS, check
from monitor.core.matching.forms import Edge, Form, forms
from monitor.core.matching.reading import Reading

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from monitor.core.matching.reading import View
    from monitor.core.query.nodes import Term

# A text that says a term a thousand times says no more than one that says it often,
# and hostile texts must not cost more.
MOST_PLACES: Final = 5000


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
        self._shared: dict[str, list[tuple[int, Form]]] = {}
        self.owners: list[tuple[tuple[int, Form], ...]] = []
        self.worded: list[bool] = []
        self._automaton: AhoCorasick | None = None

    def add(self, number: int, literal: str, form: Form) -> None:
        """Look for a spelling on behalf of the term with this number."""
        self._shared.setdefault(literal, []).append((number, form))

    def close(self) -> None:
        """Build the automaton; nothing can be added any more."""
        self.owners = [tuple(owners) for owners in self._shared.values()]
        self.worded = [
            all(form.start is Edge.WORD and form.whole is None for _, form in owners)
            for owners in self.owners
        ]
        if self.owners:
            self._automaton = AhoCorasick(
                list(self._shared),
                matchkind=MatchKind.Standard,
                store_patterns=False,
                implementation=Implementation.ContiguousNFA,
            )
        self._shared = {}

    def hits(self, text: str) -> list[tuple[int, int, int]]:
        """Give literal, start and end wherever a literal stands, overlapping too."""
        if self._automaton is None:
            return []
        return self._automaton.find_matches_as_indexes(text, overlapping=True)


class Finder:
    """Knows a set of terms and finds all of them in one pass.

    Built once; holds nothing of the texts that it has seen.

    Attributes:
        terms: each once, by its number.
        ids: their numbers.
        uses: how often each was given: what many ask for is likely common.
    """

    def __init__(self, terms: Iterable[Term]) -> None:
        self.terms: list[Term] = []
        self.ids: dict[Term, int] = {}
        self.uses: list[int] = []
        self._words, self._packed = _Group(), _Group()
        for term in terms:
            number = self.ids.setdefault(term, len(self.terms))
            if number == len(self.terms):
                self._add(number, term)
            self.uses[number] += 1
        self._words.close()
        self._packed.close()

    def _add(self, number: int, term: Term) -> None:
        self.terms.append(term)
        self.uses.append(0)
        for literal, form in forms(term):
            (self._packed if form.packed else self._words).add(number, literal, form)

    def find(self, readings: tuple[Reading, Reading]) -> Found:
        """Look for all terms in a title and a body."""
        found = Found(readings)
        for field, reading in enumerate(readings):
            self._search(self._words, found.hits, (field, reading.words))
            if reading.joined:
                self._search(self._words, found.hits, (field, reading.joined))
            if reading.packed:
                self._search(self._packed, found.hits, (field, reading.packed))
        return found

    def _search(
        self, group: _Group, hits: dict[int, list[Hit]], within: tuple[int, View]
    ) -> None:
        field, view = within
        text, owners, worded = view.text, group.owners, group.worded
        joints = view.joints() if view.closed else None
        for which, start, end in group.hits(text):
            if joints is not None:
                # Without a closed hyphen it was found among the words already.
                k = bisect_left(joints, start)
                if k == len(joints) or joints[k] > end:
                    continue
            elif start and worded[which] and text[start - 1] in LETTERS:
                continue
            for number, form in owners[which]:
                if number in hits:
                    hits[number].append((form, field, view, start, end))
                else:
                    hits[number] = [(form, field, view, start, end)]


class Found:
    """What may stand in an article, checked only as far as it is asked for.

    Most literals that an automaton finds are asked for by no watch that could match,
    so checking all of them would be most of the work.
    """

    def __init__(self, readings: tuple[Reading, Reading]) -> None:
        self.hits: dict[int, list[Hit]] = {}  # by the number of the term
        self._readings = readings
        self._places: dict[int, list[Place]] = {}
        self._has: dict[int, bool] = {}

    def has(self, number: int) -> bool:
        """Tell whether a term stands in the article."""
        known = self._has.get(number)
        if known is None:
            hits = self.hits.get(number, ())
            known = self._has[number] = next(self._checked(hits), None) is not None
        return known

    def places(self, number: int) -> list[Place]:
        """Give the places of a term, in order, each once."""
        known = self._places.get(number)
        if known is None:
            found = islice(self._checked(self.hits.get(number, ())), MOST_PLACES)
            known = self._places[number] = sorted(set(found))
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
