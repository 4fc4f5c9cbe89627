"""Alerts on a terminal that shows more than alerts."""

import asyncio
import io

from rich.console import Console
from rich.live import Live
from rich.text import Text

from monitor.channels.console import ConsoleChannel
from monitor.config.channels import ConsoleSettings


def test_an_alert_stands_above_the_line_that_stays_at_the_bottom(context, alert):
    screen = Console(file=io.StringIO(), force_terminal=True, width=80)
    counts = Live(Text("1 alert"), console=screen, auto_refresh=False)
    with counts:
        counts.refresh()
        channel = ConsoleChannel("c", ConsoleSettings(kind="console"), context)
        asyncio.run(channel.send(alert(title="Seoul ends the pact")))
    shown = screen.file.getvalue()
    before, _, after = shown.partition("● Seoul ends the pact")
    assert before.endswith(
        ("\r\x1b[2K", "\r\x1b[2K\x1b[1m")
    )  # the counts are taken off
    assert "1 alert" in after  # and put below
