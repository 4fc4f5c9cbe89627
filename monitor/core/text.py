"""Text as it is compared, and as it is shown.

`fold` gives a text in the one spelling that terms and stories are compared in, and
knows where each of its characters stood in the text as it was. Most characters fold
one to one, so a `Folded` keeps only the few places where the length changed.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Literal

from monitor.core.kanji import MODERN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Script = Literal["latin", "hangul", "kanji", "katakana", "hiragana", "other"]

# Ranges for character classes, after NFKC.
HANGUL: Final = "가-힣"
KANJI: Final = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff々〇\U00020000-\U0003134f"
KATAKANA: Final = "ァ-ヺーヽヾㇰ-ㇿ"
HIRAGANA: Final = "ぁ-ゖゝゞ"
CJK: Final = HANGUL + KANJI + KATAKANA + HIRAGANA

_INVISIBLE: Final = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e0fff"
)
_DROPPED: Final = re.compile(f"[{_INVISIBLE}]")

# What NFKC and casefold leave and comparison must not see. Em dashes stay: they part
# sentences, hyphens and en dashes join words.
_ALIKE: Final = MODERN | {
    ord(char): to
    for chars, to in (
        ("‘’‚‛′ʹʻʼʽˈ´`＇", "'"),
        ("“”„‟″〝〞〟«»", '"'),
        ("‐‑‒–−﹣⁃˗", "-"),
        ("―", "—"),
        ("·ㆍ・‧•⋅∙･\u119e", "·"),
        ("łŁ", "l"),
        ("øØ", "o"),
        ("đĐð", "d"),
        ("ıİ", "i"),
        ("ħ", "h"),
        ("ŧ", "t"),
        ("æÆ", "ae"),
        ("œŒ", "oe"),
        ("þ", "th"),
    )
    for char in chars
}
_MARKS: Final = "\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff"
_LATIN_MARKED: Final = re.compile(f"([a-z])[{_MARKS}]+")


def _fold_piece(piece: str) -> str:
    """Fold a few characters that belong together; slow and thorough."""
    piece = unicodedata.normalize("NFC", piece).translate(_ALIKE)
    piece = unicodedata.normalize("NFKC", piece).casefold()
    bare = _LATIN_MARKED.sub(r"\1", unicodedata.normalize("NFD", piece))
    piece = unicodedata.normalize("NFKC", bare).translate(_ALIKE)
    return _DROPPED.sub("", piece)


def _odd() -> str:
    """Write a character class of what folds to more than its own lower case."""
    odd = []
    for code in (*range(0x80, 0x3400), *range(0xA000, 0xAC00), *range(0xF900, 0x10000)):
        char = chr(code)
        if len(lower := char.lower()) != 1 or _fold_piece(char) != lower:
            odd.append(char)
    odd += [chr(code) for code in MODERN]
    singles = "".join(f"\\U{ord(char):08x}" for char in sorted(set(odd)))
    beyond = "\U0001d400-\U0001d7ff\U0001f100-\U0001f2ff\U0002f800-\U0002fa1f"
    return f"[{singles}{beyond}\U000e0000-\U000e0fff]"


_ODD: Final = re.compile(_odd())
# Decomposed spellings are rare (a feed made on a Mac) and dear to look for.
_COMBINING: Final = re.compile(f"[{_MARKS}\u3099\u309a\u1161-\u1175\uff9e\uff9f]")
_ODD_OR_DECOMPOSED: Final = re.compile(
    f".[{_MARKS}\u3099\u309a]+|[\u1100-\u1112][\u1161-\u1175][\u11a8-\u11c2]?"
    f"|[\uff61-\uff9f]+|{_ODD.pattern}"
)
_NOT_ASCII: Final = re.compile("[^\x00-\x7f]+")
_MOSTLY_ASCII: Final = 1.15  # bytes of UTF-8 a character, at the most
_piece: Final = lru_cache(maxsize=8192)(_fold_piece)


def _odd_in(text: str) -> Iterator[re.Match[str]]:
    """Find what needs folding, by the cheapest of three ways that finds all of it."""
    if len(text.encode("utf-8", "surrogatepass")) < len(text) * _MOSTLY_ASCII:
        # In English a curly quote here and there: one range is quick to look for.
        runs = list(_NOT_ASCII.finditer(text))
        if not any(_COMBINING.search(run.group()) for run in runs):
            return iter(runs)
    odd = _ODD_OR_DECOMPOSED if _COMBINING.search(text) else _ODD
    return odd.finditer(text)


@dataclass(frozen=True, slots=True)
class Folded:
    """A text in another spelling, with the way back.

    Attributes:
        text: the new spelling.
        at: where, in `text`, each stretch begins; rises; the first is 0.
        source: where that stretch begins in the old text.
        copied: whether the stretch stands there letter for letter; if not, it was
            written for all that lies between its `source` and the next.
    """

    text: str
    at: tuple[int, ...] = (0,)
    source: tuple[int, ...] = (0,)
    copied: tuple[bool, ...] = (True,)

    def start(self, index: int) -> int:
        """Tell where the character at `index` begins in the old text."""
        if len(self.at) == 1:
            return index
        k = bisect_right(self.at, index) - 1
        return self.source[k] + (index - self.at[k] if self.copied[k] else 0)

    def end(self, index: int) -> int:
        """Tell where the character before `index` ends in the old text."""
        if index == 0 or len(self.at) == 1:
            return index
        k = bisect_right(self.at, index - 1) - 1
        if self.copied[k]:
            return self.source[k] + index - self.at[k]
        return self.source[k + 1]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Give `start` of one place and `end` of another that is not before it."""
        at = self.at
        if len(at) == 1:
            return start, end
        k = bisect_right(at, start)
        if self.copied[k - 1] and (k == len(at) or end <= at[k]) and end:
            back = self.source[k - 1] - at[k - 1]  # both lie in one stretch
            return start + back, end + back
        return self.start(start), self.end(end)

    def place(self, old: int) -> int:
        """Tell where a place of the old text lies in the new one."""
        if len(self.at) == 1:
            return old
        k = bisect_right(self.source, old) - 1
        return self.at[k] + (old - self.source[k] if self.copied[k] else 0)


