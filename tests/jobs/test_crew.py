"""Workers as processes of their own, on one PostgreSQL: killed, stopped, cut off."""

import signal
from contextlib import closing

from sqlalchemy import text

from monitor.store.engine import open_store


def under_way(crew):
    return crew.desk.rows("SELECT args FROM procrastinate_jobs WHERE status <> 'todo'")


def end_every_connection(crew):
    with closing(open_store(crew.desk.database)) as store, store.begin() as conn:
        conn.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )


def end_two_more(crew, *, aside):
    """Have two more workers end over the page that was set aside so often."""
    job = (
        "INSERT INTO procrastinate_jobs (queue_name, task_name, priority, lock, args, attempts)"
        " SELECT 'ingest', 'ingest', 0, 'host:' || host, jsonb_build_object('url', url), 2"
        " FROM links WHERE poisoned > 0"
    )
    leased = (
        "UPDATE links SET poisoned = :n, state = 'leased', leased_until = next_due"
        " WHERE poisoned > 0"
    )
    with closing(open_store(crew.desk.database)) as store, store.begin() as conn:
        conn.execute(text(leased), {"n": aside})
        conn.execute(text(job))


def test_two_workers_tell_each_report_once_whatever_is_cut_off(crew, kill, daemon_of):
    one, two = crew.hire(), crew.hire()
    crew.ready(one, two)
    crew.report(6)
    ran = daemon_of(crew.desk)  # a daemon takes no database that workers share
    assert ran.returncode == 75
    assert "on this database: process" in ran.stderr
    crew.told()

    end_every_connection(crew)
    crew.report(3)
    crew.told()

    dead = crew.scheduler()
    kill(dead)
    heir = two if dead is one else one
    heir.until("scheduling")
    crew.report(3)
    crew.told()

    assert len(crew.kinds()) == 12
    assert heir.stop() == 0
    assert under_way(crew) == []
    left = crew.desk.rows("SELECT name FROM workers")
    assert [name.rpartition(":")[2] for (name,) in left] == [str(dead.pid)]


def test_a_worker_killed_between_two_steps_loses_nothing(crew):
    keeper = crew.first_visit()
    for number, point in enumerate(["inside_visit", "inside_record", "after_send"], 1):
        doomed = crew.hire("--only", "visit,ingest,deliver", failpoint=point)
        crew.report(2)
        assert doomed.wait() == 137
        keeper.until("job_stalled", count=number)
    reader = crew.hire("--only", "visit,ingest")
    sender = crew.hire("--only", "deliver")
    crew.told()
    assert len(crew.kinds()) == 6
    sender.until("alert_sent")
    assert not reader.saw("alert_sent")  # each keeps to its roles
    assert not sender.saw("page_read")
    assert not keeper.saw("source_visited")


def test_a_page_that_ends_two_workers_is_set_aside_and_the_rest_goes_on(crew):
    crew.desk.settings["politeness"]["retry"] = "1h"  # its rest outlasts the test
    crew.first_visit()
    (bad,) = crew.report()
    for _ in range(2):
        doomed = crew.hire("--only", "visit,ingest", failpoint="before_record")
        assert doomed.wait() == 137
    worker = crew.hire()
    worker.until("page_set_aside", url=crew.paper.url(bad), final=False)
    (row,) = crew.desk.rows(
        "SELECT state, poisoned, reason FROM links WHERE poisoned > 0"
    )
    assert row == ("due", 1, "crash: 2 workers ended while they read it")

    end_two_more(crew, aside=2)  # most are innocent: it comes back, and again
    worker.until("page_set_aside", count=2, final=False)
    end_two_more(crew, aside=4)
    worker.until("page_set_aside", final=True)
    assert crew.desk.rows("SELECT state, poisoned FROM links WHERE poisoned > 0") == [
        ("failed", 5)
    ]

    # A worker that is told to stop ends what it began, and takes no more.
    crew.reports.remove(bad)
    crew.hook.script["/hook"] = ["hold"] * 2
    crew.report(2)
    crew.told()  # the hook has them, and has not answered yet
    worker.process.send_signal(signal.SIGTERM)
    worker.until("stopping")
    crew.hook.release()
    assert worker.wait() == 0
    assert under_way(crew) == []
    assert crew.desk.rows("SELECT state FROM alerts") == [("sent",)] * 2
