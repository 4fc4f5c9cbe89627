"""Cuts a query into tokens, each with the column where it stands."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Final, Literal

from monitor.core.query.nodes import FACTS, TEXT_FIELDS
from monitor.errors import QueryError

if TYPE_CHECKING:
    from collections.abc import Iterator

Kind = Literal[
    "word", "phrase", "regex", "concept", "field", "flag", "(", ")",
    "and", "or", "not", "near", "onear", "except", "atleast", "end",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a query.

    Attributes:
        text: as it takes part: without quotes, slashes, `@` or the colon.
        at: column in the query, from 0.
        number: the distance of a proximity, the count of ATLEAST, the slack of a
            phrase; -1 when there is none.
    """

    kind: Kind
    text: str
    at: int
    number: int = -1


_FIELDS: Final = (*TEXT_FIELDS, *FACTS)
_PREFIXES: Final = (*_FIELDS, "case", "exact")
_USUAL_DISTANCE: Final = 4  # of NEAR without a number, as at Meltwater
MOST_WORDS: Final = 1000

_SCAN: Final = re.compile(
    r"""
    (?P<blank>\s+)
  | (?P<open>[(（])
  | (?P<close>[)）])
  | ["“”„＂](?P<phrase>[^"“”„＂]*)(?P<shut>["“”„＂]?)(?:~(?P<slack>\d*))?
  | /(?P<regex>(?:\\.|[^/\\])+)/(?=[\s()（）]|$)
  | @(?P<concept>[\w.-]*\w)
  | (?P<prefix>[A-Za-z]+(?:\+[A-Za-z]+)*):(?!//)
  | ATLEAST/?(?P<atleast>\d*)(?=\s*[(（])
  | (?P<near>O?NEAR|W|PRE)/(?P<words>[^\s()（）]*)
  | (?P<minus>-)(?=[^\s-])
  | (?P<word>[^\s()（）"“”„＂]+)
    """,
    re.VERBOSE,
)
_OPERATORS: Final[dict[str, Kind]] = {
    "AND": "and", "OR": "or", "NOT": "not", "EXCEPT": "except",
    "NEAR": "near", "ONEAR": "onear",
}  # fmt: skip
_FOREIGN: Final = {
    "&&": "AND", "&": "AND", "||": "OR", "|": "OR", "!": "NOT", "+": "a space",
    ",": "OR", "、": "OR", ";": "OR",
}  # fmt: skip
_ORDERED: Final = {"NEAR": "near", "W": "near", "ONEAR": "onear", "PRE": "onear"}


def tokens(text: str) -> Iterator[Token]:
    """Cut a query into tokens; the last is of kind "end".

    Raises:
        QueryError: something cannot be a token; tells where and what to write.
    """
    at = 0
    while found := _SCAN.match(text, at):
        at = found.end()
        if found.lastgroup != "blank":
            yield _token(found)
    if at < len(text):  # a lone quotation mark is all that _SCAN leaves
        raise QueryError("this cannot be read", column=at)
    yield Token("end", "", len(text))


def _token(found: re.Match[str]) -> Token:
    # `re` names the group that closed last: of "near" that is its number of words,
    # of a phrase its closing mark or slack.
    which = found.lastgroup or ""
    if which == "word":
        return _word(found.group(), found.start())
    kind = _SIMPLE.get(which)
    if kind:
        text = "" if kind in "()" else found[which] if which != "minus" else "-"
        return Token(kind, text.replace("\\/", "/"), found.start())
    return _MAKERS.get(which, _phrase)(found, found.start())


def _atleast(found: re.Match[str], at: int) -> Token:
    return Token("atleast", "", at, _number(found["atleast"], found.group(), at))


def _proximity(found: re.Match[str], at: int) -> Token:
    kind: Kind = "onear" if _ORDERED[found["near"]] == "onear" else "near"
    return Token(kind, found.group(), at, _number(found["words"], found.group(), at))


