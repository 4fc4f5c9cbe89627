"""Options that many commands share, and how a command comes by its desk."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Annotated, Any

import typer

from monitor.cli.desk import Desk
from monitor.cli.endings import ended_by

ConfigDir = Annotated[
    Path | None,
    typer.Option(
        "--config",
        metavar="DIR",
        help="Folder of the configuration; else NEWS_MONITOR_CONFIG, else config/.",
    ),
]
Verbose = Annotated[
    bool, typer.Option("--verbose", "-v", help="Say more; show tracebacks.")
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Say only what is wrong.")]
NoColor = Annotated[bool, typer.Option("--no-color", help="Write plain text.")]

AsJson = Annotated[bool, typer.Option("--json", help="One JSON object a line.")]
Since = Annotated[
    str | None,
    typer.Option(
        metavar="WHEN", help="Only from then on: 6h, 30d, 2026-11-01, 2026-11-01T08:00."
    ),
]
Limit = Annotated[
    int, typer.Option(min=1, max=1_000_000, metavar="N", help="At most so many.")
]
In = Annotated[
    Path,
    typer.Option(
        "--in", metavar="FILE", help="JSON lines to read; - for standard input."
    ),
]
Out = Annotated[
    Path,
    typer.Option("--out", metavar="FILE", help="File to write; - for standard output."),
]


def _common(
    ctx: typer.Context,
    config: ConfigDir = None,
    *,
    verbose: Verbose = False,
    quiet: Quiet = False,
    no_color: NoColor = False,
) -> None:
    """Hold the options that every command has, for their signatures."""


_COMMON = inspect.signature(_common, eval_str=True).parameters


def with_desk(
    command: Callable[..., int | None],
) -> Callable[..., None]:
    """Give a command the common options, as the desk it takes first.

    An option may stand before or after the command's name. The number that the command
    returns is the exit status.
    """
    own = inspect.signature(command, eval_str=True).parameters

    @wraps(command)
    def run(*, ctx: typer.Context, **given: Any) -> None:  # noqa: ANN401
        common = {name: given.pop(name) for name in _COMMON if name != "ctx"}
        ctx.obj = desk = _merged(ctx.obj, **common)
        if ctx.invoked_subcommand is not None:  # a group: its command will do the work
            return
        try:
            status = command(desk, **given)
        except (typer.Exit, typer.Abort, typer.BadParameter, BrokenPipeError):
            raise
        except Exception as e:  # noqa: BLE001 - the edge of the program
            status = ended_by(e, desk)
        if status:
            raise typer.Exit(status)

    parameters = [
        each.replace(kind=inspect.Parameter.KEYWORD_ONLY)
        for each in (*list(own.values())[1:], *_COMMON.values())
    ]
    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {}  # typer would read those of `command`, whose desk is ours
    return run


def _merged(
    before: object, config: Path | None, *, verbose: bool, quiet: bool, no_color: bool
) -> Desk:
    outer = before if isinstance(before, Desk) else Desk()
    return Desk(
        folder=config or outer.folder,
        verbose=verbose or outer.verbose,
        quiet=quiet or outer.quiet,
        color=outer.color and not no_color,
    )
