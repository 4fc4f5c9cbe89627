"""Keep what came of attempts: all that end while one commit runs go into the next.

A commit costs about 4 ms whatever it holds, and so do the statements around it: settled
one by one, sixteen posts that end together would wait for sixteen commits.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING

from monitor.errors import DeliveryError
from monitor.model import AlertState, ChannelName, Delivery
from monitor.store import attempts as attempt_rows
from monitor.store import channels as channel_rows

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from monitor.pipeline.house import House

MOST = 50  # attempts in one step


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One attempt at an alert, and what is to follow."""

    delivery: Delivery
    error: DeliveryError | None
    again: datetime | None  # None after an error: never


@dataclass(slots=True)
class Settler:
    """Keeps the attempts of one channel, as many at a time as there are."""

    house: House
    _waiting: list[tuple[Attempt, asyncio.Future[AlertState]]] = field(
        default_factory=list
    )
    _at_work: asyncio.Task[None] | None = None

    async def settle(self, attempt: Attempt) -> AlertState:
        """Give the alert's state once it is committed.

        Raises:
            StoreError: it could not be kept; the alert's lease will run out.
        """
        kept: asyncio.Future[AlertState] = asyncio.get_running_loop().create_future()
        self._waiting.append((attempt, kept))
        if self._at_work is None or self._at_work.done():
            self._at_work = asyncio.create_task(self._work())
        return await kept

    async def _work(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
            attempts = [attempt for attempt, _ in batch]
            try:
                states = await self.house.writer.run(_settle, self.house, attempts)
            except Exception as e:  # noqa: BLE001 - it travels on to who waits, whole
                for _, kept in batch:
                    if not kept.done():
                        kept.set_exception(e)
                continue
            for (_, kept), state in zip(batch, states, strict=True):
                if not kept.done():  # its sender was cancelled meanwhile
                    kept.set_result(state)


def _settle(
    conn: Connection, house: House, attempts: Sequence[Attempt]
) -> list[AlertState]:
    """Keep the attempts, and what they say of the channel as a whole."""
    for name, some in groupby(attempts, key=lambda one: one.delivery.channel):
        # That nobody wants a channel's mail says nothing of the channel.
        met = [one.error for one in some]
        met = [error for error in met if error is None or not error.unsubscribed]
        _judge(conn, house, name, met)
    states = attempt_rows.settle(conn, [(one.delivery, one.again) for one in attempts])
    house.failpoint("inside_settle")
    return states


def _judge(
    conn: Connection,
    house: House,
    name: ChannelName,
    errors: Sequence[DeliveryError | None],
) -> None:
    now = house.now()
    for failed, _ in groupby(error is not None for error in errors):
        if failed:
            channel_rows.went_wrong(conn, name, now)
        else:
            channel_rows.went_well(conn, name, now)
    gone = [error for error in errors if error is not None and error.gone]
    if gone:
        reason = f"the receiver wants nothing more ({gone[0]})"
        channel_rows.switch_off(conn, name, reason)
