"""PostgreSQL goes away under a crew and a daemon, and comes back: they wait for it."""

import json
import socket
import urllib.error
import urllib.request

import pytest
from absent import absent

from monitor.errors import StoreLost
from monitor.store.engine import open_store
from monitor.store.writer import Writer

LEVELS = {"warning", "error", "critical"}


def loud(process):
    """Give what a process has said that is no news of its day's work."""
    return [row["event"] for row in process.log if row.get("level") in LEVELS]


def health(port):
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz") as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as e:
        return e.code, json.load(e)


@pytest.fixture
def port():
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return door.getsockname()[1]


def test_workers_wait_for_a_database_that_is_away_and_say_so_once(crew, port):
    keeper = crew.first_visit()
    workers = [
        crew.hire("--only", "visit,ingest,deliver", "--probes", f"127.0.0.1:{port}"),
        crew.hire("--only", "visit,ingest,deliver"),
    ]
    crew.ready(*workers)
    crew.report(2)
    crew.told()
    assert health(port)[0] == 200

    crew.hook.script["/hook"] = ["hold"]
    crew.report()
    crew.told()  # an alert is out, and what came of it is not known yet
    with absent(crew.desk.database):
        for process in (keeper, *workers):
            process.until("database_lost")
        for process in workers:
            process.until("queue_waits", queues=["visit", "ingest"])
        status, body = health(port)
        assert (status, body["checks"]["database"]) == (503, {"ok": False})
        crew.hook.release()
        crew.report(3)
    crew.told()

    assert len(crew.kinds()) == 6  # each report under one id
    crew.loop.until(lambda: health(port)[0] == 200, "all is well again")
    for process in (keeper, *workers):
        process.until("database_back")
        said = loud(process)
        assert (said.count("database_lost"), said.count("database_back")) == (1, 1)
        # The queue may see it first, once for each kind of job; a dead worker's are no fault.
        assert set(said) <= {"database_lost", "database_back", "queue_lost", "job_stalled"}  # fmt: skip
        assert said.count("queue_lost") <= 2
    for process in (*workers, keeper):
        assert process.stop() == 0


def test_a_step_waits_for_a_server_that_is_away_until_it_is_told_to_hurry(
    new_postgresql,
):
    store = open_store(new_postgresql())
    store.migrate()
    writer = Writer(store, patience=0.0)

    def asked():
        return writer.submit(lambda conn: conn.exec_driver_sql("SELECT 1").scalar())

    with absent(store.url.render_as_string(hide_password=False)):
        kept = asked()
        while not store.contact.away:
            assert not kept.done()
    assert kept.result(60) == 1
    assert not store.contact.away
    with absent(store.url.render_as_string(hide_password=False)):
        waits = asked()
        while not store.contact.away:
            assert not waits.done()
        writer.hurry()
        with pytest.raises(StoreLost, match="cannot be reached"):
            waits.result(60)
    writer.close_now()
    store.close()
