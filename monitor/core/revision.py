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

from monitor.core import facts
from monitor.core.text import sentences
from monitor.core.words import is_ideographic, normal, words

RETOUCHED = 0.6  # of two sentences alike: one is the other with words changed
CLAUSE_WORDS = 5  # put into a sentence in one place: no retouching any more
CLAUSE_CHARACTERS = 12  # the same for Han, Kana and Hangul
COMPARED = 60  # changed sentences that are paired; beyond, the text is another one
# Places at which two texts agree in one word: what aligning them costs. Prose of 3,000
# words has some 100,000; two letters in turns, as many words, 4 million and 20 s.
TOIL_OF_TEXTS = 1_000_000
TOIL_OF_SENTENCES = 200_000  # of all pairs together

_TOKEN = re.compile(
    r"\s+|[ぁ-ゟ]+|[ァ-ヿ]+|[一-龥々]+|\d+(?:[.,]\d+)*|[^\W\d_]+|.", re.DOTALL
)
_STAMP = re.compile(
    r"\b(?:updated?|published|posted|modified|edited|corrected|ago|first seen)\b"
    "|입력|수정|등록|송고|승인|업데이트|분 전|시간 전|更新|配信|公開|掲載|分前|時間前|[0-9]{1,2}:[0-9]{2}",
    re.IGNORECASE,
)
_BYLINE = re.compile(
    r"^\W*(?:by|reporting by|written by|editing by|additional reporting|contact)\b"
    r"|[\w.+-]+@[\w-]+\.\w|^\W*[가-힣]{2,4}\s?(?:기자|특파원|논설위원)|(?:기자|특파원)\s*=?\s*$"
    r"|[(（【]?(?:記者|編集委員|特派員)[)）】]?\s*$",
    re.IGNORECASE,
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
    before, after = f"{old_title}\n{old_text}", f"{new_title}\n{new_text}"
    pairs, added_alone, removed_alone = _paired(removed, added)
    reason = (
        _sentence_reason("new", added_alone)
        or _sentence_reason("dropped", removed_alone)
        or next(filter(None, (_turned(o, n, before, after) for o, n in pairs)), "")
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
    if _toil(a, b) > TOIL_OF_TEXTS:
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
    before, after = _statements(old), _statements(new)
    gone = Counter(map(facts.squeezed, before)) - Counter(map(facts.squeezed, after))
    come = Counter(map(facts.squeezed, after)) - Counter(map(facts.squeezed, before))
    return _take(before, gone), _take(after, come)


def _take(statements: Sequence[str], wanted: Counter[str]) -> list[str]:
    taken = []
    for sentence in statements:
        key = facts.squeezed(sentence)
        if wanted[key] > 0:
            wanted[key] -= 1
            taken.append(sentence)
    return taken


def _statements(text: str) -> list[str]:
    """Give the sentences of a text without bylines, stamps and lists of headlines.

    A short line that does not end as sentences do is a headline, caption or label
    where the other lines of the text do end so.
    """
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    ended = sum(facts.is_ended(line) for line in lines)
    prose = ended >= 0.5 * len(lines)
    kept = []
    for line in lines:
        labels = prose and not facts.is_ended(line) and _size(line) < 25
        if not labels and not _is_furniture(line):
            kept += sentences(line)
    return [sentence for sentence in kept if not _is_furniture(sentence)]


def _is_furniture(line: str) -> bool:
    short = _size(line) <= 14
    return short and bool(_STAMP.search(line) or _BYLINE.search(line))


def _size(text: str) -> float:
    """Give the length in words; three characters of Han or Kana make one."""
    found = words(text)
    run = "".join(found)
    return max(len(found), len(run) / 3) if is_ideographic(run) else len(found)


def _paired(
    removed: Sequence[str], added: Sequence[str]
) -> tuple[list[tuple[str, str]], list[str], list[str]]:
    """Match each new sentence to the old one that it was made from, if there is one."""
    pairs, alone = [], []
    left = [(old, _cut(old)) for old in removed[:COMPARED]]
    budget = TOIL_OF_SENTENCES
    for new in added[:COMPARED]:
        cut = _cut(new)
        rated = []
        for at, (_, old) in enumerate(left):
            toil = _toil(old, cut)
            budget -= toil
            rated.append((_alike(old, cut, exact=budget > 0), at))
        alike, at = max(rated, default=(0.0, -1))
        if alike >= RETOUCHED:
            pairs.append((left.pop(at)[0], new))
        else:
            alone.append(new)
    rest = [old for old, _ in left]
    return pairs, alone + list(added[COMPARED:]), rest + list(removed[COMPARED:])


def _alike(a: Sequence[str], b: Sequence[str], *, exact: bool) -> float:
    """Give the share of the shorter sentence that stands in the other, in order.

    Without `exact`, in any order: an upper bound that costs next to nothing.
    """
    smaller = max(1, min(len(a), len(b)))
    most = sum((Counter(a) & Counter(b)).values()) / smaller
    if not exact or most < RETOUCHED:
        return most
    blocks = SequenceMatcher(None, a, b, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks) / smaller


def _toil(a: Sequence[str], b: Sequence[str]) -> int:
    there = Counter(b)
    return sum(there[word] for word in a)


def _cut(sentence: str) -> list[str]:
    plain = normal(sentence)
    run = "".join(words(plain))
    return list(run) if is_ideographic(run) else words(plain)


def _sentence_reason(how: str, alone: Sequence[str]) -> str:
    real = next((s for s in alone if _size(s) >= 4), None)
    return f"{how} sentence: {_short(real)}" if real else ""


def _turned(old: str, new: str, before: str, after: str) -> str:
    """Say what a changed sentence states anew, or takes back."""
    if facts.negations(old) != facts.negations(new):
        return f"a statement is turned: {_short(new)}"
    for kind, get in (("number", facts.numbers), ("name", facts.names)):
        come = {f for f in get(new) - get(old) if f not in normal(before)}
        gone = {f for f in get(old) - get(new) if f not in normal(after)}
        if come | gone:
            return f"{kind} changed: {', '.join(sorted(come | gone))}"
    if any(quote not in facts.squeezed(before) for quote in facts.quotes(new)):
        return f"new quote: {_short(new)}"
    return f"clause added: {_short(new)}" if _clause(old, new) else ""


def _clause(old: str, new: str) -> bool:
    a, b = _cut(old), _cut(new)
    limit = CLAUSE_CHARACTERS if is_ideographic("".join(b)) else CLAUSE_WORDS
    if _toil(a, b) > TOIL_OF_SENTENCES:
        return len(b) - len(a) >= limit
    changes = SequenceMatcher(None, a, b, autojunk=False).get_opcodes()
    return any(abs((m - k) - (j - i)) >= limit for _, i, j, k, m in changes)


def _title_reason(old: str, new: str, before: str, *, text_changed: bool) -> str:
    old_words, new_words = set(_headline(old)), set(_headline(new))
    if old_words == new_words:
        return ""
    if facts.negations(old) != facts.negations(new):
        return f"the headline is turned: {_short(new)}"
    if any(number not in normal(before) for number in facts.numbers(new)):
        return f"new number in the headline: {_short(new)}"
    kept = len(old_words & new_words) / max(len(old_words | new_words), 1)
    if text_changed and kept < 0.7:
        return f"new headline over new text: {_short(new)}"
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
    if sorted(map(facts.squeezed, _statements(old))) == sorted(
        map(facts.squeezed, _statements(new))
    ):
        return "byline, stamp, furniture or moved paragraphs"
    return "short lines"


def _short(sentence: str) -> str:
    return sentence if len(sentence) <= 80 else f"{sentence[:79]}…"
