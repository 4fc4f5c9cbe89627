"""Finds terms in a text: an automaton for where they may be, edges for where they are."""

from __future__ import annotations

import re
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


class Place(NamedTuple):
    """Where a term was found, in the untouched text."""

    field: int  # 0 the title, 1 the body
    start: int
    end: int


class Finder:
    """Knows a set of terms and finds all of them in one pass.

    Built once; holds nothing of the texts that it has seen.
    """

    def __init__(self, terms: Iterable[Term]) -> None:
        self.terms: list[Term] = []
        self.ids: dict[Term, int] = {}
        self._forms: tuple[list[Form], list[Form]] = ([], [])
        self._owners: tuple[list[int], list[int]] = ([], [])
        for term in terms:
            self._add(term)
        self._patterns = [_Patterns(group) for group in self._forms]

    def _add(self, term: Term) -> None:
        if term in self.ids:
            return
        self.ids[term] = len(self.terms)
        for form in forms(term):
            self._forms[form.packed].append(form)
            self._owners[form.packed].append(len(self.terms))
        self.terms.append(term)

    def find(self, readings: tuple[Reading, Reading]) -> dict[int, list[Place]]:
        """Give the places of each term that stands in a title and body.

        Returns:
            By the number of the term in `terms`; places in order, each once.
        """
        found: dict[int, set[Place]] = {}
        for field, reading in enumerate(readings):
            self._search(reading, reading.words, field, found)
            if reading.joined:
                self._search(reading, reading.joined, field, found)
            if reading.packed:
                self._search(reading, reading.packed, field, found)
        return {number: sorted(places) for number, places in found.items()}

    def _search(
        self, reading: Reading, view: View, field: int, found: dict[int, set[Place]]
    ) -> None:
        packed = view is reading.packed
        group, owners = self._forms[packed], self._owners[packed]
        globs = set()
        for number, start, end in self._patterns[packed].hits(view.text):
            form = group[number]
            if form.whole is not None:
                globs.add(number)
            elif place := check(form, reading, view, start, end):
                _keep(found.setdefault(owners[number], set()), field, place)
        for number in globs:
            for start, end in _whole(group[number], view.text):
                if place := check(group[number], reading, view, start, end):
                    _keep(found.setdefault(owners[number], set()), field, place)


def _keep(places: set[Place], field: int, place: tuple[int, int]) -> None:
    if len(places) < MOST_PLACES:
        places.add(Place(field, *place))


class _Patterns:
    """An automaton over literals, each for all the forms that share it."""

    def __init__(self, group: list[Form]) -> None:
        shared: dict[str, list[int]] = {}
        for number, form in enumerate(group):
            shared.setdefault(form.literal, []).append(number)
        self._numbers = list(shared.values())
        self._automaton = AhoCorasick(
            list(shared),
            matchkind=MatchKind.Standard,
            store_patterns=False,
            implementation=Implementation.ContiguousNFA,
        )

    def hits(self, text: str) -> Iterator[tuple[int, int, int]]:
        """Give form number, start and end wherever a literal stands."""
        if not self._numbers:
            return
        numbers = self._numbers
        for which, start, end in self._automaton.find_matches_as_indexes(
            text, overlapping=True
        ):
            for number in numbers[which]:
                yield number, start, end


def _whole(form: Form, text: str) -> Iterator[tuple[int, int]]:
    for match in form.whole.finditer(text):  # type: ignore[attr-defined]
        yield match.span()


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
    if (view.closed and not form.joined) or not _starts(form, view, start):
        return None
    stop = _stop(form, view, start, end)
    if stop is None or (form.tight and _torn(reading, view, start, end)):
        return None
    if form.start is Edge.FREE and form.whole is None:
        start = _grown_back(view.text, start)
    place = reading.span(view, start, stop)
    return place if _meant(form, reading, place, stop - end) else None


def _meant(form: Form, reading: Reading, place: tuple[int, int], plural: int) -> bool:
    """Tell whether a place, as it is printed, means the term."""
    if form.start is Edge.HANGUL and _is_ending(form, reading, place):
        return False
    return not form.capitals or _capitals(form, reading, place, plural)


def _starts(form: Form, view: View, start: int) -> bool:
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
            return not _ONE_HANGUL.match(before) or _after_hangul(form, view, start)


def _after_hangul(form: Form, view: View, start: int) -> bool:
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
    return korean.may_precede(head, form.literal)


def _is_ending(form: Form, reading: Reading, place: tuple[int, int]) -> bool:
    text, (start, end) = reading.original, place
    before = text[max(0, start - 1) : start]
    return korean.is_ending(form.literal, before, text[end : end + 5])


def _stop(form: Form, view: View, start: int, end: int) -> int | None:
    """Tell where the place ends, or None when what follows makes it another word."""
    text = view.text
    match form.end:
        case Edge.WORD:
            return _word_stop(form, view, end)
        case Edge.HANGUL | Edge.HANGUL_START:
            ok = _before_hangul(form, view, end)
        case Edge.KATAKANA:
            after = text[end : end + 1]
            ok = not _ONE_KATAKANA.match(after) or view.dropped(end)
        case Edge.KANJI:
            ok = japanese.stands_alone(text, start, end)
        case _:
            return _grown(text, end) if form.whole is None else end
    return end if ok else None


def _before_hangul(form: Form, view: View, end: int) -> bool:
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
    return korean.may_follow(form.literal, tail)


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
    stop = end
    while stop < len(text) and stop - end < _MOST_GROWTH and is_letter(text[stop]):
        stop += 1
    return stop


def _grown_back(text: str, start: int) -> int:
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
        form.capitals is Capitals.ACRONYM and form.literal not in USUAL_WORDS
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
