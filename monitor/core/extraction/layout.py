"""How a site lays out its articles: where the body stood on its pages before.

Each block of a page stands at the end of a way: the tags and classes that lead to it.
Every full reading votes, for each way, whether its blocks belonged to the body. When
the votes agree, the next page can be read by them alone, without the other extractors,
at a fraction of the cost. Nothing is lost by that, because the votes decide only where
they know everything: a page with prose at the end of a way that is new, or on which
votes disagree, is read in full, and so are a page with little text and, now and then,
any page. A changed template is new ways; a poisoned one is disagreement.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from monitor.core.extraction.blocks import Block, bare
from monitor.core.extraction.judge import Verdict
from monitor.model import SeenWay

_STORIES = 3  # that must have found the body at the end of a way
_MAJORITY = 4  # votes for the body to each against it
_SURELY = 2  # votes, and none for the body, that keep a way's prose out
_CHECKED = 32  # one page in so many is read in full, to vote
_MOST_WAYS = 400  # of a site
_FADES = 64  # votes on a way; then they are halved, so that old ones pass
_PROSE = 40  # letters; less proves nothing about where the body is
_FEW = 400  # letters; a shorter body is looked for in full
# Quotes and lists, which many an article has none of: what is known of the element that
# they stand in holds for them.
_QUOTED = re.compile(r"/(?:blockquote(?:/p)?|[uo]l/li)$")
_NUMBERS = re.compile(r"\d+")
# What was decided for want of a witness; other reasons are found again without one.
OUTSIDE = "not in the body"
UNHEARD = frozenset({OUTSIDE, "second witness has it not"})


def is_checked(url: str) -> bool:
    """Say whether a page is read in full although its site is known."""
    return zlib.crc32(url.encode("utf-8", "replace")) % _CHECKED == 0


@lru_cache(maxsize=8192)
def way_key(path: str) -> int:
    """Name a way; numbers in class names, as of posts, are all alike."""
    same = _NUMBERS.sub("#", path).encode("utf-8", "replace")
    return int.from_bytes(hashlib.blake2b(same, digest_size=8).digest(), "big") >> 1


def votes(verdicts: Iterable[Verdict]) -> tuple[tuple[int, bool], ...]:
    """Say of each way of a page whether most of what stands there was the body's."""
    found: Counter[int] = Counter()
    for v in verdicts:
        if v.block.path and v.reason != "no words":
            size = len(v.block.text)
            found[way_key(v.block.path)] += -size if v.reason in UNHEARD else size
    return tuple((key, size > 0) for key, size in found.items())


def learn(
    ways: Mapping[int, SeenWay], lesson: Iterable[tuple[int, bool]], number: int
) -> dict[int, SeenWay]:
    """Count the votes of a story."""
    counted = dict(ways)
    for key, body in lesson:
        old = counted.get(key) or SeenWay(body=0, other=0, last=number)
        yes, no = old.body + body, old.other + (not body)
        if yes + no > _FADES:
            yes, no = yes // 2, no // 2
        counted[key] = SeenWay(body=yes, other=no, last=number)
    if len(counted) <= _MOST_WAYS:
        return counted
    latest = sorted(counted.items(), key=lambda kv: kv[1].last)
    return dict(latest[-_MOST_WAYS:])


def known(ways: Mapping[int, SeenWay]) -> dict[int, bool]:
    """Give the ways on which the votes agree; nothing before enough stories voted."""
    if not any(way.body >= _STORIES for way in ways.values()):
        return {}
    sure = ((key, _decided(way)) for key, way in ways.items())
    return {key: body for key, body in sure if body is not None}


def _decided(way: SeenWay) -> bool | None:
    """Take a way for the body's when most votes say so, for another's when all do."""
    if way.body >= _MAJORITY * way.other:
        return True
    return False if not way.body and way.other >= _SURELY else None


def recall(blocks: Sequence[Block], ways: Mapping[int, bool]) -> list[bool] | None:
    """Say of each block whether the known ways lead to it; None for a strange page.

    Args:
        blocks: of the page, in order.
        ways: as `known` gave them.
    """
    homes = {_around(b.path) for b in blocks if ways.get(way_key(b.path))}
    heard: list[bool] = []
    inside = beside = 0
    for block in blocks:
        body = ways.get(way_key(block.path))
        if body is None:
            size = len(bare(block.text))
            quoted = _QUOTED.search(block.path)
            body = (
                block.path[: quoted.start()] if quoted else _around(block.path)
            ) in homes
            if size >= _PROSE and not (_is_beside(block) or (body and quoted)):
                return None
            beside += size if size >= _PROSE and block.linked < 0.5 else 0
        heard.append(body)
        inside += len(block.text) if body else 0
    return heard if inside >= max(_FEW, beside) else None


def _is_beside(block: Block) -> bool:
    """Say whether a block of prose is hardly part of a body, wherever it stands."""
    named = block.kind == "caption" or block.level == 1 or block.zones
    return bool(named) or block.linked > 0.8


def _around(path: str) -> str:
    return path.rpartition("/")[0]
