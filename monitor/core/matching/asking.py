"""Questions that a query asks of one article, compiled against a set of known terms.

Each part of a query becomes a small object that answers four things: whether it
`maybe` holds, by the terms alone; whether it `holds`; the `spans` that satisfy it, for
nearness and counts; and its `proof`, the places that are shown to the reader.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from monitor.core.text import CJK

if TYPE_CHECKING:
    from collections.abc import KeysView

    from monitor.core.matching.asked import Asked, Leaf, Span


_IS_CJK: Final = re.compile(f"[{CJK}]")
_LETTER: Final = rf"[^\W_{CJK}]"  # or digit, of an alphabet


class Asking(Protocol):
    """A part of a query, compiled."""

    def maybe(self, hits: KeysView[int]) -> bool:
        """Tell whether it can hold at all, by the terms that may stand there."""

    def holds(self, asked: Asked, where: int) -> bool:
        """Tell whether the article satisfies it."""

    def spans(self, asked: Asked, where: int) -> list[Span]:
        """Give the places that satisfy it, in order."""

    def proof(self, asked: Asked, where: int) -> list[Leaf]:
        """Give what is shown to the reader; only asked of what holds."""


@dataclass(frozen=True, slots=True)
class Fact:
    """Something known of the article beside its text."""

    fact: str
    value: str  # folded; may end in a star

    def maybe(self, hits: KeysView[int]) -> bool:  # noqa: ARG002 - says nothing
        """Tell that this cannot be told by terms."""
        return True

    def holds(self, asked: Asked, where: int) -> bool:  # noqa: ARG002 - has no place
        """Tell whether the article is of that outlet, source, language or country."""
        has = getattr(asked.facts, self.fact)
        if self.fact in ("lang", "country"):
            return bool(has) and _base(has) == _base(self.value)
        return _names(self.value, has) or (
            self.fact == "source" and _names(self.value, asked.facts.host)
        )

    def spans(self, asked: Asked, where: int) -> list[Span]:  # noqa: ARG002
        """Give nothing: a fact stands nowhere in the text."""
        return []

    def proof(self, asked: Asked, where: int) -> list[Leaf]:  # noqa: ARG002
        """Give nothing: a fact stands nowhere in the text."""
        return []


def _base(code: str) -> str:
    """Give the language or country of a code: en of en-US."""
    return re.split("[-_]", code)[0]


def _names(wanted: str, name: str) -> bool:
    """Tell whether whole words of a name are the ones that are wanted.

    Names without blanks are not words: 朝日 names 朝日新聞.
    """
    stem = wanted.rstrip("*")
    start = "" if _IS_CJK.match(stem) else f"(?<!{_LETTER})"
    opened = wanted.endswith("*") or _IS_CJK.match(stem[-1:])
    end = "" if opened else f"(?!{_LETTER})"
    return re.search(f"{start}{re.escape(stem)}{end}", name) is not None


@dataclass(frozen=True, slots=True)
class Absent:
    """A part that must not hold."""

    part: Asking

    def maybe(self, hits: KeysView[int]) -> bool:  # noqa: ARG002 - says nothing
        """Tell that this cannot be told by terms."""
        return True

    def holds(self, asked: Asked, where: int) -> bool:
        """Tell whether the part does not hold."""
        return not self.part.holds(asked, where)

    def spans(self, asked: Asked, where: int) -> list[Span]:  # noqa: ARG002
        """Give nothing."""
        return []

    def proof(self, asked: Asked, where: int) -> list[Leaf]:  # noqa: ARG002
        """Give nothing."""
        return []


@dataclass(frozen=True, slots=True)
class Both:
    """All of some parts."""

    parts: tuple[Asking, ...]

    def maybe(self, hits: KeysView[int]) -> bool:
        """Tell whether all parts may hold."""
        for part in self.parts:  # noqa: SIM110 - `all` of a generator takes twice as long
            if not part.maybe(hits):
                return False
        return True

    def holds(self, asked: Asked, where: int) -> bool:
        """Tell whether all hold."""
        for part in self.parts:  # noqa: SIM110 - as above
            if not part.holds(asked, where):
                return False
        return True

    def spans(self, asked: Asked, where: int) -> list[Span]:
        """Give the places of all parts, when all hold."""
        if not self.holds(asked, where):
            return []
        return sorted(span for part in self.parts for span in part.spans(asked, where))

    def proof(self, asked: Asked, where: int) -> list[Leaf]:
        """Give the proofs of all."""
        return [leaf for part in self.parts for leaf in part.proof(asked, where)]


@dataclass(frozen=True, slots=True)
class Either:
    """At least one of some parts."""

    parts: tuple[Asking, ...]

    def maybe(self, hits: KeysView[int]) -> bool:
        """Tell whether one part may hold."""
        return any(part.maybe(hits) for part in self.parts)

    def holds(self, asked: Asked, where: int) -> bool:
        """Tell whether one holds."""
        return any(part.holds(asked, where) for part in self.parts)

    def spans(self, asked: Asked, where: int) -> list[Span]:
        """Give the places of all parts."""
        return sorted(span for part in self.parts for span in part.spans(asked, where))

    def proof(self, asked: Asked, where: int) -> list[Leaf]:
        """Give the proofs of those that hold."""
        return [
            leaf
            for part in self.parts
            if part.holds(asked, where)
            for leaf in part.proof(asked, where)
        ]
