"""What reports of one happening share across languages, without a model.

Named things (`core.gazetteer`), names by their sound (`core.sounds`), words in Latin
letters, numbers with their scale, days of the month, and a watchlist's concepts. Each
becomes a key that is the same in every language. Rare keys weigh more, and a bridge
needs several of them.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from heapq import nlargest

from xxhash import xxh3_64_intdigest

from monitor.core import gazetteer, sounds
from monitor.core.words import is_common, normal, words
from monitor.model import Known, Prints

Keys = tuple[tuple[int, float], ...]

LEAD = {"en": 700, "ko": 350, "ja": 350}  # characters that count
INDEXED = 16  # heaviest keys by which an article is found
KEPT = 40  # heaviest keys of an article
JOINS_AT = 0.4  # mean similarity to the nearest reports of an event
MERGES_AT = 0.5  # the same, for two events that were opened before
SHARED = 3  # keys at least
NEAREST = 2  # reports of an event that are asked
PRIOR = 60  # articles as if counted: a young archive knows little of rareness

_LATIN = re.compile(r"(?<![a-z])[a-z][a-z0-9]{1,}(?![a-z])")
_CAPITALS = re.compile(r"\b[A-Z][A-Z0-9]+\b")
_DAY = re.compile(
    r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.? (\d{1,2})\b"
    r"|\b(\d{1,2}) (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)|(\d{1,2})[일日]"
)
_DIGITS = r"\d+(?:,\d{3})*(?:\.\d+)?"
_SCALES: Mapping[str, int] = {
    "thousand": 10**3,
    "천": 10**3,
    "千": 10**3,
    "만": 10**4,
    "万": 10**4,
    "million": 10**6,
    "억": 10**8,
    "億": 10**8,
    "billion": 10**9,
    "조": 10**12,
    "兆": 10**12,
    "trillion": 10**12,
}
_UNIT = "|".join(_SCALES)
_NUMBER = re.compile(rf"{_DIGITS}(?:\s?(?:{_UNIT})\s?{_DIGITS})*(?:\s?(?:{_UNIT}))?")
_PART = re.compile(rf"({_DIGITS})\s?({_UNIT})?")
TELLING = 13  # from here on a whole number tells something


def keys(
    title: str, text: str, language: str | None, concepts: Iterable[str] = ()
) -> Keys:
    """Give what an article has in common with reports in other languages.

    The first key has no weight: it stands for the language, and only reports in other
    ones are bridged.

    Args:
        title: of the article.
        text: its head counts; what comes later is background.
        language: ISO 639-1; none but English, Korean and Japanese is bridged.
        concepts: names of watchlists' concepts whose terms stand in it.
    """
    if language not in LEAD:
        return ()
    raw = f"{title}\n{text[: LEAD[language]]}"
    plain = normal(raw)
    flat = " ".join(words(plain)) if language == "en" else plain
    found = Counter(f"thing {key}" for key in gazetteer.named(flat, language))
    found.update(f"sound {name}" for name in sounds.names(raw, language))
    found.update(f"concept {name}" for name in concepts)
    found.update(f"number {number}" for number in _numbers(plain))
    found.update({f"day {day}" for day in _days(plain)})
    if language != "en":
        found.update(f"latin {w}" for w in _LATIN.findall(plain) if not is_common(w))
    else:
        capitals = set(_CAPITALS.findall(raw))
        found.update(f"latin {w.lower()}" for w in capitals)
    weights = ((_hash(key), 1 + math.log(count)) for key, count in found.items())
    return ((_OWN[language], 0.0), *weights)


def weigh(raw: Keys, counts: Mapping[int, int]) -> Keys:
    """Weigh keys by how rare they are and keep the heaviest; the language stays first.

    Args:
        raw: from `keys`.
        counts: articles of the archive that hold each key, and those of its language.
    """
    if not raw:
        return ()
    known = sum(counts.get(own, 0) for own in _OWN.values()) + PRIOR
    rare = (
        (key, weight * math.log(1 + known / (counts.get(key, 0) + 1)))
        for key, weight in raw[1:]
    )
    return (raw[0], *nlargest(KEPT, rare, key=lambda pair: pair[1]))


def indexed(weighed: Keys) -> list[int]:
    """Give what an article is found by: its heaviest keys in its language."""
    return [key ^ weighed[0][0] for key, _ in weighed[1 : INDEXED + 1]]


def sought(weighed: Keys) -> dict[int, float]:
    """Give what reports in other languages are found by, with the weight of each."""
    others = [own for own in _OWN.values() if weighed and own != weighed[0][0]]
    heaviest = weighed[1 : INDEXED + 1]
    return {key ^ other: weight for other in others for key, weight in heaviest}


def nearest(
    prints: Prints, abroad: Sequence[Known], *, counts: Mapping[int, int]
) -> tuple[Known, float] | None:
    """Find the event that reports in other languages tell of as this article does.

    Args:
        prints: of the article, not weighed.
        abroad: from within the window; their keys are weighed.
        counts: articles of the archive that hold each key of the article.
    """
    mine = weigh(prints.bridges, counts)
    by_event = defaultdict(list)
    for known in abroad:
        by_event[known.event].append((likeness(mine, known.prints.bridges), known))
    best: tuple[Known, float] | None = None
    for reports in by_event.values():
        near = nlargest(NEAREST, reports, key=lambda pair: pair[0])
        mean = sum(alike for alike, _ in near) / len(near)
        if mean >= JOINS_AT and (best is None or mean > best[1]):
            best = near[0][1], mean
    return best


def likeness(mine: Keys, theirs: Keys) -> float:
    """Say how much two reports in two languages share, 0 to 1."""
    if not mine or not theirs or mine[0] == theirs[0]:
        return 0.0
    ours, others = dict(mine[1:]), dict(theirs[1:])
    shared = ours.keys() & others.keys()
    if len(shared) < SHARED:
        return 0.0
    both = sum(ours[k] * others[k] for k in shared)
    lengths = sum(w * w for w in ours.values()) * sum(w * w for w in others.values())
    return both / math.sqrt(lengths)


def _numbers(plain: str) -> set[str]:
    """Give the numbers with their scale: 30만8700, 30万8700 and 308,700 are one."""
    found = set()
    for match in _NUMBER.finditer(plain):
        parts = _PART.findall(match.group())
        value = sum(
            Decimal(digits.replace(",", "")) * _SCALES.get(scale, 1)
            for digits, scale in parts
        )
        if value >= TELLING or value % 1:
            found.add(f"{Decimal(value).normalize():f}")
    return found


def _days(plain: str) -> set[int]:
    days = {int(next(filter(None, groups))) for groups in _DAY.findall(plain)}
    return {day for day in days if 1 <= day <= 31}


def _hash(key: str) -> int:
    return xxh3_64_intdigest(f"bridge {key}".encode("utf-8", "surrogatepass"))


_OWN = {language: _hash(f"language {language}") for language in LEAD}
OWN = frozenset(_OWN.values())  # keys under which the articles of a language count