def rewrite(
    text: str, edits: Iterator[re.Match[str]], new: Callable[[str], str]
) -> Folded:
    """Replace what `edits` found by what `new` makes of it, and keep the way back."""
    pieces: list[str] = []
    at, source, copied = [0], [0], [True]
    done = length = 0
    for found in edits:
        begin, stop = found.span()
        put = new(found.group())
        pieces += (text[done:begin], put)
        length += begin - done
        done = stop
        if len(put) != stop - begin:
            if put:
                at.append(length)
                source.append(begin)
                copied.append(False)
            at.append(length + len(put))
            source.append(stop)
            copied.append(True)
        length += len(put)
    if not pieces:
        return Folded(text)
    pieces.append(text[done:])
    return Folded("".join(pieces), tuple(at), tuple(source), tuple(copied))


def fold(text: str) -> Folded:
    """Spell a text the way comparison wants it.

    NFKC and casefold; diacritics folded on Latin letters only (a voiced kana is
    another letter); apostrophes, quotes, hyphens and middle dots in one shape each;
    invisible characters dropped; old kanji in their modern form.

    Source: shared/matching, "Rules that got there".
    """
    text = text.replace("`", "'")  # the one sign of ASCII that is folded
    if text.isascii():
        return Folded(text.lower())
    folded = rewrite(text, _odd_in(text), _piece)
    # `lower` keeps the length: the only character that would not is folded above.
    return Folded(folded.text.lower(), folded.at, folded.source, folded.copied)


def nfkc_fold(text: str) -> str:
    """Spell a text the way comparison wants it; see `fold`."""
    # A term or a name rarely has anything odd; this is five times faster.
    plain = ("`" not in text and text.isascii()) or not _ODD_OR_DECOMPOSED.search(text)
    return text.lower() if plain else fold(text).text


