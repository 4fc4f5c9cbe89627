"""Tell the operator what is wrong with the monitor itself, once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from monitor import log as logs
from monitor.core import notices
from monitor.core.notices import Ear, Notice
from monitor.model import Alert
from monitor.store import channels as channel_rows
from monitor.store import jumps, outbox, troubles

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from monitor.pipeline.house import House

log = logs.get()


async def tell(house: House) -> int:
    """Queue a notice for each trouble that is new; give how many were queued."""
    made = await house.writer.run(_channels, house)
    for alert in made:
        log.error(
            "operator_told",
            channel=alert.channel,
            about=alert.version,
            said=alert.content.title,
        )
    return len(made)


def _channels(conn: Connection, house: House) -> list[Alert]:
    """Judge the channels; one that only failed for long is switched off here."""
    now = house.now()
    if pulled := jumps.pull_in(conn, now):
        log.warning("alerts_pulled_in", alerts=pulled)
    since = now - notices.DEAD_FOR
    found = notices.of_channels(troubles.of_channels(conn, since), now)
    off = [n for n in found if n.switch_off and n.about]
    for notice in off:
        assert notice.about is not None  # noqa: S101 - chosen so
        channel_rows.switch_off(conn, notice.about, notice.switch_off)
    if off:
        found = notices.of_channels(troubles.of_channels(conn, since), now)
    return queue(conn, house, found)


def queue(conn: Connection, house: House, found: Sequence[Notice]) -> list[Alert]:
    """Queue the notices that nobody was told of; give them."""
    if not found:
        return []
    now, rules = house.now(), house.standing.rules
    ears = _ears(conn, house)
    made = []
    for notice in found:
        operator = house.standing.config.operator
        to = notices.route(ears, operator, notice.about)
        if to is None or to not in rules:
            continue
        alert = notices.alert(notice, to, rules[to], now=now)
        if outbox.get(conn, alert.id) is None:
            outbox.put(conn, [alert])
            made.append(alert)
    return made


def _ears(conn: Connection, house: House) -> list[Ear]:
    states = channel_rows.states(conn)
    ears = []
    for name, rule in house.standing.rules.items():
        hand, state = house.standing.channels.get(name), states.get(name)
        if hand is not None and rule.digest is None:
            fine = state is None or not (state.off or state.failing_since)
            ears.append(Ear(name=name, kind=hand.kind, working=fine))
    return ears
