"""Which module makes which kind of channel; the only place that knows them all."""

from collections.abc import Mapping

from monitor.channels.apprise import AppriseChannel
from monitor.channels.base import Channel, ChannelContext
from monitor.channels.console import ConsoleChannel
from monitor.channels.email import EmailChannel
from monitor.channels.file import FileChannel
from monitor.channels.webhook import WebhookChannel
from monitor.config.channels import (
    AnyChannelSettings,
    AppriseSettings,
    ConsoleSettings,
    DigestSettings,
    EmailSettings,
    FileSettings,
    WebhookSettings,
)
from monitor.errors import ConfigError, Problem
from monitor.model import Alert, ChannelName


class DigestChannel:
    """A name of its own for a way that another channel has."""

    def __init__(self, name: ChannelName, through: Channel) -> None:
        self.name, self._through = name, through
        self.kind = through.kind

    async def send(self, alert: Alert) -> None:
        """Send through the other channel; raises what that raises."""
        await self._through.send(alert)

    async def close(self) -> None:
        """The other channel is closed under its own name."""


def build(
    name: ChannelName,
    settings: AnyChannelSettings,
    *,
    context: ChannelContext,
    through: Channel | None = None,
) -> Channel:
    """Make a channel.

    Args:
        name: in the configuration.
        settings: of its kind.
        context: the house it stands in.
        through: the channel that a digest is sent through.

    Raises:
        ConfigError: its settings cannot be used here: a file of certificates that is
            missing, a service that is not installed, a digest of no channel.
    """
    if isinstance(settings, DigestSettings):
        return DigestChannel(name, _target(name, settings, through))
    try:
        match settings:
            case EmailSettings():
                return EmailChannel(name, settings, context)
            case WebhookSettings():
                return WebhookChannel(name, settings, context)
            case AppriseSettings():
                return AppriseChannel(name, settings, context)
            case _:
                return _local(name, settings, context)
    except OSError as e:
        raise _wrong(name, f"ca_file: {e}; name a file of certificates") from e


def build_all(
    settings: Mapping[ChannelName, AnyChannelSettings], *, context: ChannelContext
) -> dict[ChannelName, Channel]:
    """Make all channels, a digest after the one it is sent through.

    Raises:
        ConfigError: with the problems of every channel that cannot be made.
    """
    made: dict[ChannelName, Channel] = {}
    problems: list[Problem] = []
    for name, one in sorted(settings.items(), key=lambda s: s[1].kind == "digest"):
        of = ChannelName(one.of) if isinstance(one, DigestSettings) else None
        try:
            through = made.get(of) if of else None
            made[name] = build(name, one, context=context, through=through)
        except ConfigError as e:
            problems += e.problems
    if problems:
        raise ConfigError(problems)
    return made


def _local(
    name: ChannelName,
    settings: ConsoleSettings | FileSettings,
    context: ChannelContext,
) -> Channel:
    if isinstance(settings, ConsoleSettings):
        return ConsoleChannel(name, settings, context)
    return FileChannel(name, settings, context)


def _target(
    name: ChannelName, settings: DigestSettings, through: Channel | None
) -> Channel:
    if through is None or isinstance(through, DigestChannel):
        advice = f"no channel {settings.of} to send it through; name one that sends"
        raise _wrong(name, advice)
    return through


def _wrong(name: ChannelName, message: str) -> ConfigError:
    return ConfigError([Problem(file="monitor.yaml", message=f"{name}: {message}")])
