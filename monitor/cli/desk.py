"""What every command stands on: the configuration, the archive, the two streams."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from monitor.errors import MonitorError

if TYPE_CHECKING:
    from rich.console import Console

    from monitor.config import Config
    from monitor.store.engine import Store

DONE, WRONG, USAGE, HELD = 0, 1, 2, 75  # exit statuses; 75 is EX_TEMPFAIL
PIPED_WIDTH = 200  # columns of a table that goes to a file or a pager
# What a terminal would obey and json.dumps lets through.
_UNSEEN = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")  # fmt: skip


class Stop(MonitorError):  # noqa: N818 - an ending, told to people
    """A command ends here. `status` is its exit status."""

    def __init__(self, message: str, *, status: int = WRONG) -> None:
        self.status = status
        super().__init__(message)


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """The options that every command has, and what follows from them."""

    folder: Path | None = None  # of the configuration, as `--config` says
    verbose: bool = False
    quiet: bool = False
    color: bool = True

    def config(self) -> Config:
        """Read the configuration.

        Raises:
            ConfigError: it cannot be used.
        """
        from monitor.config import find_folder, load

        return load(find_folder(self.folder))

    @contextmanager
    def archive(self, config: Config) -> Iterator[Store]:
        """Open the database that a monitor has made, and never make one.

        Raises:
            Stop: there is none yet.
            StoreError: it cannot be used, or its schema is another one.
        """
        from monitor.store.engine import open_store

        path = database_file(config)
        if path is not None and not path.exists():
            raise Stop(f"no database yet at {path}: run `news-monitor run` first")
        store = open_store(config.database.reveal())
        try:
            store.check()
            yield store
        finally:
            store.close()

    def screen(self, *, stderr: bool = False) -> Console:
        """Give a console that takes text as it is: no markup, no guessed colours."""
        from rich.console import Console

        stream = sys.stderr if stderr else sys.stdout
        return Console(
            file=stream,
            no_color=True if not self.color else None,
            markup=False,
            highlight=False,
            emoji=False,
            width=None if stream.isatty() else PIPED_WIDTH,
        )

    def say(self, message: str) -> None:
        """Tell the person at the terminal something beside the result."""
        if not self.quiet:
            sys.stderr.write(f"{message}\n")

    def row(self, value: Mapping[str, Any]) -> None:
        """Write one JSON object to standard output, as one line."""
        sys.stdout.write(f"{json_line(value)}\n")

    @contextmanager
    def progress(
        self, label: str, total: int | None = None
    ) -> Iterator[Callable[[], None]]:
        """Show how far long work is, on a terminal only; call what it gives per step."""
        if self.quiet or not sys.stderr.isatty():
            yield lambda: None
            return
        from rich.progress import (
            BarColumn,
            MofNCompleteColumn,
            Progress,
            TextColumn,
            TimeElapsedColumn,
        )

        columns = (
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
        )
        screen = self.screen(stderr=True)
        with Progress(*columns, console=screen, transient=True) as bar:
            task = bar.add_task(label, total=total)
            yield lambda: bar.advance(task)


def database_file(config: Config) -> Path | None:
    """Tell where the SQLite file is; None for a database on a server."""
    return file_of(config.database.reveal())


def file_of(url: str) -> Path | None:
    """Tell which file an address of a database means; None for one on a server."""
    from monitor.config.config import SQLITE

    if not url.startswith(SQLITE):
        return None
    return Path(url.removeprefix(SQLITE).partition("?")[0])


def json_line(value: object) -> str:
    """Write a value as JSON that no terminal obeys."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return _UNSEEN.sub(lambda m: f"\\u{ord(m[0]):04x}", text)
