"""Makes the smallest parts of a query of its tokens."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import re2

from monitor.core.query.nodes import (
    About,
    And,
    Loose,
    Named,
    Not,
    Or,
    Query,
    Regex,
    Term,
    children,
    rebuilt,
    term,
)
from monitor.errors import QueryError

if TYPE_CHECKING:
    from monitor.core.query.nodes import Fact
    from monitor.core.query.tokens import Token


def phrase(token: Token) -> Query:
    """Make a term of a phrase, or its loose words when it has slack."""
    if token.number < 0:
        return term(token.text, at=token.at)
    words = token.text.split()
    if len(words) < 2:
        raise QueryError(
            "“~” needs a phrase of two words or more",
            column=token.at,
            suggestion=f'for example "{token.text} export"~{token.number}',
        )
    return Loose(tuple(term(word, at=token.at) for word in words), token.number)


def regex(token: Token) -> Regex:
    """Make a regular expression that re2 can run.

    Raises:
        QueryError: it cannot, or would match where there is nothing.
    """
    options = re2.Options()
    options.log_errors = False
    try:
        found = re2.compile(token.text, options)
    except re2.error as e:
        reason = e.args[0] if e.args else ""
        reason = reason.decode() if isinstance(reason, bytes) else str(reason)
        raise QueryError(
            f"this regular expression cannot be used: {reason}",
            column=token.at,
            suggestion="it is read by re2, which always ends in linear time and so has no"
            " look-around ((?=, (?<!) and no back-references (\\1)",
        ) from e
    if found.fullmatch(""):
        raise QueryError(
            "this regular expression matches where there is nothing",
            column=token.at,
            suggestion="use + in the place of *",
        )
    return Regex(token.text, at=token.at)


def flagged(part: Query, token: Token) -> Query:
    """Apply `case:` or `exact:` to every term in a part."""
    match part:
        case Term():
            case, exact = part.case or token.text == "case", part.exact
            return replace(part, case=case, exact=exact or token.text == "exact")
        case Regex():
            if token.text == "exact":
                raise QueryError(
                    "a regular expression is exact as it is",
                    column=token.at,
                    suggestion="take exact: away",
                )
            return replace(part, case=True)
        case Named(terms=terms):
            return Or(tuple(flagged(each, token) for each in terms))
        case _:
            return rebuilt(part, tuple(flagged(p, token) for p in children(part)))


def facts(part: Query, fact: Fact, at: int) -> Query:
    """Read `lang:(en OR ko)`: each term in the part is a value."""
    match part:
        case Term(text):
            return About(fact, text, part.at)
        case And() | Or() | Not():
            return rebuilt(part, tuple(facts(p, fact, at) for p in children(part)))
        case _:
            raise QueryError(
                f"{fact}: takes words only",
                column=at,
                suggestion=f"for example {fact}:x or {fact}:(x OR y)",
            )
