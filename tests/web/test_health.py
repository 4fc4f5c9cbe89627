"""What probes and Prometheus are told."""

from datetime import timedelta

import pytest
from prometheus_client.parser import text_string_to_metric_families
from structlog.testing import capture_logs

from monitor import metrics
from monitor.core import vitals
from monitor.errors import StoreLost
from monitor.model import Delivery, Source, Visit
from monitor.store import outbox

MINUTE = timedelta(minutes=1)


@pytest.fixture
def ticking(view):
    metrics.last_tick.set(view.now().timestamp())
    yield
    metrics.last_tick.set(0)


def checks(answer):
    return {name: check["ok"] for name, check in answer.json()["checks"].items()}


def test_a_working_house_is_well(ask, world, ticking):
    answer = ask("/healthz")
    assert answer.status_code == 200
    body = answer.json()
    assert body["status"] == "ok"
    assert body["checks"]["last_tick"] == {
        "ok": True,
        "age_seconds": 0.0,
        "limit_seconds": 60.0,
    }
    assert body["checks"]["last_fetch"]["age_seconds"] == 600.0
    assert body["checks"]["oldest_undelivered"]["age_seconds"] is None


def test_a_house_that_does_not_tick_is_not(ask, world, view, ticking):
    view.moment += timedelta(seconds=61)
    answer = ask("/healthz")
    assert answer.status_code == 503
    assert checks(answer) == {
        "database": True,
        "last_tick": False,
        "last_fetch": True,
        "oldest_undelivered": True,
    }


def test_a_house_whose_database_is_away_says_so_and_keeps_counting(
    ask, world, view, ticking
):
    async def away(*_, **__):
        raise StoreLost("database postgresql://db/news cannot be reached")

    view.read = away
    with capture_logs() as logs:
        answer, counted = ask("/healthz"), ask("/metrics")
    assert answer.status_code == 503
    assert checks(answer) == {"database": False, "last_tick": True}
    assert counted.status_code == 200
    assert "monitor_last_tick_timestamp_seconds" in counted.text
    assert logs == []  # that is said once, by who reads and writes


def test_a_house_whose_disk_is_full_is_not_well(ask, world, ticking):
    metrics.database_up.set(0)  # as its writer does, see `monitor.pipeline.opening`
    assert checks(ask("/healthz"))["database"] is False
    metrics.database_up.set(1)
    assert checks(ask("/healthz"))["database"] is True


def test_a_house_that_never_ticked_is_not(ask, world):
    metrics.last_tick.set(0)
    answer = ask("/healthz")
    assert answer.status_code == 503
    assert answer.json()["checks"]["last_tick"]["age_seconds"] is None


def test_a_house_that_cannot_read_anything_is_not(ask, world, view, ticking):
    view.moment += timedelta(minutes=36)
    metrics.last_tick.set(view.now().timestamp())
    answer = ask("/healthz")
    assert answer.status_code == 503
    assert checks(answer)["last_fetch"] is False


def test_a_house_that_owes_an_alert_for_an_hour_is_not(
    ask, world, view, archive, ticking
):
    with archive.begin() as conn:
        outbox.resend(conn, world.dead, view.now())
    assert ask("/healthz").status_code == 200
    view.moment += 61 * MINUTE
    metrics.last_tick.set(view.now().timestamp())
    assert checks(ask("/healthz"))["oldest_undelivered"] is False


def test_an_alert_that_is_tried_again_and_again_is_owed_all_the_while(
    ask, world, view, archive, ticking
):
    with archive.begin() as conn:
        outbox.resend(conn, world.dead, view.now())
    for attempt in (1, 2, 3):
        with archive.begin() as conn:
            outbox.lease(conn, view.now(), channel="hook", limit=1, hold=MINUTE)
            failed = Delivery(
                alert=world.dead,
                channel="hook",
                attempt=attempt,
                at=view.now(),
                outcome="retry",
                seconds=1.0,
            )
            outbox.settle(conn, failed, next_due=view.now() + 30 * MINUTE)
        view.moment += 30 * MINUTE
    view.moment -= MINUTE  # the next try lies ahead
    assert checks(ask("/healthz"))["oldest_undelivered"] is False


def source(name, minutes=15):
    return Source(
        name=name,
        outlet=name,
        kind="feed",
        url=f"https://{name}.example/",
        every=timedelta(minutes=minutes),
    )


def visit(now, name, succeeded=None, **more):
    return Visit(
        source=name,
        added=now - 100 * MINUTE,
        due=now,
        succeeded=None if succeeded is None else now - succeeded * MINUTE,
        **more,
    )


@pytest.mark.parametrize(
    ("visits", "ok"),
    [
        ({}, True),  # nothing is known yet
        ({"a": {"succeeded": 44}}, True),  # three turns of a quarter of an hour
        ({"a": {"succeeded": 46}}, False),
        ({"a": {"succeeded": 500}, "b": {"succeeded": 1}}, True),
        ({"a": {"succeeded": 170, "pace": 60 * MINUTE}}, True),  # a slow source
        ({"a": {"succeeded": 190, "pace": 60 * MINUTE}}, False),
        ({"a": {}}, False),  # added long ago, never read
        ({"elsewhere": {"succeeded": 1}, "a": {}}, False),  # no longer configured
    ],
)
def test_the_house_reads_as_often_as_its_quickest_source_allows(now, visits, ok):
    known = {name: visit(now, name, **more) for name, more in visits.items()}
    assert vitals.fetch([source("a"), source("b", 30)], known, now).ok is ok


def test_metrics_are_read_by_prometheus(ask, world, view, archive):
    with archive.begin() as conn:
        outbox.resend(conn, world.dead, view.now())
    view.moment += MINUTE
    answer = ask("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=")
    families = {f.name: f for f in text_string_to_metric_families(answer.text)}
    assert "monitor_fetches" in families
    (sample,) = families["monitor_oldest_undelivered_seconds"].samples
    assert sample.value == 60
