"""Visit sources: read what they list, and queue what is new.

New links and the visit's own result are committed together: a server that says
"unchanged" next time can therefore never hide a link that we had not yet stored.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from monitor import crawl, metrics, tracing
from monitor import log as logs
from monitor.core import schedule, urls
from monitor.errors import ExtractError
from monitor.model import Call, Link, Listing, Missed, Outcome, Page, Source, Visit
from monitor.store import links as link_rows
from monitor.store import outcomes as outcome_rows
from monitor.store import sources as source_rows

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from monitor.pipeline.house import House

log = logs.get()

# Some servers say 304 for a list that changed: once a day it is read whole. Source:
# Media Cloud runs without conditional requests for this reason (ANCHORS, section 1).
BELIEVED = timedelta(days=1)
OFFLINE = 3  # hosts in a row that give no answer: it is our own line

CHILDREN_AT_MOST = 5  # sitemaps of an index that one visit reads, newest first


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What one request of a visit brought."""

    call: Call
    outcome: Outcome
    listing: Listing | None = None
    kind: str | None = None  # a better word than the outcome's own, for the record


async def visit(house: House, due: Sequence[tuple[Source, Visit]]) -> None:
    """Visit sources of one host, one after the other."""
    visits = {source.name: before for source, before in due}
    asked = [(source, before.moved_to or source.url) for source, before in due]
    calls = await house.writer.read(_calls, asked, now=house.now())
    async for call, outcome in crawl.read_listings(calls, house.manners):
        _listen(house, call, outcome)
        with tracing.span("discover", source=call.source.name):
            finding = await _look(house, call, outcome)
        before = visits[call.source.name]
        below = await _below(house, finding, before)
        await _keep(house, before, [finding, *below])


def _listen(house: House, call: Call, outcome: Outcome) -> None:
    """Note whether anybody out there answers, and say when that changes."""
    before = _offline(house)
    if not isinstance(outcome, Missed) or outcome.status is not None:
        house.unheard.clear()
    elif outcome.kind in schedule.UNANSWERED:
        house.unheard.add(urls.host(call.url))
    if _offline(house) and not before:
        log.warning("offline", reason="no host answers: is this machine on the net?")
    elif before and not _offline(house):
        log.warning("online_again")


def _offline(house: House) -> bool:
    return len(house.unheard) >= OFFLINE


def _calls(
    conn: Connection,
    asked: Sequence[tuple[Source, str]],
    *,
    now: datetime,
    depth: int = 0,
) -> list[Call]:
    wanted = [url for _, url in asked]
    known = source_rows.validators(conn, wanted, since=now - BELIEVED)
    return [
        Call(
            url=url,
            purpose="listing",
            source=source,
            validators=known.get(url),
            depth=depth,
        )
        for source, url in asked
    ]


async def _look(house: House, call: Call, outcome: Outcome) -> Finding:
    """Find the links in what came; a page that cannot be read is missed."""
    if not isinstance(outcome, Page):
        return Finding(call=call, outcome=outcome)
    try:
        listing = await house.workers.discover(outcome, call.source)
    except ExtractError as e:
        missed = Missed(
            requested=outcome.requested,
            kind="unreadable",
            reason=str(e),
            at=outcome.fetched,
            seconds=outcome.seconds,
            status=outcome.status,
        )
        return Finding(call=call, outcome=missed, kind=e.kind)
    empty = not listing.links and not listing.children
    return Finding(
        call=call,
        outcome=outcome,
        listing=listing,
        kind="empty" if empty else "listing",
    )


async def _below(house: House, finding: Finding, before: Visit) -> list[Finding]:
    """Read the sitemaps that an index names."""
    if isinstance(finding.outcome, Missed):
        return []
    asked = [(finding.call.source, url) for url in _children(finding, before)]
    calls = await house.writer.read(_calls, asked, now=house.now(), depth=1)
    return [
        await _look(house, call, outcome)
        async for call, outcome in crawl.read_listings(calls, house.manners)
    ]


