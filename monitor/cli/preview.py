"""`alerts preview`: what a watch's alerts would look like, on stories of the archive."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli.desk import DONE, USAGE, WRONG, Desk, Stop

if TYPE_CHECKING:
    from monitor.config import Config
    from monitor.model import Alert, ChannelName, Watch


def preview(
    desk: Desk,
    wanted: Annotated[
        str, typer.Argument(metavar="WATCH", help="watchlist/watch, or a watch.")
    ],
    channel: Annotated[
        str | None, typer.Option(metavar="NAME", help="Only as this channel says it.")
    ] = None,
) -> int:
    """Show an alert of a watch as each of its channels says it; nothing is sent."""
    from monitor.channels import render
    from monitor.config.channels import templates

    config = desk.config()
    watch = _watch(config, wanted)
    alerts = [a for a in _alerts(desk, config, watch) if channel in (None, a.channel)]
    if not alerts:
        desk.say("the archive holds no story that this watch finds")
        return WRONG
    words = templates(config.channels)
    said = asyncio.run(_filled(desk, config, alerts, words))
    screen = desk.screen()
    for alert in said:
        zone = config.channels[alert.channel].timezone or config.timezone
        screen.rule(f"{alert.channel}{' (its own template)' if alert.said else ''}")
        screen.print(
            render.text(alert, timezone=zone, public_url=config.public_url),
            soft_wrap=True,
        )
    return DONE


async def _filled(
    desk: Desk, config: Config, alerts: list[Alert], words: dict[ChannelName, str]
) -> list[Alert]:
    """Fill the templates as the service does: in a worker that can be killed."""
    from dataclasses import replace

    from monitor.errors import ExtractError
    from monitor.workers import Workers

    limits, made = config.workers, []
    async with Workers(1, memory=limits.memory, seconds=limits.seconds) as workers:
        for alert in alerts:
            zone = config.channels[alert.channel].timezone or config.timezone
            template = words.get(alert.channel)
            try:
                said = await workers.run("fill", template, alert, zone) if template else ""  # fmt: skip
            except ExtractError as e:
                desk.say(f"{alert.channel}: {e}; its alerts come in the built-in words")
                said = ""
            made.append(replace(alert, said=str(said)))
    return made


def _watch(config: Config, wanted: str) -> Watch:
    found = [w for w in config.watches if wanted in {w.name, f"{w.watchlist}/{w.name}"}]
    if len(found) != 1:
        known = ", ".join(f"{w.watchlist}/{w.name}" for w in config.watches)
        raise Stop(f"no single watch is called {wanted[:64]}; watches: {known}", status=USAGE)  # fmt: skip
    return found[0]


def _alerts(desk: Desk, config: Config, watch: Watch) -> list[Alert]:
    """Plan the alerts of the newest story that a watch finds."""
    from monitor import clock
    from monitor.config.channels import channel_rule
    from monitor.core.match import Engine, match
    from monitor.core.plan import plan
    from monitor.core.saying import Telling
    from monitor.model import ArticleId, History, Opens
    from monitor.store import articles, stories
    from monitor.store.archive import newest

    rules = {
        name: channel_rule(name, settings, timezone=config.timezone)
        for name, settings in config.channels.items()
    }
    engine, telling, now = Engine((watch,)), Telling(rules=rules), clock.now()
    with desk.archive(config) as store, store.read() as conn:
        for article in newest(conn):
            matches = match(article, engine)
            _, placed = articles.placed(conn, ArticleId(article.id))
            if matches and placed is not None:
                return plan(
                    article,
                    Opens(story=placed.story, event=placed.event),
                    matches,
                    history=History(also=stories.carriers(conn, placed.story)),
                    telling=telling,
                    now=now,
                )
    return []
