"""The demo from beginning to end."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

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

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from monitor.config import Config

CONCEPT, ANY_MENTION = "gsomia", "any-mention"  # of the demo's watchlist


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
        config = load(folder)
        _introduce(console, stage, config)
        async with running(folder) as service:
            await play(stage, service, console)
            if stage.stopping.is_set():
                console.print("stopped before the end")
                return 1
            if stage.newsroom.begun is None or service.ended:
                return _failed(console, service)
            if not serve:
                await service.stop()
            status = _conclude(console, stage, service, config)
            if serve:
                await _stay(console, stage, service)
        return status


def _introduce(console: Console, stage: Stage, config: Config) -> None:
    content, newsroom = stage.newsroom.content, stage.newsroom
    said = (
        f"A newsroom on this machine: {len(content.sites)} invented outlets will publish"
        f" {len(content.pieces)} articles within {newsroom.seconds:.0f} seconds. The"
        " monitor reads them as it reads the web, from"
    )
    console.print(Text(said))
    for site in content.sites:
        url = newsroom.base(site.id) + site.listing
        console.print(Text(f"  {site.name} ({site.language}, {site.form}): {url}"))
    console.print("and tells a mail server and a webhook receiver what matches")
    for watch in config.watches:
        console.print(Text(f"  {watch.name}: {watch.source}"))
    console.print()


def _failed(console: Console, service: Service) -> int:
    console.print(Text("The monitor did not get through the demo:", style="bold red"))
    for line in service.complaints():
        console.print(Text(f"  {line}"))
    return 1


def _conclude(console: Console, stage: Stage, service: Service, config: Config) -> int:
    """Show what came, and compare it with what had to come."""
    newsroom, seen = stage.newsroom, stage.evidence
    found = _found(stage, config)
    show(console, newsroom, found, seen)
    asked = newsroom.asked
    said = (
        f"{len(newsroom.read)} pages were read with {asked.total()} requests,"
        f" {asked[304]} of them answered “not modified”; {len(seen.mails)} mails and"
        f" {len(seen.posts)} webhooks came."
    )
    console.print(Text(f"\n{said}"))
    wrong = list(truth.faults(newsroom.content, seen, found.lives))
    if service.process.returncode:
        wrong.append(f"the monitor ended with status {service.process.returncode}")
    if not wrong:
        count = truth.expected(newsroom.content).total()
        said = f"All {count} alerts arrived, each once, and nothing else did."
        console.print(Text(said, style="bold green"))
        return 0
    console.print(Text("Not as it should be:", style="bold red"))
    for each in (*wrong, *service.complaints()):
        console.print(Text(f"  {each}"))
    return 1


def _found(stage: Stage, config: Config) -> Found:
    """Read what the monitor has stored."""
    store = open_store(stage.place.database)
    try:
        with store.read() as conn:
            return _stored(conn, stage.evidence.addresses, config)
    finally:
        store.close()


def _stored(conn: Connection, addresses: dict[str, str], config: Config) -> Found:
    (watchlist,) = config.watchlists
    concept = next(each for each in watchlist.concepts if each.name == CONCEPT)
    rows = views.stories(conn, views.Filter(watchlist=watchlist.name))
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
        terms=tuple(term for terms in concept.terms.values() for term in terms),
    )


async def _stay(console: Console, stage: Stage, service: Service) -> None:
    """Leave everything open until Ctrl-C, or until the monitor ends by itself."""
    console.print(Text(f"\nThe monitor's pages: {stage.place.web}", style="bold"))
    for site in stage.newsroom.content.sites:
        console.print(Text(f"  {site.name}: {stage.newsroom.base(site.id)}/"))
    console.print("Ctrl-C ends the demo.")
    until = {
        asyncio.create_task(stage.stopping.wait()),
        asyncio.create_task(service.process.wait()),
    }
    _, left = await asyncio.wait(until, return_when=asyncio.FIRST_COMPLETED)
    for task in left:
        task.cancel()
    await asyncio.gather(*left, return_exceptions=True)
