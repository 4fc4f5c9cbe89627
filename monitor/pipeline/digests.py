"""Make the digests whose period has ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor import log as logs
from monitor.core import digest
from monitor.model import Alert, ChannelName, ChannelRule, DigestRule
from monitor.pipeline.coverage import coverage
from monitor.store import outbox

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from monitor.pipeline.house import House

log = logs.get()


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
    last = outbox.last_digest(conn, name, now)
    if last is not None and last >= period.due:
        return None
    items = outbox.gather(conn, name, period.due)
    if not items and not turns.send_empty:
        return None
    seen = coverage(conn, house, name, since=last or period.due - digest.DAY)
    composed = digest.compose(name, period, items, coverage=seen, now=now)
    outbox.into_digest(conn, composed, [item.id for item in items], now)
    house.failpoint("inside_digest")
    return composed
