"""Parts that people may install beside the program, and that are used where they are."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Final, Protocol

from monitor.core.matching import japanese

if TYPE_CHECKING:
    from collections.abc import Sequence

_DICTIONARIES: Final = ("core", "small", "full")  # of Sudachi, the first that is there


def use_extras() -> tuple[str, ...]:
    """Put to use what is installed; name it. Harmless twice.

    `ja`: Sudachi cuts Japanese text round terms of one to three kanji. Its dictionary
    is read when the first such term is found: 0.1 s and 110 MB.
    """
    if find_spec("sudachipy") is None or _dictionary() is None:
        return ()
    japanese.cut_with(sudachi)
    return ("ja",)


def sudachi(text: str) -> Sequence[str]:
    """Cut a text into the short words of Sudachi's mode A."""
    return [word.surface() for word in _tokenizer().tokenize(text)]


def _dictionary() -> str | None:
    return next((d for d in _DICTIONARIES if find_spec(f"sudachidict_{d}")), None)


class _Word(Protocol):
    def surface(self) -> str: ...


class _Tokenizer(Protocol):
    def tokenize(self, text: str) -> Sequence[_Word]: ...


@cache
def _tokenizer() -> _Tokenizer:
    module = import_module("sudachipy")
    dictionary = module.Dictionary(dict=_dictionary())
    made: _Tokenizer = dictionary.create(mode=module.SplitMode.A)
    return made
