"""An archive is moved, backed up and brought back by commands."""

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from monitor.config.failpoints import KILLED, VARIABLE
from monitor.store import meta
from monitor.store.engine import open_store
from monitor.store.lock import hold
from monitor.store.target import COPYING

ROOT = Path(__file__).parents[2]


def articles(file):
    with closing(sqlite3.connect(file)) as conn:
        ((number,),) = conn.execute("SELECT count(*) FROM articles")
    return number


@pytest.fixture
def there(tmp_path):
    return tmp_path / "there.db"


def test_an_archive_is_moved_and_told_table_by_table(cli, filled, database, there):
    ran = cli("migrate", "--to", f"sqlite:///{there}", "--json")
    assert ran.status == 0
    rows = {row["table"]: row for row in ran.rows}
    assert rows["articles"]["rows"] == rows["articles"]["written"] > 0
    assert len(rows["articles"]["sha256"]) == 64
    assert articles(there) == articles(database) == rows["articles"]["rows"]
    again = cli("migrate", "--to", f"sqlite:///{there}", "--json")
    assert not any(row["written"] for row in again.rows)
    assert "change `database`" in again.err


def test_a_move_that_was_killed_goes_on(filled, folder, database, there):
    command = [sys.executable, "-m", "monitor", "migrate", "--config", str(folder)]
    command += ["--from", "env:OLD", "--to", "env:NEW", "--json"]
    env = os.environ | {"OLD": f"sqlite:///{database}", "NEW": f"sqlite:///{there}"}
    killed = subprocess.run(
        command, cwd=ROOT, env=env | {VARIABLE: "inside_move:4"}, check=False
    )
    assert killed.returncode == KILLED
    ran = subprocess.run(
        command, cwd=ROOT, env=env, check=True, capture_output=True, text=True
    )
    rows = [json.loads(line) for line in ran.stdout.splitlines()]
    written, looked = (sum(row[n] for row in rows) for n in ("written", "rows"))
    assert 0 < written < looked
    assert articles(there) == articles(database)


def test_a_move_of_an_archive_that_is_in_use_says_so(cli, filled, there):
    with hold(filled):
        ran = cli("migrate", "--to", f"sqlite:///{there}")
    assert ran.status == 0
    assert "still writing" in ran.err


def test_a_copy_over_an_archive_of_its_own_is_refused(cli, filled, database, there):
    before = articles(database)
    with closing(open_store(f"sqlite:///{there}")) as empty:
        empty.migrate()
    ran = cli("migrate", "--from", f"sqlite:///{there}")  # the wrong way round
    assert (ran.status, "round" in ran.err) == (1, True)
    assert articles(database) == before


def test_a_source_that_is_not_there_is_not_made(cli, filled, tmp_path, there):
    ran = cli("migrate", "--from", f"sqlite:///{tmp_path}/typo.db")
    assert (ran.status, "no database at" in ran.err) == (2, True)
    assert not (tmp_path / "typo.db").exists()
    there.touch()  # a database, but no archive
    ran = cli("migrate", "--from", f"sqlite:///{there}")
    assert (ran.status, "holds no archive yet" in ran.err) == (1, True)


def test_no_monitor_starts_on_half_of_a_copy(cli, process, filled):
    with filled.begin() as conn:
        meta.keep(conn, COPYING, True)
    # One process has one reactor, so `run` gets its own.
    for ran in (process("run", "--once"), cli("stories")):
        assert (ran.status, "half of a copy" in ran.err) == (1, True)


@pytest.mark.parametrize("to", ["env:NOT_THERE_AT_ALL", "mysql://x"])
def test_a_target_that_makes_no_sense_is_refused(cli, filled, to):
    ran = cli("migrate", "--to", to)
    assert ran.status in {1, 2}
    assert "Traceback" not in ran.err


def test_an_archive_is_not_moved_onto_itself(cli, filled, database):
    assert cli("migrate", "--from", f"sqlite:///{database}").status == 2


def test_a_backup_is_written_once_and_brought_back_when_asked(
    cli, filled, database, tmp_path
):
    file = tmp_path / "saved.db"
    before = articles(database)
    assert cli("backup", file).status == 0
    assert articles(file) == before
    refused = cli("backup", file)
    assert (refused.status, "--force" in refused.err) == (1, True)
    assert cli("backup", file, "--force").status == 0

    refused = cli("restore", file)
    assert (refused.status, "--force" in refused.err) == (1, True)
    assert cli("restore", file, "--force").status == 0
    assert articles(database) == before
    assert database.with_name("monitor.db.before-restore").exists()


def test_a_backup_is_brought_back_where_there_was_nothing(
    cli, filled, database, tmp_path
):
    file = tmp_path / "saved.db"
    cli("backup", file)
    before = articles(database)
    filled.close()
    database.unlink()
    ran = cli("restore", file)
    assert (ran.status, articles(database)) == (0, before)


def test_a_backup_takes_the_place_of_what_cannot_be_read(
    cli, filled, database, tmp_path
):
    file = tmp_path / "saved.db"
    cli("backup", file)
    before = articles(database)
    filled.close()
    database.write_bytes(b"no database at all" * 1000)
    refused = cli("restore", file)
    assert (refused.status, "--force" in refused.err) == (1, True)
    assert cli("restore", file, "--force").status == 0
    assert articles(database) == before


def test_nothing_is_brought_back_while_a_monitor_runs(cli, filled, tmp_path):
    file = tmp_path / "saved.db"
    cli("backup", file)
    with hold(filled):
        assert cli("restore", file, "--force").status == 75
