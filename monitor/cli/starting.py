"""The first commands of a new user: `demo`, `init`, `check`."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli.desk import DONE, USAGE, WRONG, Desk
from monitor.cli.options import AsJson

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from monitor.channels.base import Channel
    from monitor.config import Config
    from monitor.errors import Problem
    from monitor.model import Alert, ChannelName


def init(
    desk: Desk,
    folder: Annotated[
        Path | None, typer.Argument(metavar="DIR", help="Where; else as for --config.")
    ] = None,
) -> int:
    """Write a commented configuration that runs as it is."""
    from monitor.config import find_folder, write_starter
    from monitor.config.load import FOLDER

    place = folder or find_folder(desk.folder)
    for path in write_starter(place):
        typer.echo(path)
    option = "" if place == FOLDER else f" --config {place}"
    desk.say(
        f"Files that were there stay as they are. Set `contact` in {place}/monitor.yaml,"
        f" then: news-monitor check{option}"
    )
    return DONE


def check(
    desk: Desk,
    *,
    send: Annotated[
        bool, typer.Option("--send", help="Send one test alert to each channel.")
    ] = False,
    as_json: AsJson = False,
) -> int:
    """Validate the configuration; with --send, try every channel."""
    from monitor.errors import ConfigError
    from monitor.pipeline.opening import stand

    try:
        config = desk.config()
        # With --json a console alert must not stand between the objects.
        channels = stand(config, out=sys.stderr if as_json else None).channels
    except ConfigError as e:
        if not as_json:
            raise
        _rows(desk, e.problems)
        return USAGE
    if as_json:
        _rows(desk, config.problems)
    else:
        for problem in config.problems:
            desk.say(f"{problem} (advice)")
        for line in _added(config) if desk.verbose else ():
            desk.say(line)
        typer.echo(_summary(config))
    return _send(desk, config, channels, as_json=as_json) if send else DONE


def demo(
    desk: Desk,
    *,
    serve: Annotated[
        bool,
        typer.Option("--serve", help="Keep newsroom and web pages open until Ctrl-C."),
    ] = False,
) -> int:
    """Watch a small newsroom on this machine: needs no network."""
    from monitor import demo as newsroom

    return newsroom.run(serve=serve, out=desk.screen())


def _rows(desk: Desk, problems: list[Problem] | tuple[Problem, ...]) -> None:
    for problem in problems:
        desk.row(asdict(problem))


def _added(config: Config) -> Iterator[str]:
    """Say of each person which forms of the name are looked for too."""
    for watchlist in config.watchlists:
        for concept in watchlist.concepts:
            if concept.person:
                forms = ", ".join(concept.added()) or "no other form of the name"
                yield f"@{watchlist.name}.{concept.name} also finds: {forms}"


def _summary(config: Config) -> str:
    from monitor.cli.show import plural

    outlets = {source.outlet for source in config.sources}
    parts = (
        f"{plural(len(config.sources), 'source')} of {plural(len(outlets), 'outlet')}",
        f"{plural(len(config.watches), 'watch')} in {plural(len(config.watchlists), 'watchlist')}",
        f"{plural(len(config.channels), 'channel')}: {', '.join(config.channels)}",
        f"database {config.database}",
    )
    return f"{config.folder} can be used: {'; '.join(parts)}"


def _send(
    desk: Desk,
    config: Config,
    channels: Mapping[ChannelName, Channel],
    *,
    as_json: bool,
) -> int:
    """Send a test alert to every channel; report each."""
    import asyncio

    from monitor import clock
    from monitor.cli.trial import send_each, trial

    now = clock.now()
    alerts = {name: trial(name, config, now) for name in channels}
    failures = asyncio.run(send_each(channels, alerts))
    for name, alert in alerts.items():
        _report(desk, alert, failures.get(name), as_json=as_json)
    return WRONG if failures else DONE


def _report(desk: Desk, alert: Alert, failure: str | None, *, as_json: bool) -> None:
    from monitor.core.text import clean_line

    if as_json:
        row = {"channel": alert.channel, "alert": alert.id, "sent": failure is None}
        desk.row(row | {"error": failure})
    else:
        said = "sent" if failure is None else f"NOT SENT: {clean_line(failure)}"
        typer.echo(f"{alert.channel}: {said}")
