"""The language of a text: by its script where that tells, by its commonest words else."""

from __future__ import annotations

import re
from collections import Counter

import py3langid

_SAMPLE = 4000  # letters looked at
_SCRIPTS: tuple[tuple[str, str], ...] = (
    ("ko", r"[\uac00-\ud7a3\u1100-\u11ff\u3130-\u318f]"),
    ("ja", r"[\u3040-\u30ff\uff66-\uff9d]"),
    ("zh", r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]"),
    ("th", r"[\u0e00-\u0e7f]"),
    ("el", r"[\u0370-\u03ff]"),
    ("he", r"[\u0590-\u05ff]"),
    ("hi", r"[\u0900-\u097f]"),
    ("ka", r"[\u10a0-\u10ff]"),
    ("hy", r"[\u0530-\u058f]"),
    ("ta", r"[\u0b80-\u0bff]"),
    ("bn", r"[\u0980-\u09ff]"),
)
_PATTERNS = tuple((code, re.compile(pattern)) for code, pattern in _SCRIPTS)
_LETTER = re.compile(r"[^\W\d_]")
_WORD = re.compile(r"[^\W\d_]+")
# The commonest words of the languages with the most news; words that two share are out.
_COMMON: dict[str, frozenset[str]] = {
    "en": frozenset(
        ["the", "of", "and", "to", "that", "is", "was", "for", "with", "on", "by", "it", "as", "at", "are", "have"]
    ),
    "de": frozenset(
        ["der", "die", "und", "das", "den", "nicht", "von", "mit", "ist", "im", "für", "auf", "ein", "eine"]
    ),
    "fr": frozenset(["les", "des", "est", "dans", "pour", "une", "qui", "sur", "pas", "au", "du", "aux", "et", "avec"]),
    "es": frozenset(["el", "los", "las", "que", "por", "una", "con", "para", "su", "del", "más", "como", "pero", "y"]),
    "it": frozenset(["il", "di", "che", "è", "per", "gli", "della", "non", "sono", "nel", "una", "con", "alla", "dei"]),
    "pt": frozenset(["o", "os", "que", "não", "uma", "para", "com", "do", "da", "em", "dos", "ao", "mais", "são"]),
    "nl": frozenset(["het", "een", "van", "dat", "niet", "zijn", "op", "voor", "met", "ook", "aan", "naar", "wordt"]),
    "sv": frozenset(["och", "att", "det", "som", "är", "på", "för", "av", "inte", "den", "med", "till", "ett", "har"]),
    "pl": frozenset(["nie", "się", "że", "na", "jest", "do", "przez", "oraz", "jak", "tego", "w", "z", "dla", "był"]),
    "id": frozenset(
        ["yang", "dan", "di", "dengan", "untuk", "ini", "itu", "dari", "dalam", "tidak", "pada", "akan"]
    ),
    "tr": frozenset(["ve", "bir", "bu", "için", "ile", "olarak", "da", "de", "daha", "olan", "çok", "gibi"]),
}


def language_of(text: str, declared: str | None = None) -> str | None:
    """Name the language of a text by ISO 639-1, None when nothing tells.

    Args:
        text: the longer the surer; a headline is enough for Korean and Japanese.
        declared: what the page or its source says, believed when the text does not tell.
    """
    sample = text[:_SAMPLE]
    letters = len(_LETTER.findall(sample))
    if letters:
        by_script = _script(sample, letters)
        if by_script:
            return by_script
        voted = _vote(sample)
        if voted:
            return voted
    said = (declared or "").strip().lower().replace("_", "-").split("-")[0]
    if len(said) == 2 and said.isalpha():
        return said
    if letters < 40:
        return None
    return str(py3langid.classify(sample)[0])


def _script(sample: str, letters: int) -> str | None:
    """Tell by script: Hangul, then Kana, then Han; each a fifth of the letters at least."""
    for code, pattern in _PATTERNS:
        share = len(pattern.findall(sample)) / letters
        if share > (0.05 if code == "ja" else 0.2):
            return code
    return None


def _vote(sample: str) -> str | None:
    words = Counter(_WORD.findall(sample.lower()))
    total = sum(words.values())
    if total < 12:
        return None
    votes = sorted(
        ((sum(words[w] for w in common), code) for code, common in _COMMON.items()),
        reverse=True,
    )
    (best, code), (second, _) = votes[0], votes[1]
    return code if best >= 0.12 * total and best >= 1.5 * second else None
