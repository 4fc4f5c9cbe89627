"""The help pages: commands by subject, and each in the words of people."""

from __future__ import annotations

import re
from typing import Any

from typer.core import TyperArgument, TyperCommand, TyperGroup

_TYPE = re.compile(r" <[^|>]*>")  # `<list[Path]>`; a choice of words stays
_RANGE = re.compile(r"(; )?(\d+<=)?x[<>]=\d+")
_REQUIRED = re.compile(r" *\[required\]$")


class Leaf(TyperCommand):
    """A command whose help page names no type of Python.

    Typer writes `{URL}` and `URL <str>  [required]`, and ranges as `1<=x<=9`.
    """

    def collect_usage_pieces(self, ctx: Any) -> list[str]:  # noqa: ANN401
        """Name what must be given without braces."""
        return [piece.strip("{}") for piece in super().collect_usage_pieces(ctx)]

    def format_options(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401
        """List arguments and options."""
        params = self.get_params(ctx)
        arguments = [each for each in params if isinstance(each, TyperArgument)]
        options = [each for each in params if each not in arguments]
        for heading, listed in (("Arguments", arguments), ("Options", options)):
            if rows := _rows(listed, ctx):
                with formatter.section(heading):
                    formatter.write_dl(rows)


def _rows(params: list[Any], ctx: Any) -> list[tuple[str, str]]:  # noqa: ANN401
    """Give what is said of each parameter, in the words of people."""
    rows = []
    for param in params:
        if (record := param.get_help_record(ctx)) is not None:
            name, said = _TYPE.sub("", record[0]), _RANGE.sub("", record[1])
            if isinstance(param, TyperArgument):  # its usage line tells
                said = _REQUIRED.sub("", said)
            rows.append((name, said.removesuffix("  []")))
    return rows


class Page(TyperGroup):
    """A group whose help lists its commands under headings.

    Typer's own page costs 250 ms to load (Markdown, syntax highlighting); this one
    keeps `--help` under 300 ms in all.
    """

    def format_options(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401
        """List the commands before the options."""
        self.format_commands(ctx, formatter)
        with formatter.section("Options"):
            formatter.write_dl(_rows(self.get_params(ctx), ctx))

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401
        """List the commands, each under its heading."""
        groups: dict[str, list[tuple[str, str]]] = {}
        for name in self.list_commands(ctx):
            command = self.get_command(ctx, name)
            if command is not None and not command.hidden:
                heading = getattr(command, "rich_help_panel", None)
                heading = heading if isinstance(heading, str) else "Commands"
                row = (name, command.get_short_help_str(limit=100))
                groups.setdefault(heading, []).append(row)
        widest = max((len(n) for rows in groups.values() for n, _ in rows), default=0)
        for heading, rows in groups.items():
            with formatter.section(heading):
                formatter.write_dl([(name.ljust(widest), said) for name, said in rows])
