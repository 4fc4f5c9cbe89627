"""Text that was extracted before, as a feed's full text is: what of it is the article.

No markup is left to tell, so the order of the lines must: what stands above the
headline, what follows a sponsor's or a paywall's line, who is named under a picture.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from monitor.core.extraction.blocks import bare, tidy
from monitor.core.extraction.leftovers import Leftover, leftover

_ENDS: frozenset[Leftover] = frozenset({"advertisement", "copyright", "wall"})
_SIGNED: frozenset[Leftover] = frozenset({"byline", "credit", "date", "note"})
_TAIL_SHARE = 0.5  # an end mark counts when what follows is less than this of the text
_PROSE = 80  # letters; shorter lines prove nothing
_TITLE_LINES = 14  # how far down a headline is looked for
_NAME_WORDS = 6  # a line of no more words under a picture is a name
_STOP = re.compile(r"[.!?。！？…][\"'”’」』)]*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line and what was decided about it."""

    text: str
    keep: bool
    reason: str


def clean(
    text: str, *, title: str | None, url: str, boilerplate: frozenset[str] = frozenset()
) -> tuple[str | None, list[Line]]:
    """Decide about every line of a text.

    Args:
        text: lines divided by line breaks.
        title: where known; else the line that the address names, or the first that
            reads as a headline.
        url: of the article.
        boilerplate: `bare` lines that other articles of the outlet carry.

    Returns:
        The headline, and every line with its reason.
    """
    raw = unicodedata.normalize("NFC", text).splitlines()
    lines = [t for line in raw if (t := tidy(line))]
    says = [leftover(t) for t in lines]
    top = _headline(lines, says, title=title, url=url)
    reasons: list[str] = ["" for _ in lines]
    _above(lines, reasons, top)
    for i, said in enumerate(says):
        if said:
            reasons[i] = reasons[i] or said
        elif bare(lines[i]) in boilerplate:
            reasons[i] = "seen in other articles"
    _captions(lines, says, reasons)
    _front(lines, says, reasons, top)
    _after(lines, says, reasons)
    _twice(lines, reasons)
    found = title or (lines[top] if top is not None else None)
    return found, [
        Line(text=t, keep=not r, reason=r or "body")
        for t, r in zip(lines, reasons, strict=True)
    ]


def _headline(
    lines: Sequence[str],
    says: Sequence[Leftover | None],
    *,
    title: str | None,
    url: str,
) -> int | None:
    """Find the line that is the headline."""
    head = range(min(_TITLE_LINES, len(lines)))
    if title:
        return next((i for i in head if bare(lines[i]) == bare(title)), None)
    able = [i for i in head if not says[i] and not _STOP.search(lines[i])]
    words = set(
        re.findall(r"[^\W_]{3,}", urlsplit(url).path.rsplit("/", 1)[-1].lower())
    )
    shared = {
        i: len(words & set(re.findall(r"[^\W_]{3,}", lines[i].lower()))) for i in able
    }
    best = max(able, key=lambda i: shared[i], default=None)
    if best is not None and shared[best] >= 2:
        return best
    return next((i for i in able if 12 <= len(lines[i]) <= 200), None)


def _above(lines: Sequence[str], reasons: list[str], top: int | None) -> None:
    """Drop the headline and what stands above it."""
    if top is None:
        return
    above = sum(len(lines[i]) for i in range(top))
    if above < 0.2 * sum(map(len, lines)):
        reasons[:top] = ["above the headline"] * top
    reasons[top] = "title"


def _captions(
    lines: Sequence[str], says: Sequence[Leftover | None], reasons: list[str]
) -> None:
    """Drop the name and the caption above an agency's credit."""
    for i, said in enumerate(says):
        if said != "credit" or len(lines[i]) > _PROSE:
            continue
        j = i - 1
        if (
            j >= 0
            and not says[j]
            and len(lines[j].split()) <= _NAME_WORDS
            and not _STOP.search(lines[j])
        ):
            reasons[j] = reasons[j] or "credit"
            j -= 1
        if j >= 0 and j < i - 1:
            reasons[j] = reasons[j] or "caption"


def _front(
    lines: Sequence[str],
    says: Sequence[Leftover | None],
    reasons: list[str],
    top: int | None,
) -> None:
    """Drop standfirst and caption between the headline and the first paragraph."""
    if top is None:
        return
    rest = range(top + 1, len(lines))
    prose = (i for i in rest if len(lines[i]) >= _PROSE and _STOP.search(lines[i]))
    region = range(top + 1, next((i for i in prose if not reasons[i]), top + 1))
    for i in (i for i in region if not reasons[i]):
        if says[i - 1] == "credit":
            reasons[i] = "caption"
        elif not _STOP.search(lines[i]) and any(says[j] in _SIGNED for j in region):
            reasons[i] = "standfirst"


def _after(
    lines: Sequence[str], says: Sequence[Leftover | None], reasons: list[str]
) -> None:
    """Cut the text at the first mark after which little more comes."""
    kept = [0 if r else len(t) for t, r in zip(lines, reasons, strict=True)]
    total = sum(kept)
    for i, said in enumerate(says):
        rest = sum(kept[i:])
        if said in _ENDS and 0 < rest < _TAIL_SHARE * (total - rest):
            reasons[i:] = [r or f"after the end ({said})" for r in reasons[i:]]
            return


def _twice(lines: Sequence[str], reasons: list[str]) -> None:
    """Drop what was said before, and captions that stand there twice."""
    seen: set[str] = {
        bare(t) for t, r in zip(lines, reasons, strict=True) if r == "caption"
    }
    for i, text in enumerate(lines):
        if reasons[i] or len(text) < _PROSE:
            continue
        key = bare(text)
        if key in seen:
            reasons[i] = "said before"
        seen.add(key)
