"""The batch commands: files in, files out, by the very code of the service."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from monitor.cli.desk import DONE, USAGE, Desk, Stop
from monitor.cli.files import count_rows, reading, write_row, writing
from monitor.cli.options import In, Out

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

Cases = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="JSON lines that ask a query each."),
]
Lists = Annotated[
    list[Path] | None,
    typer.Option(
        "--watchlists", metavar="FILE", help="Watchlist file; may be repeated."
    ),
]
MoreLists = Annotated[
    list[Path] | None, typer.Argument(metavar="FILE", help="More watchlist files.")
]
MaybeIn = Annotated[
    Path | None,
    typer.Option(
        "--in", metavar="FILE", help="Articles, as JSON lines; - for standard input."
    ),
]


def placed(row: dict[str, Any], beside: Path) -> dict[str, Any]:
    """Find a page's file from here, or else from where the list of pages lies."""
    path = row.get("html_path")
    if path and not Path(path).exists() and (beside / path).exists():
        return row | {"html_path": str(beside / path)}
    return row


def group(desk: Desk, source: In, out: Out) -> int:
    """Say which story and event each article belongs to."""
    from monitor.batch.group import group_rows

    through(desk, source, out, work=group_rows, needed=("id", "text"))
    return DONE


def match(
    desk: Desk,
    out: Out,
    more: MoreLists = None,
    *,
    watchlists: Lists = None,
    source: MaybeIn = None,
    cases: Cases = None,
) -> int:
    """Say which watches articles satisfy, and where."""
    from monitor.batch.match import match_cases
    from monitor.config.extras import use_extras

    use_extras()
    lists = [*(watchlists or ()), *(more or ())]
    if cases is not None and not lists and source is None:
        failed = through(desk, cases, out, work=match_cases, needed=("id",))
        if failed:
            desk.say(f"{failed:,} of the queries cannot be read; `error` says why")
    elif cases is None and lists and source is not None:
        through(desk, source, out, work=_matcher(lists), needed=("id",))
    else:
        raise Stop(
            "write either --watchlists FILE --in ARTICLES.jsonl, or --cases FILE",
            status=USAGE,
        )
    return DONE


def _matcher(
    lists: list[Path],
) -> Callable[[Iterable[dict[str, Any]]], Iterator[Mapping[str, Any]]]:
    from monitor.batch.match import match_articles
    from monitor.config import load_watchlists
    from monitor.core.match import Engine

    read = load_watchlists(lists)
    engine = Engine([watch for each in read for watch in each.watches])
    return lambda rows: match_articles(engine, rows)


def through(
    desk: Desk,
    source: Path,
    out: Path,
    *,
    work: Callable[[Iterable[dict[str, Any]]], Iterator[Mapping[str, Any]]],
    needed: tuple[str, ...],
) -> int:
    """Send every row through `work` into a file; give how many came out with an error."""
    failed = 0
    with (
        reading(source, needed=needed) as rows,  # first: a typo must not empty `out`
        writing(out) as file,
        desk.progress(source.name, count_rows(source)) as step,
    ):
        for row in work(_counted(rows, step)):
            write_row(file, row)
            failed += bool(row.get("error"))
    return failed


def _counted(
    rows: Iterable[dict[str, Any]], step: Callable[[], None]
) -> Iterator[dict[str, Any]]:
    for row in rows:
        yield row
        step()
