"""Whether a term is meant where its letters stand: by what stands beside them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from monitor.core.matching import japanese, korean
from monitor.core.matching.forms import USUAL_WORDS, Capitals, Edge, Form
from monitor.core.text import HANGUL, KATAKANA

if TYPE_CHECKING:
    from monitor.core.matching.reading import Reading, View

_HANGUL_RUN: Final = re.compile(f"[{HANGUL}]+")
_HANGUL_BEFORE: Final = re.compile(f"[{HANGUL}]*$")
_ONE_HANGUL: Final = re.compile(f"[{HANGUL}]")
_ONE_KATAKANA: Final = re.compile(f"[{KATAKANA}]")
_CONTRACTED: Final = re.compile(r"'(?:s|d|m|re|ve|ll|t)?(?![^\W_])")
_ELISION: Final = re.compile(r"(?:^|[^\W_]?(?<![^\W\d_]))(?:[ldjcmnst]|qu)'$")
_LINE_WORDS: Final = re.compile(r"[^\W\d_]+")
LETTERS: Final = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")
_PLAIN: Final = frozenset(("", *' .,;:!?()"'))  # beside a word: it ends there
_LINE_AROUND: Final = 120  # characters of a line that tell whether it is in capitals
_MOST_GROWTH: Final = 64  # letters that a wildcard may add to a word


def check(
    form: Form, reading: Reading, view: View, start: int, end: int
) -> tuple[int, int] | None:
    """Check a place where a form's literal stands.

    Args:
        form: what was looked for.
        reading: of the title or body.
        view: of the reading; `start` and `end` are places in its text.
        start: of the literal.
        end: of the literal.

    Returns:
        The place in the untouched text, plural and wildcard included; None when the
        term is not meant here.
    """
    stop = _stands(form, reading, view, start, end)
    if stop is None:
        return None
    if form.start is Edge.FREE and form.whole is None and not form.packed:
        start = _grown_back(view.text, start)
    place = reading.span(view, start, stop)
    return place if _meant(form, reading, place, stop - end) else None


def stands(form: Form, reading: Reading, view: View, start: int, end: int) -> bool:
    """Tell what `check` tells, where the place itself is not needed."""
    stop = _stands(form, reading, view, start, end)
    if stop is None:
        return False
    if form.capitals is Capitals.FREE and not (
        form.start is Edge.HANGUL and korean.may_be_ending(view.text[start:end])
    ):
        return True
    return check(form, reading, view, start, end) is not None


def _stands(
    form: Form, reading: Reading, view: View, start: int, end: int
) -> int | None:
    """Tell where a place ends, plural included; None when it is another word."""
    if form.simple and not view.closed:  # most are words between blanks
        text = view.text
        if text[start - 1 : start] in _PLAIN and text[end : end + 1] in _PLAIN:
            return end
    if (view.closed and not form.joined) or not _starts(form, view, start, end):
        return None
    stop = _stop(form, view, start, end)
    torn = stop is not None and form.tight and _torn(reading, view, start, end)
    return None if torn else stop


def _meant(form: Form, reading: Reading, place: tuple[int, int], plural: int) -> bool:
    """Tell whether a place, as it is printed, means the term."""
    if form.start is Edge.HANGUL and _is_ending(reading, place):
        return False
    return not form.capitals or _capitals(form, reading, place, plural)


def _starts(form: Form, view: View, start: int, end: int) -> bool:
    if start == 0 or form.start is Edge.FREE:
        return True
    before = view.text[start - 1]
    match form.start:
        case Edge.WORD:
            if is_letter(before):
                return _hyphen_before(view, start)
            return before != "'" or _may_follow_apostrophe(view.text, start)
        case Edge.KATAKANA:
            return not _ONE_KATAKANA.match(before) or view.dropped(start)
        case _:
            return not _ONE_HANGUL.match(before) or _after_hangul(
                form, view, start, end
            )


def _after_hangul(form: Form, view: View, start: int, end: int) -> bool:
    if view.dropped(start):
        return True
    if form.start is Edge.HANGUL_START:
        return False
    text = view.text[max(0, start - korean.LONGEST_TAIL - 1) : start]
    found = _HANGUL_BEFORE.search(text)
    head = found.group() if found else ""
    for k in range(len(head) - 1, 0, -1):  # back to where a blank was dropped
        if view.dropped(start - len(head) + k):
            head = head[k:]
            break
    return korean.may_precede(head, view.text[start:end])


def _is_ending(reading: Reading, place: tuple[int, int]) -> bool:
    text, (start, end) = reading.original, place
    before = text[max(0, start - 2) : start]
    return korean.is_ending(text[start:end], before, text[end : end + 5])


def _stop(form: Form, view: View, start: int, end: int) -> int | None:
    """Tell where the place ends, or None when what follows makes it another word."""
    text = view.text
    match form.end:
        case Edge.WORD:
            return _word_stop(form, view, end)
        case Edge.HANGUL | Edge.HANGUL_START:
            ok = _before_hangul(form, view, start, end)
        case Edge.KATAKANA:
            after = text[end : end + 1]
            ok = not _ONE_KATAKANA.match(after) or view.dropped(end)
        case Edge.KANJI:
            ok = japanese.stands_alone(text, start, end)
        case _:
            return end if form.packed or form.whole else _grown(text, end)
    return end if ok else None


def _before_hangul(form: Form, view: View, start: int, end: int) -> bool:
    found = _HANGUL_RUN.match(view.text, end, end + korean.LONGEST_TAIL + 2)
    if not found or view.dropped(end):
        return True
    if form.end is Edge.HANGUL_START:
        return False
    tail = found.group()
    for k in range(1, len(tail)):  # up to where a blank was dropped
        if view.dropped(end + k):
            tail = tail[:k]
            break
    return korean.may_follow(view.text[start:end], tail)


def _word_stop(form: Form, view: View, end: int) -> int | None:
    text = view.text
    if _ends(view, end):
        return end
    for plural in form.plurals:
        if text.startswith(plural, end) and _ends(view, end + len(plural)):
            return end + len(plural)
    return None


def _ends(view: View, end: int) -> bool:
    after = view.text[end : end + 1]
    if not after:
        return True
    if is_letter(after):
        return _hyphen_before(view, end)
    return after != "'" or _CONTRACTED.match(view.text, end) is not None


def is_letter(char: str) -> bool:
    """Tell a letter or digit of an alphabet from a syllable, a kanji, or a mark."""
    return char in LETTERS or ("\x7f" < char < "\u2e80" and char.isalnum())


def _hyphen_before(view: View, index: int) -> bool:
    """Tell whether a hyphen was closed up here; a dot of initials does not count."""
    return view.closed and "-" in view.between(index)


def _may_follow_apostrophe(text: str, start: int) -> bool:
    """Tell l'Iran and 'Iran' from Xi'an."""
    if start < 2 or not is_letter(text[start - 2]):
        return True
    return _ELISION.search(text[max(0, start - 4) : start]) is not None


def _grown(text: str, end: int) -> int:
    """Reach on to the end of a word that was only begun: export* is Exporters."""
    if not is_letter(text[end - 1]):
        return end
    stop = end
    while stop < len(text) and stop - end < _MOST_GROWTH and is_letter(text[stop]):
        stop += 1
    return stop


def _grown_back(text: str, start: int) -> int:
    if not is_letter(text[start]):
        return start
    first = start
    while first and start - first < _MOST_GROWTH and is_letter(text[first - 1]):
        first -= 1
    return first


def _torn(reading: Reading, view: View, start: int, end: int) -> bool:
    """Tell whether a place has a blank that the term has not."""
    if view.end(end) - view.start(start) == end - start:
        return False
    begin, stop = reading.span(view, start, end)
    return any(map(str.isspace, reading.original[begin:stop]))


def _capitals(
    form: Form, reading: Reading, place: tuple[int, int], plural: int
) -> bool:
    """Tell whether a place is written in the capitals that its term asks for."""
    text = reading.original
    start, end = place
    printed = [c for c in text[start : end - plural] if c.isalpha()]
    if form.capitals is Capitals.FIRST:
        return printed[0].isupper()
    for wanted, has in zip(form.letters, printed, strict=False):
        if wanted != "." and wanted.isupper() != has.isupper():
            return False
    if plural and text[end - plural : end].isupper():
        return False  # USS is not the plural of US
    proven = form.capitals is Capitals.INSIDE or (
        form.capitals is Capitals.ACRONYM and form.letters.lower() not in USUAL_WORDS
    )
    return proven or not _all_capitals(text, start, end)


def _all_capitals(text: str, start: int, end: int) -> bool:
    """Tell whether the line is in capitals throughout, so that capitals tell nothing."""
    begin = max(text.rfind("\n", 0, start) + 1, start - 120)
    stop = text.find("\n", end)
    stop = min(len(text) if stop < 0 else stop, end + 120)
    around = text[begin:start] + " " + text[end:stop]
    words = _LINE_WORDS.findall(around)
    return (
        len(words) > 2
        and not any(c.islower() for c in around)
        and max(map(len, words)) > 3
    )
