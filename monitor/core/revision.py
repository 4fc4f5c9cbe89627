"""What changed between two states of an article, and whether readers must know.

Material is what states something else: numbers, names, quotes, a new or dropped
sentence, a turned statement, a new headline over new text. Cosmetic are bylines,
update stamps, typography, moved paragraphs, retouched words, lists of other headlines.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from monitor.core import facts, stances
from monitor.core.amounts import amounts
from monitor.core.restated import (
    RETOUCHED,
    TOIL_OF_SENTENCES,
    Whole,
    alike,
    cut,
    short,
    toil,
    turned,
)
from monitor.core.statements import bare, key, size, statements
from monitor.core.words import is_ideographic, normal, words

COMPARED = 60  # changed sentences that are paired; beyond, the text is another one
# Places at which two texts agree in one word: what aligning them costs. Prose of 3,000
# words has some 100,000; two letters in turns, as many words, 4 million and 20 s.
TOIL_OF_TEXTS = 1_000_000
TOIL_OF_A_PART = 2_000
LONG = 200  # words or characters; sentences beyond are joined as they come
CONTAINED = 0.8  # of a sentence, in one that took it in

_TOKEN = re.compile(
    r"\s+|[ぁ-ゟ]+|[ァ-ヿ]+|[一-龥々]+|\d+(?:[.,]\d+)*|[^\W\d_]+|.", re.DOTALL
)
_TAG = re.compile(
    r"^\s*(?:[\[【<(〈][^\]】>)〉]{1,14}[\]】>)〉]\s*|(?:breaking|update\s*\d*|exclusive|live|"
    r"watch|correction|urgent|속보|단독|速報)\s*[:\-–—|]\s*)+",
    re.IGNORECASE,
)
_TAIL = re.compile(r"\s*(?:\((?:종합|LEAD|\d+보|종합\d보)\)|\(\d+\))\s*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What a revision changed."""

    material: bool
    reason: str
    added: tuple[str, ...] = ()  # sentences
    removed: tuple[str, ...] = ()
    title_changed: bool = False  # beyond tags and typography


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words of a word-level diff."""

    kind: Literal["same", "added", "removed"]
    text: str


def compare(old_title: str, old_text: str, new_title: str, new_text: str) -> Change:
    """Tell a material revision from a cosmetic one."""
    removed, added = _difference(old_text, new_text)
    title_changed = _headline(old_title) != _headline(new_title)
    before = Whole.of(f"{old_title}\n{old_text}")
    after = Whole.of(f"{new_title}\n{new_text}")
    pairs, added_alone, removed_alone = _paired(removed, added)
    reason = (
        _sentence_reason("new", added_alone)
        or _sentence_reason("dropped", removed_alone)
        or next(filter(None, (turned(o, n, before, after) for o, n in pairs)), "")
        or _title_reason(old_title, new_title, before, text_changed=bool(added))
    )
    return Change(
        material=bool(reason),
        reason=reason or _cosmetic(old_text, new_text, pairs, title=title_changed),
        added=tuple(added),
        removed=tuple(removed),
        title_changed=title_changed,
    )


def is_same_article(
    old_title: str,
    old_text: str,
    new_title: str,
    new_text: str,
    *,
    containment: float,
) -> bool:
    """Say whether an address still carries the article that it carried.

    Only what has next to nothing in common is another article: a flash of one
    sentence and the report that replaces it share few words.

    Args:
        old_title: and the rest, as the address carried them before and carries now.
        old_text: see `old_title`.
        new_title: see `old_title`.
        new_text: see `old_title`.
        containment: of the smaller text in the larger, 0 to 1.
    """
    if containment >= 0.1:
        return True
    old, new = _vocabulary(old_title), _vocabulary(new_title)
    if old and new and len(old & new) >= 0.4 * min(len(old), len(new)):
        return True
    old |= _vocabulary(old_text)
    new |= _vocabulary(new_text)
    return len(old & new) >= 0.45 * min(len(old), len(new))


def word_diff(old: str, new: str) -> tuple[Piece, ...]:
    """Show how to get from one text to the other, word by word.

    Two texts that would take seconds to align are shown whole, one after the other.
    """
    a, b = _TOKEN.findall(old), _TOKEN.findall(new)
    if toil(a, b) > TOIL_OF_TEXTS:
        return (Piece("removed", old), Piece("added", new))
    pieces: list[Piece] = []
    for kind, i, j, k, m in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces.append(Piece("same", "".join(a[i:j])))
            continue
        if j > i:
            pieces.append(Piece("removed", "".join(a[i:j])))
        if m > k:
            pieces.append(Piece("added", "".join(b[k:m])))
    return tuple(pieces)


def _difference(old: str, new: str) -> tuple[list[str], list[str]]:
    """Give the sentences that went and those that came, furniture left out."""
    before, after = statements(old), statements(new)
    gone = Counter(map(key, before)) - Counter(map(key, after))
    come = Counter(map(key, after)) - Counter(map(key, before))
    return _take(before, gone), _take(after, come)


def _take(sentences: Sequence[str], wanted: Counter[str]) -> list[str]:
    taken = []
    for sentence in sentences:
        its = key(sentence)
        if wanted[its] > 0:
            wanted[its] -= 1
            taken.append(sentence)
    return taken


def _paired(
    removed: Sequence[str], added: Sequence[str]
) -> tuple[list[tuple[str, str]], list[str], list[str]]:
    """Match each new sentence to the old one that it was made from, if there is one."""
    pairs, alone = [], []
    left = [(old, cut(old)) for old in removed[:COMPARED]]
    budget = TOIL_OF_SENTENCES
    for new in added[:COMPARED]:
        pieces = cut(new)
        rated = []
        for at, (_, old) in enumerate(left):
            budget -= toil(old, pieces)
            rated.append((alike(old, pieces, exact=budget > 0), at))
        best, at = max(rated, default=(0.0, -1))
        if best >= RETOUCHED:
            pairs.append((bare(left.pop(at)[0]), bare(new)))
        else:
            alone.append(new)
    rest = [old for old, _ in left]
    rest = [old for old in rest if not _went_into(old, pairs, new=False)]
    alone = [new for new in alone if not _went_into(new, pairs, new=True)]
    return pairs, alone + list(added[COMPARED:]), rest + list(removed[COMPARED:])


def _went_into(sentence: str, pairs: list[tuple[str, str]], *, new: bool) -> bool:
    """Put a sentence to the pair that it became a part of, or was cut out of.

    Two sentences that are made one, and one that is made two, say what they said.
    """
    pieces = cut(sentence)
    for at, pair in enumerate(pairs):
        own, other = (cut(each) for each in (pair[new], pair[not new]))
        if _part(pieces, other) >= CONTAINED and _part(pieces, own) < RETOUCHED:
            joined = _in_order(pair[new], sentence, other)
            pairs[at] = (pair[0], joined) if new else (joined, pair[1])
            return True
    return False


def _in_order(one: str, two: str, whole: Sequence[str]) -> str:
    """Join two sentences in the order in which a third says them."""
    ways = (f"{one} {two}", f"{two} {one}")
    return max(ways, key=lambda way: alike(cut(way), whole, exact=len(whole) < LONG))


def _part(sentence: Sequence[str], whole: Sequence[str]) -> float:
    """Give the share of a sentence that stands in another, in order."""
    if len(sentence) > len(whole):
        return 0.0
    return alike(sentence, whole, exact=toil(sentence, whole) < TOIL_OF_A_PART)


def _sentence_reason(how: str, alone: Sequence[str]) -> str:
    real = next((s for s in alone if size(s) >= 4 - facts.is_ended(s)), None)
    return f"{how} sentence: {short(real)}" if real else ""


def _title_reason(old: str, new: str, before: Whole, *, text_changed: bool) -> str:
    old_words, new_words = set(_headline(old)), set(_headline(new))
    if old_words == new_words:
        return ""
    other = stances.turned(old, new) or stances.acts(old, new, known=before.plain)
    if other or facts.negations(old) != facts.negations(new):
        return f"the headline is turned: {short(new)}"
    if amounts(new) - before.numbers:
        return f"new number in the headline: {short(new)}"
    kept = len(old_words & new_words) / max(len(old_words | new_words), 1)
    if text_changed and kept < 0.7:
        return f"new headline over new text: {short(new)}"
    return ""


def _headline(title: str) -> tuple[str, ...]:
    return tuple(words(normal(_TAIL.sub("", _TAG.sub("", title)))))


def _vocabulary(text: str) -> set[str]:
    """Give the words that carry the subject: long ones, or pairs of characters."""
    found = words(normal(text))
    if is_ideographic("".join(found)):
        return {word[at : at + 2] for word in found for at in range(len(word) - 1)}
    return {word for word in found if len(word) > 4}


def _cosmetic(
    old: str, new: str, pairs: Sequence[tuple[str, str]], *, title: bool
) -> str:
    if pairs:
        return "retouched words"
    if facts.squeezed(old) == facts.squeezed(new):
        return "headline reworded" if title else "typography"
    if sorted(map(key, statements(old))) == sorted(map(key, statements(new))):
        return "byline, stamp, furniture or moved paragraphs"
    return "short lines"
