"""Kill the monitor with SIGKILL at random instants; count what is lost or told twice.

    python bench/kill.py [--kills N] [--points N] [--database URL] [--seed N] [--json]

A paper on 127.0.0.1 reports something new before each start; a webhook receiver and a
mail server are told. The monitor is killed over and over on the same database: each time
a random moment after it started, visited, read a page, or while an alert was in flight.
At last it runs to the end. FAULTS A 1 and A 2. With `--points` it dies at each of twelve
points between two steps instead, so often each, and a table says what that cost. FAULTS A 3.
"""

from __future__ import annotations

import argparse
import json
import platform
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "support")]

from newsroom import Daemon, Desk, Hook, Incubator, Loop, Mail, Paper, Piece  # noqa: E402
from newsroom.desk import KILLED  # noqa: E402

POINTS = (
    *("before_visit_commit", "inside_visit", "after_visit_commit", "before_record"),
    *("after_place", "inside_record", "after_record", "inside_lease", "after_lease"),
    *("after_send", "inside_settle", "after_settle"),
)
WINDOW = 0.4  # seconds after what was waited for: a few steps take about so long
WAITS = ("started", "source_visited", "page_read", "alert in flight")
THINKS = 0.3  # seconds before a webhook is answered, at most, as over a network
REPORTS = 3  # new in the paper before a start, at most


def main() -> int:
    """Kill as often as asked; exit 1 when anything was lost or doubled."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--points", type=int, default=0, help="times at each point")
    parser.add_argument("--database", help="an empty one; a SQLite file without it")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="kill-") as folder, closing(Loop()) as loop:
        newsroom = Newsroom(loop, Path(folder), asked.database)
        if asked.points:
            newsroom.die_at_points(asked.points)
        else:
            newsroom.live(random.Random(asked.seed), kills=asked.kills)
        kills = asked.points * len(POINTS) or asked.kills
        found = newsroom.account() | {"kills": kills, "seed": asked.seed}
    print(json.dumps(found) if asked.json else _table(found | _where()))
    return int(any(found[k] for k in ("lost", "doubled")) or found["integrity"] != "ok")


class Newsroom:
    """A paper, who is told of it, and a monitor between them that dies a lot."""

    def __init__(self, loop: Loop, folder: Path, database: str | None) -> None:
        """Have everything but the monitor run."""
        self.loop, self.reports = loop, list[Piece]()
        self.hook, self.mail = Hook(loop), Mail(loop)
        think = random.Random(0)
        self.hook.thinks = lambda: think.uniform(0, THINKS)
        self.paper = Paper(loop, "paper", "rss")
        self.desk = Desk(folder, loop, database=database)
        self.desk.incubator = Incubator(ROOT)
        loop.closing(self.desk.incubator)
        self.desk.read(self.paper.source)
        self.desk.hook("hook", self.hook)
        self.desk.mail("mail", self.mail)
        self.desk.watch("gsomia", any=["GSOMIA"], channels=["hook", "mail"])
        self.seconds = 0.0
        self.died_at: dict[str, list[str]] = {}  # by point: what was reported there

    def live(self, draw: random.Random, *, kills: int) -> None:
        """Start and kill, then run to the end."""
        began = time.monotonic()
        self.desk.once()  # the silent first visit
        for number in range(kills):
            self._report(draw.randint(1, REPORTS))
            with self.desk.running() as daemon:
                self._wait_for(draw.choice(WAITS), daemon)
                time.sleep(draw.uniform(0, WINDOW))
                assert daemon.process.poll() is None, daemon.said
                daemon.process.kill()
            if sys.stderr.isatty():
                print(f"\r{number + 1} of {kills}", end="", file=sys.stderr)
        self._finish()
        self.seconds = time.monotonic() - began

    def die_at_points(self, times: int) -> None:
        """Have it die at each point so often, then run to the end."""
        began = time.monotonic()
        self.desk.once()
        for point in POINTS * times:
            self._report(1)
            self.died_at.setdefault(point, []).append(self.reports[-1].title)
            with self.desk.running(failpoint=point) as daemon:
                assert daemon.wait() == KILLED, daemon.said
        self._finish()
        self.seconds = time.monotonic() - began

    def account(self) -> dict[str, object]:
        """Say what came of all reports."""
        wanted = {piece.title for piece in self.reports}
        posts, mails = Counter[str](), Counter[str]()
        ids: dict[tuple[str, str], set[str]] = {}
        for post in self.hook.posts:
            posts[post.title] += 1
            ids.setdefault(("hook", post.title), set()).add(post.id)
        for mail in self.mail.taken:
            mails[mail["Subject"]] += 1
            ids.setdefault(("mail", mail["Subject"]), set()).add(mail["Message-ID"])
        received = posts.total() + mails.total()
        return {
            "reports": len(self.reports),
            "lost": len(wanted - set(posts)) + len(wanted - set(mails)),
            "doubled": sum(len(each) > 1 for each in ids.values()),
            "redelivered": received - len(ids),
            "integrity": self._integrity(),
            **{
                point: f"{len(titles)} times: lost "
                f"{sum(not (posts[t] and mails[t]) for t in titles)}, again "
                f"{sum(posts[t] + mails[t] - 2 for t in titles)}"
                for point, titles in self.died_at.items()
            },
            "seconds": round(self.seconds),
        }

    def _wait_for(self, what: str, daemon: Daemon) -> None:
        if what != "alert in flight":
            return daemon.until(what)
        before = len(self.hook.posts)
        return self.loop.until(lambda: len(self.hook.posts) > before, what)

    def _report(self, count: int) -> None:
        for _ in range(count):
            seed = f"report-{len(self.reports)}"
            self.reports.append(Piece.on(seed, "GSOMIA", seed=seed))
            self.paper.publish(self.reports[-1])

    def _finish(self) -> None:
        """Let it run until everything was told, or until that is hopeless."""
        wanted = {piece.title for piece in self.reports}
        with self.desk.running() as daemon:
            try:
                self.loop.until(
                    lambda: (
                        wanted <= set(self.hook.titles())
                        and wanted <= {mail["Subject"] for mail in self.mail.taken}
                    ),
                    within=60 + len(wanted) / 2,
                )
            except AssertionError:
                print("not everything was told", file=sys.stderr)
            daemon.stop()

    def _integrity(self) -> str:
        if not self.desk.database.startswith("sqlite"):
            return "ok"
        return str(self.desk.rows("PRAGMA integrity_check")[0][0])


def _where() -> dict[str, object]:
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return {
        "commit": commit.stdout.strip(),
        "date": f"{datetime.now(UTC):%Y-%m-%d}",
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "machine": f"{platform.machine()}, {platform.system()} {platform.release()}",
    }


def _table(found: dict[str, object]) -> str:
    return "\n".join(f"{name:20} {value}" for name, value in found.items())


if __name__ == "__main__":
    sys.exit(main())
