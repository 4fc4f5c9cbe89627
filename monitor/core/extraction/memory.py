"""What an outlet repeats: lines that stand in its articles and are no part of any.

A pure account: `lesson_of` says what one reading teaches, `learn` puts it to what was
known, `known` is what the next reading is told. The store keeps the account of each
site (`monitor.store.sites`); a site is a host, because an outlet's name is only what a
listing claims, and a stranger's page can claim any.

Text must not be taken for boilerplate because it was printed twice. So a line counts

* once for each subject: for another event, or under quite another headline. (Not by the
  event alone: stories that carry the same notice look like one event because of it.)
  Copies and revisions are left out by the corridor, so that no agency's text is learnt;
* only where it shares no word with the headline, and no name that the text has twice
  more: background repeats in every report of a topic, and names what the topic is;
* while it keeps its share of the site's stories since it was first seen: a banner stands
  on all of them, background on a few. Sentences need half, labels a fifth.

Lines that are left out for being known go on being counted, and what stops being
repeated is forgotten: 800 lines a site at most, some 25 KB.

Grouping may ask `store.sites.known(conn, host).lines` and leave lines with such a
`line_key(bare(line))` out of fingerprints of articles that were read before they were
learnt; those read later do not have them.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Collection, Iterable, Sequence

from monitor.core.extraction import layout
from monitor.core.extraction.blocks import bare
from monitor.core.extraction.judge import Verdict
from monitor.model import KnownSite, Lesson, ReadBy, SeenLine, SiteMemory

REPEATED = "seen in other articles"  # the reason that `judge` and `clean` give

_LONG = 60  # letters of a sentence; one of Hangul, Kana or Han counts for two
_STORIES, _SHARE = 3, 0.2  # from which a label is the site's and not the article's
_LONG_STORIES, _LONG_SHARE = 4, 0.5  # ... and a sentence
_MOST_LINES = 800  # of a site
_OF_ONE = (20, 40)  # lines of one article, from its beginning and its end
_PASSING = 15  # stories after which a line is forgotten that was seen once or twice:
# at a fifth of the stories it would have been seen three times
_STALE = 200  # ... and any that was not seen since
LONGEST = 500  # characters; a longer line is an article's own
_LETTERS = 6  # a shorter line says too little to be known by
_WORD = re.compile(r"[^\W\d_]{4,}|\d{3,}")
_NAME = re.compile(r"(?<=[\w,;] )[A-Z]\w{2,}")
# Words of Hangul by how they begin, because particles follow; runs of Katakana and Han.
_FOREIGN = re.compile(r"(?<![가-힣])[가-힣]{3}|[ァ-ヺー]{3,}|[一-鿿]{3,4}")
_DENSE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]+")
_NUMBER = 0xFFFF_FFFF  # of an event: 32 bits


def line_key(key: str) -> int:
    """Name a line for good.

    Args:
        key: `blocks.bare` of it.

    Returns:
        63 bits, so that either database keeps it as a number.
    """
    digest = hashlib.blake2b(key.encode("utf-8", "replace"), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 1


def repeated(keys: Iterable[str], lines: Collection[int]) -> frozenset[str]:
    """Give those of a page's bare lines that other articles of its site carry."""
    if not lines:
        return frozenset()
    return frozenset(key for key in keys if key and line_key(key) in lines)


def blanked(text: str, lines: Collection[int]) -> str:
    """Give a text with line breaks in place of what other articles carry.

    For comparing what was read before a line was learnt with what is read after: that
    we learnt it is no change of the article. Everything else stays where it was.
    """
    kept = text.split("\n")
    known = repeated({bare(line) for line in kept}, lines)
    return "\n".join("\n" * len(line) if bare(line) in known else line for line in kept)


