"""Before alerts are sent: quiet hours hold them, and what is too much becomes a digest."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from monitor import log as logs
from monitor.core import digest, quiet, storm
from monitor.core.storm import Waiting
from monitor.model import AlertId, ChannelName, ChannelRule
from monitor.pipeline.coverage import coverage
from monitor.store import crowd, outbox

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from monitor.pipeline.house import House

log = logs.get()


def tame(
    conn: Connection, house: House, name: ChannelName, *, patient: bool = True
) -> None:
    """Put off, or gather, what must not go alone now; in the transaction of the lease.

    Args:
        conn: inside a write transaction.
        house: the open rooms.
        name: of a channel that sends.
        patient: whether this process will be there when what is held is due.
    """
    rule, now = house.standing.rules.get(name), house.now()
    if rule is None or rule.digest is not None or not (rule.quiet or rule.storm):
        return
    awake = quiet.release(now, rule)
    if awake > now:
        crowd.keep_quiet(conn, name, now, awake)
    waiting = crowd.waiting(conn, name, now)
    if rule.quiet is not None:
        waiting = _catch_up(conn, house, rule, waiting)
    if rule.storm and len(waiting) > 0:
        _storm(conn, house, rule, waiting, patient=patient)


def _catch_up(
    conn: Connection, house: House, rule: ChannelRule, waiting: Sequence[Waiting]
) -> list[Waiting]:
    """Make one message of what quiet hours held; give what they did not."""
    held = [w for w in waiting if quiet.ends(w.due, rule)]
    if len(held) < 2:
        return list(waiting)
    ended = max(w.due for w in held)
    _gather(
        conn,
        house,
        rule,
        [w.id for w in held],
        key=f"{digest.CATCH_UP} {ended.isoformat()}",
    )
    return [w for w in waiting if w not in held]


def _storm(
    conn: Connection,
    house: House,
    rule: ChannelRule,
    waiting: Sequence[Waiting],
    *,
    patient: bool,
) -> None:
    now = house.now()
    verdict = storm.judge(
        waiting,
        limit=rule.storm,
        sent=crowd.begun(conn, rule.name, now - storm.WINDOW),
        last=crowd.last_storm(conn, rule.name),
        now=now,
        patient=patient,
    )
    if verdict.until is not None:
        crowd.put_off(conn, verdict.held, verdict.until)
    for start in range(0, len(verdict.gathered), storm.LARGEST):
        some = verdict.gathered[start : start + storm.LARGEST]
        key = f"{digest.STORM} {now.isoformat()} {start}"
        _gather(conn, house, rule, some, key=key)


def _gather(
    conn: Connection,
    house: House,
    rule: ChannelRule,
    ids: Sequence[AlertId],
    *,
    key: str,
) -> None:
    now = house.now()
    items = crowd.whole(conn, ids)
    seen = coverage(conn, house, rule.name, since=_oldest(items, now))
    period = digest.Period(due=now, key=key)
    composed = digest.compose(rule.name, period, items, coverage=seen, now=now)
    outbox.into_digest(conn, composed, ids, now)
    log.info("digest_made", channel=rule.name, period=key, items=len(items))


def _oldest(items: Sequence[object], now: datetime) -> datetime:
    return min((getattr(item, "created", now) for item in items), default=now)
