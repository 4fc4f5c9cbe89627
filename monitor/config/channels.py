"""The settings of each kind of channel, and what they mean for planning.

One model per kind, chosen by `kind`. The string under a field is its sentence in the
reference page.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, model_validator

from monitor.config.places import (
    Deadline,
    Mailbox,
    ReceiverUrl,
    SigningSecret,
    Template,
    is_near,
)
from monitor.config.secrets import Secret
from monitor.config.values import (
    Cidr,
    LocalTime,
    QuietHours,
    Settings,
    Timezone,
    duration,
)
from monitor.model import ChannelName, ChannelRule, DigestRule

Weekday = Literal[
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"
]
WEEKDAYS: tuple[Weekday, ...] = Weekday.__args__  # type: ignore[attr-defined]  # a Literal's values


class ChannelSettings(Settings):
    """What every kind of channel has."""

    quiet: QuietHours | None = None
    """Hours by the reader's clock in which nothing is sent but high priority."""

    timezone: Timezone | None = None
    """The reader's time zone, where it is not the monitor's."""

    storm: int = Field(default=10, ge=0, le=10_000)
    """Alerts in five minutes; what comes beyond is gathered in one digest; 0 for no limit."""

    template: Template | None = None
    """A Jinja2 template of what is said, in place of the built-in text; see alerts preview."""


class SmtpSettings(Settings):
    """A mail server, and how to talk to it."""

    host: str = Field(min_length=1)
    """Name or address of the mail server."""

    port: int | None = Field(default=None, ge=1, le=65535)
    """Its port; 587 with starttls, 465 with tls, 25 with none."""

    security: Literal["starttls", "tls", "none"] = "starttls"
    """How the way to it is protected; none only for this machine or its network."""

    insecure: bool = False
    """Send unprotected also to a server that is not on this machine or its network."""

    user: str | None = None
    """The name to log in with; nothing logs in without it."""

    password: Secret | None = None
    """The password to log in with."""

    ca_file: str | None = None
    """File with the certificates to trust, where the server's is not public."""

    timeout: Deadline = duration("60s")
    """The longest time that sending one alert may take in all."""

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if (self.user is None) != (self.password is None):
            raise ValueError("user and password go together; write both or none")
        if self.security == "none" and not (self.insecure or is_near(self.host)):
            raise ValueError(
                "security: none would send mail in the clear; write starttls or tls,"
                " or insecure: true if that is meant"
            )
        return self

    @property
    def reached_at(self) -> int:
        """The port, the usual one where none is written."""
        return self.port or {"starttls": 587, "tls": 465, "none": 25}[self.security]


class EmailSettings(ChannelSettings):
    """Mail to one or more readers."""

    kind: Literal["email"]
    """email"""

    to: tuple[Mailbox, ...] = Field(min_length=1, max_length=50)
    """The readers; each gets a mail of their own."""

    sender: Mailbox = Field(alias="from")
    """The address that alerts come from."""

    smtp: SmtpSettings
    """The mail server."""


WebhookFormat = Literal[
    "standard", "bearer", "slack", "discord", "mattermost", "teams", "ntfy"
]


class WebhookSettings(ChannelSettings):
    """An HTTP receiver: your own (Standard Webhooks), or a chat's."""

    kind: Literal["webhook"]
    """webhook"""

    url: ReceiverUrl
    """Where alerts are posted: an address, or a reference where it is secret itself."""

    format: WebhookFormat = "standard"
    """What is posted: our own body, or what a chat or ntfy takes."""

    secret: SigningSecret | None = None
    """Signs each body (Standard Webhooks, whsec_...)."""

    old_secret: SigningSecret | None = None
    """Signs as well while receivers change over to a new secret."""

    token: Secret | None = None
    """Sent as `Authorization: Bearer`; for formats bearer and ntfy."""

    allow_private: bool | tuple[Cidr, ...] = False
    """Whether the receiver may have an address that is not public: true, or networks."""

    ca_file: str | None = None
    """File with the certificates to trust, where the receiver's is not public."""

    timeout: Deadline = duration("15s")
    """The longest time that one try may take in all."""

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if (self.format == "bearer") != (self.token is not None) and (
            self.format != "ntfy"
        ):
            raise ValueError(
                "a token goes with format: bearer or ntfy, and bearer needs one"
            )
        if self.old_secret is not None and self.secret is None:
            raise ValueError("old_secret needs the new one; write secret too")
        path = urlsplit(self.url.reveal()).path
        if self.format == "ntfy" and not path.strip("/"):
            raise ValueError("ntfy needs a topic; write https://ntfy.sh/your-topic")
        return self


