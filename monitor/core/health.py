"""How a source does, in a word."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, get_args

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.model import Visit

Standing = Literal["failing", "gone", "silent", "waiting", "ok"]

ORDER: Final[tuple[Standing, ...]] = get_args(Standing)  # the worst first
SILENT_DAYS: Final = 14  # without anything new; most feeds speak daily


def judge(visit: Visit | None, now: datetime) -> Standing:
    """Say how a source does; `waiting` is one that was not visited yet."""
    if visit is None or visit.last is None:
        return "waiting"
    if visit.gone:
        return "gone"
    if visit.failures:
        return "failing"
    quiet = now - (visit.last_new or visit.added)
    return "silent" if quiet.days >= SILENT_DAYS else "ok"
