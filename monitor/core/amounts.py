"""The numbers of a text by their value, however they are written.

12.4m and 12.4 million, 1,200 and 1200, 9천 and 9,000, four and 4, 二度 and 2度, 두 차례
and 2차례 are one number each: rewriting one as the other changes nothing.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from monitor.core.words import normal

_SCALES: Final = {
    "k": 3, "thousand": 3, "m": 6, "mn": 6, "mln": 6, "million": 6,
    "bn": 9, "bln": 9, "billion": 9, "tn": 12, "trillion": 12,
    "십": 1, "백": 2, "천": 3, "만": 4, "억": 8, "조": 12,
    "十": 1, "百": 2, "千": 3, "万": 4, "萬": 4, "億": 8, "兆": 12,
}  # fmt: skip
_ENGLISH: Final = {
    word: value
    for value, names in {
        2: "two twice", 3: "three thrice", 4: "four", 5: "five", 6: "six", 7: "seven",
        8: "eight", 9: "nine", 10: "ten", 11: "eleven", 12: "twelve", 13: "thirteen",
        14: "fourteen", 15: "fifteen", 16: "sixteen", 17: "seventeen", 18: "eighteen",
        19: "nineteen", 20: "twenty", 30: "thirty", 40: "forty", 50: "fifty",
        60: "sixty", 70: "seventy", 80: "eighty", 90: "ninety", 100: "hundred",
    }.items()
    for word in names.split()
}  # fmt: skip
_KOREAN: Final = {
    "두": 2, "세": 3, "석": 3, "네": 4, "넉": 4, "다섯": 5, "여섯": 6, "일곱": 7,
    "여덟": 8, "아홉": 9, "열": 10, "스무": 20,
}  # fmt: skip
_DAYS: Final = {
    "이틀": 2, "사흘": 3, "나흘": 4, "닷새": 5, "엿새": 6, "이레": 7, "여드레": 8, "아흐레": 9,
    "열흘": 10,
}  # fmt: skip
_HAN: Final = {d: v for v, d in enumerate("〇一二三四五六七八九")}
_UNITS: Final = "|".join(sorted((u for u in _SCALES if u.isascii()), key=len)[::-1])
_DIGITS: Final = r"\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:[.:]\d+)*"
_WORDS: Final = "|".join(_ENGLISH)
_NUMBER: Final = re.compile(
    rf"(?P<east>\d[\d,.]{{0,30}}[십백천만억조十百千万萬億兆]+(?:\s?\d[\d,]{{0,30}}[십백천만억조十百千万萬億兆]+|\d{{1,30}}(?!\d))*)"
    rf"|(?P<west>{_DIGITS})(?:[\s-]?(?P<scale>{_UNITS})\b)?"
    rf"|\b(?P<tens>twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)[\s-](?P<ones>one|two|three|four|five|six|seven|eight|nine)\b"
    rf"|\b(?P<word>{_WORDS})\b(?:[\s-](?P<by>hundred|thousand|million|billion|trillion)\b)?"
    r"|\b(?P<many>million|billion|trillion|dozen|half)\b"
    rf"|(?<![가-힣])(?P<korean>{'|'.join(_KOREAN)})\s?(?=차례|번|명|척|건|개|달|살|시간|시|곳|마리|배|대|가지|주|해|사람|쪽|군데|쌍|나라)"
    rf"|(?<![가-힣])(?P<days>{'|'.join(_DAYS)})"
    r"|(?P<han>[〇一二三四五六七八九十百千]{1,12})(?=[人名年月日円件回度割歳隻台社校便頭匹羽枚カか]|時間|分間)"
)
_EAST: Final = re.compile(r"(\d[\d,.]*)([십백천만억조十百千万萬億兆]*)")
_BY: Final = {"hundred": 2} | _SCALES


def amounts(text: str) -> frozenset[str]:
    """Give the numbers of a text, each as one spelling of its value."""
    return frozenset(_amount(found) for found in _NUMBER.finditer(normal(text)))


def _amount(found: re.Match[str]) -> str:
    said = {name: part for name, part in found.groupdict().items() if part}
    value = _value(said)
    return found.group() if value is None else f"{value.normalize():f}"


def _value(said: dict[str, str]) -> Decimal | None:
    """Read a number; None for a time, a date or a word without a value of its own."""
    value: Decimal | int | None = None
    match said:
        case {"east": digits}:
            value = _eastern(digits)
        case {"west": digits}:
            value = _western(digits, said.get("scale", ""))
        case {"tens": tens, "ones": ones}:
            value = _ENGLISH[tens] + _ENGLISH.get(ones, 1)
        case {"word": word}:
            value = _ENGLISH[word] * 10 ** _BY.get(said.get("by", ""), 0)
        case {"korean": word} | {"days": word}:
            value = (_KOREAN | _DAYS)[word]
        case {"han": digits}:
            value = _kanji(digits)
        case _:
            pass
    return None if value is None else Decimal(value)


def _western(digits: str, scale: str) -> Decimal | None:
    plain = digits.replace(",", "")
    if plain.count(".") > 1 or ":" in plain:
        return None
    return Decimal(plain).scaleb(_SCALES.get(scale, 0))


def _eastern(said: str) -> Decimal | None:
    """Read 30만8700 and 3천만: the scales behind a number multiply, the parts add up."""
    total = Decimal(0)
    for digits, scales in _EAST.findall(said):
        plain = digits.replace(",", "").rstrip(".")
        if plain.count(".") > 1:
            return None
        total += Decimal(plain).scaleb(sum(_SCALES[scale] for scale in scales))
    return total


def _kanji(said: str) -> int:
    """Read 二, 二十一 and 二〇一九."""
    total = digit = 0
    for sign in said:
        if sign in _HAN:
            digit = digit * 10 + _HAN[sign]
        else:
            total += max(digit, 1) * 10 ** _SCALES[sign]
            digit = 0
    return total + digit
