"""How a settings type says no: a sentence that names what to write instead."""

from typing import Literal

from pydantic_core import PydanticCustomError


def refusal(
    message: str, *, kind: Literal["written", "secret"] = "written", key: str = ""
) -> PydanticCustomError:
    """Make the error that pydantic collects with all others; a ValueError.

    Args:
        message: what is wrong, and what to write instead; never holds a secret.
        key: the setting inside the refused mapping that is meant, if one is.
        kind: "secret" keeps the offending text out of the message that people see.
    """
    # The sentence goes in as a value, not as a template: a path may hold braces.
    return PydanticCustomError(kind, "{message}", {"message": message, "key": key})
