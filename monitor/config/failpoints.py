"""Where a test wants this process to die: `NEWS_MONITOR_FAILPOINT=name[:n]`."""

from __future__ import annotations

import os
from collections import Counter
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

VARIABLE: Final = "NEWS_MONITOR_FAILPOINT"
KILLED: Final = 137  # the exit status of a process that SIGKILL ended


def failpoint(env: Mapping[str, str] | None = None) -> Callable[[str], None] | None:
    """Give what ends the process at the n-th pass of a named point; None without one.

    Nothing is cleaned up, as by `kill -9`.
    """
    name, _, number = (
        (os.environ if env is None else env).get(VARIABLE, "").partition(":")
    )
    if not name:
        return None
    passed: Counter[str] = Counter()

    def at(point: str) -> None:
        passed[point] += 1
        if point == name and passed[point] == int(number or 1):
            os._exit(KILLED)

    return at
