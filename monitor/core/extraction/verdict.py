"""What was decided about a block of a page."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.core.extraction.blocks import Block


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What was decided about a block."""

    block: Block
    keep: bool
    reason: str
