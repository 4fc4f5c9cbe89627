"""What stands beside the body of a page: bylines, dates, credits, walls."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from monitor.core.extraction.head import Head
from monitor.core.extraction.leftovers import leftover
from monitor.core.extraction.metadata import declared_paywalled
from monitor.core.extraction.verdict import Verdict

_DATE_LINE = 120  # letters; a line with the date is shorter
_ABOVE, _BELOW = 30, 4  # lines around the body in which a date is looked for
_YEAR = re.compile(
    r"(?<![\d/])20\d\d(?!\d)|\d월 ?\d|\d月 ?\d|(?<!\d)\d\d?([/.-])\d\d?\1(?:20)?\d\d(?!\d)"
)
_CUT = ("…", "...", "・・・", "。。。")  # where a free part stops
_SHORT = 1_500  # letters; behind a longer text a wall is an offer
_DATE_ALONE = 60  # letters; a line so short above the text may be a link
# "(서울=연합뉴스) 윤하늘 기자 = ", as Korean agencies begin.
_REPORTER = re.compile(
    r"[(\[【][^)\]】]{2,30}[)\]】]\s*(?P<who>[가-힣·,/ㆍ ]{2,30}(?:기자|특파원)) ?="
)
# "윤하늘 기자", or a name before a date: what readers take for a byline without markup.
_NAMED = re.compile(
    r"(?<![가-힣])[가-힣]{2,4} ?(?:기자|특파원)(?![가-힣]?[가는이를와의에로도들님])|^[\u4e00-\u9fff\u3040-\u309f]{3,6} ?(?:\d{4}年|\d{1,2}月)"
    r"|^(?:[A-Z][\w.'’-]+ ){1,2}[A-Z][\w.'’-]+ ?[|•·–-] ?\d"
)
_AGENCIES = (
    *("NPR", "Reuters", "Associated Press", "AFP", "Yonhap", "Kyodo", "Jiji", "UPI"),
    *(
        "Bloomberg",
        "dpa",
        "EFE",
        "ANSA",
        "TASS",
        "Xinhua",
        "연합뉴스",
        "뉴시스",
        "뉴스1",
    ),
    *("共同", "時事"),
)
_CREDIT = re.compile(
    r"(?:copyright(?: ©)?|©|\(c\)|source:|quelle:|出典[:：])\s*(?:\d{4}\s*)?(?P<who>"
    + "|".join(map(re.escape, _AGENCIES))
    + r")\b",
    re.IGNORECASE,
)
_ALONE = re.compile(  # "時事通信社", as agencies sign
    r"\W*(?P<who>" + "|".join(map(re.escape, _AGENCIES)) + r")(?:通信社?)?\W*"
)
_DATELINE = re.compile(
    r"^.{0,60}\((?P<who>Reuters|AP|AFP|Yonhap|Kyodo|Jiji|Xinhua|UPI|연합뉴스|共同|時事)\)"
)


def near_bylines(verdicts: Sequence[Verdict]) -> tuple[str, ...]:
    """List short lines beside the body that are marked or worded as a byline."""
    kept = [i for i, v in enumerate(verdicts) if v.keep]
    first, last = (kept[0], kept[-1]) if kept else (0, 0)
    near = [
        *verdicts[max(0, first - _ABOVE // 2) : first],
        *verdicts[last : last + 2 * _BELOW],
    ]
    lines = [v.block for v in near if not v.keep and len(v.block.text) < _DATE_LINE]
    found = [
        b.text
        for b in lines
        if any(zone == "byline" for zone, _ in b.zones)
        or _NAMED.search(b.text)
        or leftover(b.text) == "byline"
    ]
    opening = _REPORTER.match(verdicts[first].block.text) if kept else None
    return (*([opening["who"]] if opening else []), *found)[:6]


def dated_lines(verdicts: Sequence[Verdict]) -> tuple[str, ...]:
    """List lines with a year in them around the body, those above it first."""
    kept = [i for i, v in enumerate(verdicts) if v.keep]
    if not kept:
        return ()
    first, last = kept[0], kept[-1]
    near = [
        *range(first - 1, max(-1, first - _ABOVE), -1),
        *range(first, first + _BELOW),
    ]
    near += range(last + 1, last + _BELOW)
    lines = [(i, verdicts[i].block) for i in near if i < len(verdicts)]
    return tuple(
        b.text
        for i, b in lines
        if len(b.text) < (_DATE_LINE if b.linked < 0.5 else _DATE_ALONE * (i < first))
        and _YEAR.search(b.text)
    )


def is_paywalled(head: Head, verdicts: Sequence[Verdict]) -> bool:
    """Say whether one must pay: the page declares it, a wall stands by, or text ends.

    What is kept is then the part that is free.
    """
    if declared_paywalled(head):
        return True
    kept = [i for i, v in enumerate(verdicts) if v.keep]
    if not kept:
        return False
    first, last = kept[0], kept[-1]
    if any(v.reason == "wall" for v in verdicts[first : last + _BELOW + 1]):
        return True
    size = sum(len(verdicts[i].block.text) for i in kept)
    cut = verdicts[last].block.text.endswith(_CUT)
    return (cut or size < _SHORT) and any(
        leftover(v.block.text) == "wall"
        or (cut and any(zone == "wall" for zone, _ in v.block.zones))
        for v in verdicts[last + 1 : last + 2 * _BELOW]
        if all(zone != "hidden" for zone, _ in v.block.zones)
    )


def credit_of(text: str, others: Iterable[str]) -> str | None:
    """Name the agency that a credit line or the dateline names."""
    for line in others:
        if match := _CREDIT.search(line) or _ALONE.fullmatch(line):
            return match["who"]
    match = _DATELINE.match(text[:200])
    return match["who"] if match else None
