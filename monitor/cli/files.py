"""Files of JSON lines: what batch commands read and write."""

from __future__ import annotations

import json
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, TextIO

from monitor.cli.desk import Stop, json_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

DASH: Final = "-"


@contextmanager
def writing(path: Path) -> Iterator[TextIO]:
    """Open a file to write, or standard output for `-`."""
    if str(path) == DASH:
        yield sys.stdout
        sys.stdout.flush()
        return
    with path.open("w", encoding="utf-8", newline="") as file:
        yield file


@contextmanager
def _reading(path: Path) -> Iterator[TextIO]:
    if str(path) == DASH:
        yield sys.stdin
        return
    with path.open(encoding="utf-8-sig", errors="replace") as file:
        yield file


def read_rows(path: Path, *, needed: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    """Give the objects of a file of JSON lines; empty lines count for nothing.

    Raises:
        Stop: a line is no JSON object, or lacks one of the `needed` keys.
    """
    with _reading(path) as file:
        for number, line in enumerate(file, 1):
            if line.strip():
                yield _row(line, f"{path}:{number}", needed)


def write_row(file: TextIO, row: Mapping[str, Any]) -> None:
    """Write one object as one line."""
    file.write(f"{json_line(row)}\n")


def count_rows(path: Path) -> int | None:
    """Count the lines that are ahead; None where that would use them up."""
    if str(path) == DASH or not path.is_file():
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
    return row
