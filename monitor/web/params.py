"""What a request may ask for: strangers' data, checked before anything reads it."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Annotated, TypeVar
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
)
from starlette.exceptions import HTTPException

from monitor.config.values import duration
from monitor.core.urls import MAX_LENGTH, acceptable, canonical
from monitor.model import AlertState

if TYPE_CHECKING:
    from starlette.requests import Request

    from monitor.web.view import HouseView

_CONTROL = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
_EARLIEST = datetime(1970, 1, 2, tzinfo=UTC)


def _inert(value: str) -> str:
    if _CONTROL.search(value):
        raise ValueError("leave control characters out")
    return value


def _begins(value: object, info: ValidationInfo) -> object:
    """Read how long ago (`6h`, `30d`) or from when (`2026-11-01`, a time) to look."""
    if not isinstance(value, str) or not info.context:
        return value
    now, zone = info.context["now"], info.context["zone"]
    try:
        return max(now - duration(value), _EARLIEST)
    except ValueError:
        pass
    try:
        when = _moment(value, zone)
    except (ValueError, OverflowError):
        raise ValueError(
            "write how long ago (6h, 30d) or a date (2026-11-01)"
        ) from None
    return max(when, _EARLIEST)


def _moment(value: str, zone: ZoneInfo) -> datetime:
    if len(value) == 10:
        return datetime.combine(date.fromisoformat(value), time(), zone).astimezone(UTC)
    # In a query a "+" that was not escaped arrives as a blank.
    when = datetime.fromisoformat(value.replace(" ", "+"))
    return (when if when.tzinfo else when.replace(tzinfo=zone)).astimezone(UTC)


def _address(value: str) -> str:
    if not acceptable(value.strip()):
        raise ValueError("write a whole address that begins with http:// or https://")
    return canonical(value)


Word = Annotated[str, Field(max_length=200), AfterValidator(_inert)]
Since = Annotated[datetime, BeforeValidator(_begins)]
StoryKey = Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]


class Asked(BaseModel):
    """The parent of all requests: strict about names."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Paged(Asked):
    """A part of a list."""

    limit: Annotated[int, Field(ge=1, le=200)] = 50
    offset: Annotated[int, Field(ge=0, le=100_000)] = 0


class StoriesAsked(Paged):
    """Which stories."""

    q: Annotated[str, Field(max_length=500), AfterValidator(_inert)] | None = None
    watchlist: Word | None = None
    watch: Word | None = None
    since: Since | None = None


class AlertsAsked(Paged):
    """Which alerts."""

    state: AlertState | None = None
    channel: Word | None = None
    watchlist: Word | None = None
    story: StoryKey | None = None
    since: Since | None = None


class AddressAsked(Asked):
    """The life of which address; kept in its one spelling."""

    url: (
        Annotated[str, Field(max_length=MAX_LENGTH), AfterValidator(_address)] | None
    ) = None


class NothingAsked(Asked):
    """Nothing."""


A = TypeVar("A", bound=Asked)


def asked(model: type[A], request: Request, view: HouseView) -> A:
    """Read what a request asks for; fields left empty in a form count as not said.

    Raises:
        HTTPException: 422: it makes no sense; the detail says what to write.
    """
    said: dict[str, str] = {}
    for name, value in request.query_params.multi_items():
        if name in said:
            raise HTTPException(422, f"{name[:50]}: write it once")
        if value.strip():
            said[name] = value
    context = {"now": view.now(), "zone": ZoneInfo(view.config.timezone)}
    try:
        return model.model_validate(said, context=context)
    except ValidationError as e:
        raise HTTPException(422, "; ".join(map(_told, _errors(e)))) from None


def _errors(error: ValidationError) -> list[tuple[str, str]]:
    return [
        (".".join(map(str, each["loc"])), each["msg"])
        for each in error.errors(include_url=False, include_input=False)
    ]


def _told(error: tuple[str, str]) -> str:
    name, message = error
    return f"{name[:50]}: {message.removeprefix('Value error, ')}"
