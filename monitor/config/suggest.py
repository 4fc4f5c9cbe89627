"""Did you mean: the nearest known name to a mistyped one."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Give the known name that a mistyped one most likely means.

    Case, `-`, `_` and spaces are not told apart. None when nothing is near.
    """
    folded = {_fold(k): k for k in sorted(known, reverse=True)}
    wanted = _fold(name)[:100]
    found = get_close_matches(wanted, folded, n=1, cutoff=0.7)
    if not found and len(wanted) >= 3:
        found = [word for word in folded if word.startswith(wanted)]
    return folded[found[0]] if found else None


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Give the question `did you mean NAME?`, empty when nothing is near."""
    found = nearest(name, known)
    return f"did you mean {found}?" if found else ""


def _fold(name: str) -> str:
    return name.casefold().replace("_", "-").replace(" ", "-")
