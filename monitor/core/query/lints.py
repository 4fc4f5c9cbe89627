"""Advice on queries that can be read and will still disappoint."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from monitor.core.query.nodes import (
    About,
    And,
    AtLeast,
    Except,
    In,
    Named,
    Not,
    Or,
    Query,
    Regex,
    Term,
    children,
    terms_of,
)
from monitor.core.text import nfkc_fold, scripts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from monitor.core.query.concepts import Concept

_SCRIPTS: Final = {"ko": "hangul", "ja": "kana or kanji"}  # of lists by language
_LOWER_OPERATORS: Final = frozenset({"and", "or", "not", "near"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """What may be wrong with a query, and what to do about it.

    Attributes:
        message: a sentence with the advice.
        column: in the query, from 0; None when it is about no one place.
        text: the term or name that it is about.
        watch: the watch whose query it is about; empty when it is about a concept.
    """

    message: str
    column: int | None = None
    text: str = ""
    watch: str = ""


def lints(query: Query) -> list[Advice]:
    """List what may be wrong with a query; terms of concepts are not looked at."""
    found = [advice for term in _own_terms(query) for advice in _term(term)]
    found += [
        Advice(
            message=f"“{long.text}” finds nothing that “{short.text}” beside it does not"
            " find; one of them can go",
            column=long.at,
            text=long.text,
        )
        for terms in _choices(query)
        for long, short in contained(terms)
    ]
    found += _foreign(query)
    if not anchored(query):
        found.append(
            Advice(
                message="nothing in this query must be found in the text, so it is asked"
                " of every story and most will match; add a term with AND"
            )
        )
    return found


def lints_watchlist(
    queries: Mapping[str, Query], concepts: Sequence[Concept]
) -> list[Advice]:
    """List what may be wrong with a watchlist.

    Args:
        queries: by the name of their watch.
        concepts: those that the watchlist defines itself.
    """
    found = [
        Advice(
            message=advice.message, column=advice.column, text=advice.text, watch=watch
        )
        for watch, query in queries.items()
        for advice in lints(query)
    ]
    used = {n for query in queries.values() for n in _named(query)}
    for concept in concepts:
        found += _concept(concept, used=used)
    return found


def anchored(query: Query) -> bool:
    """Tell whether something must be found in the text for the query to match."""
    match query:
        case Term() | Named():
            return True
        case Regex() | About() | Not():
            return False
        case Or(parts):
            return all(anchored(part) for part in parts)
        case AtLeast(part=part) | In(part=part) | Except(part, _):
            return anchored(part)
        case _:
            return any(anchored(part) for part in children(query))


def contained(terms: Sequence[Term]) -> Iterator[tuple[Term, Term]]:
    """Pair each term with a shorter one of the list that finds all that it finds."""
    split = [(nfkc_fold(term.text).replace("-", " ").split(), term) for term in terms]
    known = {tuple(words): term for words, term in reversed(split)}
    for words, term in split:
        # Runs of its words, so that a list of thousands is read in no time.
        runs = (
            tuple(words[at : at + size])
            for size in range(1, len(words))
            for at in range(len(words) - size + 1)
        )
        short = next((known[run] for run in runs if run in known), None)
        if short is not None:
            yield term, short


def _foreign(query: Query) -> Iterator[Advice]:
    """Find Latin words that are asked of Korean or Japanese articles only."""
    parts = query.parts if isinstance(query, And) else ()
    asked = {value.lower() for part in parts for value in _languages(part)}
    if asked and asked <= _SCRIPTS.keys():
        for term in _own_terms(query):
            if _is_latin(term.text):
                yield Advice(
                    message=f"“{term.text}” is looked for in articles in"
                    f" {' and '.join(sorted(asked))} only; write it as their papers do",
                    column=term.at,
                    text=term.text,
                )


def _languages(part: Query) -> Iterator[str]:
    """Give the languages of which an article must have one, if that is all it says."""
    match part:
        case About("lang", value):
            yield value
        case Or(parts) if all(isinstance(p, About) and p.fact == "lang" for p in parts):
            for each in parts:
                yield from _languages(each)
        case _:
            return


def _is_latin(text: str) -> bool:
    """Tell a word in Latin letters from one that papers of all languages print so."""
    bare = re.sub(r"^(?:case:|exact:)+", "", text)
    found = scripts(bare)
    return bool(found) and found.keys() <= {"latin"} and not bare.isupper()


def _own_terms(query: Query) -> Iterator[Term]:
    if isinstance(query, Term):
        yield query
    elif not isinstance(query, Named):
        for part in children(query):
            yield from _own_terms(part)


def _choices(query: Query) -> Iterator[list[Term]]:
    """Give the terms that stand side by side as alternatives."""
    if isinstance(query, Or):
        yield [part for part in query.parts if isinstance(part, Term)]
    for part in children(query):
        yield from _choices(part)


def _named(query: Query) -> Iterator[str]:
    if isinstance(query, Named):
        yield query.name
        yield query.name.rpartition(".")[2]
    for part in children(query):
        yield from _named(part)


def _term(term: Term) -> Iterator[Advice]:
    def advice(message: str) -> Advice:
        return Advice(message=message, column=term.at, text=term.text)

    bare = re.sub(r"[*?\s]", "", term.text)
    if term.text in _LOWER_OPERATORS:
        yield advice(
            f"“{term.text}” is looked for as a word; the operator is {term.text.upper()}"
        )
    elif "*" in term.text and len(bare) < 2:
        yield advice(
            f"“{term.text}” has fewer than two letters beside its wildcard and will"
            " match very much; write more of the word"
        )
    elif len(bare) <= _short(bare) and not term.case and not bare.isdigit():
        yield advice(
            f"“{term.text}” is very short and will be found in much that is not meant;"
            " write a longer form, or add a second term with AND"
        )


def _short(bare: str) -> int:
    """Tell up to which length a term is too short: by script, for scripts differ."""
    found = scripts(bare)
    if "latin" in found:
        # Capitals alone are matched with their case, which is usually enough.
        return 1 if bare.isupper() else 2
    return 1 if "kanji" in found or "hangul" in found else 2


def _concept(concept: Concept, *, used: set[str]) -> Iterator[Advice]:
    at = f"@{concept.name}"
    if concept.name not in used:
        yield Advice(
            message=f"no watch uses {at}; use it in a query or take it away", text=at
        )
    for language, terms in concept.terms.items():
        yield from _language(at, language, terms)
    named = concept.named()
    for term in named.terms:
        for advice in _term(term):
            yield Advice(message=f"{at}: {advice.message}", text=term.text)
    for long, short in contained(terms_of(named)):
        yield Advice(
            message=f"{at}: “{long.text}” finds nothing that “{short.text}” does not"
            " find; one of them can go",
            text=long.text,
        )


def _language(at: str, language: str, terms: Sequence[str]) -> Iterator[Advice]:
    wanted = _SCRIPTS.get(language)
    if wanted is None:
        return
    for text in terms:
        if _is_latin(text):
            yield Advice(
                message=f"{at}: “{text}” stands in the list for {language} and has no"
                f" {wanted}; move it to en, or write it as {language} papers do",
                text=text,
            )
