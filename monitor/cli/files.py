"""Files of JSON lines: what batch commands read and write."""

from __future__ import annotations

import json
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, Literal, TextIO

from monitor.cli.desk import USAGE, Stop, json_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

DASH: Final = "-"
# What is text in every row that has it; null stands for nothing known.
_TEXTS: Final = ("url", "title", "text", "language", "published", "outlet")


@contextmanager
def writing(path: Path) -> Iterator[TextIO]:
    """Open a file to write, or standard output for `-`."""
    if str(path) == DASH:
        yield sys.stdout
        sys.stdout.flush()
        return
    with _opened(path, "w", newline="") as file:
        yield file


@contextmanager
def reading(
    path: Path, *, needed: tuple[str, ...]
) -> Iterator[Iterator[dict[str, Any]]]:
    """Open a file of JSON lines, or standard input for `-`, and give its objects.

    Empty lines count for nothing. A line that is no JSON object, or lacks one of the
    `needed` keys, raises `Stop` when its turn comes.
    """
    if str(path) == DASH:
        yield _rows(sys.stdin, "standard input", needed)
        return
    with _opened(path, "r") as file:
        yield _rows(file, str(path), needed)


def _opened(path: Path, mode: Literal["r", "w"], newline: str | None = None) -> TextIO:
    encoding = "utf-8-sig" if mode == "r" else "utf-8"
    try:
        return path.open(mode, encoding=encoding, errors="replace", newline=newline)
    except OSError as e:
        raise Stop(f"{path}: {e.strerror}", status=USAGE) from e


def _rows(file: TextIO, name: str, needed: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(file, 1):
        if line.strip():
            yield _row(line, f"{name}:{number}", needed)


def write_row(file: TextIO, row: Mapping[str, Any]) -> None:
    """Write one object as one line."""
    file.write(f"{json_line(row)}\n")


def count_rows(path: Path) -> int | None:
    """Count the lines that are ahead; None where that would use them up."""
    if not path.is_file():
        return None
    with path.open("rb") as file:
        return sum(1 for line in file if line.strip())


def _row(line: str, place: str, needed: tuple[str, ...]) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except ValueError as e:
        raise Stop(f"{place}: not JSON: {e}; write one object a line") from e
    if not isinstance(row, dict):
        raise Stop(f'{place}: not an object; write {{"id": ...}}, one a line')
    missing = [key for key in needed if key not in row]
    if missing:
        raise Stop(f"{place}: without {', '.join(missing)}")
    for key in _TEXTS:
        if not isinstance(row.get(key) or "", str):
            raise Stop(f'{place}: {key} is no text; write "{key}": "..."')
    return row
