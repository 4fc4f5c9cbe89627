"""Many workers on one PostgreSQL, under load and under kills.

    python bench/scale.py [--quick] [--workers 1 2 4] [--kills N] [--archive 10000 100000]

A simulated press (`bench/scale_press.py`: 2,000 sources on 400 loopback hosts, 50,000 pages an
hour) is read by 1, 2 and 4 workers: pages and jobs a second, from publication to alert,
rests between the visits of a host, database time of a page. Then workers, the scheduler
and PostgreSQL itself (`pg_ctl stop -m immediate`) are killed under that load, and every
page and alert is counted. Exit 1 when a host was visited too soon, or anything was lost
or told twice.
"""

from __future__ import annotations

import argparse
import json
import random
import signal
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "support"), str(ROOT / "bench")]

from newsroom import Incubator, Loop  # noqa: E402
from scale_press import OLD  # noqa: E402
from scale_run import ROLES, Run, Scale, Server  # noqa: E402
from sqlalchemy import text  # noqa: E402

from monitor.store.engine import open_store  # noqa: E402

FULL = Scale(
    hosts=400, sources=2000, an_hour=50_000, delay=1, every="3m",
    window=120, warm=600, beat=1.0, kill_every=4.0,
)  # fmt: skip
QUICK = Scale(
    hosts=40, sources=40, an_hour=14_400, delay=1, every="5s",
    window=6, warm=20, beat=0.4, kill_every=2.0,
)  # fmt: skip


def speed(scale: Scale, count: int, *rooms: Any) -> dict[str, Any]:
    """Measure one number of workers."""
    run = Run(scale, *rooms)
    with run.open:
        for number in range(count):
            run.hire(f"worker{number}")
        first = run.warm()
        found = {"workers": count, "first visits s": round(first, 1)} | run.measure()
        run.stop()
        stats = run.stats()
        found["violations"] = len(stats["violations"])
        found["least gap s"] = round(stats["least_gap"] or 0, 3)
    return found


def kills(scale: Scale, number: int, seed: int, *rooms: Any) -> dict[str, Any]:
    """Kill again and again under load, then count what is missing."""
    draw, run = random.Random(seed), Run(scale, *rooms)
    recovered: dict[str, list[float]] = {"worker": [], "scheduler": [], "postgres": []}
    with run.open:
        run.hire("scheduler", *ROLES["scheduler"])
        for n in range(2):
            run.hire(f"worker{n}")
        run.warm()
        after = time.time()
        for _ in range(number):
            time.sleep(draw.uniform(0.1, scale.kill_every))
            victim = draw.choice(["worker0", "worker0", "worker1", "worker1", "scheduler", "postgres"])  # fmt: skip
            began = time.monotonic()
            run.kill(victim)
            _until_at_work(run)
            recovered[victim.rstrip("01")].append(time.monotonic() - began)
        until = time.time()
        found = _account(run, after, until)
        run.stop()
        found["violations"] = len(run.stats()["violations"])
    for victim, times in recovered.items():
        if times:
            found[f"at work again, {victim}, p50/max s"] = (
                f"{median(times):.1f}/{max(times):.1f} of {len(times)}"
            )
    return {"kills": number} | found


def _until_at_work(run: Run) -> None:
    """Wait until something was read after now."""
    mark = "SELECT coalesce(max(id), 0) FROM outcomes"
    before = None
    for _ in range(600):
        try:
            now = run.ask(mark)
        except Exception:  # noqa: BLE001 - the server is coming back
            now = None
        if before is not None and now is not None and now > before:
            return
        before = now if before is None else before
        time.sleep(0.1)


def _account(run: Run, after: float, until: float) -> dict[str, Any]:
    """Wait until all is read that was published meanwhile; say what is missing."""
    press = run.press
    out = {
        (source, item)
        for source in range(press.sources)
        for item in range(-OLD, press.newest(source, until) + 1)
        if after <= press.published(source, item) <= until
    }
    wanted = {press.url(*one) for one in out}
    watched = {press.url(*one) for one in out if press.matches(*one)}
    missing, untold, began = wanted, watched, time.monotonic()
    while (missing or untold) and time.monotonic() - began < max(60, run.scale.warm):
        time.sleep(1)
        with run.store.read() as conn:
            missing = wanted - set(conn.scalars(text("SELECT url FROM articles")))
        told = [t["url"] for t in run.stats()["told"]]
        untold = watched - set(told)
    stories: dict[str, set[str]] = {}
    for one in run.stats()["told"]:
        if one["type"] == "alert.new":
            stories.setdefault(one["url"], set()).add(one["story"])
    return {
        "published meanwhile": len(wanted),
        "pages lost": len(missing),
        "alerts due": len(watched),
        "alerts lost": len(untold),
        "alerts under two stories": sum(len(s) > 1 for s in stories.values()),
        "delivered again under one id": len(told) - len(set(told)),
        "caught up after s": round(time.monotonic() - began, 1),
    }


def archive(sizes: list[int], server: Server) -> dict[str, float]:
    """Tell what placing one article takes at each size of the archive, in us."""
    import placing

    store, writer = open_store(server.database()), placing.Writer(None)
    store.migrate()
    took, filled = {}, 0
    for size in sorted(sizes):
        placing.fill(store, writer, filled, size)
        filled = size
        took[f"{size:,}"] = round(
            median(placing.place_some(store, writer, size, 300)["place"])
        )
    store.close()
    return took


def parsed() -> argparse.Namespace:
    """Read what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="under a minute")
    parser.add_argument("--workers", type=int, nargs="*")
    parser.add_argument("--kills", type=int)
    parser.add_argument("--archive", type=int, nargs="*")
    parser.add_argument("--window", type=float)
    parser.add_argument("--sources", type=int, help="on a fifth as many hosts")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    usual: tuple[list[int], int, list[int]] = ([1, 2, 4], 200, [10_000, 100_000])
    if asked.quick:
        usual = ([2], 2, [])
    for name, value in zip(("workers", "kills", "archive"), usual, strict=True):
        if getattr(asked, name) is None:
            setattr(asked, name, value)
    asked.scale = QUICK if asked.quick else FULL
    if asked.sources:
        share = asked.sources / asked.scale.sources
        asked.scale = replace(
            asked.scale,
            sources=asked.sources,
            hosts=max(1, asked.sources // 5),
            an_hour=asked.scale.an_hour * share,
        )
    if asked.window:
        asked.scale = replace(asked.scale, window=asked.window)
    return asked


def main() -> int:
    """Measure and print; 1 on a violation."""
    asked, wrong = parsed(), False
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that all is ended
    with ExitStack() as open_:
        folder = Path(open_.enter_context(tempfile.TemporaryDirectory(prefix="scale-")))
        rooms = (Server(folder / "pg"), Loop(), Incubator(ROOT), folder)
        for room in rooms[:3]:
            open_.callback(room.close)
        for count in asked.workers:
            found = speed(asked.scale, count, *rooms)
            wrong |= found["violations"] > 0
            print(json.dumps(found), flush=True)
        if asked.kills:
            found = kills(asked.scale, asked.kills, asked.seed, *rooms)
            wrong |= any(found[name] for name in WRONG)
            print(json.dumps(found), flush=True)
        if asked.archive:
            took = archive(asked.archive, rooms[0])
            wrong |= max(took.values()) > 1.5 * took[f"{min(asked.archive):,}"]
            print(json.dumps({"placing one article, us": took}), flush=True)
    return int(wrong)


WRONG = ("pages lost", "alerts lost", "alerts under two stories", "violations")

if __name__ == "__main__":
    sys.exit(main())
