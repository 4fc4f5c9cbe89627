"""What is looked for on behalf of a term, and what must hold where it was found."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import IntEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import re2

from monitor.core.matching.reading import joined_view, packed_view, words_view
from monitor.core.text import CJK, KANJI, KATAKANA, nfkc_fold

if TYPE_CHECKING:
    from monitor.core.query.nodes import Term


class Edge(IntEnum):
    """What an end of a term asks of the character beyond it."""

    FREE = 0  # nothing
    WORD = 1  # no letter or digit of an alphabet
    HANGUL = 2  # another word, or syllables that leave this one what it is
    HANGUL_START = 3  # no syllable at all
    KATAKANA = 4  # no katakana
    KANJI = 5  # at either end: to be a word, and not only part of one


class Capitals(IntEnum):
    """What a term asks of upper and lower case."""

    FREE = 0
    WRITTEN = 1  # as in the term, where case tells something
    ACRONYM = 2  # as in the term; in a text all in capitals too, if no usual word
    INSIDE = 3  # as in the term; a phrase, so that capitals need no proof
    FIRST = 4  # the first letter is a capital: AIDS, Aids, not aids


@dataclass(frozen=True, slots=True)
class Form:
    """What must hold where a spelling of a term was found.

    Attributes:
        packed: it is looked for in the packed view, else among words.
        plurals: endings that may follow it.
        tight: it may not have blanks where the term has none.
        capitals: what it asks of case, of those of its `letters` that are not ".".
        whole: a pattern that the place must match; the spelling is a part of it.
        joined: it may be looked for with hyphens closed up.
    """

    packed: bool = False
    start: Edge = Edge.WORD
    end: Edge = Edge.WORD
    plurals: tuple[str, ...] = ()
    tight: bool = False
    capitals: Capitals = Capitals.FREE
    letters: str = ""
    whole: re.Pattern[str] | None = None  # of re2, which has the same face
    joined: bool = True

    simple: bool = field(init=False, compare=False)  # stands wherever marks are beside

    def __post_init__(self) -> None:
        free = self.capitals is Capitals.FREE and self.whole is None
        simple = free and not self.tight and self.start is not Edge.HANGUL
        object.__setattr__(self, "simple", simple)


# Thousands of terms ask the same; one object says it for all of them.
_form: Final = lru_cache(maxsize=4096)(Form)

Spelling = tuple[str, Form]  # folded, for the automaton; and what must hold there


# English words that are also written as acronyms of four letters and more.
_ALSO_WORDS: Final = frozenset(
    """
aids care cares cast clean dare cars case cave coin cope core crest cure cast date dash deal dream edge ease face
fact fast fame fire fund gain game gate grace grip hale hare harm heat help hope host house icon idea ideas inter
iris isle item jack lake last lead leap lens life link list mace made maps march mark mars mercy mint mist moon
more nest nice note nova ocean once open pact page pass past path peace pets pilot pine pint plan plus post press
price pride prime prism probe quest race rand real rest rice ride ring rise risk rose rule safe sage saint salt
sane save score seal seed shape share shield shine sign silk site snap soap solar sole soul space spam spark spirit
spot stage star start state stem step stop storm story strip stars swift table tact talon team test than them this
that they time tips tort touch trace track trade tram trap treat tree trip true trust turn unit unite vice view vista
wake wall wave what when will wind wing wise wish with work wrap zone
""".split()  # noqa: SIM905 - a list of words reads better than a list of strings
)
_WILD: Final = re.compile(r"[*?]")
_EDGE_STARS: Final = re.compile(r"^\*+|\*+$")
_INITIALS: Final = re.compile(r"(?<![a-z0-9])([a-z])\. ?(?=[a-z]\.)")
_SIBILANT: Final = ("s", "x", "z", "ch", "sh")
# And of two and three: where all is in capitals, these prove nothing.
USUAL_WORDS: Final = frozenset(
    """
