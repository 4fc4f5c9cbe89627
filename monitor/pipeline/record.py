"""Place, plan and record one article in the transaction that ends its link's lease.

No crash can leave an article whose alerts were never planned, and a link that was being
read when the process died is read again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from monitor.core import group
from monitor.core.mute import muted
from monitor.core.plan import plan
from monitor.model import (
    Alert,
    Article,
    History,
    Match,
    Page,
    Placement,
    Read,
    Revision,
)
from monitor.pipeline import sites
from monitor.pipeline.reading import Reading, next_check, telling
from monitor.pipeline.visits import came_after
from monitor.store import articles as article_rows
from monitor.store import links as link_rows
from monitor.store import mutes as mute_rows
from monitor.store import outcomes as outcome_rows
from monitor.store import prints as print_rows
from monitor.store import sources as source_rows
from monitor.store import stories as story_rows
from monitor.store.articles import Causes

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from monitor.pipeline.house import House, Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What an article led to."""

    placement: Placement
    alerts: tuple[Alert, ...]


def record(
    conn: Connection,
    house: House,
    reading: Reading,
    read: Read,
    *,
    matches: Sequence[Match],
) -> Taken:
    """Place, plan and record one article, and end the lease of its link."""
    now, standing, leased = house.now(), house.standing, reading.leased
    article, prints, _ = read
    print_rows.lock(conn, prints)
    near = print_rows.neighbours(conn, article, prints)
    placement = group.place(article, prints, sites.as_read_now(conn, read, near))
    house.failpoint("after_place")
    baseline = leased.baseline and not _surely_new(conn, article)
    alerts = plan(
        article,
        placement,
        matches,
        history=_history(conn, standing, article, placement, matches),
        telling=telling(standing, reading, silent=baseline and leased.article is None),
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
    if alerts:
        house.bell.alerts(conn, {alert.channel for alert in alerts})
    sites.learn(conn, read, placement, now=now)
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
    parts = placement.merges if isinstance(placement, Revision) else ()
    history = story_rows.history(conn, placement.story, *parts)
    if matches:
        first = story_rows.first_reports(conn, placement.event)
        history = replace(history, firsts=first)
    if not history.alerts:
        return history
    if isinstance(placement, Revision):
        before = placement.version - 1
        shown = article_rows.passages(conn, article.id, before)
        known = article_rows.get(conn, article.id)
        return replace(history, passages=shown, notes=known.notes if known else ())
    if any((m.watchlist, m.watch) in standing.follows for m in matches):
        return replace(history, event=story_rows.reporters(conn, placement.event))
    return history


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
        next_check=next_check(
            standing, leased, now, matched=matched, length=len(article.text)
        ),
    )
    outcome_rows.keep(conn, reading.call, reading.outcome, kind="article")
    if isinstance(reading.outcome, Page):
        known = {reading.call.url: reading.outcome.validators}
        source_rows.keep_validators(conn, known, now)
