"""A press of no meaning, with the words, bursts, copies and furniture of the real one.

What is measured is written out and printed as the service does it. What only fills the
archive is never written: `batch` gives the prints that such texts would have (hashes of
the same words, topics, names, numbers and furniture), thousands at a time.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from xxhash import xxh3_64_intdigest

from monitor.core import bridges, events, gazetteer, similar
from monitor.core.words import is_common, normal, words
from monitor.model import Prints

CYCLE = 100_000  # articles: five days. Topics come again after them, outside the window
LENGTH = 280  # words of an article in the middle; from a third of it to four times
TOPIC_EACH = 60  # articles: so often a new topic comes up
TOPIC_WORDS = 40
OF_TOPIC = 0.2  # of an article's words
MASTER_EACH = 200  # articles: so often a text comes up that others will copy
COPIES = 0.3  # of all articles
OUTLETS = 500
FURNITURE = 50  # words that all pages of an outlet carry
UNLEARNT = 0.3  # of what is measured: its outlet's furniture is not left out yet
ABROAD = 0.35  # of all articles, in Korean or Japanese
NEW_WORDS = 3  # words of an article that no other has
NAMES, NUMBERS = 5, 6  # of an article
FLAT = np.uint64


class Text(NamedTuple):
    """A synthetic article."""

    title: str
    body: str
    outlet: str


@dataclass(frozen=True, slots=True)
class Batch:
    """Prints of articles in a row, one array or list entry an article."""

    topics: np.ndarray
    masters: np.ndarray  # what it copies; -1: nothing
    outlets: np.ndarray
    languages: list[str]
    shingles: list[np.ndarray]  # the outlet's furniture last
    marks: list[np.ndarray]
    furniture: list[tuple[int, int]]  # how many of the shingles, and of the marks
    terms: list[np.ndarray]  # hash and raw weight, the language first
    bridges: list[np.ndarray]
    numbers: list[list[str]]


TERM = np.dtype([("hash", "<u8"), ("weight", "<f4")])


class Writer:
    """Writes texts, and gives the prints of texts that nobody reads."""

    def __init__(self, pack: Path | None) -> None:
        self.random = random.Random(7)
        counts = _invented() if pack is None else _counted(pack)
        self.vocabulary = list(counts)
        self.cumulated = np.cumsum(list(counts.values()), dtype=np.float64)
        self.cumulated /= self.cumulated[-1]
        self.hashes = np.array([_hash(word) for word in self.vocabulary], dtype=FLAT)
        self.telling = np.array([_tells(word) for word in self.vocabulary])
        self.names = [name for name, _ in _names()]
        self.written = 0

    def write(self, number: int | None = None) -> Text:
        """Write an article on a topic of those days; every fourth is a copy.

        Args:
            number: of the articles before it.
        """
        self.written += 1
        at = (CYCLE if number is None else number) - 1
        at %= CYCLE
        if self.written % 4 == 0:
            return self.copied(at // MASTER_EACH, outlet=self.written % OUTLETS)
        lag = min(int(self.random.paretovariate(1.2) * 3), 300)
        seed = self.random.getrandbits(48)
        return self.text(seed, max(at // TOPIC_EACH - lag, 0))

    def text(self, seed: int, topic: int, outlet: int | None = None) -> Text:
        """Write the article of a seed on a topic."""
        rng = np.random.default_rng([1, seed])
        body = [self.vocabulary[n] for n in self._words(rng, LENGTH)]
        told = [self.vocabulary[n] for n in self.topic(topic)]
        for place in rng.choice(LENGTH, int(LENGTH * OF_TOPIC), replace=False):
            body[place] = told[rng.integers(len(told))]
        for n in range(NEW_WORDS):
            body[rng.integers(20, LENGTH)] = f"new{seed:x}x{n}"
        for place in rng.choice(100, NAMES + NUMBERS, replace=False):
            body[place] = self._fact(rng, topic)
        its = int(rng.integers(OUTLETS)) if outlet is None else outlet
        text = _sentences(body)
        if rng.random() < UNLEARNT:
            text = f"{text}\n{self.furniture(its)}"
        return Text(" ".join(told[:6]).title(), text, f"outlet {its}")

    def copied(self, master: int, *, outlet: int) -> Text:
        """Give a text that others copy, as an outlet of its own carries it."""
        return self.text(master, master * MASTER_EACH // TOPIC_EACH, outlet)

    def furniture(self, outlet: int) -> str:
        """Give what stands under every text of an outlet."""
        rng = np.random.default_rng([2, outlet])
        return _sentences([self.vocabulary[n] for n in self._words(rng, FURNITURE)])

    @lru_cache(maxsize=4096)  # noqa: B019 - one writer lives as long as the program
    def topic(self, number: int) -> np.ndarray:
        """Give the words of a topic: none of the most frequent."""
        rng = np.random.default_rng([3, number])
        return self._words(rng, 8 * TOPIC_WORDS, least=300)[:TOPIC_WORDS]

    def master(self, number: int) -> tuple[Text, Prints]:
        """Give a text that others copy, and its prints."""
        text = self.copied(number, outlet=number % OUTLETS)
        return text, similar.prints(text.title, text.body, "en")

    def _fact(self, rng: np.random.Generator, topic: int) -> str:
        if rng.random() < 0.5:
            return self.names[_named_by(topic)[rng.integers(4)]].title()
        return str(int(13 + rng.pareto(0.7) * 10) % 10**7)

    def _words(
        self, rng: np.random.Generator, count: int, least: int = 0
    ) -> np.ndarray:
        drawn = np.searchsorted(self.cumulated, rng.random(count))
        return drawn[drawn >= least] if least else drawn

    def batch(self, first: int, end: int) -> Batch:
        """Give the prints of the articles from one number to another."""
        rng = np.random.default_rng([5, first])
        count = end - first
        at = np.arange(first, end)
        at %= CYCLE
        masters = np.where(rng.random(count) < COPIES, at // MASTER_EACH, -1)
        lag = np.minimum(rng.pareto(1.2, count) * 3, 300).astype(int)
        topics = np.maximum(at // TOPIC_EACH - lag, 0)
        outlets = rng.integers(OUTLETS, size=count)
        spoken = np.where(
            rng.random(count) < ABROAD, 1 + rng.integers(2, size=count), 0
        )
        languages = [("en", "ko", "ja")[n] for n in np.where(masters < 0, spoken, 0)]
        lengths = rng.lognormal(np.log(LENGTH), 0.5, count)
        lengths = np.clip(lengths, LENGTH // 3, 4 * LENGTH).astype(int)
        made = Batch(topics, masters, outlets, languages, [], [], [], [], [], [])
        of_words = self._terms(rng, topics, lengths)
        for n in range(count):
            self._add(made, rng, n, int(lengths[n]), of_words[n])
        return made

    def _add(
        self, made: Batch, rng: np.random.Generator, n: int, length: int, terms: Any
    ) -> None:
        language, foreign = made.languages[n], made.languages[n] != "en"
        around = _furniture_prints(self, int(made.outlets[n]))
        length = int(length * 1.7) if foreign else length
        shingles = rng.integers(2**64, size=length, dtype=FLAT)
        marks = shingles[: int(len(shingles) / 16.5)]  # random as they are
        keys = _keys_of(self, rng, int(made.topics[n]), language)
        if made.masters[n] >= 0:  # most of that text, and some words of its own
            whole = _master_prints(self, int(made.masters[n]))
            share = 0.4 + 0.6 * rng.random()
            head = whole.shingles[: int(len(whole.shingles) * share)]
            shingles = np.concatenate([head, shingles[:10]])
            marks = np.concatenate(
                [whole.marks[: int(len(whole.marks) * share)], marks[:1]]
            )
            terms, keys = whole.terms, whole.bridges
        elif foreign:
            terms = _runs(rng, int(made.topics[n]), language)
        made.shingles.append(np.concatenate([shingles, around.shingles]))
        made.marks.append(np.concatenate([marks, around.marks]))
        made.furniture.append((len(around.shingles), len(around.marks)))
        made.terms.append(terms)
        made.bridges.append(keys)
        drawn = (13 + rng.pareto(0.7, NUMBERS) * 10).astype(int)
        made.numbers.append([str(number) for number in drawn])

    def _terms(
        self, rng: np.random.Generator, topics: np.ndarray, lengths: np.ndarray
    ) -> list[np.ndarray]:
        """Weigh the words of many articles at once, as `events.terms` does of one."""
        owner = np.repeat(np.arange(len(topics)), lengths)
        place = np.arange(len(owner)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        drawn = np.searchsorted(self.cumulated, rng.random(len(owner)))
        told = np.stack([_padded(self.topic(int(topic))) for topic in topics])
        of_topic = rng.random(len(owner)) < OF_TOPIC
        which = rng.integers(TOPIC_WORDS, size=len(owner))
        drawn = np.where(of_topic, told[owner, which], drawn)
        key = owner * len(self.vocabulary) + drawn
        key, place = key[self.telling[drawn]], place[self.telling[drawn]]
        unique, inverse = np.unique(key, return_inverse=True)
        fades = events.FADES / (events.FADES + place)
        weight = np.log(1 + 2 * np.bincount(inverse, weights=fades))
        found = np.empty(len(unique), dtype=TERM)
        found["hash"] = self.hashes[unique % len(self.vocabulary)]
        found["weight"] = weight
        ends = np.searchsorted(
            unique // len(self.vocabulary), np.arange(len(topics) + 1)
        )
        return [self._closed(rng, found[a:b]) for a, b in pairwise(ends)]

    def _closed(self, rng: np.random.Generator, terms: np.ndarray) -> np.ndarray:
        new = np.empty(NEW_WORDS, dtype=TERM)
        new["hash"] = rng.integers(2**64, size=NEW_WORDS, dtype=FLAT)
        new["weight"] = 0.7
        return np.concatenate([_language("en"), terms, new])


class _Whole(NamedTuple):
    shingles: np.ndarray
    marks: np.ndarray
    terms: np.ndarray
    bridges: np.ndarray


@lru_cache(maxsize=64)
def _master_prints(writer: Writer, number: int) -> _Whole:
    return _arrays(writer.master(number)[1])


@cache
def _furniture_prints(writer: Writer, outlet: int) -> _Whole:
    return _arrays(similar.prints("", writer.furniture(outlet), "en"))


def _arrays(prints: Prints) -> _Whole:
    return _Whole(
        np.array(prints.shingles, dtype=FLAT),
        np.array(prints.marks, dtype=FLAT),
        np.array(list(prints.terms), dtype=TERM),
        np.array(list(prints.bridges), dtype=TERM),
    )


def _runs(rng: np.random.Generator, topic: int, language: str) -> np.ndarray:
    """Give runs of characters as an article in Korean or Japanese has them."""
    spoken = 6 if language == "ko" else 7
    shared, common = _runs_of(spoken, topic), _common_runs(spoken)
    drawn = np.unique((rng.pareto(0.6, 260) * 20).astype(np.int64) % len(common))
    hashes = [shared[rng.integers(90) :][:60], common[drawn], _new(rng)]
    found = np.empty(sum(map(len, hashes)), dtype=TERM)
    found["hash"] = np.concatenate(hashes)
    found["weight"] = 1 + np.log(rng.integers(1, 3, size=len(found)))
    return np.concatenate([_language(language), found])


@lru_cache(maxsize=4096)
def _runs_of(spoken: int, topic: int) -> np.ndarray:
    return np.random.default_rng([spoken, topic]).integers(2**64, size=150, dtype=FLAT)


@cache
def _common_runs(spoken: int) -> np.ndarray:
    return np.random.default_rng(spoken).integers(2**64, size=20_000, dtype=FLAT)


def _new(rng: np.random.Generator) -> np.ndarray:
    return rng.integers(2**64, size=8 * NEW_WORDS, dtype=FLAT)


@cache
def _language(language: str) -> np.ndarray:
    return np.array(list(events.terms("", "", language)), dtype=TERM)


def _keys_of(
    writer: Writer, rng: np.random.Generator, topic: int, language: str
) -> np.ndarray:
    near = _named_by(topic)
    named = [_named(writer.names[near[n]]) for n in rng.integers(4, size=NAMES - 1)]
    drawn = (13 + rng.pareto(0.7, NUMBERS // 2) * 10).astype(int) % 10**7
    told = [_numbered(int(number)) for number in drawn]
    keys = dict.fromkeys(key for found in (*named, *told) for key in found)
    own = _own(language)
    return np.array([own, *((key, 1.0) for key in keys)], dtype=TERM)


@lru_cache(maxsize=4096)
def _named_by(topic: int) -> tuple[int, ...]:
    drawn = np.random.default_rng([4, topic]).integers(len(_names()), size=4)
    return tuple(int(n) for n in drawn)


@cache
def _own(language: str) -> tuple[int, float]:
    return bridges.keys("", "", language)[0]


@cache
def _names() -> list[tuple[str, tuple[int, ...]]]:
    """Give English names of the gazetteer that stand for something in a text."""
    spelt = [line.split("=")[1].split("|")[0] for line in _lines()]
    first = [names.split(",")[0].strip().rstrip("*") for names in spelt]
    return [(name, _named(name)) for name in first if _named(name)]


def _lines() -> list[str]:
    return [line for line in gazetteer._TABLE.splitlines() if "=" in line]


@cache
def _named(name: str) -> tuple[int, ...]:
    return tuple(key for key, _ in bridges.keys("", name.title(), "en")[1:])


@lru_cache(maxsize=100_000)
def _numbered(number: int) -> tuple[int, ...]:
    return tuple(key for key, _ in bridges.keys("", f"of {number} of", "en")[1:])


def _padded(topic: np.ndarray) -> np.ndarray:
    return np.resize(topic, TOPIC_WORDS)


def _hash(word: str) -> int:
    return xxh3_64_intdigest(word.encode())


def _tells(word: str) -> bool:
    return len(word) > 1 and not is_common(word)


def _sentences(body: list[str]) -> str:
    parts = (body[at : at + 20] for at in range(0, len(body), 20))
    return " ".join(f"{' '.join(part)}." for part in parts)


def _invented() -> dict[str, int]:
    return {f"word{n}": 1_000_000 // (n + 5) for n in range(60_000)}


def _counted(pack: Path) -> Counter[str]:
    return Counter(_read(pack))


def _read(pack: Path) -> Iterator[str]:
    with (pack / "documents.jsonl").open(encoding="utf-8") as file:
        for line in file:
            document = json.loads(line)
            if document["lang"] == "en":
                yield from words(normal(document["text"]))
