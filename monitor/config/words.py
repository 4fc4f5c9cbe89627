"""Plain words of YAML 1.2: `NO` is text, `08:00` is text, `0o17` is fifteen.

Source: YAML 1.2.2, section 10.3.2 (tag resolution of the core schema).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from monitor.config.nodes import Plain

_CORE: Final[tuple[tuple[re.Pattern[str], Callable[[str], Plain]], ...]] = (
    (re.compile(r"(?:|~|null|Null|NULL)\Z"), lambda _: None),
    (re.compile(r"(?:true|True|TRUE)\Z"), lambda _: True),
    (re.compile(r"(?:false|False|FALSE)\Z"), lambda _: False),
    (re.compile(r"[-+]?[0-9]{1,18}\Z"), int),
    (re.compile(r"[-+]?[0-9]{19,}\Z"), str),  # no number of ours; an account, a phone
    (re.compile(r"0o[0-7]{1,18}\Z"), lambda text: int(text, 0)),
    (re.compile(r"0x[0-9a-fA-F]{1,15}\Z"), lambda text: int(text, 16)),
    (
        re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\Z"),
        float,
    ),
    (
        re.compile(r"[-+]?\.(?:inf|Inf|INF)\Z|\.(?:nan|NaN|NAN)\Z"),
        lambda text: float(text.replace(".", "")),
    ),
)


def resolve(text: str) -> Plain:
    """Read a plain word as the core schema of YAML 1.2 does."""
    if len(text) <= 40:
        for pattern, convert in _CORE:
            if pattern.match(text):
                return convert(text)
    return text
