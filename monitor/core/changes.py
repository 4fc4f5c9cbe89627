"""What changed between two versions of a text, shown within bounds."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Final

from monitor.core.revision import Piece, word_diff

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

MOST_EFFORT: Final = 40_000_000  # steps of one comparison at worst
_ROUGHLY: Final = re.compile(
    r"[a-zA-Z0-9\u00c0-\u024f가-힣]+|[ぁ-ゟ]+|[ァ-ヿ]+|.", re.DOTALL
)


@dataclass(slots=True)
class Comparer:
    """Shows what changed between versions, as long as it takes no more than its time.

    Texts come from strangers, and `a a a` against `a b a b` of a few hundred words
    each takes difflib twenty seconds.
    """

    left: int = 100_000_000  # steps at worst: three seconds

    def changes(self, old: str, new: str) -> list[Piece]:
        """Show how a text became another, word by word where words changed.

        Lines that stayed are settled first; what would take long is shown whole.
        """
        before, after = old.split("\n"), new.split("\n")
        if not self._may(before, after):
            return [Piece("removed", old), Piece("added", new)]
        return list(_joined(self._changes(before, after)))

    def _changes(self, old: list[str], new: list[str]) -> Iterator[Piece]:
        matcher = SequenceMatcher(None, old, new, autojunk=False)
        for kind, i, j, k, m in matcher.get_opcodes():
            if kind == "equal":
                yield Piece("same", _lines(old[i:j]))
                continue
            for before, after in _pairs(old[i:j], new[k:m]):
                if self._may(_ROUGHLY.findall(before), _ROUGHLY.findall(after)):
                    yield from word_diff(before, after)
                else:
                    yield Piece("removed", before)
                    yield Piece("added", after)

    def _may(self, old: Sequence[str], new: Sequence[str]) -> bool:
        """Tell whether there is time to compare; takes it if so."""
        effort = _effort(old, new)
        if effort > min(self.left, MOST_EFFORT):
            return False
        self.left -= effort
        return True


def _pairs(old: list[str], new: list[str]) -> list[tuple[str, str]]:
    """Put lines beside the lines that they became: as many are most likely the same."""
    if len(old) == len(new):
        return [(f"{a}\n", f"{b}\n") for a, b in zip(old, new, strict=True)]
    return [(_lines(old), _lines(new))]


def _effort(old: Sequence[str], new: Sequence[str]) -> int:
    """Guess the steps of a comparison at worst: all equal pairs, for each piece."""
    others = Counter(new)
    pairs = sum(n * others[part] for part, n in Counter(old).items())
    return (pairs + len(old)) * min(len(old), len(new))


def _lines(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def _joined(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Put neighbours of a kind together."""
    last: Piece | None = None
    for piece in pieces:
        if last is not None and last.kind == piece.kind:
            last = Piece(last.kind, last.text + piece.text)
            continue
        if last is not None:
            yield last
        last = piece
    if last is not None:
        yield last
