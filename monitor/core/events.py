"""Which reports tell of the same happening: weighted words within a window of days.

An event gathers stories for display and digests. It never holds back an alert.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from heapq import nlargest

from xxhash import xxh3_64_intdigest

from monitor.core import figures
from monitor.core.words import is_common, is_ideographic, normal, words
from monitor.model import Known, Prints

Terms = tuple[tuple[int, float], ...]

LEAD_WORDS = 300  # of a text that count; what comes later is background
LEAD_CHARACTERS = 250  # the same for Han, Kana and Hangul
KEPT = 200  # heaviest terms of an article: the rarest runs of characters are noise
INDEXED = 32  # heaviest terms by which an article is found
JOINS_AT = 0.22  # mean similarity to the nearest reports of an event
TEMPLATE = 0.55  # from here on, other numbers mean another filling of a template
NEAREST = 3  # reports of an event that are asked
COUNT_ALL = 5000  # articles of a language that are all counted; later one in COUNT_ONE
COUNT_ONE = 8


def terms(title: str, text: str, language: str | None = None) -> Terms:
    """Weigh the words of an article, before it is known how rare they are.

    The first term has no weight: it stands for the language, so that counting terms
    counts the articles of each language too.
    """
    plain_title, plain = normal(title), normal(text)
    head = plain[:LEAD_CHARACTERS]
    if is_ideographic("".join(words(f"{plain_title} {head}"))):
        found = [*_grams(plain_title), *_grams(head)]
    else:
        found = words(plain_title) + words(plain)[:LEAD_WORDS]
    counts = Counter(term for term in found if len(term) > 1 and not is_common(term))
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


def nearest(
    prints: Prints, recent: Sequence[Known], *, counts: Mapping[int, int]
) -> tuple[Known, float] | None:
    """Find the event an article tells of: its nearest report, and how near it is.

    The mean over the nearest few reports decides, so that one report that touches
    two events does not chain them together. A template filled again (weather,
    markets) has the words of its last filling, and other numbers.

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
        filled = figures.differ(prints.numbers, known.prints.numbers)
        if alike < TEMPLATE or not filled:
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
