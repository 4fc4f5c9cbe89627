"""The language of a text: by its script where that tells, by its commonest words else."""

from __future__ import annotations

import re
from collections import Counter

import py3langid

_SAMPLE = 4000  # letters looked at
_SURE = 40  # letters; with fewer no guess is made
_SCRIPTS: tuple[tuple[str, float, str], ...] = (  # language, least share, its letters
    ("ko", 0.2, r"[\uac00-\ud7a3\u1100-\u11ff\u3130-\u318f]"),
    ("ja", 0.05, r"[\u3040-\u30ff\uff66-\uff9d]"),
    ("zh", 0.2, r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]"),
    ("th", 0.2, r"[\u0e00-\u0e7f]"),
    ("el", 0.2, r"[\u0370-\u03ff]"),
    ("he", 0.2, r"[\u0590-\u05ff]"),
    ("hi", 0.2, r"[\u0900-\u097f]"),
    ("ka", 0.2, r"[\u10a0-\u10ff]"),
    ("hy", 0.2, r"[\u0530-\u058f]"),
    ("ta", 0.2, r"[\u0b80-\u0bff]"),
    ("bn", 0.2, r"[\u0980-\u09ff]"),
)
_PATTERNS = tuple((code, share, re.compile(p)) for code, share, p in _SCRIPTS)
_LETTER = re.compile(r"[^\W\d_]")
_WORD = re.compile(r"[^\W\d_]+")
# Counted first: a list of words costs microseconds, py3langid's model 30 MB and more.
_WORDS = {
    "en": "the of and to that is was for with on by it as at are have",
    "de": "der die und das den nicht von mit ist im für auf ein eine",
    "fr": "les des est dans pour une qui sur pas au du aux et avec",
    "es": "el los las que por una con para su del más como pero y",
    "it": "il di che è per gli della non sono nel una con alla dei",
    "pt": "o os que não uma para com do da em dos ao mais são",
    "nl": "het een van dat niet zijn op voor met ook aan naar wordt",
    "sv": "och att det som är på för av inte den med till ett har",
    "pl": "nie się że na jest do przez oraz jak tego w z dla był",
    "id": "yang dan di dengan untuk ini itu dari dalam tidak pada akan",
    "tr": "ve bir bu için ile olarak da de daha olan çok gibi",
}
_COMMON = {code: frozenset(words.split()) for code, words in _WORDS.items()}


def language_of(text: str, declared: str | None = None) -> str | None:
    """Name the language of a text by ISO 639-1, None when nothing tells.

    Args:
        text: the longer the surer; a headline is enough for Korean and Japanese.
        declared: what the page or its source says, believed when the text does not tell.
    """
    sample = text[:_SAMPLE]
    letters = len(_LETTER.findall(sample))
    found = (_script(sample, letters) or _vote(sample)) if letters else None
    if found:
        return found
    said = (declared or "").strip().lower().replace("_", "-").split("-")[0]
    if len(said) == 2 and said.isalpha():
        return said
    return str(py3langid.classify(sample)[0]) if letters >= _SURE else None


def _script(sample: str, letters: int) -> str | None:
    """Tell by script. Hangul comes before Kana, and Kana before the Han of both."""
    return next(
        (
            code
            for code, share, pattern in _PATTERNS
            if len(pattern.findall(sample)) > share * letters
        ),
        None,
    )


def _vote(sample: str) -> str | None:
    """Tell by common words, if there are enough of them and one language has most."""
    words = Counter(_WORD.findall(sample.lower()))
    total = sum(words.values())
    votes = sorted((sum(words[w] for w in ws), code) for code, ws in _COMMON.items())
    (second, _), (best, code) = votes[-2:]
    sure = total >= 12 and best >= 0.12 * total and best >= 1.5 * second
    return code if sure else None
