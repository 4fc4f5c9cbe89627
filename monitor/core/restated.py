"""Whether a sentence in new words says what the old one said."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from monitor.core import facts, stances
from monitor.core.amounts import amounts
from monitor.core.words import is_ideographic, normal, words

RETOUCHED = 0.6  # of two sentences alike: one is the other with words changed
CLAUSE_WORDS = 5  # put into a sentence in one place: no retouching any more
CLAUSE_CHARACTERS = 12  # the same for Han, Kana and Hangul
TOIL_OF_SENTENCES = 200_000  # of all pairs together; see `toil`

_NUMERIC = re.compile(r"[\d.:]+")


@dataclass(frozen=True, slots=True)
class Whole:
    """What a title and its text hold, wherever it stands."""

    plain: str
    squeezed: str
    words: frozenset[str]
    numbers: frozenset[str]
    names: frozenset[str]

    @classmethod
    def of(cls, text: str) -> Whole:
        """Read a text, its title before it."""
        plain = normal(text)
        return cls(
            plain=plain,
            squeezed=facts.squeezed(text),
            words=frozenset(words(plain)),
            numbers=amounts(text),
            names=facts.names(text),
        )

    def holds(self, fact: str) -> bool:
        """Say whether a number or a name stands in the text."""
        if fact in self.numbers or not fact.isascii():
            return fact in self.numbers or fact in self.plain
        return not _NUMERIC.fullmatch(fact) and self.words.issuperset(words(fact))


def turned(old: str, new: str, before: Whole, after: Whole) -> str:
    """Say what a changed sentence states anew, or takes back.

    Args:
        old: wording; a sentence, or those that became one.
        new: wording.
        before: all that readers had.
        after: all that they have now.

    Returns:
        In words; "" for a retouched sentence.
    """
    other = stances.turned(old, new) or stances.acts(old, new)
    if other or facts.negations(old) != facts.negations(new):
        return f"a statement is turned: {short(new)}"
    if numbers := _other(amounts(old), amounts(new), before, after):
        return f"number changed: {', '.join(sorted(numbers))}"
    if names := _renamed(old, new, before, after):
        return f"name changed: {', '.join(sorted(names))}"
    if any(quote not in before.squeezed for quote in facts.quotes(new)):
        return f"new quote: {short(new)}"
    return f"clause added: {short(new)}" if _clause(old, new) else ""


def _other(
    old: frozenset[str], new: frozenset[str], before: Whole, after: Whole
) -> frozenset[str]:
    """Give what one wording names and the other does not.

    One in another's place says something else. One that came or went alone may have
    moved: from where it stood in the text before, or to where it stands after.
    """
    come, gone = new - old, old - new
    if come and gone:
        return come | gone
    lost = (fact for fact in gone if not after.holds(fact))
    found = (fact for fact in come if not before.holds(fact))
    return frozenset(f for f in (*found, *lost) if not facts.is_aside(f))


def _renamed(old: str, new: str, before: Whole, after: Whole) -> frozenset[str]:
    """Give the names that changed; a first name more or less is none."""
    was, now = _names(old, before), _names(new, after)
    # "A MAN" is no name where the other wording has "a man".
    was, now = was - (_said(new) - now), now - (_said(old) - was)
    rows = (*facts.full_names(old).items(), *facts.full_names(new).items())
    parts = {name for name, others in rows if others & was & now}
    return _other(was, now, before, after) - (
        parts if was < now or now < was else set()
    )


def _said(sentence: str) -> frozenset[str]:
    return frozenset(words(normal(sentence)))


def _names(sentence: str, whole: Whole) -> frozenset[str]:
    """Give the names of a sentence, with its first word where that is one."""
    first = facts.first_name(sentence)
    found = facts.names(sentence)
    return found | {first} if first in whole.names else found


def _clause(old: str, new: str) -> bool:
    a, b = cut(old), cut(new)
    limit = CLAUSE_CHARACTERS if is_ideographic("".join(b)) else CLAUSE_WORDS
    if toil(a, b) > TOIL_OF_SENTENCES:
        return len(b) - len(a) >= limit
    changes = SequenceMatcher(None, a, b, autojunk=False).get_opcodes()
    return any(abs((m - k) - (j - i)) >= limit for _, i, j, k, m in changes)


def alike(a: Sequence[str], b: Sequence[str], *, exact: bool) -> float:
    """Give the share of the shorter sentence that stands in the other, in order.

    Without `exact`, in any order: an upper bound that costs next to nothing.
    """
    smaller = max(1, min(len(a), len(b)))
    most = sum((Counter(a) & Counter(b)).values()) / smaller
    if not exact or most < RETOUCHED:
        return most
    blocks = SequenceMatcher(None, a, b, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks) / smaller


def toil(a: Sequence[str], b: Sequence[str]) -> int:
    """Give what aligning two texts costs: the places at which they agree in one word."""
    there = Counter(b)
    return sum(there[word] for word in a)


def cut(sentence: str) -> list[str]:
    """Cut a sentence into words, or characters where it is Han, Kana or Hangul."""
    plain = normal(sentence)
    run = "".join(words(plain))
    return list(run) if is_ideographic(run) else words(plain)


def short(sentence: str) -> str:
    """Give as much of a sentence as a reason has room for."""
    return sentence if len(sentence) <= 80 else f"{sentence[:79]}…"
