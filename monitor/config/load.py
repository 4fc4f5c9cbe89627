"""Read a configuration folder: all of it, or every reason why not."""

from __future__ import annotations

import os
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from monitor.config import checks, files, sites
from monitor.config.channel_checks import (
    channels,
    check_operator,
    default_channels,
    told,
)
from monitor.config.config import Config, data_folder
from monitor.config.extras import use_extras
from monitor.config.findings import Findings
from monitor.config.models import MonitorFile
from monitor.config.watchlists import watchlists
from monitor.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Mapping

FOLDER: Final = Path("config")
SHARED: Final = tuple(name for name in MonitorFile.model_fields if name != "channels")
VARIABLE: Final = "NEWS_MONITOR_CONFIG"


def find_folder(
    explicit: Path | None = None, env: Mapping[str, str] | None = None
) -> Path:
    """Tell which folder holds the configuration.

    Args:
        explicit: what `--config` says; it wins.
        env: the environment; its NEWS_MONITOR_CONFIG comes next, then `config`.
    """
    named = (os.environ if env is None else env).get(VARIABLE)
    return explicit or (Path(named) if named else FOLDER)


def load(
    folder: Path,
    *,
    env: Mapping[str, str] | None = None,
    before: Config | None = None,
) -> Config:
    """Read the configuration in a folder.

    Args:
        folder: with monitor.yaml, sources.yaml or sources/*.yaml, watchlists/*.yaml,
            sites/*.yaml.
        env: what `env:NAME` is looked up in; the process's environment by default.
        before: the configuration in force; what its queries say is not read again.

    Raises:
        ConfigError: it cannot be used; lists every problem with file, line and column.
    """
    use_extras()
    findings = Findings(env=os.environ if env is None else env, folder=folder)
    read = files.read_all(folder, findings)
    monitor = read.monitor
    settings = None
    if monitor:
        # Channels are read one by one below: each error then names its kind's words.
        rest = monitor.root.without("channels")
        settings = findings.validate(MonitorFile, monitor, rest)
    given = channels(monitor, findings) if monitor else {}
    found = checks.sources(read.sources, findings)
    checks.unique_watches(read.watchlists, findings)
    rules = sites.rules(read.sites, findings)
    lists = watchlists(read.watchlists, told(monitor), findings, before=before)
    if monitor and settings:
        checks.warn_of_settings(settings, monitor, findings)
        check_operator(monitor, findings)
    if findings.errors or settings is None:
        raise ConfigError(findings.errors)
    given = given or default_channels(data_folder(settings.database.reveal()))
    return Config(
        folder=folder,
        **{name: getattr(settings, name) for name in SHARED},
        channels=MappingProxyType(given),
        sources=found,
        watchlists=lists,
        sites=rules,
        problems=tuple(findings.warnings),
        version=read.version(),
        secret_files=tuple(findings.secret_files),
    )
