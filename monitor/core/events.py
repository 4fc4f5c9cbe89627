"""Which reports tell of the same happening: weighted words within a window of days.

An event gathers stories for display and digests. It never holds back an alert.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from heapq import nlargest

from xxhash import xxh3_64_intdigest

from monitor.core.words import is_ideographic, normal, words
from monitor.model import Known

Terms = tuple[tuple[int, float], ...]

LEAD_WORDS = 300  # of a text that count; what comes later is background
LEAD_CHARACTERS = 300  # the same for Han, Kana and Hangul
KEPT = 100  # heaviest terms of an article
INDEXED = 24  # heaviest terms by which an article is found
JOINS_AT = 0.2  # mean similarity to the nearest reports of an event
NEAREST = 5  # reports of an event that are asked
COUNT_ALL = 5000  # articles of a language that are all counted; later one in COUNT_ONE
COUNT_ONE = 8


def terms(title: str, text: str, language: str | None = None) -> Terms:
    """Weigh the words of an article, before it is known how rare they are.

    The first term has no weight: it stands for the language, so that counting terms
    counts the articles of each language too.
    """
    plain_title, plain = normal(title), normal(text)
    run = "".join(words(f"{plain_title} {plain[:LEAD_CHARACTERS]}"))
    if is_ideographic(run):
        counts = Counter(_grams(plain_title)) + Counter(_grams(plain[:LEAD_CHARACTERS]))
    else:
        body = words(plain)[:LEAD_WORDS]
        counts = Counter(word for word in words(plain_title) + body if len(word) > 1)
    weights = ((_hash(term), 1 + math.log(count)) for term, count in counts.items())
    return ((_hash(f"language: {language}"), 0.0), *weights)


def weigh(raw: Terms, counts: Mapping[int, int]) -> Terms:
    """Weigh terms by how rare they are, keep the heaviest, make the length one.

    Args:
        raw: from `terms`.
        counts: articles of the archive that hold each term.
    """
    if not raw:
        return ()
    archive = counts.get(raw[0][0], 0)
    rare = [
        (term, weight * math.log(1 + (archive + 50) / (counts.get(term, 0) + 0.5)))
        for term, weight in raw[1:]
    ]
    kept = nlargest(KEPT, rare, key=lambda pair: pair[1])
    length = math.sqrt(sum(weight * weight for _, weight in kept))
    return tuple((term, weight / length) for term, weight in kept)


def is_counted(article: str, census: int) -> bool:
    """Say whether an article takes part in the count of terms.

    Once there are many, a sample says how rare a word is as well as all do.

    Args:
        article: its id, hexadecimal.
        census: articles of its language that were counted.
    """
    return census < COUNT_ALL or int(article, 16) % COUNT_ONE == 0


def likeness(a: Terms, b: Terms) -> float:
    """Give the cosine of two weighed articles, 0 to 1."""
    within = dict(a)
    return sum(weight * within.get(term, 0.0) for term, weight in b)


def nearest(weighed: Terms, recent: Sequence[Known]) -> tuple[Known, float] | None:
    """Find the event an article tells of: its nearest report, and how near it is.

    The mean over the nearest few reports decides, so that one report that touches
    two events does not chain them together.
    """
    within = dict(weighed)
    by_event = defaultdict(list)
    for known in recent:
        alike = sum(within.get(t, 0.0) * weight for t, weight in known.prints.terms)
        by_event[known.event].append((alike, known))
    best: tuple[Known, float] | None = None
    for reports in by_event.values():
        near = nlargest(NEAREST, reports, key=lambda pair: pair[0])
        mean = sum(alike for alike, _ in near) / len(near)
        if mean >= JOINS_AT and (best is None or mean > best[1]):
            best = near[0][1], mean
    return best


def _grams(plain: str) -> list[str]:
    return [
        word[at : at + size]
        for word in words(plain)
        for size in (2, 3)
        for at in range(len(word) - size + 1)
    ]


def _hash(term: str) -> int:
    return xxh3_64_intdigest(term.encode("utf-8", "surrogatepass"))
