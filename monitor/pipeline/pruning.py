"""Forget what is older than `keep` says: nightly, in small steps."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from monitor import log as logs
from monitor.store import prune as steps

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from monitor.config.models import Keep
    from monitor.pipeline.house import House

log = logs.get()

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
