"""Decide who is told what: one alert per story, watchlist and channel.

The rules, in order:

1. An article that was out before its source was first visited tells nobody.
2. A story that was out before, and was stored silently, is not told by a later copy.
3. The first article of a story that matches makes a `new` alert in each channel of the
   watches that it satisfies. Copies and retouched versions add nothing.
4. A material revision of an article that matches makes an `update` where the story was
   told before (or was out before); elsewhere it makes the `new` alert that was missing.
   A revision whose new sentences all stand in a copy that was told is no news: twelve
   outlets that take over one correction of their agency are one update.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from monitor.core import digest, ids, quiet
from monitor.core.excerpts import excerpts
from monitor.core.facts import numbers, squeezed
from monitor.core.revision import Change, compare
from monitor.model import (
    Alert,
    AlertKind,
    Article,
    ChannelName,
    ChannelRule,
    Content,
    History,
    Match,
    PastAlert,
    Placement,
    Priority,
    Revision,
    Same,
    WatchlistName,
)

URGENCY: Mapping[Priority, int] = {"high": 0, "normal": 1, "low": 2}


RUN = 6  # characters; shorter runs of a sentence stand in any long text
CUT = 0.7  # share of a text's new sentences that a cut copy still carries
CARRIED = 0.5  # share of a sentence's runs that a copy in retouched words keeps


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
    change = _change(article, placement)
    alerts = []
    for (watchlist, channel), group in _by_ear(matches).items():
        told = _told(history, watchlist, channel)
        kind = _kind(placement, told=bool(told), silent=history.silent)
        if kind is None or channel not in telling.rules:
            continue
        if kind == "update" and change and _was_told(change, told, history, article):
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
                content=_content(
                    article,
                    group,
                    history,
                    change=change,
                    old_title=_old_title(placement, change),
                    telling=telling,
                ),
                thread=told[0].id if kind == "update" and told else None,
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


def _told(
    history: History, watchlist: WatchlistName, channel: ChannelName
) -> list[PastAlert]:
    return [
        alert
        for alert in history.alerts
        if (alert.watchlist, alert.channel) == (watchlist, channel)
        and alert.kind != "digest"
    ]


def _change(article: Article, placement: Placement) -> Change | None:
    if not isinstance(placement, Revision):
        return None
    old_title, old_text = placement.old_title, placement.old_text
    return compare(old_title, old_text, article.title, article.text)


def _old_title(placement: Placement, change: Change | None) -> str | None:
    changed = change is not None and change.title_changed
    return placement.old_title if changed and isinstance(placement, Revision) else None


def _was_told(
    change: Change, told: Sequence[PastAlert], history: History, article: Article
) -> bool:
    """Tell whether a copy that was told already says what a revision says anew.

    All of it, for an article that the watchlist knew. One that matches only now is
    itself a further copy to the reader: the copy that was told may be a cut one.
    """
    copies = {alert.article for alert in told} - {article.id}
    texts = [text for name, text in history.texts if name in copies]
    known = any((article.id, alert.watchlist) in history.matched for alert in told)
    enough = (1.0 if known else CUT) * len(change.added)
    said = (sum(_says(text, s) for s in change.added) for text in texts)
    return bool(change.added) and any(count >= enough for count in said)


def _says(text: str, sentence: str) -> bool:
    """Tell whether a text carries a sentence, in the same or in retouched words."""
    if not numbers(sentence) <= numbers(text):
        return False
    whole, part = squeezed(text), squeezed(sentence)
    runs = {part[at : at + RUN] for at in range(max(1, len(part) - RUN + 1))}
    return sum(run in whole for run in runs) >= CARRIED * len(runs)


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
    group: Sequence[Match],
    history: History,
    *,
    change: Change | None,
    old_title: str | None,
    telling: Telling,
) -> Content:
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
        old_title=old_title,
        changes=change.added[:5] if change else (),
    )
