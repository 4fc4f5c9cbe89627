"""Finds terms in a text: an automaton for where they may be, edges for where they are."""

from __future__ import annotations

import re
from bisect import bisect_left
from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from monitor.core.matching import japanese, korean
from monitor.core.matching.forms import USUAL_WORDS, Capitals, Edge, Form, forms
from monitor.core.matching.reading import Reading
from monitor.core.text import HANGUL, KATAKANA

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from monitor.core.matching.reading import View
    from monitor.core.query.nodes import Term

_HANGUL_RUN: Final = re.compile(f"[{HANGUL}]+")
_HANGUL_BEFORE: Final = re.compile(f"[{HANGUL}]*$")
_ONE_HANGUL: Final = re.compile(f"[{HANGUL}]")
_ONE_KATAKANA: Final = re.compile(f"[{KATAKANA}]")
_CONTRACTED: Final = re.compile(r"'(?:s|d|m|re|ve|ll|t)?(?![^\W_])")
_ELISION: Final = re.compile(r"(?:^|[^\W_]?(?<![^\W\d_]))(?:[ldjcmnst]|qu)'$")
_LINE_WORDS: Final = re.compile(r"[^\W\d_]+")
_ALPHABETIC: Final = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")
_LINE_AROUND: Final = 120  # characters of a line that tell whether it is in capitals
_MOST_GROWTH: Final = 64  # letters that a wildcard may add to a word
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
            elif start and worded[which] and text[start - 1] in _ALPHABETIC:
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


def check(
    form: Form, reading: Reading, view: View, start: int, end: int
) -> tuple[int, int] | None:
    """Check a place where a form's literal stands.

    Args:
        form: what was looked for.
        reading: of the title or body.
        view: of the reading; `start` and `end` are places in its text.
        start: of the literal.
        end: of the literal.

    Returns:
        The place in the untouched text, plural and wildcard included; None when the
        term is not meant here.
    """
    if (view.closed and not form.joined) or not _starts(form, view, start, end):
        return None
    stop = _stop(form, view, start, end)
    if stop is None or (form.tight and _torn(reading, view, start, end)):
        return None
    if form.start is Edge.FREE and form.whole is None and not form.packed:
        start = _grown_back(view.text, start)
    place = reading.span(view, start, stop)
    return place if _meant(form, reading, place, stop - end) else None


def _meant(form: Form, reading: Reading, place: tuple[int, int], plural: int) -> bool:
    """Tell whether a place, as it is printed, means the term."""
    if form.start is Edge.HANGUL and _is_ending(reading, place):
        return False
    return not form.capitals or _capitals(form, reading, place, plural)


def _starts(form: Form, view: View, start: int, end: int) -> bool:
    if start == 0 or form.start is Edge.FREE:
        return True
    before = view.text[start - 1]
    match form.start:
        case Edge.WORD:
            if is_letter(before):
                return _hyphen_before(view, start)
            return before != "'" or _may_follow_apostrophe(view.text, start)
        case Edge.KATAKANA:
            return not _ONE_KATAKANA.match(before) or view.dropped(start)
        case _:
            return not _ONE_HANGUL.match(before) or _after_hangul(
                form, view, start, end
            )


def _after_hangul(form: Form, view: View, start: int, end: int) -> bool:
    if view.dropped(start):
        return True
    if form.start is Edge.HANGUL_START:
        return False
    text = view.text[max(0, start - korean.LONGEST_TAIL - 1) : start]
    found = _HANGUL_BEFORE.search(text)
    head = found.group() if found else ""
    for k in range(len(head) - 1, 0, -1):  # back to where a blank was dropped
        if view.dropped(start - len(head) + k):
            head = head[k:]
            break
    return korean.may_precede(head, view.text[start:end])


def _is_ending(reading: Reading, place: tuple[int, int]) -> bool:
    text, (start, end) = reading.original, place
    before = text[max(0, start - 1) : start]
    return korean.is_ending(text[start:end], before, text[end : end + 5])


