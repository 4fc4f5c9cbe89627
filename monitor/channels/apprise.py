"""Alerts through Apprise, for the services that have no channel of their own.

Apprise tries once, hides the status of the answer and opens its own connections, past
our guard: a way out for the rest, never the main way.
"""

import asyncio
import logging
from types import ModuleType
from typing import Protocol

from monitor.channels import formats
from monitor.channels.base import ChannelContext
from monitor.config.channels import AppriseSettings
from monitor.errors import ConfigError, DeliveryError, Problem
from monitor.model import Alert, ChannelName

library: ModuleType | None
try:
    import apprise as library
except ImportError:
    library = None


class _Service(Protocol):
    def add(self, servers: str) -> bool: ...

    def notify(self, body: str, title: str) -> bool | None: ...


class AppriseChannel:
    """One Apprise URL."""

    kind = "apprise"

    def __init__(
        self, name: ChannelName, settings: AppriseSettings, context: ChannelContext
    ) -> None:
        """Read the URL.

        Raises:
            ConfigError: Apprise is not installed, or does not know the URL.
        """
        self.name = name
        self._seconds = settings.timeout.total_seconds()
        self._zone = settings.timezone or context.timezone
        self._service = _service(name, settings.url.reveal())

    async def send(self, alert: Alert) -> None:
        """Hand the alert to Apprise.

        Raises:
            DeliveryError: temporary, since Apprise does not say why it failed.
        """
        said = formats.talk(alert, timezone=self._zone)
        text = "\n".join(line for line in (*said.lines, said.url) if line)
        try:
            async with asyncio.timeout(self._seconds):
                taken = await asyncio.to_thread(
                    self._service.notify, title=said.title, body=text
                )
        except TimeoutError as e:
            late = f"apprise: no answer within {self._seconds:g} s"
            raise DeliveryError(late, permanent=False, uncertain=True) from e
        if not taken:
            raise DeliveryError("apprise: the service did not take it", permanent=False)

    async def close(self) -> None:
        """Apprise holds nothing open."""


def _service(name: ChannelName, url: str) -> _Service:
    if library is None:
        raise _wrong(name, "Apprise is missing; pip install 'news-monitor[apprise]'")
    logging.getLogger("apprise").setLevel(logging.CRITICAL)  # it logs parts of URLs
    service: _Service = library.Apprise()
    if not service.add(url):
        raise _wrong(name, "Apprise does not know this URL; see its list of services")
    return service


def _wrong(name: ChannelName, message: str) -> ConfigError:
    return ConfigError([Problem(file="monitor.yaml", message=f"{name}: {message}")])
