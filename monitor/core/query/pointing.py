"""Shows where in a query an error lies."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from monitor.errors import QueryError

_BEFORE: Final = 60  # characters of the query that are shown on each side
_MORE: Final = "…"


def pointed(query: str, error: QueryError) -> str:
    """Write an error in three lines: what is wrong, the query, and a mark below it.

    Args:
        query: as it was typed; of a long one the part round the error is shown.
        error: that reading it gave.
    """
    at = min(error.column, len(query))
    begin = max(0, at - _BEFORE)
    head = (_MORE if begin else "") + query[begin:at]
    tail = query[at : at + _BEFORE] + (_MORE if at + _BEFORE < len(query) else "")
    line = " ".join(f"  {head}{tail}".splitlines()) or "  "
    mark = " " * (2 + sum(map(_columns, head)))
    return f"column {at + 1}: {error}\n{line}\n{mark}^"


def _columns(char: str) -> int:
    """Tell how many columns of a terminal a character takes."""
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1
