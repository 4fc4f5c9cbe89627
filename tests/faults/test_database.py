"""The database is busy, full, or away for a while. FAULTS C 22, C 23, C 25."""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from monitor.store.engine import open_store

pytestmark = pytest.mark.slow


def watched(room):
    room.desk.hook("hook", room.hook)
    room.desk.watch("gsomia", any=["GSOMIA"], channels=["hook"])
    return room


def test_another_process_that_writes_for_seconds_costs_nothing(new_room):
    room = watched(new_room())
    file = room.desk.database.removeprefix("sqlite:///")
    with room.desk.running() as daemon:
        room.first_visit(daemon)
        with closing(sqlite3.connect(file, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            pieces = [room.report(), room.report()]
            daemon.until("store_busy")  # said after five seconds of waiting
            other.execute("ROLLBACK")
        room.told(*pieces)
        assert daemon.stop() == 0
    assert sorted(room.hook.titles()) == sorted(p.title for p in pieces)
    assert not daemon.saw("store_failed")


def can_mount() -> bool:
    """Say whether this machine lets us mount a small disk of our own."""
    tried = [*UNSHARE, "mount", "-t", "tmpfs", "none", "/mnt"]
    if shutil.which("unshare") is None:
        return False
    return subprocess.run(tried, capture_output=True, check=False).returncode == 0


UNSHARE = ["unshare", "-m"] if os.geteuid() == 0 else ["unshare", "-rm"]


@pytest.mark.skipif(not can_mount(), reason="no right to mount a small disk here")
def test_a_full_disk_loses_nothing_and_is_recovered_from_unaided(new_room, tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    room = watched(new_room(database=f"sqlite:///{disk}/monitor.db"))
    room.desk.incubator = None  # a process of its own can have a disk of its own

    def on_a_small_disk(command):
        mounted = f'mount -t tmpfs -o size=4m none "{disk}" && exec "$@"'
        return [*UNSHARE, "sh", "-c", mounted, "sh", *command]

    with room.desk.running(wrap=on_a_small_disk) as daemon:
        room.first_visit(daemon)
        daemon.until("page_read", outcome="article")
        ballast = Path(f"/proc/{daemon.pid}/root{disk}/ballast")
        fill(ballast)
        pieces = [room.report(), room.report()]
        daemon.until("round_failed", count=2)
        asked = len(room.paper.site.seen)
        ballast.unlink()
        room.told(*pieces)
        assert daemon.stop() == 0
    assert len(set(room.hook.titles())) == 2
    assert asked < 20  # it did not ask again and again for what it could not keep
    assert any("disk is full" in row["reason"] for row in daemon.saw("store_failed"))
    assert all("disk is full" in row["reason"] for row in daemon.saw("round_failed"))


def fill(ballast: Path) -> None:
    """Take all the space that is left on a disk."""
    with ballast.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"\0" * 4096)
        except OSError:
            pass


CUT = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid != pg_backend_pid()"
TAKE = "SELECT pg_try_advisory_lock(1836019305)"  # see monitor.store.lock


def test_connections_that_postgresql_ends_cost_nothing(new_room, new_postgresql):
    room = watched(new_room(database=new_postgresql()))
    pieces = []
    with room.desk.running() as daemon:
        room.first_visit(daemon)
        for _ in range(5):
            pieces += [room.report(), room.report()]
            visits = len(daemon.saw("source_visited"))
            with (
                closing(open_store(room.desk.database)) as store,
                store.begin() as conn,
            ):
                conn.exec_driver_sql(CUT)
            daemon.until("source_visited", count=visits + 1)
        room.told(*pieces)
        assert daemon.stop() == 0
    ids = {(post.title, post.id) for post in room.hook.posts}
    assert sorted(title for title, _ in ids) == sorted(p.title for p in pieces)


def test_a_database_that_another_took_meanwhile_is_left_to_it(new_room, new_postgresql):
    room = watched(new_room(database=new_postgresql()))
    with room.desk.running() as daemon:
        room.first_visit(daemon)
        with (
            closing(open_store(room.desk.database)) as store,
            store.engine.connect().execution_options(
                isolation_level="AUTOCOMMIT"
            ) as other,
        ):
            other.exec_driver_sql('SET application_name = \'{"pid": 1, "host": "h"}\'')
            while not other.exec_driver_sql(TAKE).scalar():
                other.exec_driver_sql(CUT)  # a server that restarts forgets all locks
            assert daemon.wait() == 75
    assert any("process 1 on h" in line for line in daemon.said)
