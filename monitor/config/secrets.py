"""Secrets: written as references, held in memory, printed as `***`."""

from __future__ import annotations

import hmac
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NoReturn

from pydantic_core import PydanticCustomError, core_schema

from monitor.config.reading import beginning
from monitor.config.refusal import refusal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler

MASK: Final = "***"
LIMIT_BYTES: Final = 64 * 1024  # of a secret's file: a key or password, never more
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")
HINT: Final = (
    "write `env:NAME` or `file:/path`, and keep the secret itself out of this file"
)


class Secret:
    """A value that shows itself only when asked by name.

    Settings take it as `env:NAME` (an environment variable) or `file:/path` (the
    content of a file without its last line break); a relative path counts from the
    configuration folder. Code and tests make one with `Secret("value")`.
    """

    __slots__ = ("_shown", "_value")

    def __init__(self, value: str, *, shown: str = MASK) -> None:
        """Hold a value.

        Args:
            value: the secret itself.
            shown: what people see of it; must not hold the secret.
        """
        self._value, self._shown = value, shown

    def reveal(self) -> str:
        """Give the secret itself; never log or print the answer."""
        return self._value

    def __repr__(self) -> str:
        return self._shown

    __str__ = __repr__

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        return hmac.compare_digest(self._value.encode(), other._value.encode())

    def __hash__(self) -> int:
        return hash(self._value)

    def __reduce__(self) -> NoReturn:
        """Refuse to be written to a file or sent to another process."""
        msg = "a secret is not to be pickled"
        raise TypeError(msg)

    def __copy__(self) -> Secret:
        return self

    def __deepcopy__(self, _memo: dict[int, object]) -> Secret:
        return self

    @classmethod
    def __get_pydantic_core_schema__(
        cls, _source: object, _handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        return core_schema.with_info_plain_validator_function(
            _from_setting, serialization=core_schema.to_string_ser_schema()
        )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, _schema: core_schema.CoreSchema, _handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {"type": "string", "pattern": "^(env:[A-Za-z_]|file:).+"}


def resolve(
    reference: str, *, env: Mapping[str, str], folder: Path | None = None
) -> Secret:
    """Follow a reference to its secret.

    Args:
        reference: `env:NAME` or `file:/path`.
        env: the environment.
        folder: what a relative path counts from.

    Raises:
        PydanticCustomError: type "secret": the reference leads nowhere, or is none.
            Its text never holds the value.
    """
    kind, divider, name = reference.partition(":")
    if divider and kind == "env":
        return _from_environment(name.strip(), env)
    if divider and kind == "file":
        return _from_file(_path(name, folder or Path()))
    raise _wrong(f"a secret is not written here; {HINT}")


def is_reference(value: str) -> bool:
    """Tell `env:NAME` and `file:/path` from other text."""
    return value.startswith(("env:", "file:"))


def follow(said: str, folder: Path) -> str:
    """Give what a word of the command line says, or the secret that it refers to.

    Raises:
        ValueError: the reference leads nowhere.
    """
    if not is_reference(said):
        return said
    return resolve(said, env=os.environ, folder=folder).reveal()


def _from_setting(value: object, info: core_schema.ValidationInfo) -> Secret:
    if isinstance(value, Secret):
        return value
    if not isinstance(value, str):
        raise _wrong(f"a secret is written as text; {HINT}")
    context = info.context if isinstance(info.context, dict) else {}
    folder = context.get("folder") or Path()
    if value.startswith("file:"):
        # So that a reload sees a secret change.
        context.get("files", []).append(_path(value.removeprefix("file:"), folder))
    return resolve(value, env=context.get("env", os.environ), folder=folder)


def _from_environment(name: str, env: Mapping[str, str]) -> Secret:
    if not NAME.match(name):
        raise _wrong("this is no name of an environment variable; write `env:NAME`")
    if not (value := env.get(name)):
        state = "empty" if name in env else "not set"
        raise _wrong(
            f"the environment variable {name} is {state}; set it before the start,"
            f" or write `file:/path`"
        )
    return Secret(value)


def _path(name: str, folder: Path) -> Path:
    return folder / Path(name.strip())


def _from_file(path: Path) -> Secret:
    try:
        content = beginning(path, most=LIMIT_BYTES + 1)
        value = content.decode("utf-8-sig").removesuffix("\n").removesuffix("\r")
    except UnicodeDecodeError as e:
        raise _wrong(f"the secret's file {path} is not UTF-8 text") from e
    except (OSError, ValueError) as e:
        reason = getattr(e, "strerror", None) or "not a path"
        raise _wrong(f"the secret's file {path} cannot be read: {reason}") from e
    if len(content) > LIMIT_BYTES:
        raise _wrong(f"the secret's file {path} is larger than 64 KiB; name another")
    if not value:
        raise _wrong(f"the secret's file {path} is empty; put the secret into it")
    return Secret(value)


def _wrong(message: str) -> PydanticCustomError:
    return refusal(message, kind="secret")
