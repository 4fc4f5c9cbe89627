"""Let a new watch look back into the archive: one digest, never a flood."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from monitor import log as logs
from monitor.core import digest
from monitor.core.match import Engine, match
from monitor.core.plan import plan
from monitor.core.saying import Telling
from monitor.core.starts import watch_key
from monitor.model import Alert, ChannelName, Opens, StoryId, Watch
from monitor.pipeline.coverage import coverage
from monitor.store import articles as article_rows
from monitor.store import outbox
from monitor.store import starts as start_rows
from monitor.store import stories as story_rows
from monitor.store.archive import archive

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from monitor.pipeline.house import House

log = logs.get()

MOST = 500  # stories that a new watch is told of, the newest


async def look(house: House) -> int:
    """Let the watches that wait for it look back; give how many did."""
    waiting = await house.writer.read(start_rows.to_look_back)
    watches = {watch_key(w): w for w in house.standing.config.watches}
    for key, since in waiting.items():
        watch = watches.get(key)
        found = (
            await house.writer.read(_alerts, house, watch, since=since) if watch else []
        )
        await house.writer.run(_gather, house, key, found)
        log.info("looked_back", watch=key, alerts=len(found))
    return len(waiting)


def _alerts(
    conn: Connection, house: House, watch: Watch, *, since: datetime
) -> list[Alert]:
    """Plan an alert for each story of the archive that a watch finds."""
    engine = Engine((watch,))
    telling = Telling(rules=house.standing.rules, config=house.standing.config.version)
    seen: set[StoryId] = set()
    made: list[Alert] = []
    for article, _ in archive(conn, since):
        matches = match(article, engine)
        if not matches:
            continue
        _, placement = article_rows.placed(conn, article.id)
        if placement is None or placement.story in seen:
            continue
        seen.add(placement.story)
        history = story_rows.history(conn, placement.story)
        made += plan(
            article,
            Opens(story=placement.story, event=placement.event),
            matches,
            history=replace(history, silent=False),  # it is asked for what was before
            telling=telling,
            now=house.now(),
        )
    return made


def _gather(conn: Connection, house: House, key: str, found: Sequence[Alert]) -> None:
    """Put what a watch found into one digest for each channel."""
    start_rows.looked_back(conn, key)
    by_channel: dict[ChannelName, list[Alert]] = {}
    for alert in found:
        by_channel.setdefault(alert.channel, []).append(alert)
    for channel, alerts in by_channel.items():
        _digest(conn, house, channel, alerts[-MOST:], key=key)


def _digest(
    conn: Connection,
    house: House,
    channel: ChannelName,
    alerts: Sequence[Alert],
    *,
    key: str,
) -> None:
    """Make the digest; a channel that is one itself takes the alerts up."""
    now, rule = house.now(), house.standing.rules[channel]
    if rule.digest is not None:
        outbox.put(conn, alerts, digests=frozenset({channel}))
        return
    outbox.put(conn, alerts, state="gathering")
    version = f"{digest.LOOKBACK} {key} {now.isoformat()}"
    seen = coverage(conn, house, channel, since=now)
    period = digest.Period(due=now, key=version)
    composed = digest.compose(channel, period, alerts, coverage=seen, now=now)
    outbox.into_digest(conn, composed, [alert.id for alert in alerts], now)
