"""Since when each watch and each channel is there: what was before tells nobody."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from monitor.model import ChannelName, Watch, WatchlistName


@dataclass(frozen=True, slots=True, kw_only=True)
class Starts:
    """When watches and channels began, as they are now."""

    watches: Mapping[tuple[WatchlistName, str], datetime] = field(default_factory=dict)
    channels: Mapping[ChannelName, datetime] = field(default_factory=dict)

    def of(
        self, watchlist: WatchlistName, watches: Iterable[str], channel: ChannelName
    ) -> datetime | None:
        """Tell since when a channel hears of any of these watches; None: always."""
        told = [self.watches.get((watchlist, name)) for name in watches]
        if None in told or not told:
            first = None
        else:
            first = min(at for at in told if at is not None)
        begun = self.channels.get(channel)
        return max((at for at in (first, begun) if at is not None), default=None)


NO_STARTS = Starts()

Kept = Mapping[str, tuple[str, str]]  # by name: fingerprint, and since when


def begin(
    kept: Kept, watches: Iterable[Watch], channels: Iterable[ChannelName], now: datetime
) -> Kept:
    """Note since when everything is there; what was edited begins anew.

    Args:
        kept: what was noted before.
        watches: of the configuration that is to be in force.
        channels: likewise.
        now: aware.

    Returns:
        What is to be noted. What left the configuration is forgotten: it begins anew
        when it comes back.
    """
    wanted = {watch_key(watch): fingerprint(watch) for watch in watches}
    wanted |= {channel_key(name): "" for name in channels}
    began = now.isoformat()
    return {
        key: kept[key] if key in kept and kept[key][0] == mark else (mark, began)
        for key, mark in wanted.items()
    }


def starts(kept: Kept, watches: Iterable[Watch]) -> Starts:
    """Read what `begin` noted."""
    known = {key: datetime.fromisoformat(since) for key, (_, since) in kept.items()}
    prefix = channel_key(ChannelName(""))
    return Starts(
        watches={
            (w.watchlist, w.name): known[watch_key(w)]
            for w in watches
            if watch_key(w) in known
        },
        channels={
            ChannelName(key.removeprefix(prefix)): at
            for key, at in known.items()
            if key.startswith(prefix)
        },
    )


def watch_key(watch: Watch) -> str:
    """Name a watch among what is noted."""
    return f"watch {watch.watchlist}/{watch.name}"


def channel_key(name: ChannelName) -> str:
    """Name a channel among what is noted."""
    return f"channel {name}"


def fingerprint(watch: Watch) -> str:
    """Tell one query from another, the concepts that it names included."""
    return hashlib.sha256(repr(watch.query).encode()).hexdigest()[:16]
