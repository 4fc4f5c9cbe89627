"""Send alerts: lease, send, settle; no channel waits for another.

The attempt is counted and committed before it is made, the result after. A process that
dies in between sends again under the same id, and the receiver can tell.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from monitor import log as logs
from monitor.core import leaving
from monitor.errors import StoreLost
from monitor.model import Alert, AlertId, ChannelName, DeliveryOutcome
from monitor.pipeline import attempt, crowds
from monitor.pipeline.settling import Settler
from monitor.store import channels as channel_rows
from monitor.store import outbox, unsubscribed

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from monitor.channels.base import Channel
    from monitor.pipeline.house import House

log = logs.get()

HOLD = timedelta(
    minutes=3
)  # of a leased alert; every channel's own deadline is shorter
AT_ONCE = 16  # alerts under way in one channel
ILL_AT_ONCE = (
    2  # in one that took nothing last: so much the less for it, and for others
)
ILL_PAUSE = 0.1  # seconds between tries at it; the first that it takes ends both
ILL: frozenset[DeliveryOutcome] = frozenset({"retry", "uncertain"})
IDLE = 0.5  # seconds until a sender looks again, though nobody said so


@dataclass(slots=True)
class Sender:
    """Sends what is due in one channel, up to `AT_ONCE` alerts at a time."""

    house: House
    name: ChannelName
    stopping: asyncio.Event
    idle: float = IDLE
    flight: dict[asyncio.Task[DeliveryOutcome], Channel] = field(default_factory=dict)
    ill: bool = False  # the last alert was not taken, for no fault of its own
    under_way: set[AlertId] = field(default_factory=set)
    settler: Settler = field(init=False)

    def __post_init__(self) -> None:
        """Have one settler for all that this channel sends."""
        self.settler = Settler(self.house)

    async def work(self, *, once: bool = False) -> None:
        """Send until `stopping` is set; with `once`, until nothing is due any more.

        What is in flight then ends first. A cancellation gives it back instead.
        """
        try:
            while not self.stopping.is_set():
                queued = self.house.queued.heard()  # before the look: none is missed
                begun = await self._begin(patient=not once)
                if once and not begun and not self.flight:
                    return
                if self.ill:
                    await asyncio.sleep(ILL_PAUSE)
                if not begun:
                    await self._rest(queued)
            if self.flight:
                await asyncio.wait(self.flight)
        finally:
            for task in self.flight:
                task.cancel()
            await asyncio.gather(*self.flight, return_exceptions=True)

    async def _begin(self, *, patient: bool) -> int:
        """Start sending what is due and has room; give how many alerts that are."""
        try:
            await self._close_retired()
            hand = self.house.standing.channels.get(self.name)
            room = (ILL_AT_ONCE if self.ill else AT_ONCE) - len(self.flight)
            if hand is None or room <= 0:
                return 0
            leased = await self.house.writer.run(
                _lease, self.house, self.name, room, patient=patient
            )
        except StoreLost:  # said once, by who asked
            return 0
        except Exception:
            # The edge of a job: a sender that fails goes on.
            log.exception("sender_failed", channel=self.name)
            return 0
        if leased:
            self.house.failpoint("after_lease")
        for alert in leased:
            if alert.id in self.under_way:  # a clock that jumped ended its lease
                continue
            task = asyncio.create_task(
                attempt.send(self.house, hand, alert, settler=self.settler)
            )
            self.flight[task] = hand
            self.under_way.add(alert.id)
            task.add_done_callback(partial(self._landed, alert.id))
        return len(leased)

    def _landed(self, alert: AlertId, task: asyncio.Task[DeliveryOutcome]) -> None:
        del self.flight[task]
        self.under_way.discard(alert)
        if task.cancelled():
            return
        if (error := task.exception()) is None:
            self.ill = task.result() in ILL
        else:
            # What came of it could not be kept: its lease runs out.
            log.error("sender_failed", channel=self.name, exc_info=error)

    async def _rest(self, queued: asyncio.Event) -> None:
        """Wait for room, for something new to send, for a stop, or a little."""
        waits = [asyncio.create_task(event.wait()) for event in (self.stopping, queued)]
        try:
            await asyncio.wait(
                [*waits, *self.flight],
                timeout=self.idle,
                return_when=asyncio.FIRST_COMPLETED,
            )
        finally:
            for task in waits:
                task.cancel()

    async def _close_retired(self) -> None:
        old = self.house.retired.pop(self.name, [])
        used = [one for one in old if one in self.flight.values()]
        if used:
            self.house.retired[self.name] = used
        for one in old:
            if one not in used:
                await one.close()


async def send_one(
    house: House, name: ChannelName, alert: AlertId, *, again: bool = False
) -> bool:
    """Send one alert, if it is due; give whether it was tried.

    Args:
        house: the open rooms.
        name: its channel.
        alert: its id.
        again: also when it is leased to a worker that died over it.
    """
    hand = house.standing.channels.get(name)
    if hand is None:
        return False
    leased = await house.writer.run(_lease_one, house, name, alert, again=again)
    if leased is None:
        return False
    house.failpoint("after_lease")
    await attempt.send(house, hand, leased, settler=Settler(house))
    return True


def _lease_one(
    conn: Connection, house: House, name: ChannelName, alert: AlertId, *, again: bool
) -> Alert | None:
    state = channel_rows.states(conn).get(name)
    if state is not None and state.off:
        return None
    channel_rows.lock(conn, name)  # others send in this channel at the same time
    crowds.tame(conn, house, name)
    now = house.now()
    leased = outbox.lease_one(conn, alert, now, hold=HOLD, again=again)
    return _without_leavers(conn, name, [leased])[0] if leased else None


def _lease(
    conn: Connection, house: House, name: ChannelName, limit: int, *, patient: bool
) -> list[Alert]:
    state = channel_rows.states(conn).get(name)
    if state is not None and state.off:
        return []
    crowds.tame(conn, house, name, patient=patient)
    leased = outbox.lease(conn, house.now(), channel=name, limit=limit, hold=HOLD)
    if leased:
        house.failpoint("inside_lease")
    return _without_leavers(conn, name, leased)


def _without_leavers(
    conn: Connection, name: ChannelName, leased: Sequence[Alert]
) -> list[Alert]:
    """Say of each alert which readers have left what it belongs to."""
    left = unsubscribed.every(conn, name) if leased else {}
    if not left:
        return list(leased)
    return [replace(alert, skip=leaving.without(alert, left)) for alert in leased]
