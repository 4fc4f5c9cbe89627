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
from functools import cached_property
from typing import TYPE_CHECKING, Final

from monitor.core.text import CJK, HIRAGANA, KANJI, fold, rewrite, sentence_spans

if TYPE_CHECKING:
    from monitor.core.text import Folded

# Dots of initials and of titles before names. The dot comes first in the pattern
# because `re` finds a first literal twenty times faster than a look-behind.
_DOTS: Final = re.compile(
    r"\.(?:(?<=(?<![a-z0-9])[a-z]\.)"
    r"|(?<=(?<![a-z0-9])(?:mr|ms|dr|st|jr|sr|lt)\.)(?= )"
    r"|(?<=(?<![a-z0-9])(?:mrs|gen|sen|gov|rep|col)\.)(?= ))"
)
_RUNS: Final = re.compile("  +")
_JOINTS: Final = re.compile(
    r"-(?<=[a-z0-9]-)\n?(?=[a-z0-9])"
    r"|'(?<=[a-z]')(?!(?:s|t|d|m|re|ve|ll)(?![a-z]))(?=[a-z])"
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
LEAD_CHARACTERS: Final = 600
LEAD_SENTENCES: Final = 3


class View:
    """A text in one of the ways, made from a folded text step by step."""

    __slots__ = ("_maps", "_steps", "closed", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.closed = False  # hyphens inside words are closed up
        self._steps: list[tuple[str, re.Pattern[str], str]] = []
        self._maps: list[Folded] | None = None

    def replace(self, pattern: re.Pattern[str], new: str) -> View:
        """Take one step: put `new` for all that the pattern finds, which is longer."""
        shorter = pattern.sub(new, self.text)
        if len(shorter) != len(self.text):
            self._steps.append((self.text, pattern, new))
            self.text = shorter
        return self

    def spaced(self) -> View:
        """Put one blank for a hyphen or a line break."""
        # Three passes of `replace` take a fiftieth of one `translate`.
        self.text = self.text.replace("-", " ").replace("\n", " ").replace("\t", " ")
        return self

    def _back(self) -> list[Folded]:
        if self._maps is None:
            self._maps = [_way_back(*step) for step in reversed(self._steps)]
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

    def dropped(self, index: int) -> bool:
        """Tell whether something was taken away just before `index`."""
        return bool(self._steps) and self.end(index) != self.start(index)

    def joints(self) -> list[int]:
        """Give the places in this view where a hyphen was closed up, in order."""
        if not self._steps:
            return []
        back = self._back()
        places = [found.start() for found in _JOINTS.finditer(self._steps[0][0])]
        for step in reversed(back):
            places = [step.place(place) for place in places]
        return places

    def between(self, index: int) -> str:
        """Give what was taken away just before `index`."""
        text = self._steps[0][0] if self._steps else ""
        return text[self.end(index) : self.start(index)]


def _way_back(text: str, pattern: re.Pattern[str], new: str) -> Folded:
    return rewrite(text, pattern.finditer(text), lambda _: new)


def words_view(folded: str) -> View:
    """Give the words of a folded text, divided by single blanks."""
    return View(folded).spaced().replace(_DOTS, "").replace(_RUNS, " ")


def joined_view(folded: str) -> View | None:
    """Give the words with hyphens closed up; None when there are none to close."""
    view = View(folded).replace(_JOINTS, "")
    if view.text is folded:
        return None
    view.closed = True
    return view.spaced().replace(_DOTS, "").replace(_RUNS, " ")


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
        self.words = words_view(self.folded.text)
        self.joined = joined_view(self.folded.text)
        self.packed = packed_view(self.folded.text)

    def span(self, view: View, start: int, end: int) -> tuple[int, int]:
        """Give the place in the untouched text of a place in a view."""
        return self.folded.start(view.start(start)), self.folded.end(view.end(end))

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
