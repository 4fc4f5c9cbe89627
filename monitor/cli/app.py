"""The commands, in the order in which a new user meets them."""

import typer

from monitor.cli import run

app = typer.Typer(
    name="news-monitor",
    help="Watches the world's press and tells you, once per story, what matches.",
    no_args_is_help=True,
    rich_markup_mode="rich",
)
app.command()(run.run)


@app.callback()
def _root() -> None:
    """Watches the world's press and tells you, once per story, what matches."""
