"""Decide who is told what: one alert per story, watchlist and channel.

The rules, in order:

1. An article that was out before its source was first visited tells nobody.
2. A story that was out before, and was stored silently, is not told by a later copy.
3. The first article of a story that matches makes a `new` alert in each channel of the
   watches that it satisfies. Copies and retouched versions add nothing.
4. A material revision of an article that matches makes an `update` where the story was
   told before (or was out before); elsewhere it makes the `new` alert that was missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from monitor.core import digest, ids, quiet
from monitor.core.excerpts import excerpts
from monitor.core.revision import compare
from monitor.model import (
    Alert,
    AlertId,
    AlertKind,
    Article,
    ChannelName,
    ChannelRule,
    Content,
    History,
    Match,
    Placement,
    Priority,
    Revision,
    Same,
    WatchlistName,
)

URGENCY: Mapping[Priority, int] = {"high": 0, "normal": 1, "low": 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """How alerts are made, apart from the story they tell.

    `silent` marks an article that was out before its source was first visited.
    """

    rules: Mapping[ChannelName, ChannelRule]
    config: str = ""  # version of the configuration, stored with each alert
    silent: bool = False
    outlet_timezone: str | None = None


def plan(
    article: Article,
    placement: Placement,
    matches: Sequence[Match],
    *,
    history: History,
    telling: Telling,
    now: datetime,
) -> list[Alert]:
    """Plan the alerts that an article causes; most often none."""
    if telling.silent or not matches or isinstance(placement, Same):
        return []
    alerts = []
    for (watchlist, channel), group in _by_ear(matches).items():
        told = _first_told(history, watchlist, channel)
        kind = _kind(placement, told=told is not None, silent=history.silent)
        if kind is None or channel not in telling.rules:
            continue
        version = _version(article, placement) if kind == "update" else ""
        alerts.append(
            Alert(
                id=ids.alert_id(
                    watchlist, placement.story, channel, kind=kind, version=version
                ),
                watchlist=watchlist,
                channel=channel,
                kind=kind,
                story=placement.story,
                event=placement.event,
                article=article.id,
                version=version,
                watches=tuple(dict.fromkeys(m.watch for m in group)),
                priority=group[0].priority,
                created=now,
                due=release(telling.rules[channel], group[0].priority, now),
                content=_content(article, placement, group, history, telling=telling),
                thread=told if kind == "update" else None,
                config=telling.config,
            )
        )
    return alerts


def release(rule: ChannelRule, priority: Priority, now: datetime) -> datetime:
    """Say when an alert may leave: now, after quiet hours, or with the next digest."""
    if rule.digest is not None:
        return digest.next_period(rule.digest, rule.timezone, now).due
    return quiet.release(now, rule, priority)


def _by_ear(
    matches: Iterable[Match],
) -> dict[tuple[WatchlistName, ChannelName], list[Match]]:
    """Group matches by who hears of them, most urgent first in each group."""
    groups: dict[tuple[WatchlistName, ChannelName], list[Match]] = {}
    for match in sorted(matches, key=lambda m: URGENCY[m.priority]):
        for channel in match.channels:
            groups.setdefault((match.watchlist, channel), []).append(match)
    return groups


def _first_told(
    history: History, watchlist: WatchlistName, channel: ChannelName
) -> AlertId | None:
    told = (
        a.id
        for a in history.alerts
        if (a.watchlist, a.channel) == (watchlist, channel) and a.kind != "digest"
    )
    return next(told, None)


def _kind(placement: Placement, *, told: bool, silent: bool) -> AlertKind | None:
    material = isinstance(placement, Revision) and placement.material
    if told or silent:
        return "update" if material else None
    return "new"


def _version(article: Article, placement: Placement) -> str:
    number = placement.version if isinstance(placement, Revision) else 1
    return f"{article.id}.{number}"


def _content(
    article: Article,
    placement: Placement,
    group: Sequence[Match],
    history: History,
    *,
    telling: Telling,
) -> Content:
    change = (
        compare(placement.old_title, placement.old_text, article.title, article.text)
        if isinstance(placement, Revision)
        else None
    )
    passages = [p for match in group for p in match.passages]
    return Content(
        title=article.title,
        url=article.url,
        outlet=article.outlet,
        language=article.language,
        published=article.published,
        published_doubtful=article.published_doubtful,
        outlet_timezone=telling.outlet_timezone,
        first_seen=history.first_seen or article.fetched,
        excerpts=excerpts(article.title, article.text, passages),
        also=tuple(a for a in history.also if a.url != article.url),
        summary=article.summary,
        authors=article.authors,
        paywalled=article.paywalled,
        old_title=placement.old_title
        if isinstance(placement, Revision) and change and change.title_changed
        else None,
        changes=change.added[:5] if change else (),
    )
