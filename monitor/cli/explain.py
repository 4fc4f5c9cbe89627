"""`explain`: the life of an address in this monitor, and which step stopped it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli.desk import DONE, USAGE, WRONG, Desk, Stop
from monitor.cli.options import AsJson

if TYPE_CHECKING:
    from monitor.cli.life import Step

_MARKS = {"done": ("✓", "ok"), "stopped": ("✗", "wrong"), "waits": ("…", "odd")}


def explain(
    desk: Desk,
    url: Annotated[str, typer.Argument(metavar="URL", help="Of a story's page.")],
    *,
    as_json: AsJson = False,
) -> int:
    """Tell the life of an address, and which step stopped it."""
    from monitor.cli.life import told
    from monitor.core.urls import canonical
    from monitor.store.articles import get
    from monitor.store.explain import life

    if not url.strip():
        raise Stop("write the address of a page", status=USAGE)
    config = desk.config()
    address = canonical(url if "://" in url else f"https://{url}")
    with desk.archive(config) as store, store.read() as conn:
        found = life(conn, address)
        article = get(conn, found.article.id) if found.article else None
    steps = told(found, article, config)
    if as_json:
        for step in steps:
            desk.row({"url": address, **step.row()})
    else:
        _show(desk, address, steps, config.timezone)
    return DONE if found.announced or found.article or found.requests else WRONG


def _show(desk: Desk, address: str, steps: list[Step], zone: str) -> None:
    from rich.table import Table
    from rich.text import Text

    from monitor.cli.show import inert, moment, word

    screen = desk.screen()
    screen.print(inert(address))
    way = Table.grid(padding=(0, 1))
    way.add_column(no_wrap=True)
    way.add_column(no_wrap=True)
    way.add_column(overflow="fold")
    for step in steps:
        mark, style = _MARKS.get(step.mark, ("·", "faint"))
        said = inert(step.said, 1000)
        if step.at:
            said.append_text(word(f"  {moment(step.at, zone)}", "faint"))
        way.add_row(word(mark, style), step.name, said)
        for line in step.more:
            way.add_row("", "", Text.assemble(word("- ", "faint"), inert(line, 1000)))
    screen.print(way)
