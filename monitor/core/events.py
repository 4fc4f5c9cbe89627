"""Which reports tell of the same happening: weighted words within a window of days.

An event gathers stories for display and digests. It never holds back an alert.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from heapq import nlargest
from typing import NamedTuple

from xxhash import xxh3_64_intdigest

from monitor.core import figures
from monitor.core.words import is_common, is_ideographic, normal, words
from monitor.model import EventId, Known, Prints

Terms = tuple[tuple[int, float], ...]
_Reports = Sequence[tuple[float, Known]]  # of one event, with the likeness of each

LEAD_WORDS = 1200  # of a text that count, the later the less
FADES = 100  # words after which a word counts half
LEAD_CHARACTERS = 250  # of Han, Kana or Hangul that count, all alike
NAME = 1.5  # what a word in capitals counts, against 1
SATURATES = 0.75  # of a word: said this often, it counts half of what it can count
RARENESS = 1.25  # power of how rare a word is; 1 for runs of characters
KEPT = 300  # heaviest terms of an article: the rarest runs of characters are noise
INDEXED = 32  # heaviest words by which an article is found
INDEXED_CHARACTERS = 64  # the same of runs of characters: one word gives several
# Similarity to an event. Of words: the mean of that to its nearest reports and that to
# all of it. Of runs of characters, of which two reports share few, the latter alone.
JOINS_AT = 0.25
JOINS_AT_CHARACTERS = 0.25
JOINS_AT_JAPANESE = 0.28  # pairs of Kanji are shared by chance more often
# Events that a report is nearly as near to become one if their reports are alike in
# the mean. Averaged over six orders of arrival both halves of the labels gain by it.
TOUCHES_AT = 0.22
MERGES_AT = 0.23
TEMPLATE = 0.55  # from here on, other numbers mean another filling of a template
NEAREST = 3  # reports of an event that are asked one by one
WHOLE = 12  # nearest reports that stand for the event as a whole
COUNT_ALL = 5000  # articles of a language that are all counted; later one in COUNT_ONE
COUNT_ONE = 8


class Nearest(NamedTuple):
    """The event that an article tells of."""

    report: Known  # its nearest
    similarity: float
    merges: tuple[EventId, ...] = ()  # events that turn out to be the same one


_NAMES = re.compile(r"(?<=[a-z,;] )[A-Z][\w’'-]*")  # within a sentence
_NAMED = 3000  # characters that are searched for names


def terms(title: str, text: str, language: str | None = None) -> Terms:
    """Weigh the words of an article, before it is known how rare they are.

    The first term has no weight: it stands for the language, so that counting terms
    counts the articles of each language too.
    """
    weights = (
        (_hash(term), weight)
        for term, weight in _weighed(title, text).items()
        if len(term) > 1 and not is_common(term)
    )
    return (*_language(language), *weights)


def _weighed(title: str, text: str) -> Mapping[str, float]:
    """Weigh terms by their number; what comes later is background and counts less."""
    plain_title, plain = normal(title), normal(text)
    if in_characters(title, text):
        grams = Counter(_grams(f"{plain_title} {plain[:LEAD_CHARACTERS]}"))
        return {gram: 1 + math.log(count) for gram, count in grams.items()}
    counts: dict[str, float] = defaultdict(float)
    for word in words(plain_title):
        counts[word] += 1
    for place, word in enumerate(words(plain)[:LEAD_WORDS]):
        counts[word] += FADES / (FADES + place)
    for name in {*words(normal(" ".join(_NAMES.findall(text[:_NAMED]))))}:
        if name in counts:
            counts[name] *= NAME
    return {word: count / (count + SATURATES) for word, count in counts.items()}


def weigh(raw: Terms, counts: Mapping[int, int]) -> Terms:
    """Weigh terms by how rare they are, keep the heaviest, make the length one.

    Args:
        raw: from `terms`.
        counts: articles of the archive that hold each term.
    """
    if not raw:
        return ()
    archive = counts.get(raw[0][0], 0)
    power = 1 if raw[0] in _IN_CHARACTERS else RARENESS
    rare = [
        (term, weight * _rareness(counts.get(term, 0), archive) ** power)
        for term, weight in raw[1:]
    ]
    kept = nlargest(KEPT, rare, key=lambda pair: pair[1])
    length = math.sqrt(sum(weight * weight for _, weight in kept))
    return tuple((term, weight / length) for term, weight in kept)


def _rareness(count: int, archive: int) -> float:
    return math.log(1 + (archive + 50) / (count + 0.5))


def is_counted(article: str, census: int) -> bool:
    """Say whether an article takes part in the count of terms.

    Once there are many, a sample says how rare a word is as well as all do.

    Args:
        article: its id, hexadecimal.
        census: articles of its language that were counted.
    """
    return census < COUNT_ALL or int(article, 16) % COUNT_ONE == 0


def heaviest(prints: Prints, weighed: Terms) -> Terms:
    """Give the terms by which an article is found, and finds others.

    Args:
        prints: of the article.
        weighed: its terms, weighed.
    """
    return weighed[: INDEXED_CHARACTERS if prints.in_characters else INDEXED]


def nearest(
    prints: Prints, recent: Sequence[Known], *, counts: Mapping[int, int]
) -> Nearest | None:
    """Find the event an article tells of.

    Several reports decide, so that one that touches two events does not chain them
    together. A template filled again (weather, markets) has the words of its last
    filling, and other numbers.

    Args:
        prints: of the article, not weighed.
        recent: from within the window; their terms are weighed.
        counts: articles of the archive that hold each term of the article.
    """
    within = dict(weigh(prints.terms, counts))
    by_event = defaultdict(list)
    for known in recent:
        shared = (within[t] * w for t, w in known.prints.terms if t in within)
        alike = sum(shared)
        if alike < TEMPLATE or not figures.differ(prints.numbers, known.prints.numbers):
            by_event[known.event].append((alike, known))
    found: list[tuple[float, _Reports]] = []
    for reports in by_event.values():
        near = nlargest(WHOLE, reports, key=lambda pair: pair[0])
        likeness = _to_all(near)
        if not prints.in_characters:
            likeness = (likeness + _to_nearest(near)) / 2
        found.append((likeness, reports))
    found.sort(key=lambda pair: pair[0], reverse=True)
    if not found or found[0][0] < _enough(prints):
        return None
    best = max(found[0][1], key=lambda pair: pair[0])[1]
    merges = () if prints.in_characters else tuple(_also(found))
    return Nearest(best, found[0][0], merges)


def _also(found: Sequence[tuple[float, _Reports]]) -> Iterator[EventId]:
    """Give the events that are one with the best, by the mean of all their pairs."""
    mine = found[0][1]
    for likeness, theirs in found[1:]:
        if likeness < TOUCHES_AT:
            return
        ours, others = _sum(mine), _sum(theirs)
        both = sum(weight * others.get(term, 0) for term, weight in ours.items())
        if both >= MERGES_AT * len(mine) * len(theirs):
            yield theirs[0][1].event


def _sum(reports: _Reports) -> Mapping[int, float]:
    whole: dict[int, float] = defaultdict(float)
    for _, known in reports:
        for term, weight in known.prints.terms:
            whole[term] += weight
    return whole


def _enough(prints: Prints) -> float:
    if not prints.in_characters:
        return JOINS_AT
    japanese = prints.terms[:1] == _language("ja")
    return JOINS_AT_JAPANESE if japanese else JOINS_AT_CHARACTERS


def _language(language: str | None) -> Terms:
    return ((_hash(f"language: {language}"), 0.0),)


def _to_nearest(near: Sequence[tuple[float, Known]]) -> float:
    nearest = [alike for alike, _ in near[:NEAREST]]
    return sum(nearest) / len(nearest)


def _to_all(near: Sequence[tuple[float, Known]]) -> float:
    """Say how near an event as a whole is: the cosine to the sum of its reports.

    Args:
        near: its reports, with the likeness of each.
    """
    if len(near) == 1:
        return near[0][0]
    whole = _sum(near)
    length = math.sqrt(sum(weight * weight for weight in whole.values()))
    return sum(alike for alike, _ in near) / length if length else 0.0


def in_characters(title: str, text: str) -> bool:
    """Say whether an article is in a script that counts by characters."""
    head = normal(f"{title} {text[:LEAD_CHARACTERS]}")
    return is_ideographic("".join(words(head)))


def _grams(plain: str) -> Iterator[str]:
    for word in words(plain):
        for size in (2, 3):
            for at in range(len(word) - size + 1):
                yield word[at : at + size]


def _hash(term: str) -> int:
    return xxh3_64_intdigest(term.encode("utf-8", "surrogatepass"))


_IN_CHARACTERS = (*_language("ko"), *_language("ja"))