def lesson_of(verdicts: Sequence[Verdict], *, title: str, by: ReadBy) -> Lesson:
    """Say what a reading teaches of its site.

    Args:
        verdicts: about the lines of the page.
        title: the article's headline.
        by: how its body was found.
    """
    body = {v.block.path for v in verdicts if v.keep}
    seen = [
        v.block.text
        for v in verdicts
        if v.keep
        or v.reason == REPEATED
        or (v.reason in layout.UNHEARD and v.block.path in body)
    ]
    ways = layout.votes(verdicts) if by == "full" else ()
    return Lesson(by=by, title=signature(title), lines=lines_of(seen, title), ways=ways)


def lines_of(lines: Sequence[str], title: str) -> tuple[tuple[int, bool], ...]:
    """Give what a text teaches: its lines but for those that are about its subject."""
    whole = "\n".join(lines)
    about = _words(title)
    first, last = _OF_ONE
    if len(lines) > first + last:
        lines = [*lines[:first], *lines[-last:]]
    keys = {
        key: _size(key) >= _LONG
        for line in lines
        if len(line) <= LONGEST
        and len(key := bare(line)) >= _LETTERS
        and about.isdisjoint(_words(line))
        and not any(whole.count(name) > 2 for name in _names(line))
    }
    return tuple((line_key(key), long) for key, long in keys.items())


def signature(title: str) -> int:
    """Give a headline as 64 bits, one for each word: two share as many as they share words."""
    bits = 0
    for word in _words(title):
        bits |= 1 << (zlib.crc32(word.encode("utf-8", "replace")) & 63)
    return bits


def learn(memory: SiteMemory, lesson: Lesson, *, event: str) -> SiteMemory:
    """Put what a story taught to what was known of its site.

    Args:
        memory: of the site.
        lesson: of an article that is no copy and no revision.
        event: id of the event that it reports, hexadecimal.
    """
    number = memory.stories + 1
    which = int(event, 16) & _NUMBER
    lines = dict(memory.lines)
    for key, long in lesson.lines:
        new = SeenLine(1, number, number, which, lesson.title, long)
        lines[key] = _again(lines[key], new) if key in lines else new
    return SiteMemory(
        stories=number,
        lines=_bounded(lines, number),
        ways=layout.learn(memory.ways, lesson.ways, number),
    )


def known(memory: SiteMemory) -> KnownSite:
    """Give what the next reading of a page of the site is told."""
    return KnownSite(
        lines=frozenset(
            key
            for key, line in memory.lines.items()
            if line.stories >= _STORIES and _is_repeated(line, memory)
        ),
        ways=layout.known(memory.ways),
    )


def _again(old: SeenLine, new: SeenLine) -> SeenLine:
    other = old.event != new.event or not _alike(old.title, new.title)
    return new._replace(stories=old.stories + other, first=old.first)


def _alike(one: int, other: int) -> bool:
    """Say whether two headlines share half of their words, or have none."""
    least = min(one.bit_count(), other.bit_count())
    return 2 * (one & other).bit_count() >= least


def _is_repeated(line: SeenLine, memory: SiteMemory) -> bool:
    stories, share = (_LONG_STORIES, _LONG_SHARE) if line.long else (_STORIES, _SHARE)
    since = memory.stories - line.first + 1
    return line.stories >= stories and line.stories >= share * since


def _bounded(lines: dict[int, SeenLine], number: int) -> dict[int, SeenLine]:
    kept = {
        key: line
        for key, line in lines.items()
        if number - line.last <= (_PASSING if line.stories < _STORIES else _STALE)
    }
    if len(kept) <= _MOST_LINES:
        return kept
    best = sorted(kept.items(), key=lambda kv: (kv[1].stories, kv[1].last))
    return dict(best[-_MOST_LINES:])


def _words(text: str) -> frozenset[str]:
    """Give what two texts about one thing share: words, and names in other scripts."""
    words = {word for word in _WORD.findall(text.casefold()) if word.isascii()}
    return frozenset(words | set(_FOREIGN.findall(text)))


def _names(text: str) -> frozenset[str]:
    """Give what is written as a name: with a capital within a sentence, or in Kanji."""
    return frozenset((*_NAME.findall(text), *_FOREIGN.findall(text)))


def _size(key: str) -> int:
    return len(key) + sum(map(len, _DENSE.findall(key)))
