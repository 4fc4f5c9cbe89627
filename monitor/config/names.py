"""Names as people write them in settings: of things, languages, countries, pages.

Types for pydantic models, as in `monitor.config.values`.
"""

from __future__ import annotations

import re
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator

from monitor.config.refusal import refusal
from monitor.config.values import pattern

_LANGUAGE = re.compile(r"[a-z]{2}\Z")
_NAME = re.compile(r"[^\W_][\w.-]{0,63}\Z")
_COUNTRY = re.compile(r"[A-Z]{2}\Z")


def language(value: object) -> str:
    """Read an ISO 639-1 code.

    Raises:
        ValueError: it is none; the text says what to write.
    """
    if not isinstance(value, str) or not _LANGUAGE.match(value):
        raise refusal("not a language; write two small letters: en, ko, ja")
    return value


def name(value: str) -> str:
    """Read a name: letters and digits of any script, with - _ and . inside.

    Raises:
        ValueError: it is none; the text says what to write.
    """
    if not _NAME.match(value):
        raise refusal(
            "not a name; write letters, digits, - _ or ., at most 64, no blanks"
        )
    return value


def plain_name(value: str) -> str:
    """Read a name that may be followed by a dot in a query, so it holds none.

    Raises:
        ValueError: it is none; the text says what to write.
    """
    if "." in name(value):
        raise refusal("a dot divides watchlist and concept in @a.b; write - instead")
    return value


def web_address(value: str) -> str:
    """Read an http or https address without a user in it.

    Raises:
        ValueError: it is none; the text says what to write.
    """
    try:
        parts = urlsplit(value)
        sound = parts.scheme in {"http", "https"} and bool(parts.hostname)
        sound = sound and parts.port != 0  # raises where it is no port at all
    except ValueError:
        sound = False
        parts = urlsplit("")
    if not sound or len(value) > 2048 or not value.isprintable() or " " in value:
        raise refusal("not an address; write https://host/path")
    if parts.username is not None:
        raise refusal("an address with a login; write it without user and password")
    return value


def country(value: object) -> str:
    """Read an ISO 3166-1 alpha-2 code.

    Raises:
        ValueError: it is none; the text says what to write.
    """
    if not isinstance(value, str) or not _COUNTRY.match(value):
        raise refusal("not a country; write two capital letters: KR, JP, US")
    return value


Language = Annotated[str, BeforeValidator(language), pattern("^[a-z]{2}$", "ko")]
Country = Annotated[str, BeforeValidator(country), pattern("^[A-Z]{2}$", "KR")]
Name = Annotated[
    str, AfterValidator(name), pattern(r"^[^\W_][\w.-]{0,63}$", "desk-mail")
]
PlainName = Annotated[
    str, AfterValidator(plain_name), pattern(r"^[^\W_][\w-]{0,63}$", "gsomia")
]
WebAddress = Annotated[
    str, AfterValidator(web_address), pattern("^https?://", "https://example.org/rss")
]
