"""What a channel is: a hand that brings one alert to one place and decides nothing."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from ipaddress import IPv4Network, IPv6Network
from typing import Protocol, TextIO

from monitor import clock
from monitor.model import Alert, ChannelName


class Channel(Protocol):
    """One place where alerts go."""

    @property
    def name(self) -> ChannelName:
        """The name in the configuration."""

    @property
    def kind(self) -> str:
        """What chooses the schedule of retries: "email", "webhook", ..."""

    async def send(self, alert: Alert) -> None:
        """Bring the alert there; harmless twice where the receiver knows its id.

        Raises:
            DeliveryError: it was not taken, or not surely; says what to do next.
        """

    async def close(self) -> None:
        """Let go of what it holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelContext:
    """What every channel is told about the house it stands in."""

    timezone: str = "UTC"  # IANA name, the reader's
    contact: str = ""  # of the operator; stands in headers
    public_url: str | None = None  # of the web pages, when they are to be linked
    key: bytes = b""  # signs the addresses by which readers leave; none: no such page
    allow: tuple[IPv4Network | IPv6Network, ...] = ()  # private, yet may be reached
    out: TextIO | None = None  # where the console channel writes; None: stdout
    now: Callable[[], datetime] = field(default=clock.now)
