"""Reading from the network: calls in, one outcome out for each, as they come.

One short crawl per host. Everything runs on the loop of Twisted's asyncio reactor,
which `install_reactor` sets up and `run` runs.
"""

import asyncio
import importlib
import logging
import sys
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from datetime import timedelta
from typing import Any, TypeVar

import structlog
from scrapy.crawler import Crawler
from twisted.internet import asyncioreactor

from monitor.core.urls import host as host_of
from monitor.model import Call, Missed, Outcome
from spiders import guard
from spiders.article import ArticleReader
from spiders.listing import ListingReader
from spiders.manners import Manners
from spiders.reader import Numbered, Reader, Tell
from spiders.settings import scrapy_settings

log = structlog.get_logger()
T = TypeVar("T")

RESOLVERS = 32  # names looked up at a time; without network each takes many seconds
BACKLOG = 8  # outcomes that wait to be taken before a crawl waits; bodies are large
LAST_GRACE = 5.0  # seconds for a crawl that was told to drop everything

Answer = tuple[Call, Outcome]


def read_listings(calls: Sequence[Call], manners: Manners) -> AsyncIterator[Answer]:
    """Read sources, each to exactly one outcome, in the order in which they end."""
    return _read(ListingReader, calls, manners)


def read_pages(calls: Sequence[Call], manners: Manners) -> AsyncIterator[Answer]:
    """Read pages, each to exactly one outcome, in the order in which they end."""
    return _read(ArticleReader, calls, manners)


async def stop(manners: Manners, grace: timedelta) -> None:
    """End all reading: requests on their way may finish within `grace`.

    Calls that are not made by then end as `Missed` of kind "stopped", and so does
    every call that is read with these manners afterwards.
    """
    manners.stopping.set()
    if manners.running:
        await asyncio.wait(manners.running, timeout=grace.total_seconds())
    await asyncio.gather(
        *(_abandon(crawler, task) for task, crawler in manners.running.items())
    )
    await manners.hang_up()


async def _read(
    kind: type[Reader], calls: Sequence[Call], manners: Manners
) -> AsyncIterator[Answer]:
    answers: asyncio.Queue[Answer] = asyncio.Queue(BACKLOG)
    by_host: dict[str, list[Call]] = {}
    for call in calls:
        by_host.setdefault(host_of(call.url), []).append(call)
    crawls = [
        asyncio.create_task(_crawl(kind, group, manners, answers))
        for group in by_host.values()
    ]
    try:
        for _ in calls:
            yield await answers.get()
    finally:  # also when the reader of this goes away early
        for crawl in crawls:
            crawl.cancel()
        await asyncio.gather(*crawls, return_exceptions=True)


async def _crawl(
    kind: type[Reader],
    calls: Sequence[Call],
    manners: Manners,
    answers: asyncio.Queue[Answer],
) -> None:
    """Read one host's calls. What a crawl leaves without an outcome gets one here."""
    left = dict(enumerate(calls))

    async def tell(number: int, outcome: Outcome) -> None:
        await answers.put((left[number], outcome))
        del left[number]  # not before: the wait above may be cut short

    try:
        async with manners.crawls:
            if not manners.stopping.is_set():
                await _run_crawl(kind, list(left.items()), manners, tell)
    except Exception:  # the edge of a crawl: its calls still end
        log.exception("crawl_crashed", host=host_of(calls[0].url))
    for call in left.values():
        await answers.put((call, _unmade(call, manners)))


async def _run_crawl(
    kind: type[Reader], calls: Sequence[Numbered], manners: Manners, tell: Tell
) -> None:
    crawler = Crawler(kind, scrapy_settings(manners.settings))
    task = asyncio.create_task(
        crawler.crawl_async(calls=calls, manners=manners, tell=tell)
    )
    manners.running[task] = crawler
    try:
        # Shielded: the engine takes a cancellation for its own end and would leave
        # the crawl running unseen.
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await _abandon(crawler, task)
        raise
    finally:
        manners.running.pop(task, None)


async def _abandon(crawler: Crawler, task: asyncio.Task[None]) -> None:
    """Make a crawl drop what it has and see it end."""
    if isinstance(crawler.spider, Reader):
        crawler.spider.abandon()
    else:  # it has not begun
        task.cancel()
    _, pending = await asyncio.wait({task}, timeout=LAST_GRACE)
    if pending:
        log.error("crawl_did_not_end", seconds=LAST_GRACE)
        task.cancel()


def _unmade(call: Call, manners: Manners) -> Missed:
    stopped = manners.stopping.is_set()
    return Missed(
        requested=call.url,
        kind="stopped" if stopped else "crash",
        reason="the monitor was stopped first"
        if stopped
        else "the crawl ended early; the log has the traceback",
        at=manners.now(),
    )


def install_reactor() -> None:
    """Set up the one loop that everything runs on. Doing it twice is harmless.

    Must come before anything imports `twisted.internet.reactor`, which installs one.

    Raises:
        RuntimeError: another kind of reactor is installed already.
    """
    if "twisted.internet.reactor" not in sys.modules:
        asyncioreactor.install(asyncio.new_event_loop())  # type: ignore[no-untyped-call]
    reactor = _reactor()
    if not isinstance(reactor, asyncioreactor.AsyncioSelectorReactor):
        raise RuntimeError(  # noqa: TRY004 - a state of the process, not an argument
            f"{type(reactor).__name__} is installed; call install_reactor() first"
        )
    guard.install(reactor)
    reactor.suggestThreadPoolSize(RESOLVERS)
    # What a crawl meets is in its outcomes; Scrapy's own words would double it.
    logging.getLogger("scrapy").setLevel(logging.ERROR)


def run(main: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """Run a coroutine on the reactor's loop to its end, once in a process.

    Signals are the caller's: `loop.add_signal_handler` works inside `main`. What
    `main` raises comes out here, after every other task was cancelled.
    """
    install_reactor()
    reactor = _reactor()
    tasks: list[asyncio.Task[T]] = []

    def begin() -> None:
        tasks.append(asyncio.get_running_loop().create_task(_last_out(main)))
        tasks[0].add_done_callback(lambda _: reactor.stop())

    # One turn later: when the reactor says that it runs, its loop does not yet.
    reactor.callWhenRunning(reactor.callLater, 0, begin)
    reactor.run(installSignalHandlers=False)
    tasks[0].get_loop().close()
    return tasks[0].result()


async def _last_out(main: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """Do the work, then switch off the lights as `asyncio.run` does."""
    loop = asyncio.get_running_loop()
    try:
        return await main()
    finally:
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        await loop.shutdown_asyncgens()
        await loop.shutdown_default_executor()


def _reactor() -> Any:  # noqa: ANN401 - typed as a module by Twisted
    return importlib.import_module("twisted.internet.reactor")
