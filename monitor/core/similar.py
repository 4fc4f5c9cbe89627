"""What makes two texts the same text: fingerprints, containment and the vetoes.

Copies of a news text are cut, put into other sites' furniture and given other
headlines, so what is compared is the share of the *smaller* text that the larger one
holds, over overlapping runs of words (of characters where a script has no words to
divide). Thresholds of resemblance (Jaccard) as usual for near-duplicates would miss
four in five real copies.

Source: figures in docs/stories.md, measured by bench/dedup.py.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from xxhash import xxh3_64_intdigest

from monitor.core import bridges, events, figures
from monitor.core.words import is_ideographic, normal, words
from monitor.model import Prints

VERSION = 4  # of everything in `Prints`; raise it when the same text prints otherwise

WORDS = 5  # in a shingle
CHARACTERS = 12  # in a shingle of a text in Han, Kana or Hangul
WINDOW = 32  # shingles of which at least one is a mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """How much of two texts is the same."""

    shared: int  # shingles
    containment: float  # of the smaller text in the larger, 0 to 1
    coverage: float  # of the larger text by the smaller, 0 to 1
    lead: float  # where in the larger text the shared part begins, 0 to 1


def prints(title: str, text: str, language: str | None = None) -> Prints:
    """Take the fingerprints of an article.

    Args:
        title: counts for the event only: a copy has a headline of its own.
        text: of any length, one line a paragraph.
        language: ISO 639-1, where known.
    """
    plain = normal(text)
    hashes = _shingles(plain)
    return Prints(
        version=VERSION,
        shingles=tuple(dict.fromkeys(hashes)),
        marks=_winnow(hashes),
        numbers=figures.numbers(plain),
        terms=events.terms(title, text, language),
        bridges=bridges.keys(title, text, language),
        in_characters=events.in_characters(title, text),
    )


def apart(prints: Prints) -> Prints:
    """Leave out what leads others to the event of an article."""
    return replace(prints, terms=(), bridges=())


def containment(a: Prints, b: Prints, ignore: frozenset[int] = frozenset()) -> float:
    """Say how much of the smaller text is in the larger one, 0 to 1."""
    return compare(a, b, ignore).containment


def compare(a: Prints, b: Prints, ignore: frozenset[int] = frozenset()) -> Likeness:
    """Compare two texts, leaving out the shingles in `ignore` (site furniture)."""
    return Reading(a, ignore).beside(b)


class Reading:
    """A text that is compared with many: what is its own is made ready once."""

    def __init__(self, prints: Prints, ignore: frozenset[int] = frozenset()) -> None:
        """Read a text.

        Args:
            prints: of the text.
            ignore: shingles that do not count (site furniture).
        """
        self._ignore = ignore
        self._shingles = prints.shingles
        self._within = frozenset(prints.shingles) - ignore

    def beside(self, other: Prints) -> Likeness:
        """Compare it with another text."""
        theirs = other.shingles
        shared = self._within.intersection(theirs)
        if not shared:
            return Likeness(shared=0, containment=0.0, coverage=0.0, lead=1.0)
        mine, others = len(self._within), len(theirs)
        if self._ignore:
            others -= len(self._ignore.intersection(theirs))
        large = self._shingles if mine > others else theirs
        first = next(at for at, shingle in enumerate(large) if shingle in shared)
        if self._ignore:
            first -= len(self._ignore.intersection(large[:first]))
        return Likeness(
            shared=len(shared),
            containment=len(shared) / min(mine, others),
            coverage=len(shared) / max(mine, others),
            lead=first / max(mine, others),
        )


def _shingles(plain: str) -> list[int]:
    found = words(plain)
    run = "".join(found)
    if is_ideographic(run):
        coded = run.encode("utf-32-le", "surrogatepass")
        size, step = 4 * CHARACTERS, 4
        ends = range(size, max(len(coded), size) + 1, step)
        return [xxh3_64_intdigest(coded[end - size : end]) for end in ends if coded]
    ends = range(WORDS, max(len(found), WORDS) + 1)
    runs = (" ".join(found[end - WORDS : end]) for end in ends if found)
    return [xxh3_64_intdigest(r.encode("utf-8", "surrogatepass")) for r in runs]


def _winnow(hashes: list[int]) -> tuple[int, ...]:
    """Keep the least hash of every window: texts that share a window share a mark.

    Source: Schleimer, Wilkerson, Aiken: "Winnowing", SIGMOD 2003.
    """
    if len(hashes) <= WINDOW:
        return (min(hashes),) if hashes else ()
    marks: dict[int, None] = {}
    least = -1  # place of the least hash in the window
    for end in range(WINDOW, len(hashes) + 1):
        start = end - WINDOW
        if least < start:
            least = min(range(start, end), key=lambda at: (hashes[at], -at))
        elif hashes[end - 1] <= hashes[least]:
            least = end - 1
        marks[hashes[least]] = None
    return tuple(marks)
