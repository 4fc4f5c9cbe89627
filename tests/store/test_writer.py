import asyncio
import sqlite3
import threading

import pytest
from sqlalchemy import event, insert, select

from monitor.errors import StoreBusy, StoreError
from monitor.store.engine import open_store
from monitor.store.tables import meta
from monitor.store.writer import Writer


def put(conn, key, value=1):
    conn.execute(insert(meta).values(key=key, value=value))
    return key


def keys(conn):
    return sorted(conn.execute(select(meta.c.key)).scalars())


def test_what_waits_is_committed_together(store):
    commits = []
    event.listen(store.engine, "commit", commits.append)
    writer = Writer(store)
    release, begun = threading.Event(), threading.Event()

    def hold(conn):
        begun.set()
        release.wait(5)

    async def play():
        first = asyncio.ensure_future(writer.run(hold))
        await asyncio.to_thread(begun.wait, 5)
        rest = [asyncio.ensure_future(writer.run(put, f"k{n:02}")) for n in range(40)]
        await asyncio.sleep(0)  # all are given before the writer goes on
        release.set()
        await first
        found = await asyncio.gather(*rest)
        assert len(commits) == 2
        assert await writer.read(keys) == found
        await writer.close()

    asyncio.run(play())


def test_a_failing_step_undoes_only_itself(store):
    writer = Writer(store)

    def fails(conn):
        put(conn, "undone")
        raise KeyError("mine")

    async def play():
        results = await asyncio.gather(
            writer.run(put, "a"),
            writer.run(fails),
            writer.run(put, "a"),  # breaks the primary key
            writer.run(put, "b"),
            return_exceptions=True,
        )
        assert results[0] == "a"
        assert isinstance(results[1], KeyError)
        assert isinstance(results[2], StoreError)
        assert results[3] == "b"
        assert await writer.read(keys) == ["a", "b"]
        await writer.close()

    asyncio.run(play())


def test_closing_commits_what_waits_and_takes_no_more(store):
    writer = Writer(store)
    answers = [writer.submit(put, f"k{n}") for n in range(120)]
    writer.close_now()
    writer.close_now()
    assert [answer.result(0) for answer in answers] == [f"k{n}" for n in range(120)]
    with pytest.raises(StoreError, match="being closed"):
        writer.submit(put, "late")


def test_a_reader_cannot_write(store):
    writer = Writer(store)

    async def play():
        with pytest.raises(StoreError):
            await writer.read(put, "a")
        assert await writer.run(put, "a") == "a"
        await writer.close()

    asyncio.run(play())


def test_a_busy_database_is_waited_for_and_then_refused(tmp_path):
    path = tmp_path / "busy.db"
    store = open_store(f"sqlite:///{path}")
    store.migrate()
    event.listen(
        store.engine,
        "connect",
        lambda dbapi, _: dbapi.execute("PRAGMA busy_timeout=20"),
    )
    store.engine.dispose()
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    impatient = Writer(store, patience=0.1)
    with pytest.raises(StoreBusy, match="another process is writing"):
        impatient.submit(put, "a").result(5)
    impatient.close_now()
    patient = Writer(store, patience=30)
    answer = patient.submit(put, "b")
    assert not answer.done()
    other.execute("COMMIT")
    assert answer.result(10) == "b"
    patient.close_now()
    other.close()
    store.close()


def test_a_full_database_is_told_and_the_writer_lives_on(tmp_path):
    store = open_store(f"sqlite:///{tmp_path / 'full.db'}")
    store.migrate()
    pages = [1_000_000]
    event.listen(
        store.engine,
        "begin",
        lambda conn: conn.exec_driver_sql(f"PRAGMA max_page_count={pages[0]}"),
    )
    took = []
    writer = Writer(store, kept=took.append)
    assert writer.submit(put, "a").result(5) == "a"
    pages[0] = 1  # SQLite takes the present size as the limit
    big = "x" * 10_000_000
    with pytest.raises(StoreError, match="disk is full"):
        writer.submit(put, "b", big).result(10)
    pages[0] = 1_000_000
    assert writer.submit(put, "c", big).result(10) == "c"
    writer.close_now()
    assert took == [True, False, True]
    with store.read() as conn:
        assert keys(conn) == ["a", "c"]
    store.close()


def test_a_step_that_its_caller_gave_up_is_not_run(store):
    writer = Writer(store)
    release, begun = threading.Event(), threading.Event()

    def hold(conn):
        begun.set()
        release.wait(5)

    first = writer.submit(hold)
    begun.wait(5)
    second = writer.submit(put, "unwanted")
    assert second.cancel()
    release.set()
    first.result(5)
    writer.close_now()
    with store.read() as conn:
        assert keys(conn) == []
