"""Values as people write them in settings: `10m`, `8MiB`, `08:00`, `22:00-07:00`.

Each type is an `Annotated` for pydantic models: it reads the written form, passes a
value that is already of its kind, says in its error what to write instead, and has
its JSON Schema.
"""

from __future__ import annotations

import re
from datetime import timedelta
from functools import cache
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Annotated, Final
from zoneinfo import available_timezones

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    PlainSerializer,
    model_validator,
)
from pydantic.json_schema import WithJsonSchema

from monitor.config.refusal import refusal
from monitor.config.suggest import did_you_mean

SECONDS: Final = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}
BYTES: Final = {"B": 1, "KiB": 1024, "MiB": 1024**2, "GiB": 1024**3}
LONGEST: Final = timedelta(days=36_500)

_DURATION = re.compile(r"(?:[0-9]{1,9}[smhdw])+\Z")
_SIZE = re.compile(r"([0-9]{1,9}) ?(B|KiB|MiB|GiB)\Z")
_TIME = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])\Z")

Network = IPv4Network | IPv6Network


class Settings(BaseModel):
    """The parent of all settings: frozen, and strict about names.

    The string under a field is its sentence in the reference page and the schema.
    """

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        use_attribute_docstrings=True,
        hide_input_in_errors=True,
        populate_by_name=True,
    )

    @model_validator(mode="before")
    @classmethod
    def _empty_is_unset(cls, values: object) -> object:
        """Take `channels:` with nothing behind it as if it were not there."""
        if isinstance(values, dict):
            return {key: value for key, value in values.items() if value is not None}
        return values


def duration(value: object) -> timedelta:
    """Read `30s`, `10m`, `6h`, `3d`, `2w` or a sum such as `1h30m`.

    Raises:
        ValueError: it is none; the text says what to write.
    """
    if isinstance(value, timedelta):
        return value
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        raise refusal(
            f"a duration needs a unit; write {value}s, {value}m, {value}h ..."
        )
    if not isinstance(value, str) or not _DURATION.match(value.strip()):
        raise refusal("not a duration; write a number and a unit: 30s, 10m, 6h or 3d")
    parts = re.findall(r"(\d+)([smhdw])", value)
    total = timedelta(seconds=sum(int(n) * SECONDS[unit] for n, unit in parts))
    if total > LONGEST:
        raise refusal("longer than a hundred years; write a shorter duration")
    return total


def wait(value: timedelta) -> timedelta:
    """Read a duration that is more than nothing.

    Raises:
        ValueError: it is none; the text says what to write.
    """
    if not value:
        raise refusal("too short; write more than 0s")
    return value


def written(value: timedelta) -> str:
    """Write a duration as settings do: the shortest exact form, `1h30m`."""
    left = int(value.total_seconds())
    parts = []
    for unit in ("d", "h", "m", "s"):
        count, left = divmod(left, SECONDS[unit])
        if count:
            parts.append(f"{count}{unit}")
    return "".join(parts) or "0s"


class Bytes(int):
    """A size that knows how it is written; for defaults, which show it."""


def size(value: object) -> int:
    """Read `512KiB` or `8MiB` as bytes.

    Raises:
        ValueError: it is none; the text says what to write.
    """
    if isinstance(value, int) and not isinstance(value, bool):
        raise refusal(f"a size needs a unit; write {value}B, {value}KiB or {value}MiB")
    if not isinstance(value, str) or not (found := _SIZE.match(value.strip())):
        raise refusal("not a size; write a number and a unit: 512KiB, 8MiB or 1GiB")
    return Bytes(int(found[1]) * BYTES[found[2]])


def within(low: int, high: int) -> AfterValidator:
    """Refuse sizes outside of some limits, which are taken to be right themselves."""

    def check(value: int) -> int:
        if value < low:
            raise refusal(f"too small; write {written_size(low)} or more")
        if value > high:
            raise refusal(f"too large; write {written_size(high)} or less")
        return value

    return AfterValidator(check)


