"""Refuses what a query cannot mean, with a place and a way out."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from monitor.core.query.nodes import About, And, AtLeast, Not, Or, Query, children
from monitor.core.query.writing import unparse
from monitor.errors import QueryError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.core.query.tokens import Token


def other_concept(wanted: str, known: list[str]) -> str:
    """Suggest another concept for one that is not there."""
    if near := get_close_matches(wanted, known, n=1, cutoff=0.5):
        return f"did you mean @{near[0]}?"
    if known:
        return f"known are {', '.join('@' + name for name in known[:8])}"
    return "define it under concepts:"


def unexpected(token: Token, before: Token) -> QueryError:
    """Tell that something stands where a term should, or that one is missing."""
    if token.kind == "end":
        return QueryError(
            f"“{before.text or before.kind}” needs a term after it"
            if before.kind != "("
            else "this bracket is not closed",
            column=before.at,
            suggestion="write one, or take it away",
        )
    quoted = f', or "{token.text}" in quotation marks to look for the word itself'
    return QueryError(
        f"“{token.text or token.kind}” stands where a term should",
        column=token.at,
        suggestion=f"write a term before it{quoted if token.text else ''}",
    )


def refuse_without_place(query: Query, sign: str, at: int) -> None:
    """Refuse what has no place in the text, and so cannot be near or be counted."""
    for part in children(query):
        if isinstance(part, (Not, About, AtLeast)):
            raise QueryError(
                f"{sign} is about places in the text, which NOT, ATLEAST and facts such"
                " as lang: do not have",
                column=at,
                suggestion="move them outside: (a NEAR/5 b) AND NOT c",
            )
        refuse_without_place(part, sign, at)


def mixed(parts: Sequence[Query], joints: Sequence[tuple[str, int]]) -> QueryError:
    """Show both readings of a mix of AND and OR."""
    signs = [sign for sign, _ in joints]
    other = next(at for sign, at in joints if sign != signs[0])
    readings = [_grouped(parts, signs, first) for first in ("and", "or")]
    return QueryError(
        "AND (or a space) and OR are mixed without brackets",
        column=other,
        suggestion=f"write {readings[0]}  or  {readings[1]}",
    )


def _grouped(parts: Sequence[Query], signs: Sequence[str], first: str) -> str:
    groups = [[parts[0]]]
    for sign, part in zip(signs, parts[1:], strict=True):
        if sign == first:
            groups[-1].append(part)
        else:
            groups.append([part])
    inner, outer = (And, Or) if first == "and" else (Or, And)
    made = [inner(tuple(group)) if len(group) > 1 else group[0] for group in groups]
    return unparse(outer(tuple(made)))
