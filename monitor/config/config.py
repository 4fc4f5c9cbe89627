"""The configuration as the rest of the house sees it: whole, checked, frozen."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import timedelta

    from monitor.config.channels import AnyChannelSettings
    from monitor.config.models import Heartbeat, Keep, Politeness, Web, Workers
    from monitor.config.secrets import Secret
    from monitor.core.query import Concept
    from monitor.errors import Problem
    from monitor.model import ChannelName, SiteRule, Source, Watch, WatchlistName

SQLITE: Final = "sqlite:///"


@dataclass(frozen=True, slots=True, kw_only=True)
class Watchlist:
    """One topic."""

    name: WatchlistName
    concepts: tuple[Concept, ...]
    watches: tuple[Watch, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """All settings. Made by `load`, replaced whole by a reload, never changed."""

    folder: Path
    database: Secret  # `str` of it masks a password; `reveal()` is for the engine
    contact: str | None
    timezone: str
    public_url: str | None
    politeness: Politeness
    workers: Workers
    keep: Keep
    web: Web
    operator: ChannelName | None
    health_every: timedelta
    heartbeat: Heartbeat | None
    channels: Mapping[ChannelName, AnyChannelSettings]
    sources: tuple[Source, ...]
    watchlists: tuple[Watchlist, ...]
    sites: Mapping[str, SiteRule] = field(default_factory=dict)  # by host
    problems: tuple[Problem, ...] = ()  # advice only
    version: str = ""  # 16 hex digits, from the content of all files
    secret_files: tuple[Path, ...] = field(default=(), repr=False)

    @property
    def watches(self) -> tuple[Watch, ...]:
        """All watches of all watchlists."""
        return tuple(watch for each in self.watchlists for watch in each.watches)

    @property
    def concepts(self) -> dict[str, Concept]:
        """Every concept as `watchlist.name`, and as `name` where that is only one."""
        known: dict[str, Concept] = {}
        short: dict[str, list[Concept]] = {}
        for each in self.watchlists:
            for concept in each.concepts:
                known[f"{each.name}.{concept.name}"] = concept
                short.setdefault(concept.name, []).append(concept)
        return known | {name: one[0] for name, one in short.items() if len(one) == 1}

    @property
    def data(self) -> Path:
        """The folder of what the monitor writes: the database's, else `data`."""
        return data_folder(self.database.reveal())

    def make_folders(self) -> None:
        """Make the data folder where it is missing.

        Raises:
            OSError: it cannot be made.
        """
        self.data.mkdir(parents=True, exist_ok=True)


def data_folder(database: str) -> Path:
    """Tell where the files beside a database belong."""
    if database.startswith(SQLITE):
        return Path(database.removeprefix(SQLITE).partition("?")[0]).parent
    return Path("data")
