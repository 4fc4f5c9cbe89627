"""A test alert: what a channel is sent to see whether it takes alerts."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from monitor.config.channels import DigestSettings
from monitor.core import digest, ids
from monitor.errors import DeliveryError
from monitor.model import (
    Alert,
    Content,
    EventId,
    Excerpt,
    StoryId,
    WatchlistName,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from monitor.channels.base import Channel
    from monitor.config import Config
    from monitor.model import ChannelName

_TEXT = "This is a test: the monitor can reach you here. No story is behind it."
_TERM = "test"


def trial(channel: ChannelName, config: Config, now: datetime) -> Alert:
    """Make a test alert for a channel; a digest gets a digest that holds one.

    Each is a new alert, so that a receiver that drops repeats takes it.
    """
    alert = _alert(channel, config, now)
    if not isinstance(config.channels[channel], DigestSettings):
        return alert
    period = digest.Period(due=now, key=f"test {now:%Y-%m-%dT%H:%M:%SZ}")
    coverage = digest.Coverage(normal=len(config.sources))
    return digest.compose(channel, period, [alert], coverage=coverage, now=now)


async def send_each(
    channels: Mapping[ChannelName, Channel], alerts: Mapping[ChannelName, Alert]
) -> dict[ChannelName, str]:
    """Send each channel its alert, all at once; say of those that failed why."""
    tried = await asyncio.gather(
        *(_attempt(channels[name], alert) for name, alert in alerts.items())
    )
    for channel in channels.values():
        await channel.close()
    return {
        name: why for name, why in zip(alerts, tried, strict=True) if why is not None
    }


async def _attempt(channel: Channel, alert: Alert) -> str | None:
    try:
        await channel.send(alert)
    except DeliveryError as e:
        return f"{e} ({e.answer})" if e.answer and e.answer not in str(e) else str(e)
    return None


def _alert(channel: ChannelName, config: Config, now: datetime) -> Alert:
    story = StoryId(ids.text_digest("test", now.isoformat())[:16])
    at = _TEXT.index(_TERM)
    excerpt = Excerpt(
        field="body", text=_TEXT, marks=((at, at + len(_TERM)),), terms=(_TERM,)
    )
    return Alert(
        id=ids.alert_id("test", story, channel, kind="new"),
        watchlist=WatchlistName("test"),
        channel=channel,
        kind="new",
        story=story,
        event=EventId(story),
        article=None,
        version="",
        watches=("check --send",),
        priority="normal",
        created=now,
        due=now,
        content=Content(
            title="Test alert from news-monitor",
            url=config.public_url or f"http://{config.web.host}:{config.web.port}/",
            outlet="news-monitor",
            language="en",
            published=now,
            first_seen=now,
            excerpts=(excerpt,),
        ),
        config=config.version,
    )
