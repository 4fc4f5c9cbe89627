"""Compiles queries against a `Finder`, and names what must be found for them to hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import re2

from monitor.core.matching.asked import BODY, LEAD, TITLE, folded
from monitor.core.matching.asking import Absent, Asking, Both, Either, Fact
from monitor.core.matching.placed import (
    AnyOf,
    Free,
    Inside,
    Matches,
    NearBy,
    Often,
    Together,
)
from monitor.core.query.nodes import (
    About,
    And,
    AtLeast,
    Except,
    In,
    Loose,
    Named,
    Near,
    Not,
    Or,
    Query,
    Regex,
    Term,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from monitor.core.matching.finding import Finder

_FIELDS: Final = {"title": TITLE, "lead": LEAD, "body": BODY}


class Numbers:
    """Numbers the terms that a finder looks for; a new one is added to it.

    Attributes:
        counts: how often each was asked for.
    """

    def __init__(self, finder: Finder) -> None:
        self.counts: list[int] = []
        self._add = finder.add
        self._ids: dict[tuple[str, bool, bool], int] = {}
        self._single: list[AnyOf] = []

    def __call__(self, term: Term) -> int:
        """Give the number of a term."""
        # The terms themselves would be keys ten times as dear.
        key = (term.text, term.exact, term.case)
        number = self._ids.get(key)
        if number is None:
            number = self._ids[key] = self._add(term)
            self.counts.append(0)
            self._single.append(AnyOf((number,)))
        self.counts[number] += 1
        return number

    def one(self, term: Term) -> AnyOf:
        """Ask for a term; many queries share the question."""
        return self._single[self(term)]


def compiled(query: Query, ids: Numbers) -> Asking:  # noqa: PLR0911, C901, PLR0912 - one per kind of part
    """Compile a query; `ids` numbers its terms."""
    match query:
        case Term():
            return ids.one(query)
        case Named(terms=terms):
            return AnyOf(tuple(dict.fromkeys(map(ids, terms))))
        case Or(parts):
            return _either([compiled(part, ids) for part in parts])
        case And(parts):
            return Both(tuple(compiled(part, ids) for part in parts))
        case Not(part):
            return Absent(compiled(part, ids))
        case Near():
            return _near(query, ids)
        case Loose(terms, words):
            return Together(tuple(compiled(term, ids) for term in terms), words)
        case AtLeast(count, And(parts)):
            return Both(tuple(compiled(AtLeast(count, part), ids) for part in parts))
        case AtLeast(count, part):
            return Often(count, compiled(part, ids))
        case Except(part, but):
            return Free(compiled(part, ids), compiled(but, ids))
        case In(fields, part):
            where = sum(_FIELDS[field] for field in fields)
            return Inside(where, compiled(part, ids))
        case About(fact, value):
            return Fact(fact, folded(value))
        case Regex(pattern, case):
            return _matches(pattern, case=case)


def _near(query: Near, ids: Numbers) -> Asking:
    """Compile a proximity; what is near to "a AND b" is near to each of them."""
    words, ordered = query.words, query.ordered
    if isinstance(query.left, And):
        each = [Near(part, query.right, words, ordered) for part in query.left.parts]
        return Both(tuple(compiled(near, ids) for near in each))
    if isinstance(query.right, And):
        each = [Near(query.left, part, words, ordered) for part in query.right.parts]
        return Both(tuple(compiled(near, ids) for near in each))
    left, right = compiled(query.left, ids), compiled(query.right, ids)
    return NearBy(left, right, words, ordered)


def _either(parts: list[Asking]) -> Asking:
    """Put terms side by side into one question."""
    numbers = [n for part in parts if isinstance(part, AnyOf) for n in part.numbers]
    rest = [part for part in parts if not isinstance(part, AnyOf)]
    if numbers:
        rest.insert(0, AnyOf(tuple(dict.fromkeys(numbers))))
    return rest[0] if len(rest) == 1 else Either(tuple(rest))


def _matches(pattern: str, *, case: bool) -> Matches:
    options = re2.Options()
    options.case_sensitive = case
    options.log_errors = False
    return Matches(re2.compile(pattern, options), f"/{pattern}/")


Alternatives = tuple[int, ...]  # numbers of terms of which one must be found


def anchors(
    asking: Asking, cost: Callable[[int], float]
) -> tuple[Alternatives, Alternatives]:
    """Name terms of which one must be found for a query to hold; the rarest ones.

    Args:
        asking: a compiled query.
        cost: of a term: how often it is likely to be found.

    Returns:
        Numbers of terms, and of others of which one must be found too; the same where
        there are no others; empty when the query may hold without any.
    """
    parts: tuple[Asking, ...] = (asking,)
    if isinstance(asking, Both):
        parts = asking.parts
    elif isinstance(asking, NearBy):
        parts = (asking.left, asking.right)
    found = [_cheapest(part, cost) for part in parts]
    needed = [numbers for _, numbers in sorted(found, key=_price) if numbers]
    return (needed[0], needed[min(1, len(needed) - 1)]) if needed else ((), ())


_NONE: Final[tuple[float, tuple[int, ...]]] = (float("inf"), ())


def _cheapest(  # noqa: PLR0911 - one per kind of question
    asking: Asking, cost: Callable[[int], float]
) -> tuple[float, tuple[int, ...]]:
    match asking:
        case AnyOf(numbers):
            return sum(map(cost, numbers)), numbers
        case Both(parts) | Together(parts, _):
            return min((_cheapest(part, cost) for part in parts), key=_price)
        case NearBy(left, right):
            return min(_cheapest(left, cost), _cheapest(right, cost), key=_price)
        case Either(parts):
            return _all_of(_cheapest(part, cost) for part in parts)
        case Often(_, part) | Free(part, _) | Inside(_, part):
            return _cheapest(part, cost)
        case _:
            return _NONE


def _price(found: tuple[float, tuple[int, ...]]) -> float:
    return found[0]


def _all_of(
    found: Iterable[tuple[float, tuple[int, ...]]],
) -> tuple[float, tuple[int, ...]]:
    price = 0.0
    numbers: list[int] = []
    for one, terms in found:
        if not terms:
            return _NONE
        price += one
        numbers += terms
    return price, tuple(dict.fromkeys(numbers))
