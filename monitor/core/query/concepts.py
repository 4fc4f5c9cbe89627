"""Concepts: what a thing is called, in several languages."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from monitor.core.query.nodes import Named, Term, term
from monitor.errors import QueryError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_LATIN_NAME: Final = re.compile(r"[^\W\d_][^\W\d_'’.-]*(?:[ -][^\W\d_][^\W\d_'’.-]*)+")
_FLAGS: Final = re.compile(r"(?:(case|exact):)")
# Korean family names as English papers spell them: tells which end of a name of three
# words is the family's. The usual romanisations of the commonest names, by hand.
_KOREAN_FAMILIES: Final = frozenset(
    [
        "kim",
        "lee",
        "yi",
        "rhee",
        "park",
        "pak",
        "choi",
        "choe",
        "chung",
        "jung",
        "jeong",
        "kang",
        "cho",
        "jo",
        "yoon",
        "yun",
        "jang",
        "chang",
        "lim",
        "im",
        "rim",
        "han",
        "oh",
        "o",
        "seo",
        "suh",
        "shin",
        "sin",
        "kwon",
        "hwang",
        "ahn",
        "an",
        "song",
        "yoo",
        "yu",
        "ryu",
        "hong",
        "jeon",
        "chun",
        "ko",
        "koh",
        "go",
        "moon",
        "mun",
        "yang",
        "son",
        "sohn",
        "bae",
        "baek",
        "paik",
        "heo",
        "hur",
        "nam",
        "sim",
        "shim",
        "noh",
        "roh",
        "no",
        "ha",
        "kwak",
        "sung",
        "seong",
        "cha",
        "joo",
        "ju",
        "woo",
        "ku",
        "koo",
        "min",
        "na",
        "ra",
        "jin",
        "chin",
        "eom",
        "um",
        "won",
        "cheon",
        "bang",
        "kong",
        "hyun",
        "ham",
        "byun",
        "yeo",
        "choo",
        "do",
        "so",
        "seok",
        "sun",
        "sul",
        "ma",
        "gil",
        "wi",
        "pyo",
        "myung",
        "ki",
        "ban",
        "wang",
        "keum",
        "ok",
        "yook",
        "in",
        "maeng",
        "je",
        "mo",
        "tak",
        "eun",
        "pyun",
        "yong",
    ]
)


@dataclass(frozen=True, slots=True)
class Concept:
    """A named set of terms.

    Attributes:
        name: as queries call it, without the `@`.
        terms: by language code, as the user wrote them.
        person: the terms are names of a person; see `variants`.
    """

    name: str
    terms: Mapping[str, tuple[str, ...]]
    person: bool = False
    _named: Named = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        read = dict.fromkeys(concept_term(text) for text in self.variants())
        object.__setattr__(self, "_named", Named(self.name, tuple(read)))

    def variants(self) -> tuple[str, ...]:
        """List all that is looked for: the terms, and of a person the name's other forms.

        For `person`, a name in Latin letters is also looked for with the family name
        at its other end. Hyphens need no variants of their own (matching reads
        `You-geun`, `You geun` and `Yougeun` alike where a term has the hyphen), so a
        given name in two words is added with one.
        """
        written = [text for terms in self.terms.values() for text in terms]
        if not self.person:
            return tuple(dict.fromkeys(written))
        more = [form for text in written for form in (text, *_other_names(text))]
        return tuple(dict.fromkeys(more))

    def added(self) -> tuple[str, ...]:
        """List the forms of a person's name that nobody wrote."""
        written = {text for terms in self.terms.values() for text in terms}
        return tuple(form for form in self.variants() if form not in written)

    def named(self, at: int = 0, name: str | None = None) -> Named:
        """Give the concept as a part of a query."""
        return Named(name or self.name, self._named.terms, at)


def concept_term(text: str, at: int = 0) -> Term:
    """Read one term of a concept or of a plain list: a phrase, with its flags."""
    rest, flags = text.strip(), set()
    while found := _FLAGS.match(rest):
        flags.add(found[1])
        rest = rest[found.end() :].lstrip()
    if rest.startswith("@"):
        raise QueryError(
            f"“{text}” stands inside a concept, and concepts do not hold each other",
            column=at,
            suggestion="name both in the query: (@one OR @other)",
        )
    return term(rest, at=at, exact="exact" in flags, case="case" in flags)


def _other_names(text: str) -> Iterator[str]:
    """Turn a name in Latin letters round, and close up a given name in two words."""
    if not _LATIN_NAME.fullmatch(text):
        return
    words = text.split(" ")
    if len(words) == 2:
        yield f"{words[1]} {words[0]}"
    if len(words) != 3:
        return
    if words[0].lower() in _KOREAN_FAMILIES:
        given = f"{words[1]}-{words[2]}"
        yield from (f"{words[0]} {given}", f"{given} {words[0]}")
    elif words[2].lower() in _KOREAN_FAMILIES:
        given = f"{words[0]}-{words[1]}"
        yield from (f"{given} {words[2]}", f"{words[2]} {given}")
    else:
        yield f"{words[2]} {words[0]} {words[1]}"
