"""What is polled, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from monitor.model.names import Purpose, SourceKind, SourceName


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
