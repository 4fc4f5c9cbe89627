"""`extract`: pages to articles, or each of their lines with what was decided about it."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from monitor.cli.batch import placed, through
from monitor.cli.desk import DONE, USAGE, Desk, Stop
from monitor.cli.files import DASH, count_rows, reading
from monitor.cli.options import In

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from monitor.model import KnownSite

_HOW = {
    "full": "read in full",
    "layout": "read by the known layout of its site",
    "rule": "read by a rule for its site",
    "data": "read from the data that the page carries for its scripts",
    "text": "text that was extracted before",
}
MaybeOut = Annotated[
    Path | None,
    typer.Option("--out", metavar="FILE", help="File to write; - for standard output."),
]
Explain = Annotated[
    bool,
    typer.Option(
        "--explain", help="Tell of each line whether it was kept, and why, instead."
    ),
]
Remember = Annotated[
    bool,
    typer.Option(
        "--remember",
        help="With what the monitor's database knows of each page's site by now.",
    ),
]


def extract(
    desk: Desk,
    source: In,
    out: MaybeOut = None,
    *,
    explain: Explain = False,
    remember: Remember = False,
) -> int:
    """Turn pages into articles."""
    from monitor.batch.extract import explain_rows, extract_rows

    if out is None and not explain:
        raise Stop("write --out FILE, or --out - for standard output", status=USAGE)
    make = explain_rows if explain else extract_rows
    with _known(desk, remember=remember) as known:

        def work(rows: Iterable[dict[str, Any]]) -> Iterator[Mapping[str, Any]]:
            return make((placed(row, source.parent) for row in rows), known=known)

        if out is None:
            _print(desk, source, work)
            return DONE
        failed = through(desk, source, out, work=work, needed=("id",))
    if failed:
        desk.say(f"{failed:,} of the pages gave no article; `error` says why")
    return DONE


@contextmanager
def _known(desk: Desk, *, remember: bool) -> Iterator[Callable[[str], KnownSite]]:
    """Give what is told of a page's site: its rule, and what the archive remembers."""
    from dataclasses import replace

    from monitor.batch.extract import by_rule
    from monitor.core.extraction.ruled import rule_for
    from monitor.core.urls import host
    from monitor.store import sites

    if not remember:
        yield by_rule
        return
    config = desk.config()
    with desk.archive(config) as store, store.read() as conn:
        yield lambda url: replace(
            sites.known(conn, host(url)), rule=rule_for(url, config.sites)
        )


def _print(
    desk: Desk,
    source: Path,
    work: Callable[[Iterable[dict[str, Any]]], Iterator[Mapping[str, Any]]],
) -> None:
    screen = desk.screen()
    with (
        reading(source, needed=("id",)) as rows,
        desk.progress(
            source.name, None if str(source) == DASH else count_rows(source)
        ) as step,
    ):
        for row in work(rows):
            _show(screen.print, row)
            step()


def _show(write: Callable[..., None], row: Mapping[str, Any]) -> None:
    from monitor.cli.show import inert, word

    named = str(row["url"] or row["id"])
    rule = f" ({row['rule']})" if row["rule"] else ""
    write(inert(named), word(f"{_HOW.get(row['by'], 'not read')}{rule}", "faint"))
    if row.get("error"):
        write(word("  no article: ", "wrong"), inert(str(row["reason"])), sep="")
    for block in row["blocks"]:
        sign = word("  + ", "ok") if block["keep"] else word("  - ", "faint")
        why = "" if block["keep"] else f"[{block['reason']}] "
        write(sign, word(why, "odd"), inert(block["text"], 300), sep="")
