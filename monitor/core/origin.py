"""Which of the articles that carry one text it comes from.

Others say so (a credit line, a canonical link), or the text does: the original holds
what the copies share and little of what stands in one place only. First published
breaks ties. The longest copy is nearly always a wrong guess.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from monitor.core.firsts import came_out
from monitor.core.words import normal, words
from monitor.model import AlsoIn, Article, Carrier, Content

CITED = 1.0  # what a credit line weighs, against 1 for the whole text


def original(carriers: Sequence[Carrier]) -> Carrier:
    """Give the carrier that the text comes from; of one carrier, that one.

    Args:
        carriers: one at least, of one story, in any order.
    """
    shared = Counter(s for carrier in carriers for s in carrier.shingles)
    family = frozenset(s for s, count in shared.items() if count > 1)

    def rank(carrier: Carrier) -> tuple[float, float, float, str]:
        said = _said(carrier, carriers)
        earliest = -came_out(carrier.published, carrier.seen).timestamp()
        score = CITED * said + _own(carrier, family)
        return round(score, 2), earliest, -carrier.seen.timestamp(), carrier.url

    return max(carriers, key=rank)


def open_instead(chosen: Carrier, carriers: Sequence[Carrier]) -> Carrier | None:
    """Give a carrier that is open to read where the chosen one is paywalled."""
    free = [carrier for carrier in carriers if not carrier.paywalled]
    return original(free) if chosen.paywalled and free else None


def is_named(outlet: str, credit: str) -> bool:
    """Say whether a credit line names an outlet: `AP` is not in `Maple Post`."""
    name, line = words(normal(outlet)), words(normal(credit))
    short, long = sorted((name, line), key=len)
    places = range(len(long) - len(short) + 1)
    return bool(short) and any(long[at : at + len(short)] == short for at in places)


def _said(carrier: Carrier, carriers: Sequence[Carrier]) -> int:
    """Give 1 where others name it as their source, -1 where it names another."""
    others = [other for other in carriers if other.url != carrier.url]
    if any(
        carrier.url in other.aliases or is_named(carrier.outlet, other.credit or "")
        for other in others
    ):
        return 1
    borrowed = carrier.credit and not is_named(carrier.outlet, carrier.credit)
    linked = any(other.url in carrier.aliases for other in others)
    return -1 if borrowed or linked else 0


def _own(carrier: Carrier, family: frozenset[int]) -> float:
    """Give how much of the common text it holds, less what is only its own."""
    if not carrier.shingles or not family:
        return 0.0
    held = len(carrier.shingles & family)
    foreign = 1 - held / len(carrier.shingles)
    return held / len(family) - foreign


def linked(content: Content, article: Article, carriers: Sequence[Carrier]) -> Content:
    """Let what is told of an article link to the original, where that can be read.

    Args:
        content: of an alert on the article.
        article: that the alert tells of.
        carriers: of its story, with or without the article.
    """
    mine = Carrier(
        outlet=article.outlet,
        url=article.url,
        seen=article.fetched,
        language=article.language,
        published=None if article.published_doubtful else article.published,
        credit=article.credit,
        aliases=article.aliases,
        paywalled=article.paywalled,
    )
    everyone = [mine, *(c for c in carriers if c.url != article.url)]
    chosen = original(everyone)
    free = open_instead(chosen, everyone)
    if free is not None and not mine.paywalled:
        note = f"The original, at {chosen.outlet}, is paywalled: {chosen.url}"
        return replace(content, notes=(*content.notes, note))
    if free is not None:
        note = f"paywalled; open to read at {free.outlet}: {free.url}"
        return replace(content, notes=(*content.notes, note))
    if chosen is mine or chosen.paywalled:
        return content
    told = AlsoIn(outlet=mine.outlet, url=mine.url, language=mine.language)
    others = (a for a in content.also if a.url != chosen.url)
    return replace(content, url=chosen.url, outlet=chosen.outlet, also=(told, *others))
