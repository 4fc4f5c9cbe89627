"""End the lease of a link whose reading gave no new article, and say why it did not."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from monitor.core.mute import muted
from monitor.core.plan import vanished
from monitor.errors import ExtractError
from monitor.model import ArticleId, Missed
from monitor.pipeline.reading import Reading, next_check, telling
from monitor.store import articles as article_rows
from monitor.store import links as link_rows
from monitor.store import mutes as mute_rows
from monitor.store import outbox
from monitor.store import outcomes as outcome_rows
from monitor.store import stories as story_rows

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from monitor.pipeline.house import House, Standing

KILLS_AT_MOST = 2  # extractors that a page may cost before it is set aside
# A wall or an empty page is often gone a little later; in units of `politeness.retry`.
_WAITS = (2, 30, 360)


def unchanged(conn: Connection, house: House, reading: Reading) -> None:
    """Settle a page that is as it was."""
    leased = reading.leased
    outcome_rows.keep(conn, reading.call, reading.outcome)
    if leased.article is None:
        # Validators without an article: a page that gave none before gives none now.
        reason = "unchanged since it gave no article"
        link_rows.failed(conn, leased.link.canonical, reason=reason)
        return
    again = next_check(
        house.standing,
        leased,
        house.now(),
        matched=article_rows.matched(conn, leased.article),
        length=article_rows.length(conn, leased.article),
    )
    link_rows.done(
        conn, leased.link.canonical, article=leased.article, next_check=again
    )


def unreadable(
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


def _scale(standing: Standing) -> timedelta:
    return standing.config.politeness.retry


def give_up(
    conn: Connection,
    house: House,
    reading: Reading,
    missed: Missed,
    again: datetime | None,
) -> None:
    """Keep why a page was not had; ask again at a time, or never.

    An article that was alerted and whose page is gone for good is corrected.
    """
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
        telling=telling(standing, reading, silent=False),
        status=missed.status,
        now=now,
    )
    mutes = mute_rows.in_force(conn, now) if alerts else ()
    digests = frozenset(n for n, r in standing.rules.items() if r.digest)
    outbox.put_planned(conn, alerts, muted(alerts, mutes, now), digests=digests)
