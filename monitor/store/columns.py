"""Column types that mean the same on SQLite and on PostgreSQL."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, Dialect, Integer, Text
from sqlalchemy.types import TypeDecorator

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_SECOND = timedelta(seconds=1)
_SECONDS_FROM = datetime(2000, 1, 1, tzinfo=UTC)
_MOST_SECONDS = 2**31 - 1


def storable(text: str) -> str:
    """Give the text without what PostgreSQL refuses: NUL and lone surrogates."""
    if text.isascii():
        return text.replace("\x00", "") if "\x00" in text else text
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")


class Moment(TypeDecorator[datetime]):
    """An aware datetime as whole microseconds since 1970, UTC.

    SQLite keeps no zones, and text sorts wrongly when offsets differ; a number is
    exact, sorts, and is the same on both databases.
    """

    impl = BigInteger
    cache_ok = True

    def process_bind_param(
        self,
        value: datetime | None,
        _dialect: Dialect,
    ) -> int | None:
        """Give what the database keeps."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a time without a zone cannot be stored: {value!r}")
        return (value - _EPOCH) // _MICROSECOND

    def process_result_value(
        self,
        value: int | None,
        _dialect: Dialect,
    ) -> datetime | None:
        """Give the value back."""
        return None if value is None else _EPOCH + timedelta(microseconds=value)


class Second(TypeDecorator[datetime]):
    """An aware datetime as whole seconds since 2000, UTC, in four bytes: for indexes.

    Reaches from 1932 to 2068; what lies outside is kept as the first or the last.
    """

    impl = Integer
    cache_ok = True

    def process_bind_param(
        self,
        value: datetime | None,
        _dialect: Dialect,
    ) -> int | None:
        """Give what the database keeps."""
        if value is None:
            return None
        seconds = (value - _SECONDS_FROM) // _SECOND
        return max(-_MOST_SECONDS, min(seconds, _MOST_SECONDS))

    def process_result_value(
        self,
        value: int | None,
        _dialect: Dialect,
    ) -> datetime | None:
        """Give the value back."""
        return None if value is None else _SECONDS_FROM + timedelta(seconds=value)


class Span(TypeDecorator[timedelta]):
    """A timedelta as whole microseconds."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(
        self,
        value: timedelta | None,
        _dialect: Dialect,
    ) -> int | None:
        """Give what the database keeps."""
        return None if value is None else value // _MICROSECOND

    def process_result_value(
        self,
        value: int | None,
        _dialect: Dialect,
    ) -> timedelta | None:
        """Give the value back."""
        return None if value is None else timedelta(microseconds=value)


class Words(TypeDecorator[str]):
    """Text from strangers: `storable` on its way in."""

    impl = Text
    cache_ok = True

    def process_bind_param(
        self,
        value: str | None,
        _dialect: Dialect,
    ) -> str | None:
        """Give what the database keeps."""
        return None if value is None else storable(value)


class Json(TypeDecorator[Any]):
    """Plain values (lists, dicts, strings, numbers) as JSON text; None stays NULL.

    Text rather than PostgreSQL's `json`, so that both databases hold the same bytes.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, _dialect: Dialect) -> str | None:  # noqa: ANN401
        """Give what the database keeps."""
        if value is None:
            return None
        return storable(json.dumps(value, ensure_ascii=False, separators=(",", ":")))

    def process_result_value(
        self,
        value: str | None,
        _dialect: Dialect,
    ) -> Any:  # noqa: ANN401
        """Give the value back."""
        return None if value is None else json.loads(value)
