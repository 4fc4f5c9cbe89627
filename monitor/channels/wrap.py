"""Plain text in columns, where a Korean or Japanese character fills two."""

import re

from rich.cells import cell_len

COLUMNS = 72  # of plain mail

# Chinese and Japanese break between any two characters, except before what closes a
# bracket or a sentence; Korean breaks at its spaces, as English does.
_WIDE = "\u2e80-\u312f\u3190-\ua4cf\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\U00020000-\U0003ffff"
_CLOSES = "、。，．」』】）〉》〕］｝！？ー々ぁぃぅぇぉゃゅょっァィゥェォャュョッ"
_PIECES = re.compile(rf"\s+|[{_WIDE}][{_CLOSES}]*|[^\s{_WIDE}]+")


def wrap(text: str, *, first: str = "", rest: str = "", columns: int = COLUMNS) -> str:
    """Break one line into lines that fit.

    A word or address that is longer than a line stands on one of its own, whole.

    Args:
        text: one line.
        first: stands before the first line.
        rest: stands before the others.
        columns: that a line may fill, its beginning included.
    """
    lines, current, used, blank = [], first, cell_len(first), True
    for piece in _PIECES.findall(text):
        said = " " if piece.isspace() else piece
        if blank and said == " ":
            continue
        width = cell_len(said)
        if not blank and said != " " and used + width > columns:
            lines.append(current.rstrip())
            current, used = rest, cell_len(rest)
        current, used, blank = current + said, used + width, False
    return "\n".join([*lines, current.rstrip()])
