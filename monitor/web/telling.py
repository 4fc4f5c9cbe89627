"""Puts what the store knows into the shape that pages show."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from monitor.core.changes import Comparer
from monitor.core.health import ORDER, Standing, judge
from monitor.model import ChannelName, StoryId, WatchlistName
from monitor.store import ledger
from monitor.web import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime, timedelta

    from monitor.core.revision import Piece
    from monitor.model import Alert, Source, SourceName, Visit
    from monitor.store.articles import Version
    from monitor.store.health import Health
    from monitor.store.views import Placed, Proof, Whole
    from monitor.web.params import AlertsAsked
    from monitor.web.words import Part

Passages = list[list["Part"]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A watch that an article satisfies, with the places that prove it."""

    watchlist: str
    watch: str
    version: int
    terms: tuple[str, ...]
    passages: Passages


@dataclass(frozen=True, slots=True, kw_only=True)
class Revised:
    """A version, and what changed since the one before it."""

    version: Version
    title: list[Piece]
    text: list[Piece]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An article of a story."""

    placed: Placed
    late: timedelta | None  # after the first of the story; None for the first itself
    found: list[Found]
    revised: list[Revised]  # the newest first


@dataclass(frozen=True, slots=True, kw_only=True)
class Standings:
    """How many sources do how; and those that need a look, the worst first."""

    numbers: Counter[Standing]
    troubled: list[tuple[Standing, Source, Visit | None]]


def articles(whole: Whole) -> list[Told]:
    """Tell of each article of a story, in the order in which they came out."""
    ordered = sorted(whole.articles, key=_out)
    comparer = Comparer()
    return [
        Told(
            placed=placed,
            late=_out(placed) - _out(ordered[0]) if number else None,
            found=_found(placed, whole.matches, whole.versions),
            revised=_revised(placed, whole.versions, comparer),
        )
        for number, placed in enumerate(ordered)
    ]


def _out(placed: Placed) -> datetime:
    """Tell since when an article is known to be out."""
    return min(placed.published or placed.first_seen, placed.first_seen)


def _found(
    placed: Placed, proofs: Iterable[Proof], versions: Iterable[Version]
) -> list[Found]:
    """Give the newest proof of each watch, on the text that it was found in."""
    texts = {v.version: v for v in versions if v.article == placed.id}
    newest = {
        (proof.match.watchlist, proof.match.watch): proof
        for proof in sorted(proofs, key=lambda proof: proof.version)
        if proof.article == placed.id
    }
    return [
        Found(
            watchlist=proof.match.watchlist,
            watch=proof.match.watch,
            version=proof.version,
            terms=proof.match.terms,
            passages=words.passages(version.title, version.text, proof.match.passages)
            if (version := texts.get(proof.version))
            else [],
        )
        for proof in newest.values()
    ]


def _revised(
    placed: Placed, versions: Sequence[Version], comparer: Comparer
) -> list[Revised]:
    own = sorted((v for v in versions if v.article == placed.id), key=_number)
    pairs = list(pairwise(own))
    return [
        Revised(
            version=new,
            title=comparer.changes(old.title, new.title),
            text=comparer.changes(old.text, new.text),
        )
        for old, new in reversed(pairs)
    ]


def _number(version: Version) -> int:
    return version.version


def passages(alert: Alert) -> Passages:
    """Give the passages that an alert showed."""
    return [words.parts(excerpt) for excerpt in alert.content.excerpts]


def standings(
    configured: Sequence[Source],
    visits: Mapping[SourceName, Visit],
    now: datetime,
) -> Standings:
    """Say how the sources do."""
    judged = [
        (judge(visits.get(s.name), now), s, visits.get(s.name)) for s in configured
    ]
    troubled = [row for row in judged if row[0] not in ("ok", "waiting")]
    troubled.sort(key=lambda row: (ORDER.index(row[0]), row[1].name))
    return Standings(numbers=Counter(row[0] for row in judged), troubled=troubled)


def healths(
    configured: Sequence[Source], known: Iterable[Health], now: datetime
) -> list[tuple[Standing, Source, Health | None]]:
    """Give each source with how it does, the worst first."""
    by_name = {health.visit.source: health for health in known}
    rows = [
        (judge(health.visit if health else None, now), source, health)
        for source in configured
        for health in (by_name.get(source.name),)
    ]
    return sorted(rows, key=lambda row: (ORDER.index(row[0]), row[1].name))


def ledger_filter(want: AlertsAsked) -> ledger.Filter:
    """Say it in the store's words."""
    return ledger.Filter(
        state=want.state,
        channel=ChannelName(want.channel) if want.channel else None,
        watchlist=WatchlistName(want.watchlist) if want.watchlist else None,
        story=StoryId(want.story) if want.story else None,
        since=want.since,
    )
