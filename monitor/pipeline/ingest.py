"""Read pages and take each into the archive: extract, match, record (see `record`)."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

from monitor import crawl, metrics, tracing
from monitor import log as logs
from monitor.core import schedule
from monitor.core.match import match
from monitor.errors import ExtractError, StoreError
from monitor.model import (
    Call,
    Match,
    Missed,
    Opens,
    Page,
    Read,
    Revision,
    Same,
    Source,
    SourceName,
    Unchanged,
)
from monitor.pipeline import endings, sites
from monitor.pipeline.reading import Reading
from monitor.pipeline.record import Taken, record
from monitor.store import links as link_rows

if TYPE_CHECKING:
    from monitor.pipeline.house import House
    from monitor.store.links import Leased

log = logs.get()

TAKEN_AT_ONCE = 4  # pages of one host that are extracted while the next is fetched
SHORT = 200  # characters; a feed's text below this is a summary, not an article


async def read(house: House, leased: Sequence[Leased]) -> None:
    """Read leased links of one host; every one of them is settled."""
    by_url = {one.link.canonical: one for one in leased}
    sources = house.standing.sources
    calls = [_call(one, sources.get(one.link.source)) for one in leased]
    room = asyncio.Semaphore(TAKEN_AT_ONCE)
    async with asyncio.TaskGroup() as group_of_tasks:
        async for call, outcome in crawl.read_pages(calls, house.manners):
            assert call.link is not None  # noqa: S101 - we made the call ourselves
            reading = Reading(
                leased=by_url[call.link.canonical],
                call=call,
                outcome=outcome,
                source=call.source,
            )
            await room.acquire()
            task = group_of_tasks.create_task(_take(house, reading))
            task.add_done_callback(lambda _: room.release())


def _call(leased: Leased, source: Source | None) -> Call:
    link = leased.link
    return Call(
        url=link.url,
        purpose="page",
        source=source or _orphan(link.source),
        validators=leased.validators,
        link=link,
    )


def _orphan(name: SourceName) -> Source:
    """Stand in for a source that left the configuration while its links waited."""
    return Source(name=name, outlet=name, kind="feed", url="")


async def _take(house: House, reading: Reading) -> None:
    try:
        match reading.outcome:
            case Page():
                await _page(house, reading, reading.outcome)
            case Unchanged():
                await house.writer.run(endings.unchanged, house, reading)
            case Missed():
                await _missed(house, reading, reading.outcome)
    except StoreError:
        raise  # it is not the page's fault: the round ends and is made again
    except Exception:
        # The edge of a job: one bad page never stops the others. Its lease runs out.
        log.exception("page_failed", url=reading.leased.link.url)
    outcome = reading.outcome
    word = outcome.kind if isinstance(outcome, Missed) else type(outcome).__name__
    metrics.fetches.labels("page", word.lower()).inc()
    metrics.fetch_seconds.labels("page").observe(outcome.seconds)


async def _page(house: House, reading: Reading, page: Page) -> None:
    link = reading.leased.link
    try:
        site = await sites.known(house, page.url)
        with tracing.span("extract", source=link.source):
            read = await house.workers.read(page, link, reading.source, site=site)
    except ExtractError as e:
        metrics.pages.labels(e.kind).inc()
        if not await _from_feed(house, reading):
            await house.writer.run(
                endings.unreadable, house, reading, e, now=house.now()
            )
        log.warning("page_read", source=link.source, url=link.url, outcome=e.kind)
        return
    metrics.pages.labels("article").inc()
    await _article(house, reading, read)


async def _missed(house: House, reading: Reading, missed: Missed) -> None:
    link = reading.leased.link
    if missed.kind == "stopped":
        await house.writer.run(link_rows.give_back, [link.canonical])
        return
    again = schedule.page_retry(
        reading.leased.attempts,
        missed,
        house.now(),
        house.standing.config.politeness.retry,
    )
    if again is None and await _from_feed(house, reading):
        return
    await house.writer.run(endings.give_up, house, reading, missed, again)
    log.warning(
        "page_missed",
        source=link.source,
        url=link.url,
        outcome=missed.kind,
        reason=missed.reason,
        again=again.isoformat(timespec="seconds") if again else None,
    )


async def _from_feed(house: House, reading: Reading) -> bool:
    """Take the text that the feed itself carried, where the page is not to be had."""
    link = reading.leased.link
    if link.text is None or len(link.text) < SHORT or reading.leased.article:
        return False
    try:
        site = await sites.known(house, link.url)
        read = await house.workers.read_text(link, reading.source, site=site)
    except ExtractError:
        return False
    await _article(house, reading, read)
    return True


async def _article(house: House, reading: Reading, read: Read) -> None:
    matches = match(read.article, house.standing.engine)
    house.failpoint("before_record")
    with tracing.span("record", source=read.article.source):
        taken = await house.recorder.run(record, house, reading, read, matches=matches)
    house.failpoint("after_record")
    if taken.alerts:
        house.queued.tell()
    _tell(read, taken, matches)


def _tell(read: Read, taken: Taken, matches: Sequence[Match]) -> None:
    article, placement = read.article, taken.placement
    relation = type(placement).__name__.lower()
    metrics.placements.labels(relation).inc()
    if isinstance(placement, Opens):
        metrics.stories.inc()
    for found in matches if not isinstance(placement, Same) else ():
        metrics.matches.labels(found.watchlist, found.watch).inc()
    for alert in taken.alerts:
        metrics.alerts.labels(alert.channel, alert.kind).inc()
    log.info(
        "page_read",
        source=article.source,
        url=article.url,
        outcome="article",
        by=read.lesson.by,
        placement=relation,
        material=placement.material if isinstance(placement, Revision) else None,
        story=placement.story,
        watches=[f"{m.watchlist}/{m.watch}" for m in matches],
        alerts=len(taken.alerts),
    )
