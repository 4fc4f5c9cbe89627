"""Who signs at the edge of a text: names and agencies that share a line with its words.

Japanese papers close with `（水瀬航）` or `【水瀬航】`, agencies with `（共同）`, Korean
papers with `윤하늘 기자 sky@paper.example`; reports open with the place they come from.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from monitor.core.extraction.verdict import Verdict

_MAIL = r"[\w.+-]+@[\w-]+\.[\w.-]+"
_ROLES = "기자|특파원|선임기자|논설위원|인턴기자|객원기자|통신원"
_HAN = r"[\u4e00-\u9fff\u3005\u3040-\u30ff]"
_CLOSINGS = (
    re.compile(
        rf"(?P<text>.*[。」』！？!?])\s*[（(【［\[](?P<who>{_HAN}[\u4e00-\u9fff\u3005\u3040-\u30ff　 ・、=＝]{{1,22}})[）)】］\]]"
    ),
    re.compile(
        rf"(?P<text>.*[.!?。”\"’')\]])\s*(?P<who>(?:[가-힣]{{1,6}}=)?[가-힣]{{2,4}}(?:[·,/ㆍ][가-힣]{{2,4}})*"
        rf" ?(?:{_ROLES})(?: ?[(\[<]?{_MAIL}[)\]>]?)?)"
    ),
    re.compile(rf"(?P<text>.*[.!?。])\s*(?P<who>{_MAIL})"),
)
_NO_NAMES = re.compile(
    "(?:笑|続く|つづく|完|了|終わり|おわり|敬称略|以下同じ|文中敬称略|訳|注|中略|後略|拍手)$"
)
_WIRES = re.compile("共同|時事|ロイター|通信社?$|聯合ニュース")
_DATELINES = (
    re.compile(
        r"(?P<place>[A-Z][A-Z.'’ -]{2,30}(?:, [A-Z][\w.'’ ]{1,24})?(?: \([A-Z][\w ]{1,20}\))?) ?[—–-]{1,2} ?\S"
    ),
    re.compile(r"[(\[【〈](?P<place>[가-힣]{1,10}=[가-힣0-9]{2,8})[)\]】〉]"),
    re.compile(
        r"【(?P<place>[\u4e00-\u9fff\u30a0-\u30ff・]{2,14}(?:[=＝]?(?:共同|時事|ロイター))?)】"
    ),
)


def apart(verdicts: Sequence[Verdict]) -> list[Verdict]:
    """Take the signature off the last line, as a line of its own that is not kept."""
    out = list(verdicts)
    last = next((i for i in range(len(out) - 1, -1, -1) if out[i].keep), None)
    if last is None:
        return out
    text, who = closing(out[last].block.text)
    if who:
        block, reason = out[last].block, "credit" if _WIRES.search(who) else "byline"
        out[last] = replace(out[last], block=replace(block, text=text))
        name = replace(block, text=who)
        out.insert(last + 1, Verdict(block=name, keep=False, reason=reason))
    return out


def closing(line: str) -> tuple[str, str]:
    """Divide the last line of a text into its words and who signs it, where one does."""
    for pattern in _CLOSINGS:
        match = pattern.fullmatch(line.rstrip())
        if match and not _NO_NAMES.match(match["who"]):
            return match["text"].rstrip(), match["who"].strip()
    return line, ""


def dateline(text: str) -> str | None:
    """Give the place that a report names before it begins."""
    match = next((m for p in _DATELINES if (m := p.match(text))), None)
    return match["place"].strip(" -–—") if match else None
