"""What `run` shows on a terminal: one line of counts that stays at the bottom."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from typing import TYPE_CHECKING, Self

from rich.live import Live
from rich.text import Text

from monitor.cli.show import plural
from monitor.errors import StoreError
from monitor.store.health import Summary as Counts
from monitor.store.health import summary

if TYPE_CHECKING:
    from datetime import datetime

    from rich.console import Console

    from monitor.daemon import Daemon

EVERY = 1.0  # seconds between two looks


class Summary:
    """A line of counts since the start, kept below whatever else is written."""

    def __init__(self, screen: Console, *, since: datetime) -> None:
        self._since = since
        self._last: Text | None = None
        self._live = Live(
            Text("starting", style="dim"),
            console=screen,
            auto_refresh=False,
            redirect_stdout=sys.stdout.isatty(),
            redirect_stderr=True,
        )

    def __enter__(self) -> Self:
        """Take the bottom line."""
        self._live.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Leave the last counts standing."""
        if self._last is not None:
            self._live.update(self._last)
        self._live.stop()

    async def follow(self, daemon: Daemon) -> None:
        """Keep the counts fresh until the daemon stops."""
        while not daemon.stopping.is_set():
            await self._look(daemon)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(daemon.stopping.wait(), EVERY)
        self._live.update(Text("stopping: what is under way may end"), refresh=True)

    async def _look(self, daemon: Daemon) -> None:
        house = daemon.house
        with contextlib.suppress(StoreError):  # busy: the next look will do
            counts = await house.writer.read(summary, self._since, house.now())
            self._last = describe(counts, error=daemon.reload_error)
            self._live.update(self._last, refresh=True)


def describe(counts: Counts, *, error: str = "") -> Text:
    """Write the counts as one line; a refused configuration as a second."""
    due = f", {counts.due:,} due" if counts.due else ""
    failing = f", {counts.failing:,} failing" if counts.failing else ""
    waiting = f", {counts.waiting:,} waiting" if counts.waiting else ""
    line = Text.assemble(
        ("● ", "green"),
        f"{plural(counts.sources, 'source')}{due}",
        (failing, "red"),
        (" │ ", "dim"),
        f"{plural(counts.pages, 'page')} read{waiting}",
        (" │ ", "dim"),
        plural(counts.stories, "story"),
        (" │ ", "dim"),
        plural(counts.matches, "match"),
        (" │ ", "dim"),
        (plural(counts.alerts, "alert"), "bold"),
        no_wrap=True,
        overflow="ellipsis",
    )
    if error:
        first = error.splitlines()[0]
        line.append(f"\nthe new configuration is not in force: {first}", style="red")
    return line
