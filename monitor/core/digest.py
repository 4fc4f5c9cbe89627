"""Digests: when the next one is due, and what stands in it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from monitor.core import ids
from monitor.core.local import exists, instant, zone
from monitor.model import (
    Alert,
    ChannelName,
    Content,
    DigestRule,
    EventId,
    StoryId,
    WatchlistName,
)

STORM = "storm"  # begins the version of what came faster than a channel takes it
LOOKBACK = "first look"  # begins the version of what a new watch found before it was
CATCH_UP = "catch-up"  # begins the version of what quiet hours had held
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """One turn of a digest."""

    due: datetime  # UTC
    key: str  # "2026-03-29", "2026-W13", "2026-03-29T15Z": one digest for each


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """A source that brings nothing, and since when."""

    source: str
    since: datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """What the monitor could see while it gathered a digest."""

    normal: int  # sources
    troubled: tuple[Trouble, ...] = ()
    held: tuple[str, ...] = ()  # what was held back and why: "3 in quiet hours"


def next_period(rule: DigestRule, timezone: str, after: datetime) -> Period:
    """Give the first turn that is due after an instant."""
    return min(
        (p for p in _near(rule, zone(timezone), after) if p.due > after),
        key=lambda p: p.due,
    )


def last_period(rule: DigestRule, timezone: str, now: datetime) -> Period:
    """Give the turn that was due last; what waited through several goes into it."""
    return max(
        (p for p in _near(rule, zone(timezone), now) if p.due <= now),
        key=lambda p: p.due,
    )


def _near(rule: DigestRule, tz: ZoneInfo, now: datetime) -> Iterator[Period]:
    """Give the turns round an instant, at least one on either side."""
    if rule.every == "hour":
        return _hours(rule.at, tz, now)
    today = now.astimezone(tz).date()
    reach = 3 if rule.every == "day" else 9
    days = (today + timedelta(days=n) for n in range(-reach, reach + 1))
    if rule.every == "day":
        return _days(rule.at, tz, days)
    return _weeks(rule, tz, days)


def _hours(minute: int, tz: ZoneInfo, now: datetime) -> Iterator[Period]:
    """One turn in each hour of UTC, where the minute by the reader's clock fits.

    By UTC, since a local hour can come twice; and local minutes, since the clocks of
    India and Lord Howe are half an hour off.
    """
    grid = now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    for hour in (grid + n * HOUR for n in (-2, -1, 0, 1, 2)):
        offset = hour.astimezone(tz).utcoffset() or timedelta()
        late = (timedelta(minutes=minute) - offset) % HOUR
        yield Period(due=hour + late, key=f"{hour:%Y-%m-%dT%HZ}")


def _days(minute: int, tz: ZoneInfo, days: Iterable[date]) -> Iterator[Period]:
    for day in days:
        if exists(day, tz):
            yield Period(due=instant(day, minute, tz), key=day.isoformat())


def _weeks(rule: DigestRule, tz: ZoneInfo, days: Iterable[date]) -> Iterator[Period]:
    for day in days:
        if day.weekday() == rule.weekday:
            year, week, _ = day.isocalendar()
            yield Period(due=instant(day, rule.at, tz), key=f"{year}-W{week:02}")


def compose(
    channel: ChannelName,
    period: Period,
    items: Sequence[Alert],
    *,
    coverage: Coverage,
    now: datetime,
) -> Alert:
    """Gather alerts into one.

    The id hangs on channel and period only: composed again after a crash it is the
    same digest. What is most reported stands first, event by event and story by story.

    Args:
        channel: the digest's own name, not the one it is sent through.
        period: the turn.
        items: what was gathered; may be empty.
        coverage: what the monitor could see meanwhile.
        now: the instant of composing.
    """
    lists = sorted({item.watchlist for item in items})
    return Alert(
        id=ids.alert_id("", "", channel, kind="digest", version=period.key),
        watchlist=lists[0] if len(lists) == 1 else WatchlistName(""),
        channel=channel,
        kind="digest",
        story=StoryId(""),
        event=EventId(""),
        article=None,
        version=period.key,
        watches=tuple(dict.fromkeys(w for item in items for w in item.watches)),
        priority="normal",
        created=now,
        due=now,
        content=Content(
            title=f"{_occasion(period.key)}: {_count(items)}",
            url="",
            outlet="",
            summary=statement(coverage, now),
        ),
        items=arranged(items),
    )


def ordered(version: str, items: Sequence[Alert]) -> tuple[Alert, ...]:
    """Put the alerts of a kept digest into the order in which it tells them."""
    if version.startswith(CATCH_UP):
        return tuple(sorted(items, key=lambda item: (item.created, item.id)))
    return arranged(items)


def arranged(items: Sequence[Alert]) -> tuple[Alert, ...]:
    """Put alerts in the order of a digest: event, story, time; most reported first."""
    outlets: dict[str, set[str]] = defaultdict(set)
    first: dict[str, datetime] = {}
    for item in items:
        told = {item.content.outlet, *(also.outlet for also in item.content.also)}
        for group in (item.event, item.story):
            outlets[group] |= told
            first[group] = min(first.get(group, item.created), item.created)

    def place(item: Alert) -> tuple[object, ...]:
        return (
            *(-len(outlets[item.event]), first[item.event], item.event),
            *(-len(outlets[item.story]), first[item.story], item.story),
            *(item.created, item.watchlist, item.id),
        )

    return tuple(sorted(items, key=place))


def statement(coverage: Coverage, now: datetime) -> str:
    """Say in a few lines how far the digest can be trusted to be complete."""
    total = coverage.normal + len(coverage.troubled)
    lines = [f"{coverage.normal} of {total} sources are normal."]
    lines += [
        f"{t.source}: nothing for {_age(now - t.since)} ({t.reason})."
        for t in sorted(coverage.troubled, key=lambda t: t.since)
    ]
    lines += [f"Held back: {held}." for held in coverage.held]
    return "\n".join(lines)


def _occasion(key: str) -> str:
    if key.startswith(CATCH_UP):
        return "Held in quiet hours"
    if key.startswith(LOOKBACK):
        return "Found in the archive"
    return "Much at once" if key.startswith(STORM) else f"Digest {key}"


def _count(items: Sequence[Alert]) -> str:
    stories, events = {i.story for i in items}, {i.event for i in items}
    if not stories:
        return "nothing new"
    told = "1 story" if len(stories) == 1 else f"{len(stories)} stories"
    return told if len(events) < 2 else f"{told}, {len(events)} events"


def _age(age: timedelta) -> str:
    """Say roughly how long: "3 days", "5 hours", "12 minutes"."""
    for unit, name in ((DAY, "day"), (HOUR, "hour")):
        if age >= unit:
            count = age // unit
            return f"{count} {name}{'s' * (count > 1)}"
    return f"{max(age // timedelta(minutes=1), 1)} minutes"
