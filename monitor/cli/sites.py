"""`sources find` and `sources test`: look at a site, or at one source, closely."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli.desk import DONE, WRONG, Desk
from monitor.cli.options import AsJson

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from rich.console import RenderableType

    from monitor.cli.asking import Answer
    from monitor.cli.dryrun import Tried

PAGES = 3  # articles that a dry run reads
WORDS = 300  # characters of each that are shown


def find(
    desk: Desk,
    url: Annotated[str, typer.Argument(metavar="URL", help="A page of the site.")],
    *,
    as_json: AsJson = False,
) -> int:
    """Find the feeds and sitemaps of a site, and try each."""
    from monitor import clock
    from monitor.cli.asking import fetch
    from monitor.cli.looking import look

    config = desk.config()
    address = url if "://" in url else f"https://{url}"
    with desk.progress("Looking") as step:
        good, trouble = fetch(config, lambda hands: look(address, hands, step))
    if not good:
        desk.say(f"no feed or sitemap found{f': {trouble}' if trouble else ''}")
        return WRONG
    if as_json:
        for answer in good:
            _found_row(desk, answer)
    else:
        _found(desk, good, clock.now())
    return DONE


def dry_run(
    desk: Desk,
    name: Annotated[str, typer.Argument(metavar="NAME", help="Of a source.")],
    *,
    as_json: AsJson = False,
) -> int:
    """Read one source and some of its pages now; keeps nothing."""
    from monitor.cli.sources import chosen

    config = desk.config()
    (source,) = chosen(config, [name])
    # The heavy imports come last, so that a name mistyped is answered at once.
    from monitor.cli.asking import fetch
    from monitor.cli.dryrun import try_source
    from monitor.cli.show import plural
    from monitor.core.match import Engine

    engine = Engine(config.watches)
    with desk.progress("Reading", PAGES + 1) as step:
        answer, tried = fetch(
            config,
            lambda hands: try_source(source, engine, hands, pages=PAGES, step=step),
        )
    if as_json:
        for one in tried:
            desk.row(one.row())
    else:
        for one in tried:
            desk.screen().print(*_tried(one, config.timezone), sep="\n")
    told = plural(len(answer.links), "link") if answer.kind == "ok" else answer.trouble
    desk.say(f"{source.name}: {answer.kind}: {told}")
    return DONE if any(one.article for one in tried) else WRONG


def _found_row(desk: Desk, answer: Answer) -> None:
    desk.row(
        {
            "kind": answer.source.kind,
            "url": answer.source.url,
            "title": answer.title,
            "links": len(answer.links),
            "newest": answer.newest.isoformat() if answer.newest else None,
        }
    )


def _found(desk: Desk, good: Sequence[Answer], now: datetime) -> None:
    from monitor.cli.show import ago, table

    rows = [
        (
            answer.source.kind,
            answer.source.url,
            str(len(answer.links)),
            ago(answer.newest, now),
            answer.title or "",
        )
        for answer in good
    ]
    columns = ("kind", "url", "links", "newest", "title")
    desk.screen().print(table(columns, rows, whole=("kind", "links", "newest")))
    best = good[0].source
    desk.say(
        "For sources.yaml:\n"
        f"  - {{name: NAME, outlet: OUTLET, kind: {best.kind}, url: {best.url}}}"
    )


def _tried(one: Tried, zone: str) -> list[RenderableType]:
    from rich.text import Text

    from monitor.cli.show import inert, moment, word

    if one.article is None:
        said = Text.assemble(word("✗ ", "wrong"), inert(one.link.url))
        return [said, Text.assemble("  ", inert(one.trouble)), Text()]
    it = one.article
    about = (moment(it.published, zone) or "no date", it.language or "", *it.authors)
    told = [f"{m.watchlist}/{m.watch} ({', '.join(m.terms)})" for m in one.matches]
    found = "; ".join(told) or "no watch matches"
    return [
        Text.assemble(word("✓ ", "ok"), inert(it.title).copy()),
        Text.assemble("  ", inert(it.url)),
        Text.assemble("  ", inert(" · ".join(filter(None, about)))),
        Text.assemble("  ", inert(it.text, WORDS)),
        Text.assemble("  → ", inert(found)),
        Text(),
    ]
