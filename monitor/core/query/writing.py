"""Writes a query the way a user would: what `parse` reads as the same query."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

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
    Regex,
    Term,
)

if TYPE_CHECKING:
    from monitor.core.query.nodes import Query

_PLAIN_WORD: Final = re.compile(
    r"(?!AND$|OR$|NOT$|EXCEPT$|O?NEAR$|ATLEAST|(?i:o?near|w|pre)/|[A-Za-z]+(?:\+[A-Za-z]+)*:)"
    r"[^\W_][^\s()（）\"“”„＂~,;、|&!+:]*"
)


def unparse(query: Query) -> str:  # noqa: PLR0911 - one per kind of part
    """Write a query; `parse` reads it back as an equal one."""
    match query:
        case And(parts):
            return " AND ".join(_joined(part) for part in parts)
        case Or(parts):
            return " OR ".join(_joined(part) for part in parts)
        case Not(part):
            return f"NOT {_inner(part)}"
        case Near(left, right, words, ordered):
            sign = "ONEAR" if ordered else "NEAR"
            return f"{_inner(left)} {sign}/{words} {_inner(right)}"
        case Except(part, but):
            return f"{_inner(part)} EXCEPT {_inner(but)}"
        case AtLeast(count, part):
            return f"ATLEAST{count}({unparse(part)})"
        case In(fields, part):
            return f"{'+'.join(fields)}:{_inner(part)}"
        case _:
            return _leaf(query)


def _leaf(query: Query) -> str:
    match query:
        case Term(text, exact, case):
            return f"{'case:' * case}{'exact:' * exact}{_word(text)}"
        case Loose(terms, words):
            flags = f"{'case:' * terms[0].case}{'exact:' * terms[0].exact}"
            return f'{flags}"{" ".join(term.text for term in terms)}"~{words}'
        case Named(name):
            return f"@{name}"
        case About(fact, value):
            return f"{fact}:{_word(value)}"
        case Regex(pattern, case):
            return f"{'case:' * case}/{pattern.replace('/', chr(92) + '/')}/"
        case _:
            raise TypeError(query)


def _word(text: str) -> str:
    return text if _PLAIN_WORD.fullmatch(text) else f'"{text}"'


def _joined(part: Query) -> str:
    return unparse(part) if isinstance(part, Not) else _inner(part)


def _inner(part: Query) -> str:
    """Write a part of a greater whole, in brackets when it is made of several."""
    if isinstance(part, (And, Or, Near, Except, Not)):
        return f"({unparse(part)})"
    return unparse(part)
