"""The command line: one module for each group of commands.

Heavy imports stand inside the commands, so that `--help` starts at once.
"""

from monitor.cli.app import app


def main() -> None:
    """Run the command line."""
    app()
