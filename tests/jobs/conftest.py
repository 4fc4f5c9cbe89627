"""A PostgreSQL with a queue, and crews of workers on it as processes of their own."""

import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import count, islice
from pathlib import Path

import pytest
from newsroom import Daemon, Desk, Hook, Incubator, Loop, Paper, Piece
from sqlalchemy import text

from monitor.store import queue
from monitor.store.engine import Store, open_store

BEAT = "0.8"  # seconds; one that is silent for four is dead


@pytest.fixture(scope="module")
def queued_url(new_postgresql: Callable[[], str]) -> str:
    """Make a PostgreSQL with the schema and a queue, for a module."""
    url = new_postgresql()
    store = open_store(url)
    store.migrate()
    with store.begin() as conn:
        queue.install(conn)
    store.close()
    return url


@pytest.fixture
def url(queued_url: str) -> str:
    """Give its address, emptied of rows and jobs."""
    store = open_store(queued_url)
    with store.begin() as conn:
        for table in ("procrastinate_jobs", "procrastinate_workers", "links"):
            conn.execute(text(f"DELETE FROM {table}"))
        for table in ("alerts", "sources", "hosts", "workers", "channels"):
            conn.execute(text(f"DELETE FROM {table}"))
    store.close()
    return queued_url


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    opened = open_store(url)
    yield opened
    opened.close()


@dataclass
class Crew:
    """Papers that report, and workers on one database that read them and tell a hook."""

    loop: Loop
    desk: Desk
    paper: Paper
    hook: Hook
    hands: ExitStack
    workers: list[Daemon] = field(default_factory=list)
    reports: list[Piece] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=count)

    def hire(self, *args: str, failpoint: str = "") -> Daemon:
        """Start a worker."""
        self.desk.write()
        command = ["worker", "--config", str(self.desk.folder), "--beat", BEAT]
        command += ["--retry-scale", "0.001", *args]
        assert self.desk.incubator is not None
        process = self.desk.incubator.start(
            command, {"NEWS_MONITOR_FAILPOINT": failpoint}
        )
        worker = Daemon(process, self.loop)
        self.hands.callback(self._fire, worker)
        self.workers.append(worker)
        return worker

    def ready(self, *workers: Daemon) -> None:
        """Wait until workers work, and the silent first visit is over."""
        for worker in workers:
            worker.until("worker_started")
        self.loop.until(
            lambda: any(w.saw("page_read") for w in self.workers), "a first page"
        )

    def first_visit(self) -> Daemon:
        """Have the silent first visit made; give the scheduler, which stays."""
        keeper = self.hire("--only", "schedule")
        first = self.hire("--only", "visit,ingest,deliver")
        self.ready(keeper, first)
        first.stop()
        return keeper

    def report(self, number: int = 1) -> list[Piece]:
        """Have the paper report something new."""
        new = [
            Piece.on(f"r{n}", "GSOMIA", seed=f"{self.paper.name}-r{n}")
            for n in islice(self.numbers, number)
        ]
        self.paper.publish(*new)
        self.reports += new
        return new

    def told(self) -> None:
        """Wait until the hook was told of every report."""
        titles = {piece.title for piece in self.reports}
        self.loop.until(
            lambda: titles <= set(self.hook.titles("/hook")),
            f"all of {len(titles)} reports; the logs end "
            f"{[w.log[-3:] for w in self.workers]}",
        )

    def kinds(self) -> list[tuple[str, str]]:
        """Give the alerts that the hook got, by id and title: each once, however often."""
        return sorted({(p.id, p.body["data"]["title"]) for p in self.hook.posts})

    def scheduler(self) -> Daemon:
        """Give the worker that schedules."""
        found: list[Daemon] = []

        def look() -> bool:
            rows = self.desk.rows("SELECT name FROM workers WHERE scheduling")
            pids = {int(name.rpartition(":")[2]) for (name,) in rows}
            found[:] = [
                w for w in self.workers if w.pid in pids and w.process.poll() is None
            ]
            return bool(found)

        self.loop.until(look, "a scheduler")
        return found[0]

    @staticmethod
    def _fire(worker: Daemon) -> None:
        worker.process.kill()
        worker.wait()


@pytest.fixture
def crew(
    loop: Loop,
    incubator: Incubator,
    new_postgresql: Callable[[], str],
    tmp_path: Path,
) -> Iterator[Crew]:
    with ExitStack() as hands:
        desk = Desk(tmp_path, loop, database=new_postgresql())
        desk.incubator = incubator
        desk.settings["politeness"]["timeout"] = "2s"  # a host waits so for the dead
        hook = Hook(loop, "/hook")
        paper = Paper(loop, tmp_path.name, "rss")
        paper.publish(Piece.on("old", "fisheries", seed=f"{tmp_path.name}-old"))
        desk.hook("hook", hook)
        desk.watch("gsomia", any=["GSOMIA"], channels=["hook"])
        desk.read(paper.source)
        yield Crew(loop, desk, paper, hook, hands)


@pytest.fixture
def kill() -> Callable[[Daemon], None]:
    def make(worker: Daemon) -> None:
        worker.process.send_signal(signal.SIGKILL)
        worker.wait()

    return make


@pytest.fixture
def daemon_of(loop: Loop) -> Callable[[Desk], subprocess.CompletedProcess[str]]:
    def run(desk: Desk) -> subprocess.CompletedProcess[str]:
        desk.write()
        return desk.command("run")

    return run
