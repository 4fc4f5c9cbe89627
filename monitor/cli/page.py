"""The help page: commands by subject."""

from __future__ import annotations

from typing import Any

from typer.core import TyperGroup


class Page(TyperGroup):
    """A group whose help lists its commands under headings.

    Typer's own page costs 250 ms to load (Markdown, syntax highlighting); this one
    keeps `--help` under 300 ms in all.
    """

    def format_options(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401
        """List the commands before the options."""
        self.format_commands(ctx, formatter)
        rows = [p.get_help_record(ctx) for p in self.get_params(ctx)]
        with formatter.section("Options"):
            formatter.write_dl([row for row in rows if row is not None])

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
