import sqlite3
import threading
from datetime import datetime, timedelta, timezone

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import insert, select, text, update

from monitor.errors import StoreError, StoreSchema
from monitor.store import schema
from monitor.store.engine import open_memory, open_store
from monitor.store.tables import meta, metadata, sites, validators


def test_migrating_twice_is_migrating_once(empty_url):
    store = open_store(empty_url)
    with pytest.raises(StoreSchema, match="news-monitor migrate"):
        store.check()
    store.migrate()
    store.migrate()
    store.check()
    store.close()


def test_the_migrations_make_the_tables_that_the_program_writes(store):
    with store.read() as conn:
        context = MigrationContext.configure(
            conn, opts={"include_object": schema.is_ours, "compare_type": True}
        )
        assert compare_metadata(context, metadata) == []


def test_a_store_in_memory_has_the_same_tables(store):
    memory = open_memory()
    with memory.read() as conn:
        names = text("SELECT name FROM sqlite_master WHERE type = 'table'")
        made = set(conn.scalars(names))
    assert {table.name for table in metadata.sorted_tables} <= made
    memory.close()


def test_a_database_of_a_newer_program_is_refused_and_left_alone(store_kind, empty_url):
    store = open_store(empty_url)
    store.migrate()
    with store.begin() as conn:
        conn.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreSchema, match=r"newer news-monitor.*9999"):
        store.migrate()
    with pytest.raises(StoreSchema, match="newer"):
        store.check()
    store.close()


def test_a_migration_that_is_cut_off_leaves_nothing_behind(empty_url):
    store = open_store(empty_url)

    def cut_off():
        with store.begin() as conn:
            schema.upgrade(conn)
            raise InterruptedError

    with pytest.raises(InterruptedError):
        cut_off()
    with pytest.raises(StoreSchema), store.read() as conn:
        conn.execute(select(meta))
    store.migrate()
    store.check()
    store.close()


def test_two_processes_that_migrate_at_once_take_turns(empty_url):
    stores = [open_store(empty_url) for _ in range(4)]
    failures = []

    def migrate(store):
        try:
            store.migrate()
        except StoreError as e:
            failures.append(e)

    threads = [threading.Thread(target=migrate, args=(store,)) for store in stores]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    stores[0].check()
    for store in stores:
        store.close()


def test_times_come_back_exact_and_in_utc(store, now):
    seoul = now.astimezone(timezone(timedelta(hours=9)))
    with store.begin() as conn:
        for url, fetched in (("a", seoul), ("b", now + timedelta(microseconds=1))):
            conn.execute(insert(validators).values(url=url, fetched=fetched))
    with store.read() as conn:
        rows = conn.execute(select(validators).order_by(validators.c.fetched)).all()
    assert [row.url for row in rows] == ["a", "b"]
    assert rows[0].fetched == now
    assert rows[0].fetched.utcoffset() == timedelta(0)
    ancient = datetime(1, 1, 1, tzinfo=timezone.utc)  # noqa: UP017
    with store.begin() as conn:
        conn.execute(update(validators).values(fetched=ancient))
        assert set(conn.scalars(select(validators.c.fetched))) == {ancient}


def test_a_time_without_a_zone_is_refused(store):
    naive = datetime(2026, 1, 1)  # noqa: DTZ001
    with pytest.raises(StoreError, match="without a zone"), store.begin() as conn:
        conn.execute(insert(validators).values(url="a", fetched=naive))


def test_text_that_postgresql_refuses_is_stored_without_the_refused_part(store, now):
    with store.begin() as conn:
        conn.execute(
            insert(sites).values(
                host="a\x00b\ud800c 한", stories=1, lines=b"\x00", ways=b"", seen=now
            )
        )
        conn.execute(insert(meta).values(key="k", value={"x": "\x00\udfff", "y": [1]}))
        assert conn.scalar(select(sites.c.host)) == "ab?c 한"
        assert conn.scalar(select(meta.c.value)) == {"x": "\x00?", "y": [1]}


def test_a_write_takes_its_turn_from_the_start(store):
    """Reading first and writing later loses no update, and nobody is told "locked"."""
    if store.dialect == "postgresql":
        pytest.skip("PostgreSQL locks rows: the steps say FOR UPDATE")
    with store.begin() as conn:
        conn.execute(insert(meta).values(key="n", value=0))
    failures = []

    def count():
        for _ in range(20):
            try:
                with store.begin() as conn:
                    value = conn.scalar(select(meta.c.value))
                    conn.execute(update(meta).values(value=value + 1))
            except StoreError as e:
                failures.append(e)

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with store.read() as conn:
        assert conn.scalar(select(meta.c.value)) == 80


def test_a_reader_sees_one_state_and_writes_nothing(store):
    with store.begin() as conn:
        conn.execute(insert(meta).values(key="a", value=1))
    with store.read() as reader:
        assert len(reader.execute(select(meta)).all()) == 1
        with store.begin() as conn:
            conn.execute(insert(meta).values(key="b", value=1))
        assert len(reader.execute(select(meta)).all()) == 1
    with pytest.raises(StoreError), store.read() as reader:
        reader.execute(insert(meta).values(key="c", value=1))
    with store.begin() as conn:  # the connection that was read-only writes again
        assert len(conn.execute(select(meta)).all()) == 2
        conn.execute(insert(meta).values(key="c", value=1))


def test_sqlite_is_set_up_to_lose_no_commit(migrated_sqlite):
    store = open_store(f"sqlite:///{migrated_sqlite}")
    with store.read() as conn:
        asked = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        said = [conn.exec_driver_sql(f"PRAGMA {name}").scalar() for name in asked]
    assert said == ["wal", 2, 1, 5000]
    store.close()


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("nonsense", "write sqlite:///"),
        ("mysql://x/y", "mysql is not known"),
        ("oracle+unknown://x", "oracle is not known"),
        ("", "write sqlite:///"),
    ],
)
def test_a_senseless_address_is_told_what_to_write(url, said):
    with pytest.raises(StoreError, match=said):
        open_store(url)


def test_a_file_that_is_no_database_is_named(tmp_path):
    path = tmp_path / "notes.db"
    path.write_text("just some notes, and long enough to be more than a header " * 20)
    store = open_store(f"sqlite:///{path}")
    with pytest.raises(StoreError, match=r"notes\.db.*not a SQLite database"):
        store.migrate()
    store.close()
    assert path.read_text().startswith("just some notes")


def test_a_folder_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot be made"):
        open_store(f"sqlite:///{tmp_path}/file/data/monitor.db")


def test_a_server_that_is_not_there_is_told_without_its_password():
    store = open_store("postgresql://desk:hunter2@127.0.0.1:1/news")
    with pytest.raises(StoreError, match="cannot be reached") as told, store.begin():
        pass
    assert "hunter2" not in str(told.value)
    store.close()


def test_the_file_can_be_read_by_anybody_while_it_is_written(tmp_path):
    path = tmp_path / "m.db"
    store = open_store(f"sqlite:///{path}")
    store.migrate()
    with store.begin() as conn:
        conn.execute(insert(meta).values(key="a", value=1))
        other = sqlite3.connect(path)
        assert other.execute("SELECT count(*) FROM meta").fetchone() == (0,)
        other.close()
    store.close()
