"""`export`: take the data elsewhere, as JSON lines or CSV."""

from __future__ import annotations

import csv
import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, TextIO

import typer

from monitor.cli.desk import DONE, Desk
from monitor.cli.files import write_row, writing
from monitor.cli.options import Out, Since

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

# What spreadsheets take for the beginning of a formula, and the mark that stops them:
# with it among them, dropping one leading mark from any cell gives back what was kept.
# Full-width signs too. Source: OWASP, "CSV Injection"; FAULTS 54.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "'")
_MARK: Final = "'"


class What(StrEnum):
    """What can be exported."""

    stories = "stories"
    articles = "articles"
    alerts = "alerts"


class Format(StrEnum):
    """How it is written."""

    jsonl = "jsonl"
    csv = "csv"


def export(
    desk: Desk,
    what: Annotated[What, typer.Argument(metavar="WHAT", help="What to write.")],
    *,
    form: Annotated[
        Format,
        typer.Option("--format", help="JSON lines, or a table for spreadsheets."),
    ] = Format.jsonl,
    since: Since = None,
    out: Out = Path("-"),
) -> int:
    """Write the archive as JSON lines or as inert CSV."""
    from monitor import clock
    from monitor.cli.show import since as beginning
    from monitor.store.archive import export as rows_of

    config = desk.config()
    after = beginning(since, clock.now(), config.timezone)
    with (
        desk.archive(config) as store,
        store.read() as conn,
        writing(out) as file,
        desk.progress(f"Writing {what.value}") as step,
    ):
        rows = _stepping(rows_of(conn, what.value, after), step)
        (_csv if form is Format.csv else _jsonl)(rows, file)
    return DONE


def _stepping(
    rows: Iterable[dict[str, Any]], step: Callable[[], None]
) -> Iterator[dict[str, Any]]:
    for row in rows:
        yield row
        step()


def _jsonl(rows: Iterable[Mapping[str, Any]], file: TextIO) -> None:
    for row in rows:
        write_row(file, row)


def _csv(rows: Iterable[Mapping[str, Any]], file: TextIO) -> None:
    table: csv.DictWriter[str] | None = None
    for row in rows:
        if table is None:
            table = csv.DictWriter(file, list(row))
            table.writeheader()
        table.writerow({name: cell(value) for name, value in row.items()})


def cell(value: object) -> object:
    """Give a value as a cell of CSV that no spreadsheet runs.

    A cell that would be read as a formula, or that begins with the mark itself, gets
    one mark in front: dropping one leading mark gives back what was there.
    """
    if value is None or isinstance(value, (bool, int, float)):
        return value
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return f"{_MARK}{text}" if text.startswith(_FORMULA) else text
