"""Watchlists and what they find."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from monitor.model.names import ChannelName, Field, Priority, WatchlistName


@dataclass(frozen=True, slots=True, kw_only=True)
class Follow:
    """What of a story's way through the press is told after its first alert."""

    outlets: tuple[int, ...] = ()  # told when so many carry it; growing
    languages: bool = False  # told when it is reported in a further language
    named: tuple[str, ...] = ()  # outlets whose joining is told


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """A named query with the channels it alerts."""

    watchlist: WatchlistName
    name: str
    query: Any  # monitor.core.query.Query; the model does not know the language
    source: str  # the query as the user wrote it
    channels: tuple[ChannelName, ...]
    priority: Priority = "normal"
    follow: Follow | None = None
    lookback: timedelta | None = None  # of a new watch, into the archive


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
