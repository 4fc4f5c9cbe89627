"""One attempt at one alert: worded, sent, judged, kept, told."""

from __future__ import annotations

import asyncio
import random
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from monitor import clock, metrics, tracing
from monitor import log as logs
from monitor.core import retry
from monitor.errors import DeliveryError, ExtractError
from monitor.model import Alert, Delivery, DeliveryOutcome
from monitor.pipeline.settling import Attempt, Settler
from monitor.store import outbox

if TYPE_CHECKING:
    from monitor.channels.base import Channel
    from monitor.pipeline.house import House

log = logs.get()


async def send(
    house: House, hand: Channel, alert: Alert, *, settler: Settler
) -> DeliveryOutcome:
    """Send an alert that was leased, and keep what came of it.

    Args:
        house: the open rooms.
        hand: of the alert's channel.
        alert: leased.
        settler: of the channel.
    """
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
    return delivery.outcome


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
