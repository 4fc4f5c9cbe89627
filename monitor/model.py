"""The nouns: what travels from room to room.

Frozen, built whole, replaced rather than changed. An either/or is a union of small
classes. Times are aware. Ids of things we make are derived (see `monitor.core.ids`),
so that doing a thing twice makes it once.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal, NewType

SourceName = NewType("SourceName", str)  # as in sources.yaml; unique
ArticleId = NewType("ArticleId", str)  # 16 hex digits, from the canonical address
StoryId = NewType("StoryId", str)  # 16 hex digits, from the article that opened it
EventId = NewType("EventId", str)  # 16 hex digits, from the story that opened it
AlertId = NewType("AlertId", str)  # 64 hex digits, see core.ids.alert_id
ChannelName = NewType("ChannelName", str)
WatchlistName = NewType("WatchlistName", str)

SourceKind = Literal["feed", "sitemap", "section", "search"]
Priority = Literal["low", "normal", "high"]
AlertKind = Literal["new", "update", "correction", "digest"]
Purpose = Literal["listing", "page"]
Field = Literal["title", "body"]


# ---- what is polled, and what came of it --------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionRule:
    """Where a section page keeps its links, for pages that resist guessing."""

    links: str  # CSS selector of the <a> elements, or of elements that hold one
    url: str | None = None  # regular expression (re2) that an address must match


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One thing that is polled."""

    name: SourceName
    outlet: str
    kind: SourceKind
    url: str
    language: str | None = None  # ISO 639-1
    country: str | None = None  # ISO 3166-1 alpha-2
    timezone: str | None = None  # IANA name of the outlet's zone, for naive dates
    every: timedelta = timedelta(minutes=15)  # the floor of its rhythm
    at_most: timedelta = timedelta(hours=6)  # the ceiling of its rhythm
    rule: SectionRule | None = None
    headers: tuple[tuple[str, str], ...] = ()  # sent with each request


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What the last visit to a source left behind, and when the next is due."""

    source: SourceName
    added: datetime  # when this monitor first knew of the source
    due: datetime
    last: datetime | None = None  # last attempt
    succeeded: datetime | None = None  # last attempt that gave a listing or "unchanged"
    first_done: bool = False  # the silent first visit has been made
    failures: int = 0  # in a row
    outcome: str = ""  # class of the last outcome: "listing", "unchanged", MissedKind
    reason: str = ""
    moved_to: str | None = None  # learnt from a 301 or 308
    gone: bool = False  # answered 410: tried weekly
    pace: timedelta | None = None  # the rhythm it has adapted to
    last_new: datetime | None = None  # when it last announced something unseen
    links_new: int = 0  # announced unseen, in all
    children: tuple[str, ...] = ()  # sitemaps that the index named when last read


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What lets a server say "unchanged", and us see that it lied."""

    etag: str | None = None
    last_modified: str | None = None
    digest: str | None = None  # hex SHA-256 of the body last read


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request that is to be made. Ends in exactly one `Outcome`."""

    url: str
    purpose: Purpose
    source: Source
    validators: Validators | None = None
    link: Link | None = None  # the link to read, for purpose "page"
    depth: int = 0  # of a sitemap below an index


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What a server answered."""

    requested: str
    url: str  # final, after redirects
    status: int  # 200 to 299
    headers: tuple[tuple[str, str], ...]  # names in lower case
    body: bytes  # decoded from its transfer and content encodings
    fetched: datetime
    seconds: float
    moved: str | None = None  # new address when every hop said so for good (301, 308)
    validators: Validators = field(default_factory=Validators)

    def header(self, name: str) -> str | None:
        """Give a header's value, None when it was not sent."""
        return next((v for k, v in self.headers if k == name.lower()), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unchanged:
    """The server said 304, or the body is the one we read last time."""

    requested: str
    fetched: datetime
    seconds: float
    by: Literal["status", "digest"] = "status"
    moved: str | None = None
    validators: Validators = field(default_factory=Validators)


MissedKind = Literal[
    "robots",  # robots.txt forbids it
    "private",  # the address is not public
    "scheme",  # not http(s), or not an address at all
    "dns",
    "connection",  # refused, reset, dropped half-way
    "tls",
    "timeout",
    "too_large",  # body or headers over the limit
    "redirects",  # too many, in a circle, or to nowhere
    "busy",  # 429, or 503 with Retry-After
    "server",  # 5xx
    "gone",  # 410
    "missing",  # 404
    "denied",  # 401, 403, 451
    "status",  # any other status
    "unreadable",  # it came, but its parser gave up or had to be killed
    "stopped",  # we were asked to stop first; does not count against the source
    "crash",  # our own fault; the traceback is in the log
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """A request that brought no page, and why, in words for a person."""

    requested: str
    kind: MissedKind
    reason: str
    at: datetime
    seconds: float = 0.0
    status: int | None = None
    retry_after: timedelta | None = None
    moved: str | None = None


Outcome = Page | Unchanged | Missed


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """An address that a source announced, with what it said about it."""

    source: SourceName
    url: str  # absolute, redirect wrappers resolved, as it will be requested
    canonical: str  # core.urls.canonical(url): one spelling for each address
    title: str | None = None
    summary: str | None = None
    published: datetime | None = None  # aware; None when absent or senseless
    doubtful: bool = False  # `published` had no zone, lay in the future, ...
    modified: datetime | None = None
    guid: str | None = None
    text: str | None = None  # full text carried by the feed, as HTML
    authors: tuple[str, ...] = ()
    language: str | None = None
    outlet: str | None = None  # named by a topic search
    fingerprint: str = ""  # of title and modified: changes when the announcement does


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What a page of a source holds."""

    links: tuple[Link, ...]
    children: tuple[str, ...] = ()  # sitemaps named by an index, newest first
    title: str | None = None
    note: str = ""  # what was odd: "truncated XML, 12 items saved"
    moved: str | None = None  # the feed itself says where it lives now


# ---- the article ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One outlet's text at one address, clean."""

    id: ArticleId
    url: str  # canonical
    fetched_url: str  # where the text was really read
    source: SourceName
    outlet: str
    title: str
    text: str  # paragraphs divided by "\n", NFC
    fetched: datetime
    language: str | None = None
    country: str | None = None
    authors: tuple[str, ...] = ()
    published: datetime | None = None
    published_doubtful: bool = False
    date_only: bool = False  # `published` is a day, not an instant
    modified: datetime | None = None
    summary: str | None = None
    section: str | None = None
    credit: str | None = None  # agency named by a credit line
    image: str | None = None
    paywalled: bool = False
    notes: tuple[str, ...] = ()  # corrections, "Updated at ...", contributors
    aliases: tuple[str, ...] = ()  # canonical spellings of its other addresses
    origin: Literal["page", "feed"] = "page"
    digest: str = ""  # hex SHA-256 of title and text: the same digest, the same version


@dataclass(frozen=True, slots=True, kw_only=True)
class OutletHints:
    """What is known of an outlet before its page is read."""

    outlet: str
    timezone: str | None = None  # IANA name
    country: str | None = None
    language: str | None = None
    boilerplate_lines: frozenset[str] = (
        frozenset()
    )  # core.judge.bare, in other articles


@dataclass(frozen=True, slots=True, kw_only=True)
class Prints:
    """What similarity is computed from. See `monitor.core.similar`."""

    version: int  # of the algorithm
    shingles: tuple[int, ...]  # unsigned 64 bit, in order of the text, each once
    marks: tuple[int, ...]  # winnowed: the few that are indexed
    numbers: tuple[str, ...] = ()  # of the text, for the template veto
    terms: tuple[tuple[int, float], ...] = ()  # weighted, for grouping into events


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """An article in the archive, as far as placing another one needs it."""

    id: ArticleId
    story: StoryId
    event: EventId
    version: int  # number of its newest version, from 1
    url: str
    outlet: str
    source: SourceName
    title: str
    text: str  # of the article at the same address; "" of others
    digest: str
    language: str | None
    published: datetime | None
    first_seen: datetime
    prints: Prints


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbours:
    """What the archive holds near an article.

    `same` is the article at the same address. `similar` share fingerprints with it,
    best first. `recent` share event terms and lie within the event window.
    """

    same: Known | None = None
    similar: tuple[Known, ...] = ()
    recent: tuple[Known, ...] = ()
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Opens:
    """A story and an event that we had not seen."""

    story: StoryId
    event: EventId
    reason: str = ""


Placement = Copy | Revision | Same | Joins | Opens


# ---- watchlists and matches ----------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """A named query with the channels it alerts."""

    watchlist: WatchlistName
    name: str
    query: Any  # monitor.core.query.Query; the model does not know the language
    source: str  # the query as the user wrote it
    channels: tuple[ChannelName, ...]
    priority: Priority = "normal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A place in the untouched title or body that proves a match."""

    field: Field
    start: int  # offset into the untouched text
    end: int
    term: str  # as the watchlist writes it


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A watch that an article satisfies."""

    watchlist: WatchlistName
    watch: str
    channels: tuple[ChannelName, ...]
    priority: Priority
    terms: tuple[str, ...]  # as written, in order of first appearance
    passages: tuple[Passage, ...]


# ---- alerts --------------------------------------------------------------------------


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
    old_title: str | None = None  # of an update or correction
    changes: tuple[str, ...] = ()  # sentences that are new in an update


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """What one watchlist has to tell one channel about one story.

    For kind "digest", `items` are the alerts it gathers, `content` is its headline,
    and story and event are empty.
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
    first_seen: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelRule:
    """When a channel wants to be told."""

    name: ChannelName
    timezone: str = "UTC"
    quiet: tuple[int, int] | None = None  # minutes after local midnight: from, until
    digest: DigestRule | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestRule:
    """A channel that gathers for another one."""

    of: ChannelName
    every: Literal["hour", "day", "week"] = "day"
    at: int = 480  # minutes after local midnight (or after the hour)
    weekday: int = 0  # Monday, for "week"
    send_empty: bool = False


DeliveryOutcome = Literal["sent", "retry", "refused", "uncertain", "gone"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One attempt at sending an alert."""

    alert: AlertId
    channel: ChannelName
    attempt: int
    at: datetime
    outcome: DeliveryOutcome
    seconds: float
    status: int | None = None
    answer: str = ""  # first 500 characters


AlertState = Literal["due", "sent", "dead", "gathering", "in_digest", "muted"]
