"""Says why a query does not hold for an article, and what came nearest."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING, Final

from monitor.core.matching.asked import ANYWHERE
from monitor.core.matching.compiling import compiled
from monitor.core.matching.forms import forms
from monitor.core.query.nodes import (
    About,
    And,
    AtLeast,
    Except,
    In,
    Named,
    Near,
    Not,
    Or,
    Query,
    Term,
    terms_of,
)
from monitor.core.query.writing import unparse
from monitor.core.text import nfkc_fold

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.core.matching.asked import Asked, Span
    from monitor.core.matching.compiling import Numbers
    from monitor.core.matching.reading import Reading

_MOST_NAMED: Final = 8  # terms that a message lists
_MOST_WORDS: Final = 3000  # of a text, compared for a similar spelling
_MOST_SPANS: Final = 200  # on each side, compared for the nearest two
_AROUND: Final = 25
_PLACES: Final = ("title", "body")
_WORD: Final = re.compile(r"[^\W\d_]{4,}")
_RUN: Final = re.compile(r"[^\W_]+")
_LONG_ENOUGH: Final = 4  # letters of a part that say something


def explained(query: Query, asked: Asked, ids: Numbers) -> list[str]:
    """List the parts of a query that fail; empty when it holds.

    Args:
        query: the whole of it, or a part.
        asked: the article, with these terms looked for.
        ids: numbers its terms.
    """
    return list(_Explainer(asked, ids).failures(query, ANYWHERE))


class _Explainer:
    def __init__(self, asked: Asked, ids: Numbers) -> None:
        self.asked, self.ids = asked, ids

    def holds(self, query: Query, where: int) -> bool:
        return compiled(query, self.ids).holds(self.asked, where)

    def spans(self, query: Query, where: int) -> list[Span]:
        return compiled(query, self.ids).spans(self.asked, where)

    def failures(self, query: Query, where: int) -> Iterator[str]:
        if self.holds(query, where):
            return
        match query:
            case And(parts):
                for part in parts:
                    yield from self.failures(part, where)
            case Not(part):
                yield self.present(part, where)
            case In(fields, part):
                yield from self.elsewhere(query, fields, part)
            case Near():
                yield from self.far(query, where)
            case Or(parts) if not all(isinstance(p, (Term, Named)) for p in parts):
                yield self.alternatives(parts, where)
            case _:
                yield self.leaf(query, where)

    def alternatives(self, parts: tuple[Query, ...], where: int) -> str:
        """Say which of some alternatives fails least, and why."""
        each = [(list(self.failures(part, where)), part) for part in parts]
        least, part = min(each, key=lambda pair: len(pair[0]))
        return (
            f"none of {len(parts)} alternatives holds; the nearest is {_short(part)}:"
            f" {', '.join(least)}"
        )

    def leaf(self, query: Query, where: int) -> str:
        match query:
            case AtLeast(count, part):
                found = len(self.spans(part, where))
                return f"{unparse(query)}: {count} mentions wanted, {found} found"
            case About(fact, value):
                has = getattr(self.asked.facts, fact) or "not known"
                return f"{fact}:{value} is wanted, and the article's {fact} is {has}"
            case Except(part, but) if self.holds(part, where):
                return (
                    f"{unparse(part)} is found only inside {unparse(but)}, which is"
                    " left out"
                )
            case _:
                return f"{_short(query)} is not found{self.nearest(query)}"

    def present(self, part: Query, where: int) -> str:
        spans = self.spans(part, where)
        if not spans:
            return f"{unparse(part)} must not hold, and it does"
        place = spans[0].place
        text = self.asked.readings[place.field].original
        around = text[max(0, place.start - _AROUND) : place.end + _AROUND]
        return (
            f"{unparse(part)} must be absent and stands in the {_PLACES[place.field]}:"
            f" “{' '.join(around.split())}”"
        )

    def elsewhere(
        self, query: Query, fields: tuple[str, ...], part: Query
    ) -> Iterator[str]:
        spans = self.spans(part, ANYWHERE)
        if spans and self.holds(part, ANYWHERE):
            names = {_PLACES[span.place.field] for span in spans}
            yield (
                f"{unparse(query)}: it is found in the {' and '.join(sorted(names))},"
                f" and not all of it in the {' or '.join(fields)}"
            )
        else:
            yield f"{unparse(query)} does not hold"
            yield from self.failures(part, ANYWHERE)

    def far(self, query: Near, where: int) -> Iterator[str]:
        left, right = self.spans(query.left, where), self.spans(query.right, where)
        if not left or not right:
            for side in (query.left, query.right):
                yield from self.failures(side, where)
            return
        distances = [
            self.asked.words_between(*sorted((a.place, b.place)))
            for a in left[:_MOST_SPANS]
            for b in right[:_MOST_SPANS]
            if a.place.field == b.place.field and a.place != b.place
        ]
        if not distances:
            yield (
                f"{unparse(query)}: the two sides are not in the same field, or are one"
                " and the same mention"
            )
        elif min(distances) <= query.words:
            yield f"{unparse(query)}: they are near, in the other order"
        else:
            yield (
                f"{unparse(query)}: the nearest are {min(distances)} words apart,"
                f" {query.words} are allowed"
            )

    def nearest(self, query: Query) -> str:
        terms = [t for t in terms_of(query) if not self.spans(t, ANYWHERE)]
        for term in terms:
            for reading, place in zip(self.asked.readings, _PLACES, strict=True):
                if near := _inside_word(term, reading):
                    return f"; the nearest is “{near}” in the {place}, which is not it"
        for term in terms:
            for reading, place in zip(self.asked.readings, _PLACES, strict=True):
                if part := _part(term, reading):
                    return f"; only “{part}” of it stands in the {place}"
        return self.similar(query)

    def similar(self, query: Query) -> str:
        words: dict[str, str] = {}
        for reading in self.asked.readings:
            for found in _WORD.findall(reading.original)[:_MOST_WORDS]:
                words.setdefault(nfkc_fold(found), found)
        for term in terms_of(query)[:_MOST_NAMED]:
            if near := get_close_matches(nfkc_fold(term.text), words, n=1, cutoff=0.8):
                return f"; the nearest is “{words[near[0]]}”"
        return ""


def _inside_word(term: Term, reading: Reading) -> str:
    """Give the word that holds the letters of a term and is another word."""
    for literal, form in forms(term):
        view = reading.packed if form.packed else reading.words
        at = view.text.find(literal) if view else -1
        if view and at >= 0:
            text = view.text
            start, end = at, at + len(literal)
            while start and at - start < _AROUND and text[start - 1].isalnum():
                start -= 1
            while end < len(text) and end - at < 2 * _AROUND and text[end].isalnum():
                end += 1
            begin, stop = reading.span(view, start, end)
            return reading.original[begin:stop]
    return ""


def _part(term: Term, reading: Reading) -> str:
    """Give the longest run of a phrase's words that stands in a text."""
    words = nfkc_fold(term.text).replace("-", " ").split()
    text = f" {' '.join(re.findall(_RUN, reading.words.text))} "
    for size in range(len(words) - 1, 0, -1):
        for at in range(len(words) - size + 1):
            run = " ".join(words[at : at + size])
            if len(run) >= _LONG_ENOUGH and f" {run} " in text:
                return run
    return ""


def _short(query: Query) -> str:
    """Write a part for a message, with its terms where that fits."""
    if isinstance(query, Named):
        names = [term.text for term in query.terms[:_MOST_NAMED]]
        more = len(query.terms) - len(names)
        return (
            f"@{query.name} ({', '.join(names)}{f' and {more} more' if more else ''})"
        )
    return unparse(query)
