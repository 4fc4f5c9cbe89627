"""Lines that pages carry and articles do not: what they look like in the languages read.

Each rule names what it finds, so that a dropped line can be explained. The rules look
at one line alone; where it stands is `monitor.core.extraction.judge`'s business.
"""

from __future__ import annotations

import re2

from monitor.core.extraction.labels import WHOLE, Leftover
from monitor.core.extraction.phrases import ANYWHERE, STARTS

__all__ = ["Leftover", "leftover"]

_MAX = 400  # letters; a longer line is prose whatever it says


def _compile(rules: tuple[tuple[Leftover, str], ...], shape: str) -> re2._Regexp:
    """Join rules into one pattern whose last matched group names the rule."""
    seen: dict[str, int] = {}
    parts = []
    for name, pattern in rules:
        seen[name] = seen.get(name, 0) + 1
        parts.append(f"(?P<{name}>{shape.format(pattern)})")
    options = re2.Options()
    options.max_mem = 64 << 20
    return re2.compile("(?i)" + "|".join(parts), options)


_LINE = _compile(WHOLE, r"[^\pL\pN]*(?:{})[^\pL\pN]*$")
_START = _compile(STARTS, r"[^\pL\pN]{{0,3}}(?:{})")
_INSIDE = _compile(ANYWHERE, r"(?:{})")
# A credit at the end of a line, and anywhere in a short one.
_CREDIT_MAX = 160


def leftover(line: str) -> Leftover | None:
    """Name what a line is when it is no part of an article.

    Args:
        line: one line, whitespace collapsed.
    """
    if "Credit..." in line:
        return "credit"
    if len(line) > _MAX:
        return None
    found = _START.match(line) or _LINE.match(line)
    if found is None:
        found = _INSIDE.search(line)
        if (
            found is not None
            and found.lastgroup == "credit"
            and len(line) > _CREDIT_MAX
        ):
            return None
    return found.lastgroup if found else None
