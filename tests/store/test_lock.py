import socket
import subprocess
import sys

import pytest
from sqlalchemy import text

from monitor.errors import StoreError, StoreHeld
from monitor.store import lock
from monitor.store.engine import open_memory, open_store

HOLDER = """
import sys
from monitor.store import lock
from monitor.store.engine import open_store
with lock.hold(open_store(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_daemon_is_refused_and_told_who_the_first_is(store_url):
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, store_url],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as first:
        assert first.stdout.readline() == "held\n"
        store = open_store(store_url)
        refused = pytest.raises(StoreHeld, match=f"process {first.pid}")
        with refused as told, lock.hold(store):
            pytest.fail("two daemons on one database")
        assert told.value.pid == first.pid
        assert told.value.host == socket.gethostname()[:30]
        first.kill()  # no chance to let go by itself
        first.wait()
        _until_free(store)
        store.close()


TRIES = 2000


def _until_free(store, tries=TRIES):
    """PostgreSQL needs a moment to see that the client is gone."""
    for left in range(tries, 0, -1):
        try:
            with lock.hold(store):
                return
        except StoreHeld:
            if left == 1:
                raise


def test_the_database_is_free_again_after_leaving(store):
    for _ in range(2):
        with lock.hold(store), pytest.raises(StoreHeld), lock.hold(store):
            pass


def test_a_server_that_forgot_who_holds_it_is_held_anew(new_postgresql):
    store = open_store(new_postgresql())
    with lock.hold(store) as seat, store.engine.connect() as other:
        assert seat.taken()
        other.execute(_CUT)
        for _ in range(TRIES):  # the old connection's end takes a moment
            if seat.taken():
                break
            assert lock.is_ours(seat.holder()) or seat.holder().pid is None
        assert seat.taken()
        with pytest.raises(StoreHeld) as told, lock.hold(store):
            pytest.fail("two daemons on one database")
        assert lock.is_ours(told.value)
    store.close()


_CUT = text(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


def test_a_store_in_memory_is_nobody_elses():
    store = open_memory()
    with lock.hold(store), lock.hold(store):
        pass
    store.close()


def test_a_place_where_nothing_can_be_written_is_told(tmp_path):
    (tmp_path / "m.db.lock").mkdir()
    store = open_store(f"sqlite:///{tmp_path / 'm.db'}")
    with pytest.raises(StoreError, match="cannot be written"), lock.hold(store):
        pass
    store.close()
