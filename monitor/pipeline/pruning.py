"""Forget what is older than `keep` says: nightly, in small steps.

The night is the reader's. A desk that is off at night forgets in the day, once it has
not for a day and a half; and when it was last done is kept, so that neither a restart
nor another scheduler does it again.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from monitor import log as logs
from monitor.store import meta
from monitor.store import prune as steps

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from monitor.config.models import Keep
    from monitor.pipeline.house import House

log = logs.get()

LAST: Final = "pruned"  # key of `meta`
NIGHT: Final = range(2, 6)  # hours of the reader's clock
APART: Final = timedelta(hours=12)  # a night comes once, also where clocks are changed
LATEST: Final = timedelta(hours=36)  # for a desk that is off at night

Forget = Callable[["Connection", datetime], int]


def work(keep: Keep, now: datetime) -> dict[str, tuple[Forget, datetime]]:
    """Give each kind of thing that is forgotten: its step, and from when back."""
    return {
        "outcomes": (steps.outcomes_before, now - keep.outcomes),
        "pages": (steps.pages_before, now - keep.outcomes),
        "deliveries": (steps.deliveries_before, now - keep.deliveries),
        "texts": (steps.texts_before, now - keep.articles),
        "event_terms": (steps.terms_before, now - steps.TERMS_KEPT),
        "sites": (steps.sites_before, now - steps.SITES_KEPT),
    }


def is_due(last: datetime | None, now: datetime, zone: str) -> bool:
    """Tell whether it is time to forget.

    Args:
        last: when it was done; None for never.
        now: aware.
        zone: of the reader.
    """
    if last is None or now - last >= LATEST or last > now:
        return True
    at_night = now.astimezone(ZoneInfo(zone)).hour in NIGHT
    return at_night and now - last >= APART


async def prune_nightly(house: House) -> None:
    """Forget, if it is time."""
    said = await house.writer.read(meta.recall, LAST)
    last = datetime.fromisoformat(said) if said else None
    if is_due(last, house.now(), house.standing.config.timezone):
        await prune(house)
        await house.writer.run(meta.keep, LAST, house.now().isoformat())


async def prune(house: House) -> None:
    """Forget step by step; each is a short transaction of its own."""
    forgotten = {}
    for name, (step, before) in work(house.standing.config.keep, house.now()).items():
        count = 0
        while some := await house.writer.run(step, before):
            count += some
        forgotten[name] = count
    if any(forgotten.values()):
        log.info("pruned", **forgotten)
