"""The commands, under the headings in which the help page shows them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import typer

from monitor import __version__
from monitor.cli import (
    alerts,
    backtest,
    batch,
    explain,
    export,
    extracting,
    keeping,
    leavers,
    moving,
    mutes,
    preview,
    run,
    sites,
    sources,
    starting,
    stories,
    upkeep,
    worker,
)
from monitor.cli.desk import Desk
from monitor.cli.options import with_desk
from monitor.cli.page import Leaf, Page

START, LOOK, DATA, UPKEEP = (
    "Start",
    "Look and ask",
    "Data in and out",
    "Upkeep",
)


def _examples(*lines: str) -> str:
    """Write what stands at the foot of a help page; a backspace keeps its lines."""
    return "\n".join(("\b", "Examples:", *(f"  news-monitor {line}" for line in lines)))


app = typer.Typer(
    name="news-monitor",
    cls=Page,
    help="Watches the world's press and tells you, once per story, what matches.",
    epilog=_examples(
        "demo                           see it work, without network",
        "init my-desk                   write a first configuration",
        "run --config my-desk           watch, until Ctrl-C",
        "explain https://site/story     why did I (not) hear of it?",
    )
    + "\n\n`news-monitor COMMAND --help` tells more.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


def _add(
    parent: typer.Typer,
    command: Callable[..., int | None],
    *examples: str,
    heading: str | None = None,
    name: str | None = None,
) -> None:
    parent.command(
        name,
        cls=Leaf,
        rich_help_panel=heading,
        epilog=_examples(*examples) if examples else None,
    )(with_desk(command))


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"news-monitor {__version__}")
        raise typer.Exit


def _root(
    _desk: Desk,
    *,
    version: Annotated[
        bool,
        typer.Option(
            "--version",
            callback=_show_version,
            is_eager=True,
            help="Print the version.",
        ),
    ] = False,
) -> None:
    """Watches the world's press and tells you, once per story, what matches."""


def _group(
    name: str,
    summary: str,
    *examples: str,
    alone: Callable[..., int | None] | None = None,
) -> typer.Typer:
    """Make a group of commands; `alone` is what its bare name does."""
    made = typer.Typer(
        name=name,
        cls=Page,
        help=summary,
        epilog=_examples(*examples) if examples else None,
        no_args_is_help=alone is None,
        invoke_without_command=alone is not None,
    )
    made.callback(help=summary)(with_desk(alone or _nothing))
    app.add_typer(made, rich_help_panel=LOOK)
    return made


def _nothing(_desk: Desk) -> None:
    """Take the options that stand before a command's name."""


app.callback()(with_desk(_root))
_add(app, starting.demo, "demo", "demo --serve", heading=START)
_add(app, starting.init, "init", "init my-desk", heading=START)
_add(app, starting.check, "check", "check --send", heading=START)
_add(app, run.run, "run", "run --once", "run --config my-desk", heading=START)

_sources = _group("sources", "See how sources do; find and try new ones.")
_add(_sources, sources.health, "sources list --failing", name="list")
_add(_sources, sources.check, "sources check", "sources check npr-world")
_add(_sources, sites.find, "sources find https://example.org")
_add(_sources, sites.dry_run, "sources test npr-world", name="test")

_stories = _group(
    "stories",
    "Show what was found, newest first; `stories show ID` shows one.",
    "stories --since 1d --matched",
    "stories --search '지소미아'",
    "stories --watch gsomia/pact --json",
    "stories show 0123456789abcdef",
    alone=stories.listing,
)
_add(_stories, stories.story, "stories show 0123456789abcdef", name="show")

_alerts = _group("alerts", "The ledger of alerts and of each attempt.")
_add(_alerts, alerts.listing, "alerts list --state due", name="list")
_add(_alerts, alerts.show, "alerts show 0123abcd")
_add(_alerts, alerts.resend, "alerts resend 0123abcd", "alerts resend --dead")
_add(_alerts, alerts.dead, "alerts dead")
_add(_alerts, preview.preview, "alerts preview gsomia/pact")

_add(
    app,
    mutes.mute,
    "mute gsomia/pact --until 2d",
    "mute 0123456789abcdef --until 2026-11-24T08:00",
    "mute",
    heading=LOOK,
)
_add(app, mutes.unmute, "unmute gsomia/pact", heading=LOOK)
_add(
    app,
    leavers.unsubscribed,
    "unsubscribed",
    "unsubscribed --again a.reader@example.org",
    heading=LOOK,
)

_add(app, explain.explain, "explain https://example.org/story", heading=LOOK)
_add(
    app,
    backtest.backtest,
    "backtest gsomia/pact --since 30d",
    "backtest 'GSOMIA AND (end OR scrap)' --since 2026-11-01",
    "backtest pact --config new-config --max-per-day 20",
    heading=LOOK,
)
_add(
    app,
    export.export,
    "export articles > articles.jsonl",
    "export stories --format csv --since 30d --out stories.csv",
    heading=DATA,
)
_add(
    app,
    extracting.extract,
    "extract --in pages.jsonl --out articles.jsonl",
    "extract --in pages.jsonl --explain",
    "extract --in pages.jsonl --explain --remember --config my-desk",
    heading=DATA,
)
_add(app, batch.group, "group --in articles.jsonl --out groups.jsonl", heading=DATA)
_add(
    app,
    batch.match,
    "match --watchlists config/watchlists/*.yaml --in articles.jsonl --out matches.jsonl",
    "match --cases cases.jsonl --out answers.jsonl",
    heading=DATA,
)
_add(
    app,
    moving.migrate,
    "migrate",
    "migrate --from sqlite:///data/monitor.db --to postgresql://desk@db/news",
    heading=UPKEEP,
)
_add(app, keeping.backup, "backup /backup/monday.db", heading=UPKEEP)
_add(app, keeping.restore, "restore /backup/monday.db --force", heading=UPKEEP)
_add(app, upkeep.prune, heading=UPKEEP)
_add(app, upkeep.reindex, heading=UPKEEP)
_add(app, upkeep.schema, "schema watchlist", "schema --write schema/", heading=UPKEEP)
_add(
    app,
    worker.worker,
    "worker",
    "worker --only visit,ingest --probes 127.0.0.1:8701",
    heading=START,
)
_add(app, upkeep.version, heading=UPKEEP)
