"""Where alerts go, as people write it: mailboxes, receivers, their secrets.

Each type is an `Annotated` for pydantic models, as in `monitor.config.values`.
"""

from __future__ import annotations

import base64
import binascii
import re
from datetime import timedelta
from ipaddress import ip_address
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic.json_schema import WithJsonSchema
from pydantic_core import PydanticCustomError

from monitor.config.secrets import Secret
from monitor.config.values import Duration
from monitor.core import template

_ADDRESS = r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*"
_MAILBOX = re.compile(rf"(?:[^<>@\"(),;:\\]*<{_ADDRESS}>|{_ADDRESS})\Z")


def _mailbox(value: str) -> str:
    if not (_MAILBOX.match(value) and value.isprintable() and "=?" not in value):
        raise ValueError(
            "not a mail address; write desk@example.org or The desk <desk@example.org>"
        )
    return value


def _whole_url(secret: Secret) -> Secret:
    parts = urlsplit(secret.reveal())
    try:
        sound = parts.scheme in {"http", "https"} and bool(parts.hostname)
        sound = sound and parts.port != 0  # raises where it is no port at all
    except ValueError:
        sound = False
    if not sound or parts.username is not None or not secret.reveal().isprintable():
        raise PydanticCustomError(
            "url", "not an address of a receiver; write https://host/path"
        )
    return secret


def _url_or_reference(value: object) -> object:
    """Take an address as it stands, but show no more of it than its host."""
    if isinstance(value, str) and re.match(r"https?://", value, re.IGNORECASE):
        host = value.split("/")[2].rpartition("@")[2]
        return Secret(value, shown=f"{value.split(':')[0].lower()}://{host}/***")
    return value


def _signing_key(secret: Secret) -> Secret:
    try:
        key = base64.b64decode(secret.reveal().removeprefix("whsec_"), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if not 24 <= len(key) <= 64:
        raise PydanticCustomError(
            "secret",
            "not a signing secret; make one of 24 to 64 random bytes:"
            " whsec_$(openssl rand -base64 32)",
        )
    return secret


def _template(value: str) -> str:
    wrong = template.fault(value)
    if wrong:
        raise PydanticCustomError("written", "{message}", {"message": wrong})
    return value


def _deadline(value: timedelta) -> timedelta:
    # An alert is leased for three minutes: a try must end before another begins.
    if not timedelta() < value <= timedelta(minutes=2):
        raise ValueError("not between 1s and 2m; write such as 15s")
    return value


Mailbox = Annotated[str, AfterValidator(_mailbox)]
ReceiverUrl = Annotated[
    Secret,
    BeforeValidator(_url_or_reference),
    AfterValidator(_whole_url),
    WithJsonSchema({"type": "string", "pattern": "^(https?://|env:|file:)"}),
]
SigningSecret = Annotated[Secret, AfterValidator(_signing_key)]
Template = Annotated[
    str, Field(min_length=1, max_length=20_000), AfterValidator(_template)
]
Deadline = Annotated[Duration, AfterValidator(_deadline)]


def is_near(host: str) -> bool:
    """Say whether a mail server stands on this machine or its network."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        address = ip_address(host)
    except ValueError:
        return False
    return bool(address.is_loopback or address.is_private)
