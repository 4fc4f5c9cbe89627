"""Tell the operator of sources that fail, fall silent, or are back: once a day at most."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from monitor import log as logs
from monitor.core import condition
from monitor.model import Alert, SourceName
from monitor.pipeline import notices
from monitor.pipeline.coverage import conditions
from monitor.store import meta

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from monitor.pipeline.house import House

log = logs.get()

MEMORY = "health"  # the key of what was told


async def tell(house: House) -> int:
    """Queue a message on the health of sources where one is due; give how many."""
    made = await house.writer.run(_tell, house)
    for alert in made:
        log.warning("health_told", channel=alert.channel, said=alert.content.title)
    return len(made)


def _tell(conn: Connection, house: House) -> list[Alert]:
    now = house.now()
    kept = meta.recall(conn, MEMORY) or {}
    last = datetime.fromisoformat(kept["at"]) if kept else None
    # A clock that was set back must not silence the message until it caught up.
    if last is not None and timedelta() <= now - last < every(house):
        return []
    told = {SourceName(n): (a, s) for n, (a, s) in kept.get("told", {}).items()}
    found = conditions(conn, house)
    known = frozenset(house.standing.sources)
    notice, left = condition.news(found, told, known=known, now=now)
    if notice is None:
        return []
    made = notices.queue(conn, house, [notice])
    if made:
        meta.keep(conn, MEMORY, {"at": now.isoformat(), "told": left})
    return made


def every(house: House) -> timedelta:
    """Give the least time between two messages."""
    return house.standing.config.health_every
