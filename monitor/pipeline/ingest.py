"""Read pages and take each into the archive: extract, place, match, plan, record.

Placing, planning and recording share one transaction with the end of the link's lease,
so no crash can leave an article whose alerts were never planned, and a link that was
being read when the process died is read again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from monitor import crawl, metrics
from monitor import log as logs
from monitor.core import group, schedule
from monitor.core.match import match
from monitor.core.mute import muted
from monitor.core.plan import plan, vanished
from monitor.core.saying import Telling
from monitor.errors import ExtractError, StoreError
from monitor.model import (
    Alert,
    Article,
    ArticleId,
    Call,
    History,
    Match,
    Missed,
    Outcome,
    Page,
    Placement,
    Prints,
    Revision,
    Same,
    Source,
    SourceName,
    Unchanged,
)
from monitor.pipeline.visits import came_after
from monitor.store import articles as article_rows
from monitor.store import links as link_rows
from monitor.store import mutes as mute_rows
from monitor.store import outbox
from monitor.store import outcomes as outcome_rows
from monitor.store import prints as print_rows
from monitor.store import sources as source_rows
from monitor.store import stories as story_rows
from monitor.store.articles import Causes

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from monitor.pipeline.house import House, Standing
    from monitor.store.links import Leased

log = logs.get()

TAKEN_AT_ONCE = 4  # pages of one host that are extracted while the next is fetched
KILLS_AT_MOST = 2  # extractors that a page may cost before it is set aside
SHORT = 200  # characters; a feed's text below this is a summary, not an article


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A leased link with what came of reading it."""

    leased: Leased
    call: Call
    outcome: Outcome
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What an article led to."""

    placement: Placement
    alerts: tuple[Alert, ...]


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
                await house.writer.run(_unchanged, house, reading)
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
        article, prints = await house.workers.read(page, link, reading.source)
    except ExtractError as e:
        metrics.pages.labels(e.kind).inc()
        if not await _from_feed(house, reading):
            await house.writer.run(_unreadable, house, reading, e, now=house.now())
        log.warning("page_read", source=link.source, url=link.url, outcome=e.kind)
        return
    metrics.pages.labels("article").inc()
    await _article(house, reading, article, prints)


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
    await house.writer.run(_give_up, house, reading, missed, again)
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
        article, prints = await house.workers.read_text(link, reading.source)
    except ExtractError:
        return False
    await _article(house, reading, article, prints)
    return True


async def _article(
    house: House, reading: Reading, article: Article, prints: Prints
) -> None:
    standing = house.standing
    matches = match(article, standing.engine)
    house.failpoint("before_record")
    taken = await house.writer.run(
        _record, house, reading, article, prints=prints, matches=matches
    )
    house.failpoint("after_record")
    _tell(article, taken, matches)


def _record(
    conn: Connection,
    house: House,
    reading: Reading,
    article: Article,
    *,
    prints: Prints,
    matches: Sequence[Match],
) -> Taken:
    """Place, plan and record one article, and end the lease of its link."""
    now, standing, leased = house.now(), house.standing, reading.leased
    print_rows.lock(conn, prints)
    near = print_rows.neighbours(conn, article, prints)
    placement = group.place(article, prints, near)
    house.failpoint("after_place")
    baseline = leased.baseline and not _surely_new(conn, article)
    alerts = plan(
        article,
        placement,
        matches,
        history=_history(conn, standing, article, placement, matches),
        telling=_telling(standing, reading, silent=baseline and leased.article is None),
        now=now,
    )
    article_rows.record(
        conn,
        article,
        placement,
        prints=prints,
        causes=Causes(
            matches=matches,
            alerts=alerts,
            muted=muted(alerts, mute_rows.in_force(conn, now), now) if alerts else (),
            digests=frozenset(n for n, r in standing.rules.items() if r.digest),
            config=standing.config.version,
        ),
        baseline=baseline,
        now=now,
    )
    house.failpoint("inside_record")
    _settle(conn, standing, reading, article, matched=bool(matches), now=now)
    return Taken(placement=placement, alerts=tuple(alerts))


def _history(
    conn: Connection,
    standing: Standing,
    article: Article,
    placement: Placement,
    matches: Sequence[Match],
) -> History:
    """Give what was told of a story, and more of it where planning will ask."""
    history = story_rows.history(conn, placement.story)
    if not history.alerts:
        return history
    if isinstance(placement, Revision):
        before = placement.version - 1
        shown = article_rows.passages(conn, article.id, before)
        return replace(history, passages=shown)
    if any((m.watchlist, m.watch) in standing.follows for m in matches):
        return replace(history, event=story_rows.reporters(conn, placement.event))
    return history


def _telling(standing: Standing, reading: Reading, *, silent: bool) -> Telling:
    return Telling(
        rules=standing.rules,
        follows=standing.follows,
        starts=standing.starts,
        config=standing.config.version,
        silent=silent,
        outlet_timezone=reading.source.timezone,
    )


def _surely_new(conn: Connection, article: Article) -> bool:
    """Tell whether the page itself says that it came after its source was added."""
    visit = source_rows.visit(conn, article.source)
    doubtful = article.published_doubtful or article.date_only
    return visit is not None and came_after(article.published, doubtful, visit)


def _settle(
    conn: Connection,
    standing: Standing,
    reading: Reading,
    article: Article,
    *,
    matched: bool,
    now: datetime,
) -> None:
    leased = reading.leased
    link_rows.done(
        conn,
        leased.link.canonical,
        article=article.id,
        next_check=_next_check(standing, leased, matched=matched),
    )
    outcome_rows.keep(conn, reading.call, reading.outcome, kind="article")
    if isinstance(reading.outcome, Page):
        known = {reading.call.url: reading.outcome.validators}
        source_rows.keep_validators(conn, known, now)


def _next_check(
    standing: Standing, leased: Leased, *, matched: bool
) -> datetime | None:
    checks = leased.checks + (leased.article is not None)
    rhythm = standing.config.politeness.recheck
    return schedule.recheck(leased.first_seen, checks, matched, rhythm)


def _unchanged(conn: Connection, house: House, reading: Reading) -> None:
    leased = reading.leased
    outcome_rows.keep(conn, reading.call, reading.outcome)
    if leased.article is None:
        # Validators without an article: a page that gave none before gives none now.
        reason = "unchanged since it gave no article"
        link_rows.failed(conn, leased.link.canonical, reason=reason)
        return
    matched = article_rows.matched(conn, leased.article)
    again = _next_check(house.standing, leased, matched=matched)
    link_rows.done(
        conn, leased.link.canonical, article=leased.article, next_check=again
    )


def _unreadable(
    conn: Connection,
    house: House,
    reading: Reading,
    error: ExtractError,
    *,
    now: datetime,
) -> None:
    """Keep why a page gave no article; ask again while that may change."""
    leased = reading.leased
    killed = error.kind in {"limit", "crash"}
    most = KILLS_AT_MOST if killed else len(_WAITS)
    tried = leased.poisoned + 1 if killed else leased.attempts
    wait = _WAITS[min(tried, len(_WAITS)) - 1]
    final = tried >= most or error.kind in {"not_html", "listing", "login"}
    outcome_rows.keep(
        conn, reading.call, reading.outcome, kind=error.kind, reason=str(error)
    )
    link_rows.failed(
        conn,
        leased.link.canonical,
        reason=f"{error.kind}: {error}",
        next_due=None if final else now + wait * _scale(house.standing),
        poisoned=killed,
    )


# A wall or an empty page is often gone a little later; in units of `politeness.retry`.
_WAITS = (2, 30, 360)


def _scale(standing: Standing) -> timedelta:
    return standing.config.politeness.retry


def _give_up(
    conn: Connection,
    house: House,
    reading: Reading,
    missed: Missed,
    again: datetime | None,
) -> None:
    outcome_rows.keep(conn, reading.call, missed)
    if again is None and missed.kind in {"gone", "missing"} and reading.leased.article:
        _vanish(conn, house, reading, missed, article=reading.leased.article)
    link_rows.failed(
        conn,
        reading.leased.link.canonical,
        reason=f"{missed.kind}: {missed.reason}",
        next_due=again,
    )


def _vanish(
    conn: Connection,
    house: House,
    reading: Reading,
    missed: Missed,
    *,
    article: ArticleId,
) -> None:
    """Correct what was alerted of an article whose page is gone."""
    known, placement = article_rows.placed(conn, article)
    if known is None or placement is None:
        return
    now, standing = house.now(), house.standing
    alerts = vanished(
        known,
        placement=placement,
        history=story_rows.history(conn, placement.story),
        telling=_telling(standing, reading, silent=False),
        status=missed.status,
        now=now,
    )
    mutes = mute_rows.in_force(conn, now) if alerts else ()
    digests = frozenset(n for n, r in standing.rules.items() if r.digest)
    outbox.put_planned(conn, alerts, muted(alerts, mutes, now), digests=digests)


def _tell(article: Article, taken: Taken, matches: Sequence[Match]) -> None:
    placement = taken.placement
    relation = type(placement).__name__.lower()
    metrics.placements.labels(relation).inc()
    for found in matches if not isinstance(placement, Same) else ():
        metrics.matches.labels(found.watchlist, found.watch).inc()
    for alert in taken.alerts:
        metrics.alerts.labels(alert.channel, alert.kind).inc()
    log.info(
        "page_read",
        source=article.source,
        url=article.url,
        outcome="article",
        placement=relation,
        material=placement.material if isinstance(placement, Revision) else None,
        story=placement.story,
        watches=[f"{m.watchlist}/{m.watch}" for m in matches],
        alerts=len(taken.alerts),
    )
