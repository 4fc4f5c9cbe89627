"""Alerts on the terminal or in the log of the daemon."""

import sys

from rich.console import Console
from rich.text import Text

from monitor.channels import render
from monitor.channels.base import ChannelContext
from monitor.config.channels import ConsoleSettings
from monitor.errors import DeliveryError
from monitor.model import Alert, ChannelName


class ConsoleChannel:
    """A stream that a person reads."""

    kind = "console"

    def __init__(
        self, name: ChannelName, settings: ConsoleSettings, context: ChannelContext
    ) -> None:
        self.name = name
        self._zone = settings.timezone or context.timezone
        self._page = context.public_url
        self._out = context.out or sys.stdout
        self._console = Console(
            file=self._out,
            highlight=False,
            markup=False,
            emoji=False,
            soft_wrap=True,  # the text is wrapped already
        )

    async def send(self, alert: Alert) -> None:
        """Print one block.

        Raises:
            DeliveryError: the stream cannot be written to.
        """
        head, _, rest = render.text(
            alert, timezone=self._zone, public_url=self._page
        ).partition("\n")
        block = Text.assemble((f"● {head}", "bold"), "\n", rest)
        try:
            with self._console.capture() as written:
                self._console.print(block)
            # Not by the console itself: it would write past what `run` puts before the
            # stream, so that its line of counts stays below.
            self._out.write(written.get())
            self._out.flush()
        except (OSError, ValueError) as e:  # ValueError: the stream is closed
            raise DeliveryError(f"console: {e}", permanent=False) from e

    async def close(self) -> None:
        """The stream is not ours to close."""
