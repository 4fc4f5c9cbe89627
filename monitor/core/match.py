"""Which watches an article satisfies, and where it says so."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from monitor.core.excerpts import excerpts
from monitor.core.matching.asked import ANYWHERE, Asked, Facts, Leaf, folded
from monitor.core.matching.compiling import Numbers, anchors, compiled
from monitor.core.matching.explaining import explained
from monitor.core.matching.finding import Finder
from monitor.core.matching.reading import Reading
from monitor.core.matching.screening import MOST as MOST_SCREENED
from monitor.core.matching.screening import Screen
from monitor.core.query.nodes import terms_of
from monitor.model import Match, Passage

if TYPE_CHECKING:
    from collections.abc import KeysView, Sequence

    from monitor.core.matching.compiling import Alternatives
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
        self._finder = Finder()
        numbers = Numbers(self._finder)
        self._askings = [compiled(watch.query, numbers) for watch in self.watches]
        self._finder.close()
        labels, counts = self._finder.labels, numbers.counts

        def cost(term: int) -> float:
            """Guess how often a term is found: what many watches name is common."""
            return counts[term] / (1 + len(labels[term]))

        found = [anchors(asking, cost) for asking in self._askings]
        self._always = [n for n, (first, _) in enumerate(found) if not first]
        self._others = [second for _, second in found]
        self._first, self._by_term = _by_term(found, len(labels))
        self._screen = None
        needed = sum(len(first) + len(second) for first, second in found)
        if not self._always and needed <= MOST_SCREENED:
            queries = [watch.query for watch in self.watches]
            self._screen = Screen(queries, found, numbers)

    def ask(self, title: str, body: str, facts: Facts) -> list[Match]:
        """Give the matches of a text, in the order of the watches."""
        readings = (Reading(title), Reading(body))
        folded = [reading.folded.text for reading in readings]
        if self._screen is not None and not self._screen.may_match(*folded):
            return []
        found = self._finder.find(readings)
        asked = Asked(readings, found, self._finder.labels, facts)
        hits, passages = found.hits.keys(), _Passages()
        return [
            _match(self.watches[number], asking.proof(asked, ANYWHERE), passages)
            for number in self._candidates(hits)
            if (asking := self._askings[number]).maybe(hits)
            and asking.holds(asked, ANYWHERE)
        ]

    def _candidates(self, hits: KeysView[int]) -> list[int]:
        """Give the watches that may hold where these terms may stand, in order."""
        found: set[int] = set()
        first, by_term = self._first, self._by_term
        for term in hits:
            if (start := first[term]) < (stop := first[term + 1]):
                found.update(by_term[start:stop])
        others = self._others
        likely = [n for n in found if not hits.isdisjoint(others[n])]
        return sorted(self._always + likely)


def _by_term(
    found: Sequence[tuple[Alternatives, Alternatives]], terms: int
) -> tuple[array[int], array[int]]:
    """Turn the anchors of watches into the watches of anchors.

    Returns:
        Where the watches of each term begin in the second array, and where the last
        end; the numbers of the watches.
    """
    first = array("I", bytes(4 * (terms + 1)))
    for needed, _ in found:
        for term in needed:
            first[term + 1] += 1
    for term in range(terms):
        first[term + 1] += first[term]
    free, watches = first[:], array("I", bytes(4 * first[terms]))
    for number, (needed, _) in enumerate(found):
        for term in needed:
            watches[free[term]] = number
            free[term] += 1
    return first, watches


class _Passages(dict["Leaf", "Passage"]):
    """The passages of one article: many watches show the same."""

    def __missing__(self, leaf: Leaf) -> Passage:
        place, label = leaf
        self[leaf] = made = Passage(
            field=_FIELDS[place.field], start=place.start, end=place.end, term=label
        )
        return made


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
    ids, asked = _asked(query, title, body, about or Facts())
    asking = compiled(query, ids)
    if not asking.holds(asked, ANYWHERE):
        return None
    return _passages(asking.proof(asked, ANYWHERE), _Passages())


def explain_miss(article: Article, watch: Watch) -> str:
    """Say which parts of a watch's query an article fails, and by how little.

    Returns:
        One line for each part that fails; empty when the article matches.
    """
    ids, asked = _asked(watch.query, article.title, article.text, facts_of(article))
    return "\n".join(explained(watch.query, asked, ids))


def _asked(query: Query, title: str, body: str, about: Facts) -> tuple[Numbers, Asked]:
    finder = Finder()
    numbers = Numbers(finder)
    for term in terms_of(query):
        numbers(term)
    readings = (Reading(title), Reading(body))
    found = finder.close().find(readings)
    return numbers, Asked(readings, found, finder.labels, about)


def _match(watch: Watch, proof: list[Leaf], known: _Passages) -> Match:
    passages = _passages(proof, known)
    return Match(
        watchlist=watch.watchlist,
        watch=watch.name,
        channels=watch.channels,
        priority=watch.priority,
        terms=tuple(dict.fromkeys([passage.term for passage in passages])),
        passages=passages,
    )


def _passages(proof: list[Leaf], known: _Passages) -> tuple[Passage, ...]:
    if len(proof) == 1:  # most often
        return (known[proof[0]],)
    leaves = sorted(set(proof))
    if len(leaves) > MOST_PASSAGES:
        firsts = {label: place for place, label in reversed(leaves)}
        kept = {(place, label) for label, place in firsts.items()}
        leaves = sorted(kept | set(leaves[:MOST_PASSAGES]))
    return tuple([known[leaf] for leaf in leaves])
