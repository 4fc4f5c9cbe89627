"""The lead of an article: the lines between headline and body that belong to the text.

On the European continent the lead tells the news that the text takes for granted
("chapô", "Vorspann", "ingress"); extractors leave it out as furniture of the page's
top. Where English is written, those lines are an editor's summary of what the text says
again, and in Korea and Japan they are lists of headings: there they stay out.

Source: 136 newspaper pages of 28 countries, half of the sites held out: in languages
other than these, 33 of 36 such lines are in the text as their publishers send it; in
English 4 of 30.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from monitor.core.extraction.blocks import Block, bare
from monitor.core.extraction.markup import Zone
from monitor.core.extraction.verdict import Verdict

_APART = frozenset({"en", "ja", "ko", "zh"})  # languages whose leads stand apart
_MAY_BE_IN: frozenset[Zone] = frozenset(
    ("body", "byline", "header", "related", "standfirst", "tags", "wall")
)
_LEAST, _MOST = 45, 1_000  # letters of one line; of all of them
_LINES = 3
_FAR = 40  # blocks between headline and body
_LONG = 120  # letters; a shorter line must end as a sentence does
_STOP = re.compile(r"[.!?…][\"'”’»“)]*$")
_UNHEARD = ("not in the body", "second witness has it not", "standfirst", "in ")


def leads_belong(language: str | None) -> bool:
    """Say whether the lead is a part of the text where this language is written."""
    return language is not None and language not in _APART


def with_lede(verdicts: Sequence[Verdict], *, titles: frozenset[str]) -> list[Verdict]:
    """Give the lead back that was dropped with the top of the page.

    Args:
        verdicts: of all blocks of a page.
        titles: `bare` spellings of the page's titles.
    """
    out = list(verdicts)
    start = next((i for i, v in enumerate(out) if v.keep), 0)
    top = _headline(out[:start], titles)
    if top is None or start - top > _FAR:
        return out
    body = "".join(bare(v.block.text) for v in out if v.keep)
    left = _MOST
    for i in [i for i in range(top + 1, start) if _is_lede(out[i], body)][:_LINES]:
        left -= len(out[i].block.text)
        if left > 0:
            out[i] = replace(out[i], keep=True, reason="lead")
    return out


def _headline(above: Sequence[Verdict], titles: frozenset[str]) -> int | None:
    """Find the headline nearest above the body."""
    places = (i for i in range(len(above) - 1, -1, -1))
    return next((i for i in places if bare(above[i].block.text) in titles), None)


def _is_lede(verdict: Verdict, body: str) -> bool:
    block = verdict.block
    return (
        verdict.reason.startswith(_UNHEARD)
        and len(block.text) >= _LEAST
        and block.linked < 0.2
        and _reads_as_sentence(block)
        and all(zone in _MAY_BE_IN for zone, _ in block.zones)
        and bare(block.text) not in body
    )


def _reads_as_sentence(block: Block) -> bool:
    plain = block.kind in ("paragraph", "heading") and block.level != 1
    return plain and (len(block.text) >= _LONG or bool(_STOP.search(block.text)))
