"""Take a changed configuration over whole, or keep the old one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.config import files
from monitor.config.load import load
from monitor.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from monitor.config.config import Config


class Reloader:
    """Watches the files of a configuration, and the files of its secrets.

    It only looks when asked. A change counts once the files have stood still from one
    call to the next, so that a file written in two halves is read as one.
    """

    def __init__(self, config: Config, *, env: Mapping[str, str] | None = None) -> None:
        """Watch the files that a configuration was read from.

        Args:
            config: in force now.
            env: as for `load`.
        """
        self.current = config
        self._env = env
        self._read = self._stamps()  # as they were when last read
        self._seen = self._read  # as they were at the last call
        self._refused = False  # whether what was last read could not be used

    def check(self, *, force: bool = False) -> Config | ConfigError | None:
        """Read the configuration again if its files changed.

        Call it every second or so; it costs a look at each file's times.

        Args:
            force: read now, changed or not (a SIGHUP asks for that).

        Returns:
            The new configuration, now `current`; or why it cannot be used, told once
            a change, with `current` as it was; or None when nothing changed. What is
            as it was before a refusal counts as new: it ends the refusal.
        """
        now = self._stamps()
        settled, self._seen = now == self._seen, now
        if not force and (now == self._read or not settled):
            return None
        self._read = now
        try:
            config = load(self.current.folder, env=self._env, before=self.current)
        except ConfigError as e:
            self._refused = True
            return e
        if self._stamps() != now and not force:
            return None  # changed while it was read: the next calls see to it
        if not (force or self._refused) and config == self.current:
            return None  # touched, not changed
        self.current, self._refused = config, False
        return config

    def _stamps(self) -> dict[Path, files.Stamp]:
        return files.stamps(self.current.folder, self.current.secret_files)
