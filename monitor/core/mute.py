"""What readers want to hear nothing of for a while: a watch, a watchlist, a story."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from monitor.model import Alert, AlertId


@dataclass(frozen=True, slots=True, kw_only=True)
class Mute:
    """One silence."""

    kind: Literal["watch", "story"]
    name: str  # "watchlist/watch", or the id of a story
    until: datetime


def muted(
    alerts: Iterable[Alert], mutes: Collection[Mute], now: datetime
) -> frozenset[AlertId]:
    """Choose the alerts that are kept and not sent: those of nothing else but mutes."""
    silent = {(mute.kind, mute.name) for mute in mutes if mute.until > now}
    if not silent:
        return frozenset()
    return frozenset(
        alert.id
        for alert in alerts
        if ("story", alert.story) in silent
        or all(
            ("watch", f"{alert.watchlist}/{watch}") in silent for watch in alert.watches
        )
    )
