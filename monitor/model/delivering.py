"""When a channel wants to be told, and how telling it went."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from monitor.model.names import AlertId, ChannelName


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelRule:
    """When a channel wants to be told."""

    name: ChannelName
    timezone: str = "UTC"
    quiet: tuple[int, int] | None = None  # minutes after local midnight: from, until
    digest: DigestRule | None = None
    storm: int = 0  # alerts in five minutes; more become one digest; 0 for no limit


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestRule:
    """A channel that gathers for another one."""

    of: ChannelName
    every: Literal["hour", "day", "week"] = "day"
    at: int = 480  # minutes after local midnight (or after the hour)
    weekday: int = 0  # Monday, for "week"
    send_empty: bool = False


DeliveryOutcome = Literal[
    "sent", "retry", "refused", "uncertain", "gone", "unsubscribed"
]


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """What one reader of a channel is sent, and can leave."""

    channel: ChannelName
    reader: str  # as configured: "a@example.org" or "A. Reader <a@example.org>"
    watchlist: str = ""  # "" for what comes without one: digests of this channel


AlertState = Literal["due", "sent", "dead", "gathering", "in_digest", "muted"]