def written_size(value: int) -> str:
    """Write a size as settings do, in the largest unit that is exact."""
    unit = next(u for u in reversed(BYTES) if value % BYTES[u] == 0)
    return f"{value // BYTES[unit]}{unit}"


def local_time(value: object) -> int:
    """Read `08:00` as minutes after local midnight.

    Raises:
        ValueError: it is none; the text says what to write.
    """
    if not isinstance(value, str) or not (found := _TIME.match(value.strip())):
        raise refusal('not a time of day; write hours and minutes: "08:00"')
    return int(found[1]) * 60 + int(found[2])


def quiet_hours(value: object) -> tuple[int, int]:
    """Read `22:00-07:00` as minutes after local midnight: from, until.

    Raises:
        ValueError: it is none; the text says what to write.
    """
    begin, divider, end = value.partition("-") if isinstance(value, str) else ("",) * 3
    if not divider or not _TIME.match(begin.strip()) or not _TIME.match(end.strip()):
        raise refusal('not quiet hours; write from and until: "22:00-07:00"')
    hours = local_time(begin), local_time(end)
    if hours[0] == hours[1]:
        raise refusal('quiet hours without an end; write from and until: "22:00-07:00"')
    return hours


def cidr(value: object) -> Network:
    """Read `10.0.0.0/8` or `fd00::/8`; a lone address is a network of one.

    Raises:
        ValueError: it is none; the text says what to write.
    """
    if isinstance(value, (IPv4Network, IPv6Network)):
        return value
    if isinstance(value, str):
        try:
            return ip_network(value.strip())
        except ValueError as e:
            if "host bits set" in str(e):
                network = ip_network(value.strip(), strict=False)
                raise refusal(f"not the start of a network; write {network}") from e
    raise refusal("not a network; write an address and a length: 10.0.0.0/8")


def zone(value: object) -> str:
    """Read the IANA name of a time zone.

    Raises:
        ValueError: there is no such zone; the text names the nearest.
    """
    if not isinstance(value, str) or value not in _zones():
        near = did_you_mean(str(value), _zones())
        advice = near or "write one such as Asia/Seoul or UTC"
        raise refusal(f"no such time zone; {advice}")
    return value


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones()) - {"localtime", "posixrules", "Factory"}


def pattern(regex: str, example: str) -> WithJsonSchema:
    """Make the schema of a value that is written as text of some form."""
    return WithJsonSchema(
        {"type": "string", "pattern": regex, "examples": [example]},
        mode="validation",
    )


_AS_WRITTEN = PlainSerializer(written, return_type=str, when_used="json")

Duration = Annotated[
    timedelta,
    BeforeValidator(duration),
    _AS_WRITTEN,
    pattern(r"^([0-9]+[smhdw])+$", "10m"),
]
Wait = Annotated[Duration, AfterValidator(wait)]
Size = Annotated[
    int,
    BeforeValidator(size),
    PlainSerializer(written_size, return_type=str, when_used="json"),
    pattern("^[0-9]+ ?(B|KiB|MiB|GiB)$", "8MiB"),
]
LocalTime = Annotated[
    int, BeforeValidator(local_time), pattern("^[0-9]{1,2}:[0-9]{2}$", "08:00")
]
QuietHours = Annotated[
    tuple[int, int],
    BeforeValidator(quiet_hours),
    pattern("^[0-9]{1,2}:[0-9]{2} ?- ?[0-9]{1,2}:[0-9]{2}$", "22:00-07:00"),
]
Cidr = Annotated[
    IPv4Network | IPv6Network,
    BeforeValidator(cidr),
    WithJsonSchema({"type": "string", "examples": ["10.0.0.0/8"]}),
]
Timezone = Annotated[
    str,
    BeforeValidator(zone),
    WithJsonSchema({"type": "string", "examples": ["Asia/Seoul"]}),
]
