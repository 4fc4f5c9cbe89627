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
5. It is a `correction` instead where it takes back, of an article that was alerted, the
   headline or a matched passage, or where its page says that it was corrected; and when
   that article's page is gone.
6. A copy of a story that was told makes an `update` where its watch asks to follow the
   story, and it crosses a threshold.
7. A story that was out before the watch or the channel began, as they are now, is
   history: only news in it is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from monitor.core import digest, ids, quiet
from monitor.core.excerpts import excerpts
from monitor.core.firsts import came_out, firsts
from monitor.core.origin import linked
from monitor.core.revision import Change, compare
from monitor.core.saying import Case, Reader, Saying, Telling, saying
from monitor.model import (
    Alert,
    Article,
    ChannelName,
    ChannelRule,
    Content,
    First,
    History,
    Match,
    Placement,
    Priority,
    Revision,
    Same,
    WatchlistName,
)

URGENCY: Mapping[Priority, int] = {"high": 0, "normal": 1, "low": 2}


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
    if telling.silent or isinstance(placement, Same):
        return []
    change = _change(article, placement)
    groups = _by_ear(matches)
    ears = dict.fromkeys((*groups, *_shown(article, history, change)))
    found = (
        _ear(
            Reader(watchlist=watchlist, channel=channel),
            groups.get((watchlist, channel), []),
            Case(article=article, placement=placement, history=history, change=change),
            telling=telling,
            now=now,
        )
        for watchlist, channel in ears
        if channel in telling.rules
    )
    return [alert for alert in found if alert is not None]


def vanished(
    article: Article,
    *,
    placement: Placement,
    history: History,
    telling: Telling,
    status: int | None,
    now: datetime,
) -> list[Alert]:
    """Plan the corrections that an alerted article causes whose page is gone.

    Args:
        article: as it was last read.
        placement: where it is.
        history: of its story.
        telling: how alerts are made.
        status: what the server answered.
        now: aware.
    """
    case = Case(article=article, placement=placement, history=history, change=None)
    note = f"The page is gone: its server answers {status or 'that there is none'}."
    found = []
    for past in history.alerts:
        reader = Reader(watchlist=past.watchlist, channel=past.channel)
        if past.article == article.id and past.channel in telling.rules:
            said = Saying(
                kind="correction", version=f"{article.id}.gone", notes=(note,)
            )
            alert = _alert(reader, [], case, said, telling=telling, now=now)
            found.append(alert)
    return list({alert.id: alert for alert in found}.values())


def _ear(
    reader: Reader,
    group: Sequence[Match],
    case: Case,
    *,
    telling: Telling,
    now: datetime,
) -> Alert | None:
    said = saying(reader, group, case, telling=telling)
    if said is None:
        return None
    return _alert(reader, group, case, said, telling=telling, now=now)


def _alert(
    reader: Reader,
    group: Sequence[Match],
    case: Case,
    said: Saying,
    *,
    telling: Telling,
    now: datetime,
) -> Alert:
    article, placement, told = case.article, case.placement, case.told(reader)
    rule = telling.rules[reader.channel]
    priority = group[0].priority if group else "normal"
    watches = [m.watch for m in group] or [w for past in told for w in past.watches]
    content = _content(
        article,
        group,
        case.history,
        change=case.change,
        old_title=_old_title(placement, case.change),
        telling=telling,
    )
    content = replace(
        content,
        replaced=said.replaced,
        notes=said.notes,
        changes=_apart(content.changes, said.notes),
        firsts=_firsts(article, case.history),
    )
    if said.kind == "new":
        content = linked(content, article, case.history.carriers)
    return Alert(
        id=ids.alert_id(
            reader.watchlist,
            placement.story,
            reader.channel,
            kind=said.kind,
            version=said.version,
        ),
        watchlist=reader.watchlist,
        channel=reader.channel,
        kind=said.kind,
        story=placement.story,
        event=placement.event,
        article=article.id,
        version=said.version,
        watches=tuple(dict.fromkeys(watches)),
        priority=priority,
        created=now,
        due=release(rule, priority, now),
        content=content,
        thread=told[0].id if said.kind != "new" and told else None,
        config=telling.config,
    )


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


def _shown(
    article: Article, history: History, change: Change | None
) -> list[tuple[WatchlistName, ChannelName]]:
    """Give the readers who were shown an article that is revised now."""
    told = history.alerts if change is not None else ()
    return [(p.watchlist, p.channel) for p in told if p.article == article.id]


def _change(article: Article, placement: Placement) -> Change | None:
    if not isinstance(placement, Revision):
        return None
    old_title, old_text = placement.old_title, placement.old_text
    return compare(old_title, old_text, article.title, article.text)


def _old_title(placement: Placement, change: Change | None) -> str | None:
    changed = change is not None and change.title_changed
    return placement.old_title if changed and isinstance(placement, Revision) else None


def _apart(changes: Sequence[str], notes: Sequence[str]) -> tuple[str, ...]:
    """Leave out what stands in a note: a page's own correction is said once."""
    return tuple(c for c in changes if not any(c in note for note in notes))


def _firsts(article: Article, history: History) -> tuple[First, ...]:
    """Give the first reports of the event by language, with this article among them."""
    doubtful = article.published_doubtful or article.date_only
    at = came_out(None if doubtful else article.published, article.fetched)
    mine = First(language=article.language or "", outlet=article.outlet, at=at)
    return firsts((*history.firsts, mine))


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
        form=article.form,
        old_title=old_title,
        changes=change.added[:5] if change else (),
    )
