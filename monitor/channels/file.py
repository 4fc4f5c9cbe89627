"""Alerts in a file, one JSON object a line: the body that webhooks get."""

import asyncio
import os
from contextlib import suppress
from pathlib import Path

from monitor.channels import body
from monitor.channels.base import ChannelContext
from monitor.config.channels import FileSettings
from monitor.errors import DeliveryError
from monitor.model import Alert, ChannelName


class FileChannel:
    """A file that is only ever added to."""

    kind = "file"

    def __init__(
        self, name: ChannelName, settings: FileSettings, context: ChannelContext
    ) -> None:
        self.name = name
        self._path = Path(settings.path).expanduser()
        self._page = context.public_url
        self._one_at_a_time = asyncio.Lock()

    async def send(self, alert: Alert) -> None:
        """Add a line and see it on the disk.

        Raises:
            DeliveryError: the file cannot be written; nothing of the line is left.
        """
        line = body.encoded(alert, public_url=self._page) + b"\n"
        try:
            async with self._one_at_a_time:
                await asyncio.to_thread(append, self._path, line)
        except OSError as e:
            reason = e.strerror or str(e)
            raise DeliveryError(f"file: {self._path}: {reason}", permanent=False) from e

    async def close(self) -> None:
        """The file is closed after each line."""


def append(path: Path, line: bytes) -> None:
    """Add a line to a file, whole or not at all.

    A line that a crash cut off is ended first, so that it spoils itself only.

    Args:
        path: made, with its folder, when absent.
        line: with its line break.

    Raises:
        OSError: it cannot be written; the file is as it was.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+b", buffering=0) as file:
        size = file.seek(0, os.SEEK_END)
        if size:
            file.seek(-1, os.SEEK_END)
            line = line if file.read(1) == b"\n" else b"\n" + line
        try:
            left = memoryview(line)
            while left:
                left = left[file.write(left) :]
            os.fsync(file.fileno())
        except OSError:
            with suppress(OSError):  # what went wrong first is what is told
                file.truncate(size)
            raise
