"""What is told, and what was told before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from monitor.model.names import (
    AlertId,
    AlertKind,
    ArticleId,
    ChannelName,
    EventId,
    Field,
    Form,
    Priority,
    StoryId,
    WatchlistName,
)
from monitor.model.watching import Passage


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpt:
    """A passage as people read it: some words round the terms."""

    field: Field
    text: str
    marks: tuple[tuple[int, int], ...]  # where the terms stand in `text`
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AlsoIn:
    """Another outlet that carries the story."""

    outlet: str
    url: str
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Carrier:
    """An article that carries a story, as far as its origin is asked."""

    outlet: str
    url: str
    seen: datetime  # by us, first
    language: str | None = None
    published: datetime | None = None  # None also where it is doubtful
    credit: str | None = None  # agency named by a credit line
    aliases: tuple[str, ...] = ()  # other addresses that it names as its own
    paywalled: bool = False
    shingles: frozenset[int] = frozenset()  # of its text; empty where not asked


@dataclass(frozen=True, slots=True, kw_only=True)
class First:
    """The first report of an event in a language."""

    language: str
    outlet: str
    at: datetime  # when it came out, as far as known; else when we saw it


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What an alert says about a story; frozen when the alert is planned."""

    title: str
    url: str
    outlet: str
    language: str | None = None
    published: datetime | None = None
    published_doubtful: bool = False
    outlet_timezone: str | None = None
    first_seen: datetime | None = None
    excerpts: tuple[Excerpt, ...] = ()
    also: tuple[AlsoIn, ...] = ()
    summary: str | None = None
    authors: tuple[str, ...] = ()
    paywalled: bool = False
    form: Form = "article"
    old_title: str | None = None  # of an update or correction
    changes: tuple[str, ...] = ()  # sentences that are new in an update
    replaced: tuple[tuple[str, str], ...] = ()  # of a correction: old, new or ""
    notes: tuple[str, ...] = ()  # what else is to be said: "carried by 5 outlets"
    firsts: tuple[First, ...] = ()  # of the event, one a language, the earliest first


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """What one watchlist has to tell one channel about one story.

    For kind "digest", `items` are the alerts it gathers, `content` is its headline,
    and story and event are empty. A "notice" tells of the monitor itself, and no story.
    """

    id: AlertId
    watchlist: WatchlistName
    channel: ChannelName
    kind: AlertKind
    story: StoryId
    event: EventId
    article: ArticleId | None
    version: str  # "" for new; "<article>.<n>" for an update; the period of a digest
    watches: tuple[str, ...]  # every watch that matched, most urgent first
    priority: Priority
    created: datetime
    due: datetime  # not sent before: quiet hours, digests, retries
    content: Content
    thread: AlertId | None = None  # the first alert on this story in this channel
    attempts: int = 0  # counted before each attempt
    config: str = ""  # version of the configuration that made it
    items: tuple[Alert, ...] = ()
    said: str = ""  # what the channel's own template makes of it
    skip: tuple[str, ...] = ()  # readers who left; known when it is sent


@dataclass(frozen=True, slots=True, kw_only=True)
class PastAlert:
    """An alert that was planned before, as far as planning needs it."""

    id: AlertId
    watchlist: WatchlistName
    channel: ChannelName
    kind: AlertKind
    version: str
    watches: tuple[str, ...]
    article: ArticleId | None = None  # that it told of


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What was told about a story before."""

    alerts: tuple[PastAlert, ...] = ()
    texts: tuple[tuple[ArticleId, str], ...] = ()  # of the articles that were told
    matched: frozenset[tuple[ArticleId, WatchlistName]] = frozenset()
    silent: bool = False  # the story was out before its source was first visited
    also: tuple[AlsoIn, ...] = ()  # other outlets that carry it
    carriers: tuple[Carrier, ...] = ()  # the same, as far as their origin is asked
    event: tuple[AlsoIn, ...] = ()  # who reports its event, where follow-ups ask
    passages: tuple[tuple[WatchlistName, Passage], ...] = ()  # before a revision
    notes: tuple[str, ...] = ()  # of the article before a revision
    firsts: tuple[First, ...] = ()  # to report its event, one a language at least
    first_seen: datetime | None = None
