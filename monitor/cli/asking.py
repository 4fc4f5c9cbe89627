"""Read sources and pages now, politely, and keep nothing."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar

import typer

from monitor import crawl, log
from monitor.errors import ExtractError
from monitor.model import Call, Missed, Page
from monitor.pipeline.opening import manners
from monitor.workers import Workers
from spiders.manners import Manners

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
    from datetime import datetime

    from monitor.config import Config
    from monitor.model import Link, Listing, Outcome, Source

T = TypeVar("T")
INTERRUPTED = 130  # 128 and the number of SIGINT
CHILDREN = 2  # sitemaps of an index that are looked into


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a source said when it was asked."""

    source: Source
    outcome: Outcome
    links: tuple[Link, ...] = ()
    trouble: str = ""  # why it brought no links; "" when it brought some
    kind: str = "ok"  # the class of the trouble
    title: str | None = None

    @property
    def newest(self) -> datetime | None:
        """When the newest link says that it was published."""
        return max((x.published for x in self.links if x.published), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hands:
    """What reads: the spiders' manners and the workers that parse."""

    manners: Manners
    workers: Workers


def fetch(config: Config, work: Callable[[Hands], Awaitable[T]]) -> T:
    """Run what reads from the network, once in a process; Ctrl-C ends it cleanly."""
    log.set_up(level=logging.ERROR)
    limits = config.workers
    count = limits.count or os.cpu_count() or 1

    async def main() -> T:
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - we are inside one
        asyncio.get_running_loop().add_signal_handler(signal.SIGINT, task.cancel)
        ours = Manners(manners(config))
        workers = Workers(count, memory=limits.memory, seconds=limits.seconds)
        async with workers:
            try:
                return await work(Hands(manners=ours, workers=workers))
            finally:
                await crawl.stop(ours, grace=timedelta())

    try:
        return crawl.run(main)
    except asyncio.CancelledError:
        raise typer.Exit(INTERRUPTED) from None


async def ask(sources: Sequence[Source], hands: Hands) -> AsyncIterator[Answer]:
    """Ask each source once, hosts side by side; answers in the order they come."""
    calls = [Call(url=s.url, purpose="listing", source=s) for s in sources]
    async for call, outcome in crawl.read_listings(calls, hands.manners):
        yield await _answer(call.source, outcome, hands)


async def _answer(source: Source, outcome: Outcome, hands: Hands) -> Answer:
    if isinstance(outcome, Missed):
        return Answer(
            source=source, outcome=outcome, trouble=outcome.reason, kind=outcome.kind
        )
    if not isinstance(outcome, Page):
        raise TypeError("unchanged, though nothing was known")
    try:
        listing = await hands.workers.discover(outcome, source)
    except ExtractError as e:
        return Answer(source=source, outcome=outcome, trouble=str(e), kind=e.kind)
    links = listing.links or await _below(source, listing, hands)
    return Answer(
        source=source,
        outcome=outcome,
        links=links,
        trouble="" if links else listing.note or "it lists nothing",
        kind="ok" if links else "empty",
        title=listing.title,
    )


async def _below(source: Source, listing: Listing, hands: Hands) -> tuple[Link, ...]:
    """Read some of the sitemaps that an index names."""
    children = listing.children[:CHILDREN]
    calls = [Call(url=u, purpose="listing", source=source, depth=1) for u in children]
    links: list[Link] = []
    async for _, outcome in crawl.read_listings(calls, hands.manners):
        if isinstance(outcome, Page):
            try:
                found = await hands.workers.discover(outcome, source)
            except ExtractError:
                continue
            links += found.links
    return tuple(links)


_ADVICE = {
    "dns": "is the network up, is the address right?",
    "connection": "is the network up, is the address right?",
    "timeout": "`run` tries it again by itself",
    "tls": "see the address in a browser",
    "robots": "take another feed of this outlet",
    "private": "allow it if it is yours",
    "busy": "`run` tries it again by itself",
    "server": "`run` tries it again by itself",
    "gone": "`sources find` looks for another",
    "missing": "`sources find` looks for another",
    "denied": "it wants no visitors of our kind: take another feed",
    "not_a_list": "`sources find` looks for one",
    "empty": "right form, nothing in it: is this the feed you mean?",
}
_STALE = timedelta(days=21)


def advice(answer: Answer, now: datetime) -> str:
    """Say what to do about a source; empty when there is nothing to do."""
    if answer.kind != "ok":
        return _ADVICE.get(answer.kind, "")
    moved = answer.outcome.moved
    if moved and moved != answer.source.url:
        return f"it moved for good: write {moved}"
    newest = answer.newest
    if newest is not None and now - newest > _STALE:
        return f"nothing new for {(now - newest).days} days: is it still kept up?"
    return ""
