"""The monitor of the demo: the real service, in a process of its own."""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

STOP_WITHIN = 40.0  # seconds; the service itself promises 30
LAST = 6  # lines of its log that are shown when it fails


@dataclass(slots=True)
class Service:
    """A running monitor and its log."""

    process: asyncio.subprocess.Process
    log: Path

    @property
    def ended(self) -> bool:
        """Tell whether it is no longer running."""
        return self.process.returncode is not None

    async def stop(self) -> int:
        """Stop it as an administrator would; give its exit status."""
        if not self.ended:
            with contextlib.suppress(ProcessLookupError):
                self.process.terminate()
        try:
            async with asyncio.timeout(STOP_WITHIN):
                return await self.process.wait()
        except TimeoutError:
            self.process.kill()
            return await self.process.wait()

    def complaints(self) -> list[str]:
        """Give the last things that it logged as going wrong, shortened."""
        lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()
        bad = [line for line in lines if _level(line) not in {"info", "debug"}]
        return [line[:300] for line in bad[-LAST:]]


@asynccontextmanager
async def running(folder: Path) -> AsyncIterator[Service]:
    """Run `news-monitor run` on a configuration; it is stopped at the end.

    Args:
        folder: of the configuration; the log is written there too.
    """
    log = folder / "monitor.log"
    with log.open("wb") as out:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "monitor", "run", "--config", str(folder)),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            start_new_session=True,  # Ctrl-C is for us; we then stop it ourselves
        )
    service = Service(process, log)
    try:
        yield service
    finally:
        await service.stop()


def _level(line: str) -> str:
    """Give the level of a line; what is neither JSON nor advice is a complaint."""
    if line.endswith("(advice)"):
        return "info"
    try:
        return str(json.loads(line)["level"])
    except (ValueError, KeyError, TypeError):
        return "error"
