"""Read watchlists on their own, without the monitor around them: for batch work."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from monitor.config import checks, files
from monitor.config.findings import Findings
from monitor.config.watchlists import Told, watchlists
from monitor.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from monitor.config.config import Watchlist


def load_watchlists(paths: Iterable[Path]) -> tuple[Watchlist, ...]:
    """Read watchlist files; whether their channels exist is not asked.

    Raises:
        ConfigError: they cannot be used; lists every problem.
    """
    findings = Findings(env={}, folder=Path())
    documents = tuple(files.read_each(paths, findings))
    checks.unique_watches(documents, findings)
    read = watchlists(documents, Told(known=None, usual=()), findings)
    if findings.errors:
        raise ConfigError(findings.errors)
    return read
