"""The monitor's own settings, as they stand in monitor.yaml.

The string under a field is its sentence in the reference page and in the schema that
editors show.
"""

from __future__ import annotations

import re
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator
from pydantic.json_schema import WithJsonSchema

from monitor.config.channels import AnyChannelSettings
from monitor.config.names import WebAddress
from monitor.config.places import ReceiverUrl
from monitor.config.redact import redact
from monitor.config.refusal import refusal
from monitor.config.secrets import Secret, is_reference
from monitor.config.values import (
    Cidr,
    Duration,
    Settings,
    Size,
    Timezone,
    Wait,
    duration,
    size,
    within,
)

DATABASES = ("sqlite:///", "postgresql://", "postgresql+psycopg://")


def _database_or_reference(value: object) -> object:
    if isinstance(value, str) and not is_reference(value):
        return Secret(value, shown=redact(value))
    return value


def _database(secret: Secret) -> Secret:
    url = secret.reveal()
    if not url.startswith(DATABASES) or url in DATABASES:
        raise refusal(
            "not a database; write sqlite:///data/monitor.db,"
            " postgresql://user@host/name or env:DATABASE_URL",
            kind="secret",
        )
    if url == "sqlite:///:memory:":
        raise refusal("this forgets everything; write sqlite:///data/monitor.db")
    return Secret(url, shown=redact(url))


def _contact(value: str) -> str:
    mail = re.match(r"[^@\s<>()]+@[^@\s<>()]+\Z", value)
    if not value.isascii() or not (mail or re.match(r"https?://[^\s()]+\Z", value)):
        raise refusal("not a contact; write a mail address or the address of a page")
    return value


DatabaseUrl = Annotated[
    Secret,
    BeforeValidator(_database_or_reference),
    AfterValidator(_database),
    WithJsonSchema(
        {"type": "string", "pattern": "^(sqlite:///|postgresql|env:|file:)"}
    ),
]
Contact = Annotated[str, AfterValidator(_contact)]


def _listening(value: str) -> str:
    if not re.match(r"[\w.:%-]+\Z", value):
        raise refusal("not an address to listen on; write 127.0.0.1 or 0.0.0.0")
    return value


class Politeness(Settings):
    """How the spiders behave towards the sites they read."""

    delay: Duration = duration("2s")
    """The least time between the starts of two requests to one host."""

    per_host: int = Field(default=1, ge=1, le=8)
    """Connections to one host at a time."""

    hosts_at_once: int = Field(default=16, ge=1, le=512)
    """Hosts that are read at the same time."""

    robots: Literal["obey", "ignore"] = "obey"
    """Whether robots.txt is obeyed; ignore only on sites of your own."""

    timeout: Wait = duration("30s")
    """The longest time that one request may take in all."""

    max_page: Annotated[Size, within(size("1KiB"), size("64MiB"))] = size("8MiB")
    """The largest page that is read, after decompression."""

    allow_private: tuple[Cidr, ...] = ()
    """Networks that may be read although they are not public."""

    retry: Wait = duration("60s")
    """The first wait before a page that failed is asked for again; it doubles."""

    baseline: int = Field(default=30, ge=0, le=1000)
    """How many pages are read at the first visit to a source, without alerts."""

    recheck: tuple[Wait, ...] = tuple(map(duration, ("15m", "1h", "4h", "1d", "3d")))
    """When an article that was alerted is read again for changes, after the first reading."""

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if list(self.recheck) != sorted(set(self.recheck)):
            raise refusal(
                "recheck must grow; write [15m, 1h, 4h, 1d, 3d]", key="recheck"
            )
        return self


class Workers(Settings):
    """The processes that extract articles from pages, and their limits."""

    count: int = Field(default=0, ge=0, le=256)
    """How many; 0 for one for each processor."""

    memory: Annotated[Size, within(size("256MiB"), size("64GiB"))] = size("1GiB")
    """The memory that one may use before it is ended."""

    seconds: float = Field(default=20, gt=0, le=600)
    """The time that one page may take before it is given up."""


class Keep(Settings):
    """How long things are kept; what was alerted is kept for good."""

    articles: Wait = duration("365d")
    """Articles that no watch matched."""

    outcomes: Wait = duration("30d")
    """What came of each request."""

    deliveries: Wait = duration("365d")
    """Attempts at sending alerts."""


class Web(Settings):
    """The dashboard."""

    enabled: bool = True
    """Whether it is served."""

    host: Annotated[str, AfterValidator(_listening)] = Field(
        default="127.0.0.1", min_length=1
    )
    """The address that it listens on; one that others can reach needs a password."""

    port: int = Field(default=8700, ge=1, le=65535)
    """The port that it listens on."""

    password: Secret | None = None
    """What its readers type before they see anything, with any user name."""


class Heartbeat(Settings):
    """A dead man's switch: an address that is told, again and again, that all is well."""

    url: ReceiverUrl
    """Where to (Healthchecks and its like); /start and /fail are added where they are meant."""

    every: Wait = duration("1m")
    """How often."""

    allow_private: bool = False
    """Whether it may have an address that is not public."""


def _heartbeat(value: object) -> object:
    return {"url": value} if isinstance(value, str) else value


class MonitorFile(Settings):
    """The monitor's own settings: monitor.yaml."""

    database: DatabaseUrl = Field(
        default_factory=lambda: Secret(
            "sqlite:///data/monitor.db", shown="sqlite:///data/monitor.db"
        )
    )
    """Where everything is kept: SQLite (a path from the working directory) or PostgreSQL."""

    contact: Contact | None = None
    """Mail address or page that the user agent names, for the people whose sites are read."""

    timezone: Timezone = "UTC"
    """The reader's time zone: digests, quiet hours, times in mails."""

    public_url: WebAddress | None = None
    """Where readers reach the dashboard, for links in alerts."""

    politeness: Politeness = Politeness()
    """How the spiders behave towards the sites they read."""

    workers: Workers = Workers()
    """The processes that extract articles from pages, and their limits."""

    keep: Keep = Keep()
    """How long things are kept."""

    web: Web = Web()
    """The dashboard."""

    operator: str | None = None
    """The channel that hears of trouble: of channels that fail, of sources that fall silent."""

    health_every: Wait = duration("1d")
    """The least time between two messages on the health of sources."""

    heartbeat: Annotated[Heartbeat | None, BeforeValidator(_heartbeat)] = None
    """A dead man's switch: an address, or the settings below."""

    channels: dict[str, Annotated[AnyChannelSettings, Field(discriminator="kind")]] = (
        Field(default_factory=dict)
    )
    """Where alerts go, by name; with none, to the terminal and to alerts.jsonl beside the database."""
