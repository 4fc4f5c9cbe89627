"""A backup is one state of the archive, whole or not there; a restore brings it back."""

import sqlite3
import sys
import threading
from contextlib import closing
from pathlib import Path

import nouns
import pytest
from sqlalchemy import func, select, text

from monitor.errors import StoreError, StoreHeld, StoreSchema
from monitor.store import backup, search
from monitor.store.engine import open_store
from monitor.store.lock import hold
from monitor.store.tables import articles, matches


def add(store, now, *numbers):
    for n in numbers:
        with store.begin() as conn:
            one = nouns.article(f"p{n}", f"지소미아 종료 {n}\n" * 40, fetched=now)
            nouns.record(conn, one, nouns.opens(one), now=now, matches=[nouns.match()])


def count(store, table=articles):
    with store.read() as conn:
        return conn.scalar(select(func.count()).select_from(table))


@pytest.fixture
def fresh(store, tmp_path, new_postgresql):
    """Open a database without a schema, of the same kind."""
    there = f"sqlite:///{tmp_path}/new.db"
    opened = open_store(there if store.dialect == "sqlite" else new_postgresql())
    yield opened
    opened.close()


def test_what_was_backed_up_comes_back(store, fresh, tmp_path, now):
    add(store, now, *range(5))
    file = tmp_path / "saved.db"
    backup.backup(store, file)
    assert [p.name for p in tmp_path.glob("saved*")] == ["saved.db"]
    add(store, now, 9)
    backup.restore(file, fresh)
    assert [p.name for p in tmp_path.glob("saved*")] == ["saved.db"]
    assert (count(fresh), count(fresh, matches)) == (5, 5)
    with fresh.read() as conn:
        assert len(search.search(conn, "지소미아")) == 5
    add(fresh, now, 7)  # and the monitor goes on
    assert count(fresh) == 6


def test_an_archive_is_replaced_whole(store, tmp_path, now):
    add(store, now, 1)
    backup.backup(store, tmp_path / "saved.db")
    add(store, now, 2, 3)
    backup.restore(tmp_path / "saved.db", store)
    assert count(store) == 1
    if store.dialect == "sqlite":  # what was there is still beside it
        with closing(open_store(f"{store.url}.before-restore")) as old:
            assert count(old) == 3


@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
def test_what_a_restore_replaced_is_not_replaced_by_the_next(store, tmp_path, now):
    add(store, now, 1, 2, 3)
    backup.backup(store, tmp_path / "saved.db")
    add(store, now, 4)
    for _ in range(2):
        backup.restore(tmp_path / "saved.db", store)
    counted = {}
    for number in ("", "-2"):
        with closing(open_store(f"{store.url}.before-restore{number}")) as old:
            counted[number] = count(old)
    assert counted == {"": 4, "-2": 3}


@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
def test_the_archive_has_its_name_at_every_moment_of_a_restore(store, tmp_path, now):
    add(store, now, 1)
    place = Path(str(store.url.database))
    backup.backup(store, tmp_path / "saved.db")
    lost = []

    def watch(event, args):
        if watching and event in {
            "os.rename",
            "os.remove",
            "os.link",
            "sqlite3.connect",
        }:
            lost.append(not place.exists())

    watching = True
    sys.addaudithook(watch)  # it cannot be taken away again, only be told to rest
    backup.restore(tmp_path / "saved.db", store)
    watching = False
    assert lost
    assert not any(lost)


def test_a_backup_is_one_state_while_others_write(store, tmp_path, now):
    add(store, now, 0)
    stop = threading.Event()

    def write() -> None:
        number = 1
        while not stop.is_set():
            add(store, now, number)
            number += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for n in range(3):
            backup.backup(store, tmp_path / f"saved{n}.db")
    finally:
        stop.set()
        writer.join()
    sizes = []
    for n in range(3):
        with closing(sqlite3.connect(tmp_path / f"saved{n}.db")) as conn:
            ((of_articles,),) = conn.execute("SELECT count(*) FROM articles")
            ((of_matches,),) = conn.execute("SELECT count(*) FROM matches")
            ((orphans,),) = conn.execute(
                "SELECT count(*) FROM articles WHERE story_id NOT IN"
                " (SELECT id FROM stories)"
            )
        assert (of_articles, orphans) == (of_matches, 0)
        sizes.append(of_articles)
    assert sizes == sorted(sizes)
    assert sizes[-1] <= count(store)


def test_nothing_is_restored_into_an_archive_that_is_in_use(store, tmp_path, now):
    add(store, now, 1)
    backup.backup(store, tmp_path / "saved.db")
    with hold(store), closing(open_store(store.url)) as other, pytest.raises(StoreHeld):
        backup.restore(tmp_path / "saved.db", other)
    assert count(store) == 1


def test_a_damaged_backup_is_refused_and_nothing_is_touched(store, tmp_path, now):
    add(store, now, *range(30))
    file = tmp_path / "saved.db"
    backup.backup(store, file)
    damage(file)
    add(store, now, 99)
    with pytest.raises(StoreError, match="damaged"):
        backup.restore(file, store)
    assert count(store) == 31
    with pytest.raises(StoreError, match="there is no file"):
        backup.restore(tmp_path / "nothing.db", store)


def test_a_backup_of_a_newer_version_is_refused(store, tmp_path, now):
    add(store, now, 1)
    file = tmp_path / "saved.db"
    backup.backup(store, file)
    with closing(sqlite3.connect(file)) as conn:
        conn.execute("UPDATE alembic_version SET version_num = '9999'")
        conn.commit()
    with pytest.raises(StoreSchema, match="newer"):
        backup.restore(file, store)
    assert count(store) == 1


def test_an_unfinished_backup_does_not_take_the_place_of_a_good_one(
    store, tmp_path, now
):
    add(store, now, 1)
    file = tmp_path / "saved.db"
    backup.backup(store, file)
    good = file.read_bytes()
    add(store, now, 2)

    def die() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        backup.backup(store, file, step=die)
    assert file.read_bytes() == good
    backup.backup(store, file)
    assert file.read_bytes() != good


def test_damage_is_found_when_the_monitor_starts(tmp_path, migrated_sqlite, now):
    file = tmp_path / "monitor.db"
    file.write_bytes(migrated_sqlite.read_bytes())
    with closing(open_store(f"sqlite:///{file}")) as store:
        add(store, now, *range(30))
        backup.examine_at_start(store)
        with store.begin() as conn:
            conn.execute(text("SELECT 1"))
    with closing(sqlite3.connect(file)) as conn:
        conn.execute("PRAGMA journal_mode=DELETE")
    damage(file)
    with (
        closing(open_store(f"sqlite:///{file}")) as store,
        pytest.raises(StoreError, match="restore a backup"),
    ):
        backup.examine_at_start(store)


def damage(file):
    """Write nonsense over a page in the middle."""
    with closing(sqlite3.connect(file)) as conn:
        (page,) = conn.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'articles'"
        ).fetchone()
        (size,) = conn.execute("PRAGMA page_size").fetchone()
    with file.open("rb+") as raw:
        raw.seek((page - 1) * size)
        raw.write(b"\xa5" * size)