def _number(digits: str, whole: str, at: int) -> int:
    if not digits.isdecimal() or not 0 < int(digits[:9]) <= MOST_WORDS:
        example = re.sub(r"/?[^/A-Z]*$", "", whole)
        example = f"{example}3(...)" if example == "ATLEAST" else f"{example}/5"
        raise QueryError(
            f"“{whole}” needs a number from 1 to {MOST_WORDS}",
            column=at,
            suggestion=f"for example {example}",
        )
    return int(digits)


def _phrase(found: re.Match[str], at: int) -> Token:
    if not found["shut"]:
        raise QueryError(
            "this quotation mark has no partner",
            column=at,
            suggestion=f'close it: "{found["phrase"].strip()}"',
        )
    if found["slack"] is None:
        return Token("phrase", found["phrase"], at)
    whole = f'"{found["phrase"]}"~'
    if not found["slack"]:
        raise QueryError(
            "“~” needs a number of words", column=at, suggestion=f"for example {whole}5"
        )
    return Token("phrase", found["phrase"], at, min(int(found["slack"]), MOST_WORDS))


def _prefix(found: re.Match[str], at: int) -> Token:
    name = found["prefix"]
    lower = name.lower()
    if lower in ("case", "exact"):
        return Token("flag", lower, at)
    names = lower.split("+")
    wrong = next((n for n in names if n not in _FIELDS), None)
    if wrong is None and (len(names) == 1 or set(names) <= set(TEXT_FIELDS)):
        return Token("field", lower, at)
    near = get_close_matches(wrong or "", _PREFIXES, n=1)
    raise QueryError(
        f"“{name}:” is not a field",
        column=at,
        suggestion=(f"did you mean {near[0]}:? " if near else "")
        + f"fields are {', '.join(f + ':' for f in _PREFIXES)}; put quotation marks"
        " round a term that has a colon",
    )


def _word(word: str, at: int) -> Token:
    if word.isalnum() and not word.isupper():
        return Token("word", word, at)  # most are
    if kind := _OPERATORS.get(word):
        number = _USUAL_DISTANCE if kind in ("near", "onear") else -1
        return Token(kind, word, at, number)
    _refuse_foreign(word, at)
    _refuse_misplaced(word, at)
    return Token("word", word, at)


def _refuse_foreign(word: str, at: int) -> None:
    """Refuse operators of other languages, and ours misspelt."""
    if word in _FOREIGN:
        raise QueryError(
            f"“{word}” is not an operator here",
            column=at,
            suggestion=f"write {_FOREIGN[word]}",
        )
    if word[-1] in ",;、":
        raise QueryError(
            f"“{word[-1]}” does not divide terms",
            column=at + len(word) - 1,
            suggestion=f"write {word[:-1]} OR ..., or a space for AND",
        )
    if re.fullmatch(r"(?i)(o?near|w|pre)/\d+", word):
        raise QueryError(
            "operators are written in capitals", column=at, suggestion=word.upper()
        )


def _refuse_misplaced(word: str, at: int) -> None:
    """Refuse signs that belong to something which is not there."""
    if re.fullmatch(r"ATLEAST/?\d*", word):
        raise QueryError(
            "ATLEAST counts what stands in brackets",
            column=at,
            suggestion="for example ATLEAST3(Seoul OR Tokyo)",
        )
    if (slack := word.find("~")) > 0:
        raise QueryError(
            "“~” belongs after a phrase",
            column=at + slack,
            suggestion=f'write "two words"~5, or {word[:slack]}* for a word\'s endings',
        )
    if word[0] in "@~" or word == "-":
        raise QueryError(
            f"“{word}” stands alone", column=at, suggestion=_ALONE[word[0]]
        )


_ALONE: Final = {
    "@": "write the name of a concept after it: @gsomia",
    "~": 'it belongs after a phrase: "export control"~5; between groups write NEAR/5',
    "-": "write it directly before the term that is to be absent",
}
_SIMPLE: Final[dict[str, Kind]] = {
    "open": "(", "close": ")", "concept": "concept", "regex": "regex", "minus": "not",
}  # fmt: skip
_MAKERS: Final = {"prefix": _prefix, "atleast": _atleast, "words": _proximity}
