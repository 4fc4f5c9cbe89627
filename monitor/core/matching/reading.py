"""A text in the up to three ways that terms are looked for in it.

* *words*: blanks and hyphens are one blank, dots of initials are gone (`U.S.` is `us`);
* *joined*: the same with hyphens inside words closed up (`cease-fire` is `ceasefire`);
* *packed*: blanks and middle dots that touch Korean or Japanese are gone.

Each way leads back to the text as it was printed. The way back is worked out only
when something was found, because in most texts nothing is.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import cached_property, partial
from typing import TYPE_CHECKING, Final

from monitor.core.text import CJK, HIRAGANA, KANJI, Folded, fold, sentence_spans

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_Edit = tuple[int, int, int]  # from and to, and how many characters were put there

# Dots of initials and of titles before names. The dot comes first in the pattern
# because `re` finds a first literal twenty times faster than a look-behind.
_DOTS: Final = re.compile(
    r"\.(?:(?<=(?<![a-z0-9])[a-z]\.)"
    r"|(?<=(?<![a-z0-9])(?:mr|ms|dr|st|jr|sr|lt)\.)(?= )"
    r"|(?<=(?<![a-z0-9])(?:mrs|gen|sen|gov|rep|col)\.)(?= )"
    r"|(?<=(?<![a-z0-9])no\.)(?= [0-9]))"
)
# N.Korea is two words, U.S. is one.
_INITIAL: Final = re.compile(r"\.(?<=(?<![a-z0-9])[a-z]\.)(?=[a-z0-9]{2})")
_RUNS: Final = re.compile("  +")
# Two patterns, each with its first literal: as one they take five times as long.
_JOINTS: Final = (
    re.compile(r"-(?<=[a-z0-9]-)\n?(?=[a-z0-9])"),
    re.compile(r"'(?<=[a-z]')(?!(?:s|t|d|m|re|ve|ll)(?![a-z]))(?=[a-z])"),
)
_BLANK: Final = "[ \t\n·=-]"
# Beside CJK, whole runs only and each from its start: else a megabyte of blanks would
# be tried from each of them.
_GAPS: Final = re.compile(
    f"{_BLANK}(?<!{_BLANK}{_BLANK})"
    f"(?:(?<=[{CJK}]{_BLANK}){_BLANK}*+|{_BLANK}*+(?=[{CJK}]))"
)
_HAS_CJK: Final = re.compile(f"[{CJK}]")

# What counts as a word between two others. Japanese has no blanks: there two kanji
# or one run of katakana are a word, and hiragana, mostly endings, is none.
_WORD: Final = re.compile(
    rf"[{KANJI}]{{1,2}}|[ァ-ー]+|(?:[^\W_{KANJI}{HIRAGANA}ァ-ー]|(?<=\w)['’·.-](?=\w))+"
)
# Marks a place where text was left out: no term holds it.
_CUT: Final = "\x00"
_MARGIN: Final = 20  # characters that tell what stands beside a place
# Runs that become one blank: with them, few characters may reach far.
_SPRAWLING: Final = ("   ", "\n\n", "\t")
LEAD_CHARACTERS: Final = 600
LEAD_SENTENCES: Final = 3


class View:
    """A text in one of the ways, made from a folded text step by step.

    Attributes:
        text: as it is now.
        closed: hyphens inside words are closed up.
    """

    __slots__ = ("_folded", "_gaps", "_joints", "_maps", "_steps", "closed", "text")

    def __init__(self, text: str) -> None:
        self.text = self._folded = text
        self.closed = False
        self._joints: list[int] = []
        self._gaps: frozenset[int] | None = None
        self._steps: list[Callable[[], Folded]] = []
        self._maps: list[Folded] | None = None

    def replace(self, pattern: re.Pattern[str], new: str) -> View:
        """Take one step: put `new` for all that the pattern finds, which is longer."""
        shorter = pattern.sub(new, self.text)
        if len(shorter) != len(self.text):
            self._steps.append(partial(_replaced, self.text, pattern, len(new)))
            self.text = shorter
        return self

    def spaced(self) -> View:
        """Put one blank for a hyphen, a line break, the dot of an initial on a word."""
        # Three passes of `replace` take a fiftieth of one `translate`.
        text = self.text.replace("-", " ").replace("\n", " ").replace("\t", " ")
        self.text = _INITIAL.sub(" ", text)
        return self

    def single(self) -> View:
        """Put one blank for several."""
        return self.replace(_RUNS, " ") if "  " in self.text else self

    def close_up(self, joints: list[tuple[int, int]], reach: int) -> View:
        """Take away the hyphens inside words, and all that lies too far from any.

        Args:
            joints: places of these hyphens, in order.
            reach: characters that stay on each side of one.
        """
        edits: list[_Edit] = []
        pieces: list[str] = []
        at = less = near = 0
        for begin, stop in joints:
            if begin - reach > near:
                edits.append((near, begin - reach, len(_CUT)))
                pieces += (self.text[at:near], _CUT)
                less += begin - reach - near - len(_CUT)
                at = begin - reach
            edits.append((begin, stop, 0))
            pieces.append(self.text[at:begin])
            self._joints.append(begin - less)
            less += stop - begin
            at, near = stop, stop + reach
        edits.append((min(near, len(self.text)), len(self.text), 0))
        pieces.append(self.text[at:near])
        self.text = "".join(pieces)
        self.closed = True
        self._steps.append(partial(_shifted, edits))
        return self

    def _back(self) -> list[Folded]:
        if self._maps is None:
            self._maps = [step() for step in reversed(self._steps)]
        return self._maps

    def start(self, index: int) -> int:
        """Tell where the character at `index` begins in the folded text."""
        for step in self._back():
            index = step.start(index)
        return index

    def end(self, index: int) -> int:
        """Tell where the character before `index` ends in the folded text."""
        for step in self._back():
            index = step.end(index)
        return index

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Give the place in the folded text of a place here."""
        for step in self._back():
            start, end = step.span(start, end)
        return start, end

    def dropped(self, index: int) -> bool:
        """Tell whether something was taken away, in one step, just before `index`."""
        if self._gaps is None:
            self._gaps = frozenset(self._back()[0].at[1:] if self._steps else ())
        return index in self._gaps

    def joints(self) -> list[int]:
        """Give the places in this view where a hyphen was closed up, in order."""
        places = self._joints
        for step in reversed(self._back()[:-1]):
            places = [step.place(place) for place in places]
        return places

    def between(self, index: int) -> str:
        """Give what was taken away just before `index`."""
        return self._folded[self.end(index) : self.start(index)]