def _stop(form: Form, view: View, start: int, end: int) -> int | None:
    """Tell where the place ends, or None when what follows makes it another word."""
    text = view.text
    match form.end:
        case Edge.WORD:
            return _word_stop(form, view, end)
        case Edge.HANGUL | Edge.HANGUL_START:
            ok = _before_hangul(form, view, start, end)
        case Edge.KATAKANA:
            after = text[end : end + 1]
            ok = not _ONE_KATAKANA.match(after) or view.dropped(end)
        case Edge.KANJI:
            ok = japanese.stands_alone(text, start, end)
        case _:
            return end if form.packed or form.whole else _grown(text, end)
    return end if ok else None


def _before_hangul(form: Form, view: View, start: int, end: int) -> bool:
    found = _HANGUL_RUN.match(view.text, end, end + korean.LONGEST_TAIL + 2)
    if not found or view.dropped(end):
        return True
    if form.end is Edge.HANGUL_START:
        return False
    tail = found.group()
    for k in range(1, len(tail)):  # up to where a blank was dropped
        if view.dropped(end + k):
            tail = tail[:k]
            break
    return korean.may_follow(view.text[start:end], tail)


def _word_stop(form: Form, view: View, end: int) -> int | None:
    text = view.text
    if _ends(view, end):
        return end
    for plural in form.plurals:
        if text.startswith(plural, end) and _ends(view, end + len(plural)):
            return end + len(plural)
    return None


def _ends(view: View, end: int) -> bool:
    after = view.text[end : end + 1]
    if not after:
        return True
    if is_letter(after):
        return _hyphen_before(view, end)
    return after != "'" or _CONTRACTED.match(view.text, end) is not None


def is_letter(char: str) -> bool:
    """Tell a letter or digit of an alphabet from a syllable, a kanji, or a mark."""
    return char in _ALPHABETIC or ("\x7f" < char < "\u2e80" and char.isalnum())


def _hyphen_before(view: View, index: int) -> bool:
    """Tell whether a hyphen was closed up here; a dot of initials does not count."""
    return view.closed and "-" in view.between(index)


def _may_follow_apostrophe(text: str, start: int) -> bool:
    """Tell l'Iran and 'Iran' from Xi'an."""
    if start < 2 or not is_letter(text[start - 2]):
        return True
    return _ELISION.search(text[max(0, start - 4) : start]) is not None


def _grown(text: str, end: int) -> int:
    """Reach on to the end of a word that was only begun: export* is Exporters."""
    if not is_letter(text[end - 1]):
        return end
    stop = end
    while stop < len(text) and stop - end < _MOST_GROWTH and is_letter(text[stop]):
        stop += 1
    return stop


def _grown_back(text: str, start: int) -> int:
    if not is_letter(text[start]):
        return start
    first = start
    while first and start - first < _MOST_GROWTH and is_letter(text[first - 1]):
        first -= 1
    return first


def _torn(reading: Reading, view: View, start: int, end: int) -> bool:
    """Tell whether a place has a blank that the term has not."""
    if view.end(end) - view.start(start) == end - start:
        return False
    begin, stop = reading.span(view, start, end)
    return any(map(str.isspace, reading.original[begin:stop]))


def _capitals(
    form: Form, reading: Reading, place: tuple[int, int], plural: int
) -> bool:
    """Tell whether a place is written in the capitals that its term asks for."""
    text = reading.original
    start, end = place
    printed = [c for c in text[start : end - plural] if c.isalpha()]
    if form.capitals is Capitals.FIRST:
        return printed[0].isupper()
    for wanted, has in zip(form.letters, printed, strict=False):
        if wanted != "." and wanted.isupper() != has.isupper():
            return False
    if plural and text[end - plural : end].isupper():
        return False  # USS is not the plural of US
    proven = form.capitals is Capitals.INSIDE or (
        form.capitals is Capitals.ACRONYM and form.letters.lower() not in USUAL_WORDS
    )
    return proven or not _all_capitals(text, start, end)


def _all_capitals(text: str, start: int, end: int) -> bool:
    """Tell whether the line is in capitals throughout, so that capitals tell nothing."""
    begin = max(text.rfind("\n", 0, start) + 1, start - 120)
    stop = text.find("\n", end)
    stop = min(len(text) if stop < 0 else stop, end + 120)
    around = text[begin:start] + " " + text[end:stop]
    words = _LINE_WORDS.findall(around)
    return (
        len(words) > 2
        and not any(c.islower() for c in around)
        and max(map(len, words)) > 3
    )
