"""What was answered is kept, whatever happens to the process or the server."""

import subprocess
import sys

import pytest
from sqlalchemy import func, select, text

from monitor.errors import StoreSchema
from monitor.store.engine import open_store
from monitor.store.tables import meta
from monitor.store.writer import Writer

WRITES = """
import sys
from sqlalchemy import insert
from monitor.store.engine import open_store
from monitor.store.tables import meta
from monitor.store.writer import Writer

def put(conn, n):
    conn.execute(insert(meta).values(key=str(n), value="x" * 2000))
    return n

writer = Writer(open_store(sys.argv[1]))
answers = [writer.submit(put, n) for n in range(5000)]
for answer in answers:
    print(answer.result(), flush=True)
"""

MIGRATES = """
import os, signal, sys
import psycopg, sqlalchemy.dialects.postgresql.psycopg  # once, for all children
from sqlalchemy import event
from monitor.store.engine import open_store

def migrate_until(statement):
    store, said = open_store(sys.argv[1]), [0]
    def count(*_):
        said[0] += 1
        if said[0] == statement:
            os.kill(os.getpid(), signal.SIGKILL)
    event.listen(store.engine, "before_cursor_execute", count)
    store.migrate()

for statement in range(1, int(sys.argv[2]) + 1):
    child = os.fork()
    if not child:
        try:
            migrate_until(statement)
        finally:
            os._exit(1)  # it was to be killed
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


def test_a_migration_killed_fifty_times_begins_again_cleanly(store_kind, empty_url):
    ran = subprocess.run(
        [sys.executable, "-c", MIGRATES, empty_url, "50"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.split() == ["-9"] * 50
    store = open_store(empty_url)
    with pytest.raises(StoreSchema):  # nothing of the fifty is left
        store.check()
    store.migrate()
    store.check()
    store.close()


def test_a_killed_writer_loses_nothing_that_it_had_answered(store_url):
    answered = set()
    with subprocess.Popen(
        [sys.executable, "-c", WRITES, store_url],
        stdout=subprocess.PIPE,
        text=True,
    ) as writing:
        for line in writing.stdout:
            answered.add(line.strip())
            if len(answered) == 300:
                writing.kill()
                break
        rest = writing.stdout.read().splitlines(keepends=True)
        answered |= {line.strip() for line in rest if line.endswith("\n")}
    store = open_store(store_url)
    with store.read() as conn:
        kept = set(conn.scalars(select(meta.c.key)))
        if store.dialect == "sqlite":
            assert conn.scalar(text("PRAGMA integrity_check")) == "ok"
    store.close()
    assert answered <= kept
    assert len(answered) >= 300


def test_a_lost_connection_is_made_again_and_the_step_is_run_again(store):
    if store.dialect == "sqlite":
        pytest.skip("there is no server to lose")
    writer = Writer(store)
    cut = []

    def count(conn):
        if not cut:
            cut.append(conn.scalar(text("SELECT pg_backend_pid()")))
            with store.begin() as other:
                kill = text("SELECT pg_terminate_backend(:pid)")
                other.execute(kill, {"pid": cut[0]})
        return conn.scalar(select(func.count()).select_from(meta))

    assert writer.submit(count).result(20) == 0
    writer.close_now()
