"""Send alerts: lease, send, settle; no channel waits for another.

The attempt is counted and committed before it is made, the result after. A process that
dies in between sends again under the same id, and the receiver can tell.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from monitor import clock, metrics, tracing
from monitor import log as logs
from monitor.core import leaving, retry
from monitor.errors import DeliveryError, ExtractError
from monitor.model import Alert, AlertId, ChannelName, Delivery, DeliveryOutcome
from monitor.pipeline import crowds
from monitor.pipeline.settling import Attempt, Settler
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
IDLE = 0.5  # seconds until a sender looks again, though nobody said so


@dataclass(slots=True)
class Sender:
    """Sends what is due in one channel, up to `AT_ONCE` alerts at a time."""

    house: House
    name: ChannelName
    stopping: asyncio.Event
    idle: float = IDLE
    flight: dict[asyncio.Task[None], Channel] = field(default_factory=dict)
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
            room = AT_ONCE - len(self.flight)
            if hand is None or not room:
                return 0
            leased = await self.house.writer.run(
                _lease, self.house, self.name, room, patient=patient
            )
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
                _send(self.house, hand, alert, settler=self.settler)
            )
            self.flight[task] = hand
            self.under_way.add(alert.id)
            task.add_done_callback(partial(self._landed, alert.id))
        return len(leased)

    def _landed(self, alert: AlertId, task: asyncio.Task[None]) -> None:
        del self.flight[task]
        self.under_way.discard(alert)
        if not task.cancelled() and (error := task.exception()):
            # What came of it could not be kept: its lease runs out.
            log.error("sender_failed", channel=self.name, exc_info=error)

    async def _rest(self, queued: asyncio.Event) -> None:
        """Wait for room, for something new to send, for a stop, or a little."""
        waits = [asyncio.create_task(event.wait()) for event in (self.stopping, queued)]
        await asyncio.wait(
            [*waits, *self.flight],
            timeout=self.idle,
            return_when=asyncio.FIRST_COMPLETED,
        )
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
    await _send(house, hand, leased, settler=Settler(house))
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


async def _send(house: House, hand: Channel, alert: Alert, *, settler: Settler) -> None:
    began, at = clock.monotonic(), house.now()
    try:
        error = await _attempt(house, hand, alert)
    except asyncio.CancelledError:
        await asyncio.shield(house.writer.run(outbox.give_back, [alert.id]))
        raise
    house.failpoint("after_send")
    delivery = _told(alert, error, at=at, seconds=clock.monotonic() - began)
    again = None if error is None else _again(house, hand.kind, alert, error)
    state = await settler.settle(Attempt(delivery=delivery, error=error, again=again))
    house.failpoint("after_settle")
    _tell(alert, delivery, state, again)


async def _attempt(house: House, hand: Channel, alert: Alert) -> DeliveryError | None:
    if retry.worn_out(hand.kind, alert.attempts):
        return DeliveryError("each try ended the sender itself", permanent=True)
    try:
        with tracing.span("send", channel=alert.channel, kind=alert.kind):
            await hand.send(await worded(house, alert))
    except DeliveryError as e:
        return e
    except Exception as e:
        # The edge of a job: our own fault must not end the sender of this channel.
        log.exception("alert_failed", alert=alert.id, channel=alert.channel)
        return DeliveryError(f"fault of ours: {e!r}", permanent=False)
    return None


async def worded(house: House, alert: Alert) -> Alert:
    """Say an alert in the words of its channel's template, if it has one that works."""
    template = house.standing.templates.get(alert.channel)
    if template is None or alert.kind == "notice":
        return alert
    zone = house.standing.rules[alert.channel].timezone
    try:
        said = await house.workers.run("fill", template, alert, zone)
    except ExtractError as e:
        log.warning(
            "template_failed", channel=alert.channel, alert=alert.id, reason=str(e)
        )
        return alert
    return replace(alert, said=str(said))


def _again(
    house: House, kind: str, alert: Alert, error: DeliveryError
) -> datetime | None:
    return retry.next_try(
        kind,
        error,
        attempts=alert.attempts,
        now=house.now(),
        jitter=random.random(),  # noqa: S311 - spreads retries, guards nothing
        scale=house.retry_scale,
    )


def _told(
    alert: Alert, error: DeliveryError | None, *, at: datetime, seconds: float
) -> Delivery:
    return Delivery(
        alert=alert.id,
        channel=alert.channel,
        attempt=alert.attempts,
        at=at,
        outcome=_outcome(error),
        seconds=seconds,
        status=error.status if error else None,
        answer=(error.answer or str(error))[:500] if error else _left_out(alert),
    )


def _left_out(alert: Alert) -> str:
    return f"left out, for they unsubscribed: {len(alert.skip)}" if alert.skip else ""


def _outcome(error: DeliveryError | None) -> DeliveryOutcome:
    if error is None:
        return "sent"
    if error.gone:
        return "gone"
    if error.unsubscribed:
        return "unsubscribed"
    if error.permanent:
        # Of several readers only some refused it for good: the others have it.
        return "sent" if error.refused else "refused"
    return "uncertain" if error.uncertain else "retry"


def _tell(alert: Alert, delivery: Delivery, state: str, again: datetime | None) -> None:
    metrics.deliveries.labels(alert.channel, delivery.outcome).inc()
    metrics.delivery_seconds.labels(alert.channel).observe(delivery.seconds)
    if delivery.outcome == "gone":
        log.error("channel_off", channel=alert.channel, answer=delivery.answer)
    told = {"sent": log.info, "dead": log.error}.get(state, log.warning)
    told(
        "alert_sent" if state == "sent" else "alert_not_sent",
        alert=alert.id,
        channel=alert.channel,
        kind=alert.kind,
        story=alert.story,
        attempt=delivery.attempt,
        outcome=delivery.outcome,
        state=state,
        answer=delivery.answer or None,
        again=again.isoformat(timespec="seconds") if again else None,
    )
