"""What a sentence states that a retouched word would not: numbers, names, quotes.

Without a model, and so by marks that are hard to miss: digits and numerals, capitals
within a sentence, Katakana, a surname before a title, quotation marks, negations.
"""

from __future__ import annotations

import re

from monitor.core.words import normal, words

_TERMINALS = ".!?。！？…"
_CLOSERS = "\"'”’」』）)]"
_NUMERAL_WORDS = frozenset(
    words(
        "two three four five six seven eight nine ten eleven twelve twenty thirty forty "
        "fifty sixty seventy eighty ninety hundred thousand million billion trillion "
        "dozen half"
    )
)
_DIGITS = re.compile(r"\d+(?:[.,:]\d+)*")
_HAN_NUMBER = re.compile(
    "[〇一二三四五六七八九十百千]+(?=[人名年月日時分円件回度割歳カか])"
)
_CAPITAL = re.compile(r"(?<=[^\W\d_][\s,;(–—-]|[,;:]\s)[A-Z][\w’'-]*")
_KATAKANA = re.compile("[ァ-ヺー]{3,}")
_KOREAN_TITLES = "대통령|총리|장관|차관|의원|대표|차장|실장|국장|위원장|교수|대사|총장|회장|사장|판사|검사|시장|지사"
_KOREAN_PERSON = re.compile(
    rf"[가-힣]{{3}}(?=\s(?:[가-힣]{{1,6}}\s)?(?:{_KOREAN_TITLES}))"
)
_JAPANESE_PERSON = re.compile(
    "[一-龥々]{2,4}(?=氏|さん|首相|外相|大統領|長官|議員|会長|社長|知事|大臣|容疑者|被告)"
)
_QUOTES = re.compile(
    '“([^”]{8,400})”|"([^"\n]{8,400})"|「([^」]{6,200})」|『([^』]{6,200})』|‘([^’]{12,400})’'
)
_NEGATION = re.compile(
    r"\b(?:not|no|never|without|denie[sd]|deny|cannot)\b|n['’]t\b"
    "|않|못|없|아니|부인했|ない|なかっ|せず|否定|ません"
)


def is_ended(sentence: str) -> bool:
    """Say whether a line ends as sentences do, and headlines and captions do not."""
    return sentence.rstrip(_CLOSERS + " ")[-1:] in tuple(_TERMINALS)


def numbers(text: str) -> frozenset[str]:
    """Give the numbers of a text, in digits or as numerals."""
    plain = normal(text)
    digits = {m.group().replace(",", "") for m in _DIGITS.finditer(plain)}
    numerals = _NUMERAL_WORDS.intersection(words(plain))
    return frozenset(digits | numerals | set(_HAN_NUMBER.findall(plain)))


def names(text: str) -> frozenset[str]:
    """Give what looks like a name of a person, place or organisation, folded."""
    patterns = (_CAPITAL, _KATAKANA, _KOREAN_PERSON, _JAPANESE_PERSON)
    found = (name for pattern in patterns for name in pattern.findall(text))
    return frozenset(
        normal(name).removesuffix("'s").removesuffix("’s") for name in found
    )


def quotes(text: str) -> frozenset[str]:
    """Give what is quoted at some length, letters and digits only."""
    found = (next(filter(None, groups)) for groups in _QUOTES.findall(text))
    return frozenset(squeezed(quote) for quote in found)


def negations(text: str) -> int:
    """Count the words that turn a statement round."""
    return len(_NEGATION.findall(normal(text)))


def squeezed(text: str) -> str:
    """Give the letters and digits of a text, in which typography has no part."""
    return "".join(words(normal(text)))
