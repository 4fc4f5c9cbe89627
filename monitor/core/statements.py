"""What a text states, sentence by sentence: bylines, stamps and headlines left out."""

from __future__ import annotations

import re

from monitor.core import facts
from monitor.core.text import sentences
from monitor.core.words import is_ideographic, words

SHORT = 14  # words; a longer line is prose whatever it says
LONGEST = 400  # characters; the same, for one that knows no blanks
LABEL = 25  # words; a shorter line that does not end as sentences do is a headline

_STAMP = re.compile(
    r"\b(?:updated?|published|posted|modified|edited|corrected|ago|first seen)\b"
    "|입력|수정|등록|송고|승인|업데이트|분 전|시간 전|更新|配信|公開|掲載|分前|時間前|[0-9]{1,2}:[0-9]{2}",
    re.IGNORECASE,
)
_BYLINE = re.compile(
    r"^\W*(?:by|reporting by|written by|editing by|additional reporting|contact)\b"
    r"|[\w.+-]+@[\w-]+\.\w|^\W*[가-힣]{2,4}\s?(?:기자|특파원|논설위원)|(?:기자|특파원)\s*=?\s*$"
    r"|[(（【]?(?:記者|編集委員|特派員)[)）】]?\s*$"
    r"|\bcontributed (?:reporting )?(?:to|for) this (?:report|story|article)\b"
    r"|^\W*(?-i:(?:[A-Z][\w.'’-]+ ){2,3})is an? (?:[\w’'-]+ ){0,4}"
    r"(?:reporter|correspondent|editor|columnist|writer|journalist)\b",
    re.IGNORECASE,
)
# What a page says of itself. Most of it is cut when a page is read; feeds carry it too.
_NOTICE = re.compile(
    r"^\W*(?:©|ⓒ|copyright\b|all rights reserved|read more\b|related\b[^.]{0,20}:|see also\b|sign up\b|subscribe\b"
    r"|follow us\b|most read\b|this material may not be|(?:photo|image|video|credit)s? ?[:=]"
    r"|무단|저작권|사진 ?[=:]|관련 ?기사|\[관련|구독|▶|無断|関連記事|写真[=＝:：]|この記事は(?:有料|会員))",
    re.IGNORECASE,
)
_DATELINE = re.compile(
    r"\s*(?:[A-Z][A-Z.'’ -]{2,30}(?:, [A-Z][\w.'’ ]{1,24})?(?: ?\([A-Z][\w ]{1,20}\))? ?[—–-]{1,2}\s+"
    r"|[(\[【〈][^)\]】〉\n]{1,20}[=＝][^)\]】〉\n]{1,12}[)\]】〉]\s*"
    r"(?:[가-힣]{2,4}(?:·[가-힣]{2,4})* ?(?:기자|특파원)\s*=\s*)?"
    r"|【[\u4e00-\u9fff\u30a0-\u30ff・]{2,14}】)"
)


def statements(text: str) -> list[str]:
    """Give the sentences of a text without bylines, stamps and lists of headlines.

    A short line that does not end as sentences do is a headline, caption or label
    where the other lines of the text do end so.
    """
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    ended = sum(facts.is_ended(line) for line in lines)
    prose = ended >= 0.5 * len(lines)
    kept = []
    for line in lines:
        labels = prose and not facts.is_ended(line) and size(line) < LABEL
        if not labels and not _is_furniture(line):
            kept += sentences(line)
    return [sentence for sentence in kept if not _is_furniture(sentence)]


def bare(sentence: str) -> str:
    """Take the place and the name off that a report opens with: `SEOUL (AP) —`."""
    return (
        _DATELINE.sub("", sentence, count=1) if _DATELINE.match(sentence) else sentence
    )


def key(sentence: str) -> str:
    """Give what two spellings of a sentence have in common."""
    return facts.squeezed(bare(sentence))


def size(text: str) -> float:
    """Give the length in words; three characters of Han or Kana make one."""
    found = words(text)
    run = "".join(found)
    return max(len(found), len(run) / 3) if is_ideographic(run) else len(found)


def _is_furniture(line: str) -> bool:
    if len(line) > LONGEST or size(line) > SHORT:
        return False
    return any(kind.search(line) for kind in (_STAMP, _BYLINE, _NOTICE))
