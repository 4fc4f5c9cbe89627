"""Which watches an article satisfies, and where it says so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from monitor.core.excerpts import excerpts
from monitor.core.matching.asked import ANYWHERE, Asked, Facts, Leaf, folded
from monitor.core.matching.compiling import anchor, compiled
from monitor.core.matching.explaining import explained
from monitor.core.matching.finding import Finder
from monitor.core.matching.reading import Reading
from monitor.core.query.nodes import terms_of
from monitor.model import Match, Passage

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from monitor.core.query.nodes import Query
    from monitor.model import Article, Watch

__all__ = [
    "Engine",
    "Facts",
    "excerpts",
    "explain_miss",
    "facts",
    "facts_of",
    "match",
    "match_query",
]

MOST_PASSAGES: Final = 100  # of one watch; each term keeps its first
_FIELDS: Final = ("title", "body")


class Engine:
    """All watches, ready to be asked of articles. Built once, never changed.

    One pass of an automaton finds the terms; then only those watches are asked of
    which a required term was found.
    """

    def __init__(self, watches: Sequence[Watch]) -> None:
        self.watches = tuple(watches)
        self._finder = Finder(
            term for watch in self.watches for term in terms_of(watch.query)
        )
        ids, uses = self._finder.ids, self._finder.uses
        self._labels = [term.text for term in self._finder.terms]
        self._askings = [compiled(watch.query, ids) for watch in self.watches]
        self._by_term: dict[int, list[int]] = {}
        self._always: list[int] = []

        def cost(term: int) -> float:
            """Guess how often a term is found: what many watches name is common."""
            return uses[term] / (1 + len(self._labels[term]))

        for number, asking in enumerate(self._askings):
            anchors = anchor(asking, cost)
            for term in anchors:
                self._by_term.setdefault(term, []).append(number)
            if not anchors:
                self._always.append(number)

    def ask(self, title: str, body: str, facts: Facts) -> list[Match]:
        """Give the matches of a text, in the order of the watches."""
        readings = (Reading(title), Reading(body))
        found = self._finder.find(readings)
        asked = Asked(readings, found, self._labels, facts)
        hits = found.hits.keys()
        candidates = set(self._always)
        for term in hits & self._by_term.keys():
            candidates.update(self._by_term[term])
        return [
            _match(self.watches[number], asking.proof(asked, ANYWHERE))
            for number in sorted(candidates)
            if (asking := self._askings[number]).maybe(hits)
            and asking.holds(asked, ANYWHERE)
        ]


def match(article: Article, engine: Engine) -> list[Match]:
    """Give the watches that an article satisfies, with the passages that prove it.

    Offsets count in the title and text as they are in the article.
    """
    return engine.ask(article.title, article.text, facts_of(article))


def facts_of(article: Article) -> Facts:
    """Gather what queries may ask of an article beside its text."""
    return facts(
        language=article.language,
        outlet=article.outlet,
        source=article.source,
        country=article.country,
        url=article.url,
    )


def facts(
    *,
    language: str | None = None,
    outlet: str | None = None,
    source: str | None = None,
    country: str | None = None,
    url: str | None = None,
) -> Facts:
    """Put the facts about an article into the spelling that queries compare."""
    return Facts(
        outlet=folded(outlet or ""),
        source=folded(source or ""),
        lang=folded(language or ""),
        country=folded(country or ""),
        host=urlsplit(url or "").netloc.lower(),
    )


def match_query(
    query: Query, title: str, body: str, about: Facts | None = None
) -> tuple[Passage, ...] | None:
    """Ask a single query of a text; None when it does not match.

    A match may have no passages: `NOT x`, `lang:ko`.
    """
    finder, asked = _asked(query, title, body, about or Facts())
    asking = compiled(query, finder.ids)
    if not asking.holds(asked, ANYWHERE):
        return None
    return _passages(asking.proof(asked, ANYWHERE))


def explain_miss(article: Article, watch: Watch) -> str:
    """Say which parts of a watch's query an article fails, and by how little.

    Returns:
        One line for each part that fails; empty when the article matches.
    """
    finder, asked = _asked(watch.query, article.title, article.text, facts_of(article))
    return "\n".join(explained(watch.query, asked, finder.ids))


def _asked(query: Query, title: str, body: str, about: Facts) -> tuple[Finder, Asked]:
    finder = Finder(terms_of(query))
    readings = (Reading(title), Reading(body))
    labels = [term.text for term in finder.terms]
    return finder, Asked(readings, finder.find(readings), labels, about)


def _match(watch: Watch, proof: Iterable[Leaf]) -> Match:
    passages = _passages(proof)
    return Match(
        watchlist=watch.watchlist,
        watch=watch.name,
        channels=watch.channels,
        priority=watch.priority,
        terms=tuple(dict.fromkeys(passage.term for passage in passages)),
        passages=passages,
    )


def _passages(proof: Iterable[Leaf]) -> tuple[Passage, ...]:
    leaves = sorted(set(proof))
    if len(leaves) > MOST_PASSAGES:
        firsts = {label: place for place, label in reversed(leaves)}
        kept = {(place, label) for label, place in firsts.items()}
        leaves = sorted(kept | set(leaves[:MOST_PASSAGES]))
    return tuple(
        Passage(
            field=_FIELDS[place.field], start=place.start, end=place.end, term=label
        )
        for place, label in leaves
    )
