"""An article: one outlet's text at one URL, clean."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from monitor.model.names import ArticleId, Form, SourceName
from monitor.model.site import KnownSite


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
    form: Form = "article"
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
    site: KnownSite = field(default_factory=KnownSite)
