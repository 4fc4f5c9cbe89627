"""Many workers on one PostgreSQL, under load and under kills.

    python bench/scale.py --quick                          # under a minute
    python bench/scale.py --idle 4 --growth 500 1000 --workers 1 2 4
    python bench/scale.py --kills 200 --outage 150 --sources 400
    python bench/scale.py --archive 10000 100000 1000000

A simulated press (`bench/scale_press.py`: 2,000 sources on 400 loopback hosts, 50,000 pages an
hour) is read by 1, 2 and 4 workers: pages and jobs a second, from publication to alert,
rests between the visits of a host, database time of a page. Then workers, the scheduler
and PostgreSQL itself (`pg_ctl stop -m immediate`) are killed under that load, PostgreSQL
stays away for minutes, and every page and alert is counted. Exit 1 when a host was visited
too soon, or anything was lost or told twice, or a larger archive slows placing. What is
named is done alone; without names all of it.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "support"), str(ROOT / "bench")]

import scale_faults as faults  # noqa: E402
from newsroom import Incubator, Loop  # noqa: E402
from scale_run import WAITING, Run, Scale, Server, spent  # noqa: E402

from monitor.store.engine import open_store  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator

FULL = Scale(
    hosts=400, sources=2000, an_hour=50_000, delay=1, every="3m",
    settle=240, window=180, warm=600, beat=1.0, kill_every=4.0,
)  # fmt: skip
QUICK = Scale(
    hosts=40, sources=40, an_hour=14_400, delay=1, every="5s",
    settle=10, window=6, warm=20, beat=0.4, kill_every=2.0,
)  # fmt: skip
USUAL = {"idle": [4], "growth": [500, 1000], "workers": [1, 2, 4], "kills": 200, "outage": 150.0, "archive": [10_000, 100_000]}  # fmt: skip
QUICKLY = {"idle": [], "growth": [], "workers": [2], "kills": 2, "outage": 0.0, "archive": []}  # fmt: skip
IDLE_FOR = 15.0  # seconds


def speed(scale: Scale, count: int, *rooms: Any) -> dict[str, Any]:
    """Measure one number of workers."""
    run = Run(scale, *rooms)
    with run.open:
        for number in range(count):
            run.hire(f"worker{number}")
        first = run.warm()
        time.sleep(max(0.0, scale.settle - first))
        known = {"workers": count, "sources": scale.sources, "hosts": scale.hosts}
        found = known | {"first visits s": round(first, 1)} | run.measure()
        run.stop()
        stats = run.stats()
        found["violations"] = len(stats["violations"])
        found["least gap s"] = round(stats["least_gap"] or 0, 3)
    return found


def idle(scale: Scale, count: int, *rooms: Any) -> dict[str, Any]:
    """Measure what workers cost while nothing is due: the second half of a while."""
    calm = replace(scale, hosts=40, sources=200, an_hour=0.001, every="6h", delay=0)
    run = Run(calm, *rooms)
    with run.open:
        for number in range(count):
            run.hire(f"worker{number}")
        run.warm()
        while run.ask(WAITING):
            time.sleep(0.5)
        time.sleep(5)
        postgres = spent(rooms[0].pid())
        cores = run.cores(IDLE_FOR)
        postgres = (spent(rooms[0].pid()) - postgres) / IDLE_FOR
        run.stop()
    return {
        "idle workers": count,
        "cores, of each": round(cores / count, 3),
        "of postgres": round(postgres, 3),
    }


def archive(sizes: list[int], server: Server) -> dict[str, Any]:
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
    growth = max(took.values()) / took[f"{min(sizes):,}"]
    return {"placing one article, us": took, "growth of placing": round(growth, 2)}


def parsed() -> argparse.Namespace:
    """Read what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="under a minute")
    parser.add_argument("--workers", type=int, nargs="*")
    parser.add_argument("--growth", type=int, nargs="*", help="sources, by 2 workers")
    parser.add_argument("--idle", type=int, nargs="*", help="workers with no work")
    parser.add_argument("--kills", type=int)
    parser.add_argument("--outage", type=float, help="seconds without a database")
    parser.add_argument("--archive", type=int, nargs="*")
    parser.add_argument("--window", type=float)
    parser.add_argument("--sources", type=int, help="on a fifth as many hosts")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    usual = QUICKLY if asked.quick else USUAL
    alone = any(getattr(asked, name) is not None for name in usual)
    for name, value in usual.items():
        if getattr(asked, name) is None:  # what is asked for by name is done alone
            setattr(asked, name, type(value)() if alone else value)
    asked.scale = QUICK if asked.quick else FULL
    if asked.sources:
        asked.scale = sized(asked.scale, asked.sources)
    if asked.window:
        asked.scale = replace(asked.scale, window=asked.window)
    return asked


def sized(scale: Scale, sources: int) -> Scale:
    """Give a press of another size that publishes at the same rhythm."""
    share = sources / scale.sources
    return replace(
        scale,
        sources=sources,
        hosts=max(1, sources // 5),
        an_hour=scale.an_hour * share,
    )


def results(asked: argparse.Namespace, *rooms: Any) -> Iterator[dict[str, Any]]:
    """Do what was asked for, one after the other."""
    scale = asked.scale
    for count in asked.idle:
        yield idle(scale, count, *rooms)
    for size in asked.growth:
        yield speed(sized(scale, size), 2, *rooms)
    for count in asked.workers:
        yield speed(scale, count, *rooms)
    if asked.kills:
        yield faults.kills(scale, asked.kills, asked.seed, *rooms)
    if asked.outage:
        yield faults.outage(scale, asked.outage, *rooms)
    if asked.archive:
        yield archive(asked.archive, rooms[0])


def main() -> int:
    """Measure and print; 1 on a violation."""
    asked, wrong = parsed(), False
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that all is ended
    with ExitStack() as open_:
        folder = Path(open_.enter_context(tempfile.TemporaryDirectory(prefix="scale-")))
        rooms = (Server(folder / "pg"), Loop(), Incubator(ROOT), folder)
        for room in rooms[:3]:
            open_.callback(room.close)
        for found in results(asked, *rooms):
            wrong |= any(found.get(name) for name in faults.WRONG)
            wrong |= found.get("growth of placing", 0) > 1.5
            load = {"load": round(os.getloadavg()[0], 1)}
            print(json.dumps(found | load), flush=True)
    return int(wrong)


if __name__ == "__main__":
    sys.exit(main())
