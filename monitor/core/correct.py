"""Corrections: an alerted article takes back, or changes, what the reader was shown.

A material revision of an alerted article is a correction when its headline is turned or
its numbers are changed, or when a sentence that was a matched passage is gone or states
something else, and when the page itself says that it was corrected. Any other material
revision is an update: it adds news. One revision is one or the other, never both.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Final

from monitor.core import facts, stances
from monitor.core.amounts import amounts
from monitor.core.revision import Change, compare
from monitor.core.text import sentence_spans
from monitor.model import Passage

ALIKE: Final = 0.5  # of two sentences: one is the other in new words
STATED: Final = 5  # lines by which a page corrects itself that are told
LONGEST: Final = 1000  # characters of such a line
# How newspapers head and word the lines by which they correct themselves. Editors speak
# in the polite form in Korean and Japanese, reports do not.
_STATED: Final = re.compile(
    r"^\W*(?:corrections?|clarifications?)(?: ?\([^)]{1,40}\)|,? [^:]{1,30})? ?[:：]"
    r"|^\W*(?:an|a|the) (?:earlier|previous|original) version of (?:this|the) "
    r"|^\W*this (?:article|story|report|post|piece|headline|item)\b[^.]{0,60}"
    r"\b(?:corrected|amended|clarified)\b"
    r"|^\W*\((?:corrects|clarifies) "
    r"|^\W*(?:정정|바로잡습니다|바로잡음|訂正|おわび)(?:[^\w\s]|$)"
    r"|(?:정정(?:했습|하였습|합)|바로잡(?:았)?습)니다\W*$"
    r"|訂正(?:しま(?:す|した)|いたします|しておわび(?:します|いたします))\W*$",
    re.IGNORECASE,
)
_HEAD: Final = re.compile(
    r"\W*(?:corrections?|clarifications?|정정|바로잡습니다|訂正|おわび|訂正とおわび)\W*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What is said differently now."""

    replaced: tuple[tuple[str, str], ...] = ()  # old wording; new, or "" where gone
    headline: bool = False

    def __bool__(self) -> bool:
        """Whether there is anything to correct."""
        return self.headline or bool(self.replaced)


def correction(
    change: Change,
    passages: Iterable[Passage],
    *,
    old: tuple[str, str],
    new_title: str,
) -> Correction:
    """Say what of the headline and the matched passages a revision changed.

    Args:
        change: the revision.
        passages: that the article had before it.
        old: its title and text before it.
        new_title: its title now.
    """
    old_title, old_text = old
    gone = set(change.removed)
    replaced = []
    for sentence in _shown(old_text, passages):
        if sentence in gone:
            now = _now(sentence, change.added)
            if not now or compare("", sentence, "", now).material:
                replaced.append((sentence, now))
    headline = change.title_changed and _turned(old_title, new_title)
    return Correction(replaced=tuple(replaced), headline=headline)


def stated(
    notes: Iterable[str], text: str, *, old_notes: Iterable[str], old_text: str
) -> tuple[str, ...]:
    """Give the lines by which a page says, anew, that it was corrected.

    Args:
        notes: that the page carries beside its text.
        text: its text; some pages carry such a line there, or below a heading.
        old_notes: that it carried before.
        old_text: its text before.
    """
    known = {facts.squeezed(line) for line in (*old_notes, *old_text.split("\n"))}
    lines = text.split("\n")
    headed = (under for head, under in pairwise(lines) if _HEAD.fullmatch(head))
    said = (line for line in (*notes, *lines) if _STATED.search(line))
    found = (
        line
        for line in (*said, *headed)
        if facts.squeezed(line) not in known and not _HEAD.fullmatch(line)
    )
    short = (line for line in found if len(line) <= LONGEST)
    return tuple(dict.fromkeys(short))[:STATED]


def _shown(text: str, passages: Iterable[Passage]) -> list[str]:
    """Give the sentences in which passages stand, in order."""
    starts = sorted({p.start for p in passages if p.field == "body"})
    return [
        text[begin:end].strip()
        for begin, end in sentence_spans(text)
        if any(begin <= at < end for at in starts)
    ]


def _now(sentence: str, added: Sequence[str]) -> str:
    """Give the new sentence that stands for an old one; "" where none does."""
    rated = [(SequenceMatcher(None, sentence, new).ratio(), new) for new in added]
    alike, best = max(rated, default=(0.0, ""))
    return best if alike >= ALIKE else ""


def _turned(old: str, new: str) -> bool:
    """Tell whether a headline takes something back: a number, a yes or no."""
    if facts.negations(old) != facts.negations(new) or stances.turned(old, new):
        return True
    return bool(amounts(old) - amounts(new))
