"""Shows people where an article says what they watch for."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING, Final

from monitor.core.text import CJK, sentence_spans
from monitor.model import Excerpt, Field, Passage

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

LONGEST: Final = 300  # characters of an excerpt, with its marks of omission
MOST: Final = 3
AROUND: Final = 120  # characters on each side of a term in a long sentence
_BLANK: Final = re.compile(r"\s")
_CJK: Final = re.compile(f"[{CJK}]")
_CUT: Final = "…"

Window = tuple[int, int]


def excerpts(
    title: str,
    body: str,
    passages: Sequence[Passage],
    *,
    around: int = AROUND,
    most: int = MOST,
) -> tuple[Excerpt, ...]:
    """Choose the few excerpts that show most of what was found.

    Args:
        title: as in the article, which is where the offsets of `passages` count.
        body: likewise.
        passages: of a match, or of several together.
        around: characters on each side of a term when its sentence is too long.
        most: how many excerpts at the most.

    Returns:
        The title first, if something was found in it; then places of the body in
        order. Cut at sentences, else at words, with "…" where text is left out.
    """
    shown: list[Excerpt] = []
    for field, text in (("title", title), ("body", body)):
        here = sorted((p for p in passages if p.field == field), key=_place)
        here = [p for p in here if 0 <= p.start < p.end <= len(text)]
        windows = _merged(_windows(text, here, around=around))
        room = 1 if field == "title" else most - len(shown)
        known = {term for excerpt in shown for term in excerpt.terms}
        best = _best(windows, here, known=known, most=room)
        shown += [_excerpt(field, text, window, here) for window in best]
    return tuple(shown)


def _place(passage: Passage) -> tuple[int, int]:
    return passage.start, passage.end


def _windows(text: str, passages: Iterable[Passage], *, around: int) -> list[Window]:
    """Give the sentence round each passage, or as much of it as can be shown."""
    spans = sentence_spans(text)
    starts = [start for start, _ in spans]
    found = []
    for passage in passages:
        k = max(0, bisect_right(starts, passage.start) - 1)
        start, end = spans[k]
        end = max(end, passage.end)  # a term may run over the end of a line
        if end - start > LONGEST - 2:
            start, end = _cut(text, (start, end), passage, around=around)
        found.append((start, end))
    return found


def _cut(text: str, sentence: Window, passage: Passage, *, around: int) -> Window:
    """Cut a long sentence near the words round a passage."""
    around = min(around, (LONGEST - 2 - min(passage.end - passage.start, 200)) // 2)
    start = max(sentence[0], passage.start - around)
    end = min(sentence[1], passage.end + around, start + LONGEST - 2)
    while sentence[0] < start < passage.start and not _border(text, start):
        start += 1
    while passage.end < end < sentence[1] and not _border(text, end):
        end -= 1
    while start < passage.start and text[start].isspace():
        start += 1
    while end > passage.end and text[end - 1].isspace():
        end -= 1
    return start, end


def _border(text: str, at: int) -> bool:
    """Tell whether a text may be cut before `at`: at a blank, or beside CJK."""
    before, after = text[at - 1], text[at]
    if _BLANK.match(before) or _BLANK.match(after):
        return True
    hangul = "가" <= before <= "힣" and "가" <= after <= "힣"
    return not hangul and bool(_CJK.match(before) and _CJK.match(after))


def _merged(windows: Iterable[Window]) -> list[Window]:
    """Put together windows that overlap, as long as the whole can be shown."""
    merged: list[Window] = []
    for start, end in sorted(set(windows)):
        if merged and start <= merged[-1][1]:
            before, last = merged[-1]
            if max(end, last) - before <= LONGEST - 2:
                merged[-1] = (before, max(end, last))
            continue  # too long together: the first shows the most of both
        merged.append((start, end))
    return merged


def _best(
    windows: Sequence[Window],
    passages: Sequence[Passage],
    *,
    known: set[str],
    most: int,
) -> list[Window]:
    """Choose windows that show terms not yet shown; of equals, the earlier one."""
    held = {w: {p.term for p in _inside(w, passages)} for w in windows}
    rest = list(windows)
    chosen: list[Window] = []
    while rest and len(chosen) < most:
        best = max(rest, key=lambda w: (len(held[w] - known), len(held[w]), -w[0]))
        if chosen and not held[best] - known and len(chosen) > 1:
            break  # two say it already
        chosen.append(best)
        known = known | held[best]
        rest.remove(best)
    return sorted(chosen)


def _inside(window: Window, passages: Iterable[Passage]) -> list[Passage]:
    start, end = window
    return [p for p in passages if start <= p.start and p.end <= end]


def _excerpt(
    field: str, text: str, window: Window, passages: Sequence[Passage]
) -> Excerpt:
    start, end = window
    head = _CUT if start and not _begins(text, start) else ""
    tail = _CUT if end < len(text) and not _closes(text, end) else ""
    shift = len(head) - start
    here = _inside(window, passages)
    marks: list[tuple[int, int]] = []
    for passage in here:
        mark = (passage.start + shift, passage.end + shift)
        if marks and mark[0] < marks[-1][1]:
            marks[-1] = (marks[-1][0], max(mark[1], marks[-1][1]))
        else:
            marks.append(mark)
    name: Field = "title" if field == "title" else "body"
    return Excerpt(
        field=name,
        text=head + _BLANK.sub(" ", text[start:end]) + tail,
        marks=tuple(marks),
        terms=tuple(dict.fromkeys(p.term for p in here)),
    )


def _begins(text: str, start: int) -> bool:
    """Tell whether a sentence begins at `start`."""
    before = text[max(0, start - 20) : start]
    stripped = before.rstrip()
    return "\n" in before[len(stripped) :] or stripped[-1:] in ".!?。！？”’」』)\"'"


def _closes(text: str, end: int) -> bool:
    """Tell whether a sentence ends at `end`."""
    return text[end - 1] in ".!?。！？”’」』)\"'" or text[end] == "\n"
