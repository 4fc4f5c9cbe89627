"""Play the newsroom to the monitor: open everything, publish, wait for what comes."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.text import Text

from monitor import clock
from monitor.demo import settings, truth
from monitor.demo.content import MINUTE, load_content
from monitor.demo.newsroom import Newsroom
from monitor.demo.receivers import Hook, Mailbox
from monitor.demo.service import Service

LOOK = 0.2  # seconds between two looks at what has arrived
FIRST_VISITS = 60.0  # seconds within which every source must have been asked once
LATE = 45.0  # seconds after the play in which the last alerts may still come
CALM = 2.0  # seconds without anything new after which nothing more is expected


@dataclass(slots=True)
class Stage:
    """Everything that the demo opens around the monitor."""

    newsroom: Newsroom
    mailbox: Mailbox
    hook: Hook
    place: settings.Place
    stopping: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def evidence(self) -> truth.Evidence:
        """What has arrived so far."""
        pieces = self.newsroom.content.pieces
        return truth.Evidence(
            addresses={piece.id: self.newsroom.url(piece) for piece in pieces},
            mails=tuple(self.mailbox.mails),
            posts=tuple(self.hook.posts),
        )

    def complete(self) -> bool:
        """Tell whether the play is over, everything is read and every alert is here."""
        content = self.newsroom.content
        return (
            self.newsroom.elapsed() > MINUTE
            and not self.newsroom.unread()
            and not truth.expected(content) - truth.arrived(content, self.evidence)
        )


@asynccontextmanager
async def opened(folder: Path, *, seconds: float, web: bool) -> AsyncIterator[Stage]:
    """Open newsroom and receivers on free ports, and write the configuration."""
    newsroom = Newsroom(content=load_content(), now=clock.now, seconds=seconds)
    mailbox, hook = Mailbox(), Hook(now=lambda: clock.now().timestamp())
    try:
        for each in (newsroom, mailbox, hook):
            await each.open()
        place = settings.Place(
            folder=folder,
            smtp_port=mailbox.port,
            hook_port=hook.port,
            hook_secret=hook.secret,
            web_port=settings.free_port() if web else None,
        )
        sources = [
            (site, newsroom.base(site.id) + site.listing)
            for site in newsroom.content.sites
        ]
        settings.write(place, sources, seconds=seconds)
        stage = Stage(newsroom=newsroom, mailbox=mailbox, hook=hook, place=place)
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, stage.stopping.set)
        yield stage
    finally:
        for each in (newsroom, mailbox, hook):
            each.close()


async def play(stage: Stage, service: Service, console: Console) -> None:
    """Publish for the length of the play and show what arrives, as it arrives.

    Ends early when the monitor does, or when the demo is stopped.
    """
    with _progress(console) as progress:
        bar = progress.add_task("first visits", total=MINUTE)
        if not await _until_visited(stage, service):
            return
        stage.newsroom.begin()
        shown, calm_since = 0, clock.monotonic()
        ends = clock.monotonic() + stage.newsroom.seconds + LATE
        while _going(stage, service) and clock.monotonic() < ends:
            await asyncio.sleep(LOOK)
            came = stage.hook.posts[shown:]
            for post in came:
                line = _line(stage, post.json["data"])
                console.print(line, no_wrap=True, overflow="ellipsis")
            shown += len(came)
            if came or not stage.complete():
                calm_since = clock.monotonic()
            if clock.monotonic() - calm_since > CALM:
                break
            elapsed = min(stage.newsroom.elapsed(), MINUTE)
            progress.update(bar, completed=elapsed, description=_counts(stage))


def _going(stage: Stage, service: Service) -> bool:
    return not (service.ended or stage.stopping.is_set())


async def _until_visited(stage: Stage, service: Service) -> bool:
    """Wait for the first visit to every source: what is out by then is old."""
    ends = clock.monotonic() + FIRST_VISITS
    sites = len(stage.newsroom.content.sites)
    while _going(stage, service) and clock.monotonic() < ends:
        if len(stage.newsroom.visited) == sites:
            return True
        await asyncio.sleep(LOOK)
    return False


def _progress(console: Console) -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(bar_width=24),
        TimeElapsedColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )


def _counts(stage: Stage) -> str:
    newsroom = stage.newsroom
    out = sum(newsroom.states(piece) > 0 for piece in newsroom.content.pieces)
    return (
        f"{out} articles out, {len(newsroom.read)} read, "
        f"{len(stage.mailbox.mails)} mails, {len(stage.hook.posts)} webhooks"
    )


def _line(stage: Stage, data: dict[str, str]) -> Text:
    """Write an alert as one line of the play."""
    line = Text()
    line.append(f"{stage.newsroom.elapsed():4.0f} s  ", style="dim")
    line.append(
        f"{data['kind']:8}", style="green" if data["kind"] == "new" else "yellow"
    )
    line.append(f"{data['outlet']}: ", style="bold")
    line.append(data["title"])
    return line
