"""What the operator is told of the monitor itself, and through which channel.

A notice is an alert like any other: it waits in the outbox, is retried, and is in the
ledger. Its id hangs on what it tells, so that nothing is told twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from monitor.core import ids, quiet, retry
from monitor.model import (
    Alert,
    ChannelName,
    ChannelRule,
    Content,
    EventId,
    StoryId,
    WatchlistName,
)

# Who reads sooner comes first; a program that reads webhooks comes last.
READERS: Final = ("email", "apprise", "webhook", "console", "file")
DEAD_FOR: Final = timedelta(days=1)  # how long a dead alert may cause its one notice


@dataclass(frozen=True, slots=True, kw_only=True)
class Ear:
    """A channel that could be told."""

    name: ChannelName
    kind: str
    working: bool  # neither switched off nor failing


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """How sending to a channel has gone."""

    channel: ChannelName
    off: bool = False
    off_reason: str = ""
    failing_since: datetime | None = None  # the first failure after the last success
    failed_last: datetime | None = None  # the newest failure
    retrying: bool = False  # an alert waits to be tried again
    dead: int = 0  # alerts given up lately
    dead_last: datetime | None = None  # when the newest of them was
    last_error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One thing to tell the operator, once."""

    key: str  # the same thing has the same key
    title: str
    lines: tuple[str, ...]
    about: ChannelName | None = None  # the channel that it must not depend on
    switch_off: str = ""  # why the channel takes nothing more from now on


def of_channels(troubles: Iterable[Trouble], now: datetime) -> list[Notice]:
    """Say what is wrong with channels.

    Source: FAULTS section 3: notice at 1 h and 24 h, switched off at 120 h.
    """
    found: list[Notice] = []
    for trouble in troubles:
        found += _dead(trouble)
        found += _off(trouble) if trouble.off else _failing(trouble, now)
    return found


def _dead(trouble: Trouble) -> list[Notice]:
    """Say that alerts were given up; once for all that a day brings."""
    if not trouble.dead or trouble.dead_last is None:
        return []
    what = "1 alert" if trouble.dead == 1 else f"{trouble.dead} alerts"
    return [
        Notice(
            key=f"dead {trouble.channel} {trouble.dead_last:%Y-%m-%d}",
            title=f"{what} to {trouble.channel} could not be delivered",
            lines=(
                f"The last answer was: {trouble.last_error or 'none'}",
                "`news-monitor alerts dead` lists what was given up.",
                "`news-monitor alerts resend --dead` sends it, once that is mended.",
            ),
            about=trouble.channel,
        )
    ]


def _off(trouble: Trouble) -> list[Notice]:
    return [
        Notice(
            key=f"off {trouble.channel} {_moment(trouble.failing_since)}",
            title=f"{trouble.channel} is switched off",
            lines=(
                f"Why: {trouble.off_reason}.",
                "Its alerts wait. `news-monitor alerts resend` switches it on again.",
            ),
            about=trouble.channel,
        )
    ]


def _failing(trouble: Trouble, now: datetime) -> list[Notice]:
    """Say how long a channel has only failed; between attempts nothing is known."""
    seen = now if trouble.retrying else trouble.failed_last or now
    standing = retry.standing(trouble.failing_since, seen)
    if standing == "working" or trouble.failing_since is None:
        return []
    if standing == "off":  # the switch is thrown now; `_off` tells of it afterwards
        why = "it has only failed for 120 hours"
        return [
            Notice(key="", title="", lines=(), about=trouble.channel, switch_off=why)
        ]
    spell = "an hour" if standing == "failing" else "a day"
    return [
        Notice(
            key=f"{standing} {trouble.channel} {_moment(trouble.failing_since)}",
            title=f"{trouble.channel} has taken nothing for {spell}",
            lines=(
                f"It fails since {_moment(trouble.failing_since)}.",
                f"The last answer was: {trouble.last_error or 'none'}",
                "Its alerts are kept and tried again.",
                "After 120 hours of nothing but failures it is switched off.",
            ),
            about=trouble.channel,
        )
    ]


def route(
    ears: Sequence[Ear], operator: ChannelName | None, about: ChannelName | None
) -> ChannelName | None:
    """Choose who is told: the operator's channel, else one that works and is read soon.

    Args:
        ears: every channel that sends.
        operator: as configured.
        about: a channel in trouble; told of its own trouble only where there is no other.

    Returns:
        The channel; None where there is none at all.
    """
    able = [ear for ear in ears if ear.working and ear.name != about]
    if any(ear.name == operator for ear in able):
        return operator
    best = sorted(able, key=lambda ear: (_rank(ear.kind), ear.name))
    return best[0].name if best else about or operator


def alert(
    notice: Notice, channel: ChannelName, rule: ChannelRule, *, now: datetime
) -> Alert:
    """Make the alert that carries a notice; it waits for the end of quiet hours."""
    return Alert(
        id=ids.alert_id("", "", "", kind="notice", version=notice.key),
        watchlist=WatchlistName(""),
        channel=channel,
        kind="notice",
        story=StoryId(""),
        event=EventId(""),
        article=None,
        version=notice.key,
        watches=(),
        priority="normal",
        created=now,
        due=quiet.release(now, rule),
        content=Content(
            title=notice.title,
            url="",
            outlet="",
            summary="\n".join(notice.lines),
        ),
    )


def _rank(kind: str) -> int:
    return READERS.index(kind) if kind in READERS else len(READERS)


def _moment(at: datetime | None) -> str:
    return at.isoformat(timespec="seconds") if at else "now"
