"""Make the digests whose period has ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor import log as logs
from monitor.core import digest
from monitor.model import Alert, ChannelName, ChannelRule, DigestRule
from monitor.store import outbox
from monitor.store import sources as source_rows

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from monitor.pipeline.house import House

log = logs.get()

TROUBLED = 3  # failures in a row; fewer is a hiccup


async def gather(house: House) -> int:
    """Compose every digest that is due; give how many were made."""
    made = 0
    for name, rule in house.standing.rules.items():
        if rule.digest is None:
            continue
        done = await house.writer.run(_compose, house, name, rule, rule.digest)
        if done is not None:
            house.failpoint("after_digest")
            made += 1
            log.info(
                "digest_made", channel=name, period=done.version, items=len(done.items)
            )
    return made


def _compose(
    conn: Connection,
    house: House,
    name: ChannelName,
    rule: ChannelRule,
    turns: DigestRule,
) -> Alert | None:
    """Make the digest of the period that ended last, once."""
    now = house.now()
    period = digest.last_period(turns, rule.timezone, now)
    last = outbox.last_digest(conn, name)
    if last is not None and last >= period.due:
        return None
    items = outbox.gather(conn, name, period.due)
    if not items and not turns.send_empty:
        return None
    coverage = _coverage(conn)
    composed = digest.compose(name, period, items, coverage=coverage, now=now)
    outbox.into_digest(conn, composed, [item.id for item in items], now)
    house.failpoint("inside_digest")
    return composed


def _coverage(conn: Connection) -> digest.Coverage:
    """Say which sources bring nothing at the moment, and since when."""
    visits = source_rows.visits(conn).values()
    troubled = tuple(
        digest.Trouble(
            source=visit.source,
            since=visit.succeeded or visit.added,
            reason=visit.reason or visit.outcome,
        )
        for visit in visits
        if visit.failures >= TROUBLED
    )
    return digest.Coverage(normal=len(visits) - len(troubled), troubled=troubled)