def _replaced(text: str, pattern: re.Pattern[str], put: int) -> Folded:
    return _shifted((*found.span(), put) for found in pattern.finditer(text))


def _shifted(edits: Iterable[_Edit]) -> Folded:
    """Give the way back over edits; of the text itself there is no need."""
    at, source, copied = [0], [0], [True]
    less = 0
    for begin, stop, put in edits:
        if put == stop - begin:
            continue
        if put:
            at.append(begin - less)
            source.append(begin)
            copied.append(False)
        less += stop - begin - put
        at.append(stop - less)
        source.append(stop)
        copied.append(True)
    return Folded("", tuple(at), tuple(source), tuple(copied))


def words_view(folded: str) -> View:
    """Give the words of a folded text, divided by single blanks."""
    return View(folded).spaced().replace(_DOTS, "").single()


def joined_view(folded: str, longest: int | None = None) -> View | None:
    """Give the words with hyphens closed up; None when there are none to close.

    Args:
        folded: the text.
        longest: characters of what is looked for; what lies too far from a hyphen to
            be a part of it is left out. None for the whole text.
    """
    joints = sorted(m.span() for sign in _JOINTS for m in sign.finditer(folded))
    if not joints:
        return None
    reach = len(folded)
    if longest is not None and not any(map(folded.__contains__, _SPRAWLING)):
        reach = 2 * longest + _MARGIN  # each letter of initials has a dot
    view = View(folded).close_up(joints, reach)
    return view.spaced().replace(_DOTS, "").single()


def packed_view(folded: str) -> View | None:
    """Give a text without blanks beside Korean and Japanese; None without any."""
    if folded.isascii() or not _HAS_CJK.search(folded):
        return None
    return View(folded).replace(_GAPS, "")


class Reading:
    """A title or a body, as terms are looked for in it."""

    def __init__(self, text: str) -> None:
        self.original = text
        self.folded = fold(text)

    @cached_property
    def words(self) -> View:
        """The words."""
        return words_view(self.folded.text)

    @cached_property
    def packed(self) -> View | None:
        """Korean and Japanese without blanks; None where there is none."""
        return packed_view(self.folded.text)

    def joined(self, longest: int) -> View | None:
        """Give the words round closed hyphens, for terms of so many characters."""
        return joined_view(self.folded.text, longest)

    def span(self, view: View, start: int, end: int) -> tuple[int, int]:
        """Give the place in the untouched text of a place in a view."""
        return self.folded.span(*view.span(start, end))

    @cached_property
    def _word_starts(self) -> list[int]:
        return [found.start() for found in _WORD.finditer(self.original)]

    def words_between(self, end: int, start: int) -> int:
        """Count the words that begin between two places of the untouched text."""
        starts = self._word_starts
        return max(0, bisect_left(starts, start) - bisect_left(starts, end))

    def word(self, place: int) -> int:
        """Number the word that holds a place of the untouched text."""
        return bisect_right(self._word_starts, place)

    @cached_property
    def lead(self) -> int:
        """Where the lead ends: 600 characters or three sentences, the longer one.

        No sentence makes it longer than twice that.
        """
        spans = sentence_spans(self.original[: LEAD_CHARACTERS * 5])
        third = spans[:LEAD_SENTENCES][-1][1] if spans else 0
        return max(LEAD_CHARACTERS, min(third, 2 * LEAD_CHARACTERS))