_SCRIPTS: Final[tuple[tuple[Script, re.Pattern[str]], ...]] = (
    ("hangul", re.compile(f"[{HANGUL}ᄀ-ᇿㄱ-ㆎ]")),
    ("kanji", re.compile(f"[{KANJI}]")),
    ("katakana", re.compile(f"[{KATAKANA}ｦ-ﾟ]")),
    ("hiragana", re.compile(f"[{HIRAGANA}]")),
    ("latin", re.compile("[A-Za-zÀ-ÖØ-öø-ɏḀ-ỿＡ-Ｚａ-ｚ]")),
)
_LETTER: Final = re.compile(r"[^\W\d_]")


def scripts(text: str) -> dict[Script, int]:
    """Count the letters of each script; a script that is not there is not a key.

    Digits, marks and blanks belong to no script.
    """
    if text.isascii():
        latin = sum(map(str.isalpha, text))
        return {"latin": latin} if latin else {}
    counts: dict[Script, int] = {}
    for script, letters in _SCRIPTS:
        if count := len(letters.findall(text)):
            counts[script] = count
    rest = len(_LETTER.findall(text)) - sum(counts.values())
    return counts | {"other": rest} if rest > 0 else counts


# ---- hygiene -------------------------------------------------------------------------

_BREAKS: Final = re.compile("\r\n?|[\u2028\u2029\u0085\x0b\x0c]")
_CONTROLS: Final = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff"
    "\ud800-\udfff\ufffe\uffff]"
)
_BLANKS: Final = re.compile(r"[^\S\n]+")
_EMPTY_LINES: Final = re.compile(r" ?\n\s*")


def clean_text(text: str) -> str:
    r"""Make a text that is safe to keep: NFC, no controls, no bidi, no surrogates.

    Lines are divided by a single "\\n" and carry no blanks at their ends.

    Source: FAULTS rule 11.
    """
    text = _CONTROLS.sub("", _BREAKS.sub("\n", text))
    text = _BLANKS.sub(" ", unicodedata.normalize("NFC", text))
    return _EMPTY_LINES.sub("\n", text).strip()


def clean_line(text: str, limit: int = 500) -> str:
    """Make one line that is safe to keep: as `clean_text`, with blanks for breaks.

    Args:
        text: a title, a name, a reason from outside.
        limit: of characters; a longer line is cut and ends in "…".

    Source: FAULTS rule 11.
    """
    line = clean_text(text[: limit * 8]).replace("\n", " ")
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


# ---- sentences -----------------------------------------------------------------------

# A full stop does not end a sentence after an initial or one of these.
_SHORT: Final = (
    "mr|mrs|ms|dr|st|jr|sr|gen|sen|gov|rep|rev|lt|col|sgt|capt|adm|maj|prof|hon|vs|no"
    "|jan|feb|mar|apr|jun|jul|aug|sep|sept|oct|nov|dec|inc|ltd|corp|co|etc|approx"
)
_SENTENCE_END: Final = re.compile(
    r"\n+"
    r"|(?<=[。！？])[」』”’）)]*"
    r"|(?<=[.!?…])[\"'”’»)\]]*\s+(?=[\"'“‘”’«(\[]*[^\Wa-z_])",
)
_NO_END: Final = re.compile(
    rf"(?:^|[\W\d_])(?:{_SHORT}|[a-z]|[a-z](?:\.[a-z])+)\.$", re.IGNORECASE
)


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Give start and end of each sentence, without the blanks between them."""
    spans: list[tuple[int, int]] = []
    begin = 0
    for found in _SENTENCE_END.finditer(text):
        stop, after = found.span()
        if text[stop : stop + 1] != "\n" and _NO_END.search(
            text[max(begin, stop - 12) : stop]
        ):
            continue
        stop += len(found.group().rstrip())
        _keep(text, begin, stop, spans)
        begin = after
    _keep(text, begin, len(text), spans)
    return spans


def _keep(text: str, begin: int, stop: int, spans: list[tuple[int, int]]) -> None:
    while begin < stop and text[begin].isspace():
        begin += 1
    while begin < stop and text[stop - 1].isspace():
        stop -= 1
    if begin < stop:
        spans.append((begin, stop))


def sentences(text: str) -> list[str]:
    """Split a text into its sentences: English, Korean and Japanese punctuation.

    A line break ends a sentence; abbreviations and initials do not.
    """
    return [text[begin:stop] for begin, stop in sentence_spans(text)]
