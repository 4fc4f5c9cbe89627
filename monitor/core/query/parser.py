"""Reads a query. The grammar stands in docs/queries.md."""

from __future__ import annotations

from dataclasses import replace
from difflib import get_close_matches
from typing import TYPE_CHECKING, Final

import re2

from monitor.core.query.nodes import (
    FACTS,
    TEXT_FIELDS,
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
    children,
    rebuilt,
    term,
)
from monitor.core.query.tokens import Token, tokens
from monitor.core.query.writing import unparse
from monitor.errors import QueryError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from monitor.core.query.concepts import Concept
    from monitor.core.query.nodes import Fact
    from monitor.core.query.tokens import Kind

DEEPEST: Final = 40  # brackets in brackets
LONGEST: Final = 50_000  # characters of one query
_STARTS: Final[frozenset[Kind]] = frozenset(
    {"word", "phrase", "regex", "concept", "field", "flag", "(", "atleast", "not"}
)


def parse(text: str, concepts: Mapping[str, Concept]) -> Query:
    """Read a query.

    Args:
        text: in the language of docs/queries.md.
        concepts: by the name that stands after `@`: `name` or `watchlist.name`.

    Raises:
        QueryError: with the column and what to write instead.
    """
    if len(text) > LONGEST:
        raise QueryError(
            f"a query of {len(text)} characters; {LONGEST} is the most",
            suggestion="divide it into several watches",
        )
    return _Parser(text, concepts).query()


class _Parser:
    """One pass over the tokens of one query, by recursive descent."""

    def __init__(self, text: str, concepts: Mapping[str, Concept]) -> None:
        self.tokens = list(tokens(text))
        self.concepts = concepts
        self.next = 0
        self.depth = 0

    @property
    def token(self) -> Token:
        return self.tokens[self.next]

    def take(self) -> Token:
        token = self.token
        self.next += token.kind != "end"
        return token

    def took(self, kind: Kind) -> Token | None:
        return self.take() if self.token.kind == kind else None

    def query(self) -> Query:
        if self.token.kind == "end":
            raise QueryError(
                "the query is empty", suggestion="write a word to look for"
            )
        found = self.chain()
        if self.token.kind == ")":
            raise QueryError(
                "this bracket closes nothing",
                column=self.token.at,
                suggestion="take it away, or open one before",
            )
        return found

    def chain(self) -> Query:
        """Parts divided by AND, a space, or OR; not by a mix of them."""
        parts, joints = [self.part()], []
        while self.token.kind in _STARTS or self.token.kind in ("and", "or"):
            at = self.token.at
            joint = self.take().kind if self.token.kind in ("and", "or") else "and"
            parts.append(self.part())
            joints.append((joint, at))
        kinds = {joint for joint, _ in joints}
        if len(kinds) > 1:
            raise _mixed(parts, joints)
        if not kinds:
            return parts[0]
        return Or(tuple(parts)) if "or" in kinds else And(tuple(parts))

    def part(self) -> Query:
        if self.took("not"):
            return Not(self.deeper(self.part))
        left = self.exception()
        while self.token.kind in ("near", "onear"):
            sign = self.take()
            near = Near(left, self.exception(), sign.number, sign.kind == "onear")
            _refuse_without_place(near, sign.text, sign.at)
            left = near
        return left

    def exception(self) -> Query:
        left = self.primary()
        while self.took("except"):
            left = Except(left, self.primary())
        return left

    def primary(self) -> Query:  # noqa: PLR0911 - one per kind of token
        token = self.take()
        match token.kind:
            case "word":
                return term(token.text, at=token.at)
            case "phrase":
                return _phrase(token)
            case "concept":
                return self.concept(token)
            case "regex":
                return _regex(token)
            case "(":
                return self.group(token)
            case "atleast":
                count = AtLeast(token.number, self.group(self.take()))
                _refuse_without_place(count, f"ATLEAST{token.number}", token.at)
                return count
            case "field" | "flag":
                return self.prefixed(token)
            case _:
                raise _unexpected(token, self.tokens[self.next - 1])

    def group(self, opened: Token) -> Query:
        if self.token.kind == ")":
            raise QueryError(
                "there is nothing in these brackets",
                column=opened.at,
                suggestion="take them away, or write a word between them",
            )
        found = self.deeper(self.chain)
        if not self.took(")"):
            raise QueryError(
                "this bracket is not closed", column=opened.at, suggestion="add )"
            )
        return found

    def prefixed(self, token: Token) -> Query:
        if self.token.kind not in _STARTS or self.token.kind == "not":
            raise QueryError(
                f"“{token.text}:” needs a term after it",
                column=token.at,
                suggestion=f"for example {token.text}:Seoul",
            )
        part = self.deeper(self.primary)
        if token.kind == "flag":
            return _flagged(part, token)
        for fact in FACTS:
            if fact == token.text:
                return _facts(part, fact, token.at)
        named = token.text.split("+")
        return In(tuple(field for field in TEXT_FIELDS if field in named), part)

    def concept(self, token: Token) -> Query:
        if found := self.concepts.get(token.text):
            return found.named(token.at, token.text)
        raise QueryError(
            f"there is no concept @{token.text}",
            column=token.at,
            suggestion=_other_concept(token.text, sorted(self.concepts)),
        )

    def deeper(self, step: Callable[[], Query]) -> Query:
        self.depth += 1
        if self.depth > DEEPEST:
            raise QueryError(
                f"brackets more than {DEEPEST} deep",
                column=self.token.at,
                suggestion="name a part of it as a concept",
            )
        found = step()
        self.depth -= 1
        return found


def _other_concept(wanted: str, known: list[str]) -> str:
    if near := get_close_matches(wanted, known, n=1, cutoff=0.5):
        return f"did you mean @{near[0]}?"
    if known:
        return f"known are {', '.join('@' + name for name in known[:8])}"
    return "define it under concepts:"


def _unexpected(token: Token, before: Token) -> QueryError:
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


def _phrase(token: Token) -> Query:
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


def _regex(token: Token) -> Regex:
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


def _flagged(part: Query, token: Token) -> Query:
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
            return Or(tuple(_flagged(each, token) for each in terms))
        case _:
            return rebuilt(part, tuple(_flagged(p, token) for p in children(part)))


def _facts(part: Query, fact: Fact, at: int) -> Query:
    """Read `lang:(en OR ko)`: each term in the part is a value."""
    match part:
        case Term(text):
            return About(fact, text, part.at)
        case And() | Or() | Not():
            return rebuilt(part, tuple(_facts(p, fact, at) for p in children(part)))
        case _:
            raise QueryError(
                f"{fact}: takes words only",
                column=at,
                suggestion=f"for example {fact}:x or {fact}:(x OR y)",
            )


def _refuse_without_place(query: Query, sign: str, at: int) -> None:
    """Refuse what has no place in the text, and so cannot be near or be counted."""
    for part in children(query):
        if isinstance(part, (Not, About, AtLeast)):
            raise QueryError(
                f"{sign} is about places in the text, which NOT, ATLEAST and facts such"
                " as lang: do not have",
                column=at,
                suggestion="move them outside: (a NEAR/5 b) AND NOT c",
            )
        _refuse_without_place(part, sign, at)


def _mixed(parts: Sequence[Query], joints: Sequence[tuple[str, int]]) -> QueryError:
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
