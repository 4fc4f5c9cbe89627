"""A desk: a configuration, and the monitor that runs on it as a process of its own."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import yaml

from monitor.store.engine import Store, open_store
from newsroom.incubator import Born, Incubator
from newsroom.receivers import Hook, Mail
from newsroom.servers import PATIENCE, Loop

ROOT = Path(__file__).resolve().parents[3]
KILLED = 137  # the exit status of a process that a failpoint ended
SECRET = "whsec_" + "bmV3c3Jvb20tc2VjcmV0LW9mLXRoaXJ0eS10d28tYnl0ZXM="


class Daemon:
    """The monitor as a process; its log is read as it comes."""

    def __init__(self, process: subprocess.Popen[str] | Born, loop: Loop) -> None:
        self.process, self._loop = process, loop
        self.log: list[dict[str, Any]] = []
        self.said: list[str] = []  # lines that are no records: messages for people
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    @property
    def pid(self) -> int:
        return self.process.pid

    def saw(self, event: str, **fields: object) -> list[dict[str, Any]]:
        """Give the log's records of an event that have these fields."""
        return [
            row
            for row in list(self.log)
            if row.get("event") == event
            and all(row.get(key) == value for key, value in fields.items())
        ]

    def until(self, event: str, *, count: int = 1, **fields: object) -> None:
        """Wait until an event was logged so often."""
        self._loop.until(
            lambda: self._alive() and len(self.saw(event, **fields)) >= count,
            f"{event} {fields} {count} times; the log ends {self.log[-5:]}",
        )

    def wait(self, within: float = PATIENCE) -> int:
        """Wait until the process has ended; give its exit status."""
        status = self.process.wait(within)
        self._reader.join(10)
        return status

    def stop(self, number: int = signal.SIGTERM, within: float = PATIENCE) -> int:
        self.process.send_signal(number)
        return self.wait(within)

    def _alive(self) -> bool:
        status = self.process.poll()
        assert status is None, f"the monitor ended with {status}: {self.said}"
        return True

    def _read(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            try:
                self.log.append(json.loads(line))
            except ValueError:
                self.said.append(line.rstrip())
            self._loop.tell()
        self.process.stderr.close()


class Desk:
    """A folder with a configuration, a database, and what is run on them."""

    def __init__(self, folder: Path, loop: Loop, *, database: str | None = None):
        self.folder, self.loop = folder / "config", loop
        self.incubator: Incubator | None = None  # starts faster, where many must
        self.database = database or f"sqlite:///{folder / 'monitor.db'}"
        self.settings: dict[str, Any] = {
            "database": self.database,
            "contact": "desk@example.org",
            "timezone": "Asia/Seoul",
            "politeness": {
                "delay": "0s",
                "allow_private": ["127.0.0.0/8"],
                "retry": "1s",
                "timeout": "10s",
            },
            "workers": {"count": 2},
            "web": {"enabled": False},
            "channels": {},
        }
        self.sources: list[dict[str, Any]] = []
        self.watchlists: dict[str, dict[str, Any]] = {}

    def channel(self, name: str, **settings: object) -> str:
        self.settings["channels"][name] = settings
        return name

    def hook(self, name: str, hook: Hook, path: str = "/hook", **more: object) -> str:
        said = {"kind": "webhook", "url": hook.url(path), "secret": f"file:{self._secret()}", "allow_private": True, "storm": 0}  # fmt: skip
        return self.channel(name, **said | more)

    def mail(self, name: str, mail: Mail, to: str = "desk@example.test") -> str:
        smtp = {"host": "127.0.0.1", "port": mail.port, "security": "none"}
        return self.channel(
            name,
            kind="email",
            to=[to],
            smtp=smtp,
            storm=0,
            **{"from": "monitor@example.test"},
        )

    def read(self, *sources: Mapping[str, Any], every: str = "1s") -> None:
        """Have the monitor poll sources."""
        self.sources += [{"every": every, "at_most": every, **row} for row in sources]

    def watch(self, name: str, **watch: object) -> None:
        """Have a watchlist with one watch."""
        self.watchlists[name] = {"watchlist": name, "watches": [{"name": "all", **watch}]}  # fmt: skip

    def write(self) -> None:
        """Write the configuration as it stands now."""
        (self.folder / "watchlists").mkdir(parents=True, exist_ok=True)
        self._file("monitor.yaml", self.settings)
        self._file("sources.yaml", {"sources": self.sources})
        for name, content in self.watchlists.items():
            self._file(f"watchlists/{name}.yaml", content)

    def command(self, *args: str) -> subprocess.CompletedProcess[str]:
        """Run a command of the monitor to its end."""
        return subprocess.run(
            [*_MONITOR, *args, "--config", str(self.folder)],
            cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE, check=False,
        )  # fmt: skip

    @contextmanager
    def running(
        self,
        *args: str,
        failpoint: str = "",
        retry_scale: float = 0.001,
        wrap: Callable[[list[str]], list[str]] = list,
    ) -> Iterator[Daemon]:
        """Run the daemon; what is left of it at the end is killed."""
        self.write()
        command = ["run", "--config", str(self.folder), "--retry-scale", str(retry_scale), *args]  # fmt: skip
        env = {"NEWS_MONITOR_FAILPOINT": failpoint}
        process = self.incubator.start(command, env) if self.incubator else subprocess.Popen(
            wrap([*_MONITOR, *command]), cwd=ROOT, env=os.environ | env, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        daemon = Daemon(process, self.loop)
        try:
            yield daemon
        finally:
            process.kill()
            daemon.wait()

    def once(self, **how: Any) -> Daemon:
        """Make one pass over all sources; give the process once it has ended."""
        with self.running("--once", **how) as daemon:
            daemon.wait()
        return daemon

    @contextmanager
    def store(self) -> Iterator[Store]:
        opened = open_store(self.database)
        try:
            yield opened
        finally:
            opened.close()

    def rows(self, statement: str) -> list[Any]:
        """Ask the database."""
        with self.store() as store, store.read() as conn:
            return list(conn.exec_driver_sql(statement).all())

    def _file(self, name: str, content: object) -> None:
        text = yaml.safe_dump(content, allow_unicode=True, sort_keys=False)
        (self.folder / name).write_text(text, encoding="utf-8")

    def _secret(self) -> Path:
        path = self.folder.parent / "hook-secret"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(SECRET)
        return path


_MONITOR = [sys.executable, "-m", "monitor"]
