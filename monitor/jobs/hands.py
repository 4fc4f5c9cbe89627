"""The hands of a worker: they take jobs of the queue, and outlive the database."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from procrastinate.exceptions import ConnectorException
from psycopg_pool import PoolTimeout

from monitor import log as logs
from monitor.jobs.station import SILENT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from procrastinate import App

    from monitor.jobs.station import Station
    from monitor.store.contact import Contact

log = logs.get()

POLL: Final = 1.0  # between looks for jobs whose host became free elsewhere
AFTER_FAULT: Final = 2.0
QUEUE_LOST: Final = (ConnectorException, PoolTimeout, OSError)
GRACE: Final = timedelta(seconds=20)  # for jobs in flight when the worker stops
ALERTS_AT_ONCE: Final = 16  # of a channel; a slow one must not hold up the others


@dataclass(slots=True)
class Hands:
    """Takes jobs of some queues, a number at a time, until it is cancelled.

    What is in flight then ends first, within `GRACE`.
    """

    app: App
    station: Station
    queues: Sequence[str]
    at_once: int
    contact: Contact

    async def work(self) -> None:
        """Take jobs; when the database goes away, come back when it does."""
        # What the queue raises while it is cancelled hides the cancellation.
        while not self.station.stopping.is_set():
            try:
                await self.app.run_worker_async(
                    queues=self.queues,
                    name=f"{self.station.name} {','.join(self.queues)}",
                    concurrency=self.at_once,
                    fetch_job_polling_interval=POLL,
                    shutdown_graceful_timeout=GRACE.total_seconds(),
                    delete_jobs="always",
                    install_signal_handlers=False,
                    update_heartbeat_interval=self.station.beat,
                    stalled_worker_timeout=self.station.beat * SILENT,
                )
            except asyncio.CancelledError:
                raise
            except QUEUE_LOST as e:
                if not self.contact.away:  # that is said once, for all
                    log.warning("queue_lost", queues=self.queues, reason=_said(e))
            except Exception:
                # The edge of a job: whatever it was, a worker goes on working.
                log.exception("hands_failed", queues=self.queues)
            await asyncio.sleep(AFTER_FAULT)
            await self._until_back()

    async def _until_back(self) -> None:
        """Wait while the database does not answer, as others of this worker see."""
        stop = self.station.stopping
        if self.contact.away:
            log.info("queue_waits", queues=self.queues)
        while self.contact.away and not stop.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), AFTER_FAULT / 4)


def staff(app: App, station: Station, contact: Contact) -> list[Hands]:
    """Give the hands that a worker's roles ask for."""
    config = station.house.standing.config
    reading = [role for role in ("visit", "ingest") if role in station.roles]
    found = []
    if reading:
        at_once = config.politeness.hosts_at_once
        found.append(Hands(app, station, reading, at_once, contact))
    if "deliver" in station.roles:
        channels = max(1, len(station.house.standing.rules))
        at_once = ALERTS_AT_ONCE * channels
        found.append(Hands(app, station, ["deliver"], at_once, contact))
    return found


def _said(error: Exception) -> str:
    cause = error.__cause__ or error
    return (str(cause).splitlines() or [type(cause).__name__])[0]
