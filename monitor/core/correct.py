"""Corrections: an alerted article takes back, or changes, what the reader was shown.

A material revision of an alerted article is a correction when its headline is turned or
its numbers are changed, or when a sentence that was a matched passage is gone or states
something else. Any other material revision is an update: it adds news. One revision is
one or the other, never both.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

from monitor.core import facts
from monitor.core.revision import Change, compare
from monitor.core.text import sentence_spans
from monitor.model import Passage

ALIKE: Final = 0.5  # of two sentences: one is the other in new words


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
    if facts.negations(old) != facts.negations(new):
        return True
    return bool(facts.numbers(old) - facts.numbers(new))