class AppriseSettings(ChannelSettings):
    """Any of the services that Apprise knows (`pip install news-monitor[apprise]`)."""

    kind: Literal["apprise"]
    """apprise"""

    url: Secret
    """The Apprise URL; it holds a secret, so it is a reference."""

    timeout: Deadline = duration("60s")
    """The longest time that one try may take in all."""


class ConsoleSettings(ChannelSettings):
    """The terminal or log of the daemon."""

    kind: Literal["console"]
    """console"""


class FileSettings(ChannelSettings):
    """A file that gets one JSON object a line."""

    kind: Literal["file"]
    """file"""

    path: str = Field(min_length=1)
    """The file; made when absent, only ever added to."""


class DigestSettings(Settings):
    """Gathers alerts, and sends them together through another channel."""

    kind: Literal["digest"]
    """digest"""

    of: str
    """The channel that the digest is sent through."""

    every: Literal["hour", "day", "week"] = "day"
    """How often."""

    at: LocalTime | None = None
    """When, by the reader's clock: 08:00 if not said; for an hourly one, 00:15 means a quarter past."""

    weekday: Weekday = "monday"
    """On which day, for a weekly one."""

    send_empty: bool = False
    """Whether a digest with nothing in it is sent, saying so."""

    timezone: Timezone | None = None
    """The reader's time zone, where it is not the monitor's."""

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.every == "hour" and (self.at or 0) >= 60:
            raise ValueError(
                "an hourly digest has minutes only; write 00:00 to 00:59 for `at`"
            )
        return self


AnyChannelSettings = (
    EmailSettings
    | WebhookSettings
    | AppriseSettings
    | DigestSettings
    | ConsoleSettings
    | FileSettings
)

CHANNEL_SETTINGS: Mapping[str, type[AnyChannelSettings]] = MappingProxyType(
    {
        "email": EmailSettings,
        "webhook": WebhookSettings,
        "apprise": AppriseSettings,
        "digest": DigestSettings,
        "console": ConsoleSettings,
        "file": FileSettings,
    }
)


def channel_rule(
    name: ChannelName, settings: AnyChannelSettings, *, timezone: str
) -> ChannelRule:
    """Say when a channel wants to be told.

    Args:
        name: of the channel.
        settings: of the channel.
        timezone: the monitor's, for a channel that names none.
    """
    zone = settings.timezone or timezone
    if not isinstance(settings, DigestSettings):
        return ChannelRule(
            name=name, timezone=zone, quiet=settings.quiet, storm=settings.storm
        )
    usual = 480 if settings.every != "hour" else 0
    gathers = DigestRule(
        of=ChannelName(settings.of),
        every=settings.every,
        at=usual if settings.at is None else settings.at,
        weekday=WEEKDAYS.index(settings.weekday),
        send_empty=settings.send_empty,
    )
    return ChannelRule(name=name, timezone=zone, digest=gathers)


def templates(
    channels: Mapping[ChannelName, AnyChannelSettings],
) -> dict[ChannelName, str]:
    """Give the template of each channel that has one; a digest is said in its sender's."""
    said = {n: getattr(one, "template", None) for n, one in senders(channels).items()}
    return {name: template for name, template in said.items() if template is not None}


def senders(
    channels: Mapping[ChannelName, AnyChannelSettings],
) -> dict[ChannelName, AnyChannelSettings | None]:
    """Give what sends for each channel: itself, or what a digest goes through."""
    return {
        name: channels.get(ChannelName(one.of))
        if isinstance(one, DigestSettings)
        else one
        for name, one in channels.items()
    }


def readers(
    channels: Mapping[ChannelName, AnyChannelSettings],
) -> dict[ChannelName, tuple[str, ...]]:
    """Give the readers of each channel that mails; a digest has those of its sender."""
    mails = senders(channels).items()
    return {name: one.to for name, one in mails if isinstance(one, EmailSettings)}
