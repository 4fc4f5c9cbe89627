"""What a desk does again and again, whoever does it: the daemon, or one of many workers.

The ticks run on the monotonic clock and keep no state: each asks the database what is
due, so a missed tick, a restart or a clock that jumps loses nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from monitor import clock, metrics
from monitor import log as logs
from monitor.errors import ConfigError, StoreLost
from monitor.pipeline import digests, health, lookback, notices, opening, pruning
from monitor.pipeline.heartbeat import Pulse

if TYPE_CHECKING:
    from monitor.config import Reloader
    from monitor.pipeline.house import House

log = logs.get()

AFTER_FAULT = 5.0  # seconds at least, between tries at a step that failed
DIGESTS_EVERY = 5.0
OPERATOR_EVERY = 60.0
HEALTH_EVERY = 1800.0
PULSE_EVERY = 5.0
PRUNE_EVERY = 600.0  # looks whether it is night
JUMP = 60.0  # seconds by which the wall clock may drift from the monotonic unnoticed

Step = Callable[[], Awaitable[object]]
Tick = tuple[str, float, Step]


async def every(house: House, seconds: float, step: Step, name: str) -> None:
    """Do a step again and again, for ever; one that fails is tried again later."""
    drift = _drift(house)
    while True:
        wait = seconds
        try:
            await step()
        except asyncio.CancelledError:
            raise
        except StoreLost:  # said once, by who asked
            wait = max(seconds, AFTER_FAULT)
        except Exception:
            # The edge of a job: a tick that fails is tried again a little later.
            log.exception("tick_failed", tick=name)
            wait = max(seconds, AFTER_FAULT)
        await asyncio.sleep(wait)
        now = _drift(house)
        if abs(now - drift) > JUMP:
            log.warning("clock_jumped", seconds=round(now - drift))
        drift = now


def of_the_desk(house: House) -> list[Tick]:
    """Give the ticks that a desk needs once, however many processes serve it."""

    async def gather() -> None:
        await digests.gather(house)

    return [
        ("digests", DIGESTS_EVERY, gather),
        ("operator", OPERATOR_EVERY, lambda: operator(house)),
        ("health", HEALTH_EVERY, lambda: health.tell(house)),
        ("heartbeat", PULSE_EVERY, Pulse(house).beat),
        ("prune", PRUNE_EVERY, lambda: pruning.prune_nightly(house)),
    ]


async def operator(house: House) -> None:
    """Look back for watches that are new, and tell of what an operator must mend."""
    await lookback.look(house)
    await notices.tell(house)


@dataclass(slots=True)
class Reloading:
    """Puts a changed configuration in force; a wrong one leaves the old one running."""

    house: House
    reloader: Reloader | None = None
    now: asyncio.Event = field(default_factory=asyncio.Event)  # set: read it at once
    error: str = ""  # why the newest configuration is not in force
    changed: Callable[[], None] = lambda: None  # called after each change

    async def look(self) -> None:
        """Look whether the files changed."""
        if self.reloader is None:
            return
        force = self.now.is_set()
        self.now.clear()
        found = await asyncio.to_thread(self.reloader.check, force=force)
        if found is None:
            return
        if not isinstance(found, ConfigError):
            try:
                await opening.change(self.house, found)
            except ConfigError as e:
                found = e
        if isinstance(found, ConfigError):
            self.error = str(found)
            metrics.config_last_reload_ok.set(0)
            log.error("config_refused", problems=[str(p) for p in found.problems])
            return
        self.error = ""
        metrics.config_last_reload_ok.set(1)
        self.changed()
        log.info("config_loaded", version=found.version)


def _drift(house: House) -> float:
    return house.now().timestamp() - clock.monotonic()
