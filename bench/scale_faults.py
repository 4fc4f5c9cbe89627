"""What `bench/scale.py` does to a crew at work, and how it counts what is missing."""

from __future__ import annotations

import random
import time
import urllib.error
import urllib.request
from collections import Counter, defaultdict
from collections.abc import Callable
from statistics import median
from typing import Any

from scale_press import OLD
from scale_run import ROLES, Run, Scale, free_port
from sqlalchemy import text

VICTIMS = ("worker", "worker", "worker", "worker", "scheduler", "postgres")
WRONG = ("pages lost", "alerts lost", "alerts doubled", "under two stories", "violations", "processes ended")  # fmt: skip
PATIENCE = 120.0  # seconds for one recovery
STUCK = 300.0  # seconds without any progress after which what is missing is lost:
# a page that met many kills rests for 30 s here, then 60, 120, 240


def kills(scale: Scale, number: int, seed: int, *rooms: Any) -> dict[str, Any]:
    """Kill again and again under load, then count what is missing."""
    draw, run = random.Random(seed), Run(scale, *rooms)
    times: dict[str, list[float]] = defaultdict(list)
    with run.open:
        _start(run)
        after = time.time()
        for done in range(number):
            time.sleep(draw.uniform(0.1, scale.kill_every))
            victim = draw.choice(VICTIMS)
            times[victim].append(_kill(run, victim, draw))
            if done % 20 == 19:
                print(f"{done + 1} kills, {time.time() - after:.0f} s", flush=True)
        took = time.time() - after
        found = _account(run, after)
        run.stop()
        found["violations"] = len(run.stats()["violations"])
    for victim, seconds in times.items():
        found[f"{victim}s killed"] = len(seconds)
        found[f"{victim} at work again, p50/max s"] = (
            f"{median(seconds):.1f}/{max(seconds):.1f}"
        )
    return {"kills": number, "in s": round(took)} | found


def outage(scale: Scale, seconds: float, *rooms: Any) -> dict[str, Any]:
    """Take the database away for a while under load, then count what is missing."""
    run, port = Run(scale, *rooms), free_port()
    with run.open:
        _start(run, "--probes", f"127.0.0.1:{port}")
        after = time.time()
        time.sleep(5)  # so that much is under way
        crew = {name: one.pid for name, one in run.crew.items()}
        run.server.stop()
        cores = run.cores(seconds)
        probe = _healthz(port)
        run.server.start()
        back, read = time.monotonic(), _read(run)
        _until(lambda: _read(run) > read, "a page is read")
        again = time.monotonic() - back
        found = _account(run, after)
        found["processes ended"] = sum(
            one.process.poll() is not None or crew[name] != one.pid
            for name, one in run.crew.items()
        )
        found["/healthz without a database, and after"] = f"{probe} {_healthz(port)}"
        said = Counter(
            row.get("event", "") for one in run.crew.values() for row in one.log
        )
        run.stop()
        found["violations"] = len(run.stats()["violations"])
    return {
        "without a database s": seconds,
        "at work again after s": round(again, 1),
        "cores of the crew meanwhile": round(cores, 3),
        "log records of 3 processes": dict(said),
    } | found


def _start(run: Run, *probes: str) -> None:
    run.hire("scheduler", *ROLES["scheduler"])
    run.hire("worker0", *probes)
    run.hire("worker1")
    run.warm()


def _kill(run: Run, victim: str, draw: random.Random) -> float:
    """Kill one; give the seconds until what it did is done again."""
    if victim == "postgres":
        read, began = _read(run), time.monotonic()
        run.kill(victim)
        _until(lambda: _read(run) > read, "a page is read")
        return time.monotonic() - began
    seat = "SELECT split_part(name, ':', 2) FROM workers WHERE scheduling ORDER BY seen DESC"
    name = draw.choice(["worker0", "worker1"])
    if victim == "scheduler":  # whoever that is just now
        pid = int(_asked(run, seat))
        name = next((n for n, one in run.crew.items() if one.pid == pid), name)
    dead, began = run.crew[name].pid, time.monotonic()
    run.kill(name)
    if victim == "scheduler":
        _until(lambda: _asked(run, seat) not in {0, dead}, "another schedules")
    else:
        row = f"SELECT count(*) FROM workers WHERE split_part(name, ':', 2) = '{run.crew[name].pid}'"
        _until(lambda: _asked(run, row) > 0, "the next one is there")
    return time.monotonic() - began


def _until(true: Callable[[], bool], what: str) -> None:
    until = time.monotonic() + PATIENCE
    while not true():
        if time.monotonic() > until:
            print(f"waited {PATIENCE:.0f} s in vain until {what}", flush=True)
            return
        time.sleep(0.1)


def _asked(run: Run, statement: str) -> float:
    """Ask the database; 0 while it is away."""
    try:
        return run.ask(statement)
    except Exception:  # noqa: BLE001 - it is coming back
        return 0


def _read(run: Run) -> float:
    return _asked(run, "SELECT max(id) FROM outcomes")


def _healthz(port: int) -> str:
    """Ask a worker how it is; once a second until it answers at all."""
    try:
        with urllib.request.urlopen(
            f"http://127.0.0.1:{port}/healthz", timeout=30
        ) as got:
            return str(got.status)
    except urllib.error.HTTPError as e:
        return str(e.code)
    except OSError as e:
        return f"no answer ({e})"


def _account(run: Run, after: float) -> dict[str, Any]:
    """Wait until all is read that was published meanwhile; say what is missing."""
    press, until = run.press, run.close_press()
    out = {
        (source, item)
        for source in range(press.sources)
        for item in range(-OLD, press.newest(source, until) + 1)
        if after <= press.published(source, item) <= until
    }
    wanted = {press.url(*one) for one in out}
    watched = {press.url(*one) for one in out if press.matches(*one)}
    missing, untold, began = wanted, watched, time.monotonic()
    moved, left = began, len(wanted) + len(watched)
    while (missing or untold) and time.monotonic() - moved < STUCK:
        time.sleep(1)
        with run.store.read() as conn:
            missing = wanted - set(conn.scalars(text("SELECT url FROM articles")))
        untold = watched - {t["url"] for t in run.stats()["told"]}
        if len(missing) + len(untold) < left:
            moved, left = time.monotonic(), len(missing) + len(untold)
    return {
        "published meanwhile": len(wanted),
        "pages lost": len(missing),
        "alerts due": len(watched),
        "alerts lost": len(untold),
        **_doubled(run.stats()["told"]),
        "caught up after s": round(time.monotonic() - began, 1),
        **_where(run, missing),
    }


def _where(run: Run, missing: set[str]) -> dict[str, Any]:
    """Say what became of pages that are missing."""
    if not missing:
        return {}
    with run.store.read() as conn:
        rows = conn.execute(text("SELECT url, state, attempts, reason FROM links"))
        found = {row.url: row for row in rows}
    known = [found[url] for url in missing if url in found]
    states = Counter(f"{row.state}: {row.reason}" for row in known)
    return {"missing": dict(states), "never announced": len(missing) - len(known)}


def _doubled(told: list[dict[str, Any]]) -> dict[str, int]:
    """Count what was told more than once, by its id and by its story."""
    new = [one for one in told if one["type"] == "alert.new"]
    ids, stories = defaultdict(set), defaultdict(set)
    for one in new:
        ids[one["url"]].add(one["id"])
        stories[one["url"]].add(one["story"])
    return {
        "alerts doubled": sum(len(known) > 1 for known in ids.values()),
        "under two stories": sum(len(known) > 1 for known in stories.values()),
        "delivered again under one id": len(told) - len({one["id"] for one in told}),
    }
