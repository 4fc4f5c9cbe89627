"""Where an article belongs: copy, revision, report of a known event, or new."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.model.names import ArticleId, EventId, StoryId


@dataclass(frozen=True, slots=True, kw_only=True)
class Prints:
    """What similarity is computed from. See `monitor.core.similar`."""

    version: int  # of the algorithm
    shingles: tuple[int, ...]  # unsigned 64 bit, in order of the text, each once
    marks: tuple[int, ...]  # winnowed: the few that are indexed
    numbers: tuple[str, ...] = ()  # of the text, for the template veto
    terms: tuple[tuple[int, float], ...] = ()  # weighted, for grouping into events
    bridges: tuple[tuple[int, float], ...] = ()  # the same across languages
    in_characters: bool = False  # `terms` are runs of characters; unknown once stored


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """An article in the archive, as far as placing another one needs it.

    What stands after `prints` is known of the article at the same address only.
    """

    id: ArticleId
    story: StoryId
    event: EventId
    url: str
    outlet: str
    prints: Prints
    version: int = 0  # number of its newest version, from 1
    title: str = ""
    text: str = ""
    digest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbours:
    """What the archive holds near an article.

    `same` is the article at the same address. `similar` share fingerprints with it,
    best first. `recent` share event terms and lie within the event window; `abroad` too,
    and are in another language.
    """

    same: Known | None = None
    similar: tuple[Known, ...] = ()
    recent: tuple[Known, ...] = ()
    abroad: tuple[Known, ...] = ()
    term_counts: tuple[tuple[int, int], ...] = ()  # articles that hold its terms


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """The same text as a story that we know, at another address."""

    story: StoryId
    event: EventId
    of: ArticleId
    similarity: float  # containment of the smaller text, 0 to 1
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """The article at this address, with another text or title."""

    story: StoryId
    event: EventId
    version: int  # the number this version gets, from 2
    material: bool  # new facts, not a retouched word
    reason: str
    old_title: str
    old_text: str
    merges: tuple[StoryId, ...] = ()  # stories that turn out to be this one


@dataclass(frozen=True, slots=True, kw_only=True)
class Same:
    """The article at this address, as we have it."""

    story: StoryId
    event: EventId
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Joins:
    """A story of its own about an event that we know."""

    story: StoryId
    event: EventId
    near: ArticleId
    similarity: float
    reason: str
    merges: tuple[EventId, ...] = ()  # events that turn out to be this one


@dataclass(frozen=True, slots=True, kw_only=True)
class Opens:
    """A story and an event that we had not seen."""

    story: StoryId
    event: EventId
    reason: str = ""


Placement = Copy | Revision | Same | Joins | Opens