a ad add age ago aid aim air all am an and any are arm art as ask at ate bad bag ban bar bat be bed bet bid big bit
bow box boy bug bus but buy by cab can cap car cat cop cow cry cup cut day den did die dig do dog dry due ear eat
ebb egg end era eye fan far fat fee few fit fix fly for fox fun gap gas get go god got gun gut guy had hat he her
hey him hip his hit hot how ice if ill in ink inn ion is it its jam jet job joy key kid kin kit lab lap law lay led
leg let lid lie lip lit log lot low mad man map mat may me men met mid mix mob mom mud my net new no nod nor not now
nut oak odd of off oil old on one opt or our out owe own pan pat pay pea pen per pet pie pin pit pop pot pro put ran
rat raw ray red rib rid rig rim rip rob rod row rub rug run sad sat saw say sea see set sex she sir sit six sky so
son spy sum sun tag tan tap tar tax tea ten the tie tin tip to toe ton too top toy try tub two un up us use van vet
via war was way we web wet who why win wit won yes yet you zoo
""".split()  # noqa: SIM905
)
_MOST_SENSITIVE: Final = 3  # letters of an acronym that only counts in capitals

_CJK_FROM: Final = "\u2e80"
_IS_CJK: Final = re.compile(f"[{CJK}]")
_IS_KATAKANA: Final = re.compile(f"[{KATAKANA}]")
# Terms of more characters are words wherever they stand.
_SHORT_KANJI: Final = re.compile(f"[{KANJI}]{{1,3}}")


def forms(term: Term) -> list[Spelling]:
    """List what is looked for on behalf of a term."""
    if term.text.isalnum():  # most are one plain word
        folded = nfkc_fold(term.text)
    else:
        wild = _EDGE_STARS.sub("", term.text)
        folded = nfkc_fold(wild)
        if _WILD.search(wild):
            return [_glob(folded, term)]
    packed = not folded.isascii() and _IS_CJK.search(folded)
    return [_packed(folded, term)] if packed else _words(folded, term)


def _words(folded: str, term: Term) -> list[Spelling]:
    """Give the spellings of a term in an alphabet."""
    plain, closed = folded, None
    if not folded.isalnum():
        plain = words_view(folded).text.strip()
        view = joined_view(folded)
        closed = view.text.strip() if view and not term.exact else None
    more = _initials(folded) if "." in folded and not term.exact else []
    capitals, letters = _capitals(term, plain)
    start = Edge.FREE if term.text.startswith("*") else _edge(plain[0])
    end = Edge.FREE if term.text.endswith("*") else _edge(plain[-1])
    joined = not term.exact

    def form(plurals: tuple[str, ...]) -> Form:
        return _form(False, start, end, plurals, False, capitals, letters, None, joined)

    said = (plain, closed or plain, *more)
    spellings = list(dict.fromkeys(said))
    if term.exact or Edge.FREE in (start, end) or plain.isdigit():
        return [(spelling, form(())) for spelling in spellings]
    found = [(spelling, form(_plurals(spelling))) for spelling in spellings]
    return found + [(_in_ies(s), form(())) for s in spellings if _takes_ies(s)]


def _initials(folded: str) -> list[str]:
    """Give the spellings of initials in a row: J.K. Rowling is J. K. Rowling."""
    return [
        words_view(_INITIALS.sub(rf"\1.{between}", folded)).text.strip()
        for between in ("", " ")
    ]


def _packed(folded: str, term: Term) -> Spelling:
    """Give the spelling of a term with Korean or Japanese in it."""
    literal = folded
    if not folded.isalnum():
        view = packed_view(folded)
        literal = view.text.strip() if view else folded
    closed = literal == folded.strip()
    opened = term.text.endswith("*")
    start, end = _edge(literal[0]), _edge(literal[-1])
    if term.text.startswith("*"):
        start = Edge.FREE
    elif start is Edge.HANGUL and (opened or term.exact):
        start = Edge.HANGUL_START
    if opened:
        end = Edge.FREE
    elif end is Edge.HANGUL and term.exact:
        end = Edge.HANGUL_START
    if _SHORT_KANJI.fullmatch(literal) and "*" not in term.text:
        end = Edge.KANJI
    # 한일 is not 대한 일본: what has two characters is not put together over a blank.
    tight = closed and (term.exact or len(literal) <= 2)
    return literal, _form(True, start, end, (), tight)


def _glob(folded: str, term: Term) -> Spelling:
    """Give the spelling of a term with wildcards inside: its longest fixed part."""
    packed = bool(_IS_CJK.search(folded))
    view = packed_view(folded) if packed else words_view(folded)
    spelling = (view.text if view else folded).strip()
    letters = r"[\p{L}\p{M}\p{N}]"
    wild = {"*": f"{letters}*", "?": letters}
    pattern = "".join(wild.get(c) or re2.escape(c) for c in spelling)
    opened, closed = term.text.startswith("*"), term.text.endswith("*")
    whole = f"{wild['*'] * opened}{pattern}{wild['*'] * closed}"
    form = Form(
        packed=packed,
        start=_glob_edge(spelling[0], opened),
        end=_glob_edge(spelling[-1], closed),
        whole=re2.compile(whole),
    )
    return max(_WILD.split(spelling), key=len).strip(), form


def _glob_edge(char: str, opened: bool) -> Edge:
    if opened:
        return Edge.FREE
    return Edge.WORD if char == "?" else _edge(char)


def _edge(char: str) -> Edge:
    if char < _CJK_FROM:
        return Edge.WORD if char.isalnum() else Edge.FREE
    if "가" <= char <= "힣":
        return Edge.HANGUL
    return Edge.KATAKANA if _IS_KATAKANA.match(char) else Edge.FREE


def _plurals(spelling: str) -> tuple[str, ...]:
    if spelling.endswith(_SIBILANT):
        return ("es",)
    return ("s", "es") if spelling.endswith("o") else ("s",)


def _takes_ies(spelling: str) -> bool:
    return spelling[-1] == "y" and len(spelling) > 2 and spelling[-2] not in "aeiou"


def _in_ies(spelling: str) -> str:
    return f"{spelling[:-1]}ies"


def _capitals(term: Term, spelling: str) -> tuple[Capitals, str]:
    """Tell what a term asks of case, and its letters with "." for those that may vary."""
    if term.case:
        return Capitals.WRITTEN, "".join(filter(str.isalpha, term.text))
    if term.text.islower():
        return Capitals.FREE, ""
    words = [w for w in re.split(r"[\s-]+", term.text) if w]
    if len(words) > 1:
        kept = [_letters(w) if _is_short(w) else "." * len(_letters(w)) for w in words]
        asked = any(map(_is_short, words)) and not term.text.isupper()
        return (Capitals.INSIDE, "".join(kept)) if asked else (Capitals.FREE, "")
    if _is_short(words[0]):
        return Capitals.ACRONYM, _letters(words[0])
    acronym = words[0].isupper() and spelling in _ALSO_WORDS
    return (Capitals.FIRST, "") if acronym else (Capitals.FREE, "")


def _is_short(word: str) -> bool:
    """Tell an acronym of two or three letters: US, U.N., G7, not S. in S. Korea."""
    letters = _letters(word)
    short = word.isupper() and 0 < len(letters) <= _MOST_SENSITIVE
    return short and word.replace(".", "").isalnum() and len(word.strip(".")) > 1


def _letters(word: str) -> str:
    return "".join(c for c in word if c.isalpha() and not _IS_CJK.match(c))
