"""Tell the operator of sources that fail, fall silent, or are back: once a day at most."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from monitor import log as logs
from monitor.core import condition
from monitor.core.condition import Condition
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
    if not await house.writer.read(_due, house):
        return 0
    found = await house.writer.read(conditions, house)
    made = await house.writer.run(_tell, house, found)
    for alert in made:
        log.warning("health_told", channel=alert.channel, said=alert.content.title)
    return len(made)


def _due(conn: Connection, house: House) -> bool:
    """Tell whether the last message is long enough ago.

    A clock that was set back must not silence the next one until it caught up.
    """
    kept = meta.recall(conn, MEMORY)
    if not kept:
        return True
    age = house.now() - datetime.fromisoformat(kept["at"])
    return not timedelta() <= age < house.standing.config.health_every


def _tell(conn: Connection, house: House, found: Sequence[Condition]) -> list[Alert]:
    now, kept = house.now(), meta.recall(conn, MEMORY) or {}
    told = {SourceName(n): (a, s) for n, (a, s) in kept.get("told", {}).items()}
    known = frozenset(house.standing.sources)
    notice, left = condition.news(found, told, known=known, now=now)
    if notice is None:
        return []
    made = notices.queue(conn, house, [notice])
    if made:
        meta.keep(conn, MEMORY, {"at": now.isoformat(), "told": left})
    return made
