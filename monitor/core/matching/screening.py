"""Tells quickly that none of a few watches can match: what most stories are worth.

A term that stands in a text in any of the ways of `reading` stands there too when all
that those ways leave out is left out of both: blanks, hyphens, dots, apostrophes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from monitor.core.matching.forms import forms
from monitor.core.query.nodes import terms_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from monitor.core.matching.compiling import Alternatives, Numbers
    from monitor.core.query.nodes import Query

MOST: Final = 64  # terms that are looked for one by one; an automaton is better at more
_LEFT_OUT: Final = " \n\t-·=.'"


class Screen:
    """Knows of each watch the spellings of which one must be found, twice."""

    def __init__(
        self,
        queries: Iterable[Query],
        needed: Sequence[tuple[Alternatives, Alternatives]],
        numbers: Numbers,
    ) -> None:
        """Take what each query needs.

        Args:
            queries: of the watches.
            needed: by the same order, as `compiling.anchors` tells it.
            numbers: of the terms of the queries.
        """
        self._watches = []
        for query, groups in zip(queries, needed, strict=True):
            spelled = {
                numbers(term): [_squeezed(literal) for literal, _ in forms(term)]
                for term in terms_of(query)
            }
            self._watches.append(
                [[text for n in group for text in spelled[n]] for group in groups]
            )

    def may_match(self, *folded: str) -> bool:
        """Tell whether a watch may match a text in these parts."""
        texts = [_squeezed(text) for text in folded]
        return any(
            all(
                not group or any(literal in text for literal in group for text in texts)
                for group in groups
            )
            for groups in self._watches
        )


def _squeezed(text: str) -> str:
    for sign in _LEFT_OUT:
        text = text.replace(sign, "")
    return text
