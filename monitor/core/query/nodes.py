"""What a query is made of: a tree of small frozen classes.

Two queries are equal when they ask the same; `at`, the column where a part stood, is
for messages and does not count.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from sys import intern
from typing import Final, Literal

from monitor.errors import QueryError

TextField = Literal["title", "lead", "body"]
Fact = Literal["outlet", "source", "lang", "country"]

TEXT_FIELDS: Final[tuple[TextField, ...]] = ("title", "lead", "body")
FACTS: Final[tuple[Fact, ...]] = ("outlet", "source", "lang", "country")

_QUOTES: Final = re.compile('["“”„‟＂]')
_BLANKS: Final = re.compile(r"\s+")
_HAS_LETTER: Final = re.compile(r"[^\W_]")
LONGEST_TERM: Final = 200  # characters


@dataclass(frozen=True, slots=True)
class Term:
    """A word or phrase as the user wrote it; `*` and `?` in it are wildcards."""

    text: str
    exact: bool = False  # no plurals, no endings, nothing joined
    case: bool = False  # capitals count
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Regex:
    """A regular expression (re2) over the text as it was printed."""

    pattern: str
    case: bool = False
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Named:
    """A concept: any of its terms."""

    name: str
    terms: tuple[Term, ...]
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Loose:
    """The words of a phrase in any order, with at most `words` others among them."""

    terms: tuple[Term, ...]
    words: int


@dataclass(frozen=True, slots=True)
class Near:
    """Two parts with at most `words` words between them."""

    left: Query
    right: Query
    words: int
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class AtLeast:
    """`count` mentions of a part."""

    count: int
    part: Query


@dataclass(frozen=True, slots=True)
class Except:
    """A part, but for the mentions of it that lie inside a mention of `but`."""

    part: Query
    but: Query


@dataclass(frozen=True, slots=True)
class In:
    """A part that must be found in one of some fields of the text."""

    fields: tuple[TextField, ...]
    part: Query


@dataclass(frozen=True, slots=True)
class About:
    """A fact about the article: its outlet, source, language or country."""

    fact: Fact
    value: str
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Not:
    """A part that the story must not have."""

    part: Query


@dataclass(frozen=True, slots=True)
class And:
    """All of the parts."""

    parts: tuple[Query, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """At least one of the parts."""

    parts: tuple[Query, ...]


Query = (
    Term | Regex | Named | Loose | Near | AtLeast | Except | In | About | Not | And | Or
)


def term(text: str, *, at: int = 0, exact: bool = False, case: bool = False) -> Term:
    """Make a term of what a user wrote.

    Raises:
        QueryError: there is nothing in it to look for, or far too much.
    """
    if text.isalnum() and len(text) <= LONGEST_TERM:
        return Term(intern(text), exact, case, at)  # most are one plain word
    clean = _BLANKS.sub(" ", _QUOTES.sub("", text)).strip()
    if not _HAS_LETTER.search(clean):
        raise QueryError(
            f"“{text}” has no letter or digit to look for",
            column=at,
            suggestion="write a word, or leave it out",
        )
    if len(clean) > LONGEST_TERM:
        raise QueryError(
            f"this term is {len(clean)} characters long; {LONGEST_TERM} is the most",
            column=at,
            suggestion="a quotation mark may be missing, or a phrase can be shorter",
        )
    return Term(intern(clean), exact, case, at)


def children(query: Query) -> tuple[Query, ...]:  # noqa: PLR0911 - one per kind of part
    """Give the parts that a query is directly made of."""
    match query:
        case And(parts) | Or(parts):
            return parts
        case Named(terms=terms) | Loose(terms=terms):
            return terms
        case Near(left, right):
            return (left, right)
        case Except(part, but):
            return (part, but)
        case AtLeast(part=part) | In(part=part) | Not(part):
            return (part,)
        case _:
            return ()


def rebuilt(query: Query, parts: tuple[Query, ...]) -> Query:  # noqa: PLR0911 - one per kind
    """Give the same query over other parts, in the order of `children`."""
    match query:
        case And() | Or():
            return replace(query, parts=parts)
        case Near():
            return replace(query, left=parts[0], right=parts[1])
        case Except():
            return replace(query, part=parts[0], but=parts[1])
        case AtLeast() | In() | Not():
            return replace(query, part=parts[0])
        case Named() | Loose():
            return replace(query, terms=tuple(p for p in parts if isinstance(p, Term)))
        case _:
            return query


def terms_of(query: Query) -> list[Term]:
    """List every term of a query, concepts included, in order."""
    if isinstance(query, Term):
        return [query]
    return [found for part in children(query) for found in terms_of(part)]