def _children(finding: Finding, before: Visit) -> tuple[str, ...]:
    """Say what an index names: one that gave no list still names what it named."""
    if finding.listing is not None:
        return finding.listing.children[:CHILDREN_AT_MOST]
    return before.children


async def _keep(house: House, before: Visit, findings: Sequence[Finding]) -> None:
    jitter = random.random()  # noqa: S311 - spreads visits, guards nothing
    house.failpoint("before_visit_commit")
    after = await house.writer.run(_record, house, before, findings, jitter=jitter)
    house.failpoint("after_visit_commit")
    for finding in findings:
        _tell(finding, after, offline=_offline(house))


def _record(
    conn: Connection,
    house: House,
    before: Visit,
    findings: Sequence[Finding],
    *,
    jitter: float,
) -> Visit:
    """Store links, outcomes, validators and the visit: together or not at all."""
    now, new = house.now(), 0
    for finding in findings:
        outcome_rows.keep(
            conn,
            finding.call,
            finding.outcome,
            kind=finding.kind,
            reason=finding.listing.note if finding.listing else None,
        )
        new += _announce(conn, house, before, finding, now=now)
        if not isinstance(finding.outcome, Missed):
            known = {finding.call.url: finding.outcome.validators}
            whole = isinstance(finding.outcome, Page)
            source_rows.keep_validators(conn, known, now, whole=whole)
    house.failpoint("inside_visit")
    first = findings[0]
    after = schedule.after(
        schedule.excused(before, first.outcome) if _offline(house) else before,
        first.call.source,
        first.outcome,
        now=now,
        links_new=new,
        jitter=jitter,
    )
    after = replace(after, children=_children(first, before))
    source_rows.settle(conn, after)
    return after


def _announce(
    conn: Connection, house: House, before: Visit, finding: Finding, *, now: datetime
) -> int:
    """Queue what a listing names; give how much of it was new."""
    if finding.listing is None:
        return 0
    most = house.standing.config.politeness.baseline
    old: list[Link] = []
    fresh: list[Link] = []
    for link in finding.listing.links:
        (old if _was_out(link, finding.call, before) else fresh).append(link)
    new = link_rows.announce(conn, fresh, now=now) + link_rows.announce(
        conn, old, now=now, baseline=lambda _: True, most=most
    )
    if finding.listing.links:
        named = {urls.host(link.url) for link in finding.listing.links}
        house.bell.pages(conn, named)
    return new


def _was_out(link: Link, call: Call, before: Visit) -> bool:
    """Tell whether a link is older than our watching, and so tells nobody.

    On the first visit everything is that does not surely come later. A sitemap that an
    index names only now brings news, but may also be the archive of years.
    """
    if not before.first_done:
        return not came_after(link.published, link.doubtful, before)
    unread = call.depth > 0 and call.validators is None
    return unread and link.published is not None and link.published < before.added


def came_after(published: datetime | None, doubtful: bool, visit: Visit) -> bool:
    """Tell whether something surely appeared after its source was first known to us."""
    return published is not None and not doubtful and published >= visit.added


def _tell(finding: Finding, after: Visit, *, offline: bool) -> None:
    outcome = finding.outcome
    word = (
        outcome.kind if isinstance(outcome, Missed) else (finding.kind or "unchanged")
    )
    metrics.fetches.labels("listing", word).inc()
    metrics.fetch_seconds.labels("listing").observe(outcome.seconds)
    told = log.warning if _is_trouble(outcome, offline=offline) else log.info
    told(
        "source_visited",
        source=finding.call.source.name,
        url=finding.call.url,
        outcome=word,
        reason=outcome.reason if isinstance(outcome, Missed) else None,
        links=len(finding.listing.links) if finding.listing else None,
        failures=after.failures,
        next_visit=after.due.isoformat(timespec="seconds"),
    )


def _is_trouble(outcome: Outcome, *, offline: bool) -> bool:
    """Tell whether a source failed; while we are offline that is told once, for all."""
    if not isinstance(outcome, Missed) or outcome.kind == "stopped":
        return False
    return not (offline and outcome.kind in schedule.UNANSWERED)
