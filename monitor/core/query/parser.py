"""Reads a query. The grammar stands in docs/queries.md."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from monitor.core.query.leaves import facts, flagged, phrase, regex
from monitor.core.query.nodes import (
    FACTS,
    TEXT_FIELDS,
    And,
    AtLeast,
    Except,
    In,
    Near,
    Not,
    Or,
    Query,
    term,
)
from monitor.core.query.refusals import (
    mixed,
    other_concept,
    refuse_without_place,
    unexpected,
)
from monitor.core.query.tokens import Token, tokens
from monitor.errors import QueryError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from monitor.core.query.concepts import Concept
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

    def _take(self) -> Token:
        token = self.token
        self.next += token.kind != "end"
        return token

    def _took(self, kind: Kind) -> Token | None:
        return self._take() if self.token.kind == kind else None

    def query(self) -> Query:
        if self.token.kind == "end":
            raise QueryError(
                "the query is empty", suggestion="write a word to look for"
            )
        found = self._chain()
        if self.token.kind == ")":
            raise QueryError(
                "this bracket closes nothing",
                column=self.token.at,
                suggestion="take it away, or open one before",
            )
        return found

    def _chain(self) -> Query:
        """Parts divided by AND, a space, or OR; not by a mix of them."""
        parts, joints = [self._part()], []
        while self.token.kind in _STARTS or self.token.kind in ("and", "or"):
            at = self.token.at
            joint = self._take().kind if self.token.kind in ("and", "or") else "and"
            parts.append(self._part())
            joints.append((joint, at))
        kinds = {joint for joint, _ in joints}
        if len(kinds) > 1:
            raise mixed(parts, joints)
        if not kinds:
            return parts[0]
        return Or(tuple(parts)) if "or" in kinds else And(tuple(parts))

    def _part(self) -> Query:
        if self._took("not"):
            return Not(self._deeper(self._part))
        links = 0
        left = self._exception()
        while self.token.kind in ("near", "onear"):
            sign = self._take()
            links = self._linked(links, sign)
            near = Near(left, self._exception(), sign.number, sign.kind == "onear")
            refuse_without_place(near, sign.text, sign.at)
            left = near
        return left

    def _exception(self) -> Query:
        left, links = self._primary(), 0
        while sign := self._took("except"):
            links = self._linked(links, sign)
            left = Except(left, self._primary())
        return left

    def _linked(self, links: int, sign: Token) -> int:
        """Count a link of a chain, which is as deep as brackets would be."""
        if links == DEEPEST:
            raise QueryError(
                f"more than {DEEPEST} times {sign.text} in a row",
                column=sign.at,
                suggestion="put alternatives into brackets with OR",
            )
        return links + 1

    def _primary(self) -> Query:  # noqa: PLR0911 - one per kind of token
        token = self._take()
        match token.kind:
            case "word":
                return term(token.text, at=token.at)
            case "phrase":
                return phrase(token)
            case "concept":
                return self._concept(token)
            case "regex":
                return regex(token)
            case "(":
                return self._group(token)
            case "atleast":
                count = AtLeast(token.number, self._group(self._take()))
                refuse_without_place(count, f"ATLEAST{token.number}", token.at)
                return count
            case "field" | "flag":
                return self._prefixed(token)
            case _:
                raise unexpected(token, self.tokens[self.next - 1])

    def _group(self, opened: Token) -> Query:
        if self.token.kind == ")":
            raise QueryError(
                "there is nothing in these brackets",
                column=opened.at,
                suggestion="take them away, or write a word between them",
            )
        found = self._deeper(self._chain)
        if not self._took(")"):
            raise QueryError(
                "this bracket is not closed", column=opened.at, suggestion="add )"
            )
        return found

    def _prefixed(self, token: Token) -> Query:
        if self.token.kind not in _STARTS or self.token.kind == "not":
            raise QueryError(
                f"“{token.text}:” needs a term after it",
                column=token.at,
                suggestion=f"for example {token.text}:Seoul",
            )
        part = self._deeper(self._primary)
        if token.kind == "flag":
            return flagged(part, token)
        for fact in FACTS:
            if fact == token.text:
                return facts(part, fact, token.at)
        named = token.text.split("+")
        return In(tuple(field for field in TEXT_FIELDS if field in named), part)

    def _concept(self, token: Token) -> Query:
        if found := self.concepts.get(token.text):
            return found.named(token.at, token.text)
        raise QueryError(
            f"there is no concept @{token.text}",
            column=token.at,
            suggestion=other_concept(token.text, sorted(self.concepts)),
        )

    def _deeper(self, step: Callable[[], Query]) -> Query:
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
