"""Text as grouping reads it: folded, and cut into words or characters by its script."""

from __future__ import annotations

import re
import unicodedata

_IDEOGRAPHIC = re.compile(
    "[\u1100-\u11ff\u3040-\u30ff\u3130-\u318f\u3400-\u9fff\uac00-\ud7a3]"
)
_WORD = re.compile(r"[^\W_]+")
_INVISIBLE = dict.fromkeys((0xAD, 0x2060, 0xFEFF, *range(0x200B, 0x2010)))


def normal(text: str) -> str:
    """Fold width, case and invisible characters, in which copies differ freely."""
    return unicodedata.normalize("NFKC", text).translate(_INVISIBLE).lower()


def words(plain: str) -> list[str]:
    """Give the runs of letters and digits, in order."""
    return _WORD.findall(plain)


def is_ideographic(run: str) -> bool:
    """Say whether more than a fifth of the letters is Han, Kana or Hangul."""
    return len(_IDEOGRAPHIC.findall(run)) > len(run) / 5
