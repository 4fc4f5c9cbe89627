"""The demo from beginning to end."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path
from typing import TextIO

from rich.console import Console
from rich.text import Text

from monitor.config import load
from monitor.core import urls
from monitor.demo import truth
from monitor.demo.content import MINUTE
from monitor.demo.play import Stage, opened, play
from monitor.demo.service import Service, running
from monitor.demo.show import Found, show
from monitor.store import articles, explain, views
from monitor.store.engine import open_store

WATCHLIST, ANY_MENTION = "gsomia", "any-mention"


def run(*, serve: bool, out: Console | TextIO, seconds: float = MINUTE) -> int:
    """Start a newsroom, monitor it, and show what was found and sent.

    Args:
        serve: keep newsroom and monitor open until Ctrl-C.
        out: where it is shown.
        seconds: how long the newsroom publishes; less plays faster.

    Returns:
        0 when everything arrived that had to and nothing else did, 1 otherwise.
    """
    console = out if isinstance(out, Console) else Console(file=out)
    with tempfile.TemporaryDirectory(prefix="news-monitor-demo-") as folder:
        return asyncio.run(_run(console, Path(folder), seconds=seconds, serve=serve))


async def _run(console: Console, folder: Path, *, seconds: float, serve: bool) -> int:
    async with opened(folder, seconds=seconds, web=serve) as stage:
        _introduce(console, stage)
        async with running(folder) as service:
            await play(stage, service, console)
            if stage.stopping.is_set():
                console.print("stopped before the end")
                return 1
            if stage.newsroom.begun is None or service.ended:
                return _failed(console, service)
            if not serve:
                await service.stop()
            status = _conclude(console, stage, service)
            if serve:
                await _stay(console, stage)
        return status


def _introduce(console: Console, stage: Stage) -> None:
    content = stage.newsroom.content
    console.print(
        Text(
            f"A newsroom of {len(content.sites)} outlets publishes"
            f" {len(content.pieces)} articles within {stage.newsroom.seconds:.0f} s."
            " The monitor reads it as it would read the web, on the watchlist below."
        )
    )
    for site in content.sites:
        url = stage.newsroom.base(site.id) + site.listing
        console.print(Text(f"  {site.name} ({site.language}, {site.form}): {url}"))
    console.print()


def _failed(console: Console, service: Service) -> int:
    console.print(Text("The monitor did not get through the demo:", style="bold red"))
    for line in service.complaints():
        console.print(Text(f"  {line}"))
    return 1


def _conclude(console: Console, stage: Stage, service: Service) -> int:
    """Show what came, and compare it with what had to come."""
    newsroom, seen = stage.newsroom, stage.evidence
    found = _found(stage)
    show(console, newsroom, found, seen)
    wrong = list(truth.faults(newsroom.content, seen, found.lives))
    if service.ended and service.process.returncode:
        wrong.append(f"the monitor ended with status {service.process.returncode}")
    asked = newsroom.asked
    console.print()
    console.print(
        Text(
            f"{len(newsroom.read)} pages read with {asked.total()} requests,"
            f" {asked[304]} of them answered “not modified”;"
            f" {len(seen.mails)} mails and {len(seen.posts)} webhooks."
        )
    )
    if not wrong:
        count = truth.expected(newsroom.content).total()
        said = f"All {count} alerts arrived, each once, and nothing else did."
        console.print(Text(said, style="bold green"))
        return 0
    console.print(Text("Not as it should be:", style="bold red"))
    for each in (*wrong, *service.complaints()):
        console.print(Text(f"  {each}"))
    return 1


def _found(stage: Stage) -> Found:
    """Read what the monitor has stored."""
    config = load(stage.place.folder)
    (watchlist,) = config.watchlists
    concept = next(c for c in watchlist.concepts if c.name == WATCHLIST)
    addresses = stage.evidence.addresses
    store = open_store(stage.place.database)
    try:
        with store.read() as conn:
            rows = views.stories(conn, views.Filter(watchlist=WATCHLIST))
            whole = (views.story(conn, row.id) for row in reversed(rows))
            lives = {
                piece: explain.life(conn, urls.canonical(url))
                for piece, url in addresses.items()
            }
            read = {
                piece: articles.get(conn, life.article.id)
                for piece, life in lives.items()
                if life.article
            }
            return Found(
                stories=[story for story in whole if story],
                lives=lives,
                articles={piece: article for piece, article in read.items() if article},
                watch=next(w for w in watchlist.watches if w.name == ANY_MENTION),
                terms=tuple(t for some in concept.terms.values() for t in some),
            )
    finally:
        store.close()


async def _stay(console: Console, stage: Stage) -> None:
    """Leave everything open until Ctrl-C."""
    console.print()
    console.print(Text(f"The monitor's pages: {stage.place.web}", style="bold"))
    for site in stage.newsroom.content.sites:
        console.print(Text(f"  {site.name}: {stage.newsroom.base(site.id)}/"))
    console.print("Ctrl-C ends the demo.")
    await stage.stopping.wait()
