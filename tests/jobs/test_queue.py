"""What is due gets a job: once, in the transaction that made it due, news first."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import nouns
from sqlalchemy import text

from monitor.model import Opens
from monitor.store import links, outbox, queue, sources, staff, turns

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
LATER = NOW + timedelta(minutes=1)


def jobs(store, **where):
    with store.read() as conn:
        rows = conn.execute(
            text("SELECT * FROM procrastinate_jobs ORDER BY priority DESC, id")
        ).mappings()
        return [r for r in rows if all(r[k] == v for k, v in where.items())]


def announce(store, number, host="a.example", *, baseline=False, first=0):
    found = [
        nouns.link(f"p{'b' if baseline else 'f'}{n}", host)
        for n in range(first, first + number)
    ]
    with store.begin() as conn:
        links.announce(conn, found, now=NOW, baseline=lambda _: baseline)
    return [link.canonical for link in found]


def alert(number, channel):
    placed = Opens(story=f"{number:016x}", event="e" * 16, reason="")
    return nouns.alert(placed, channel, now=NOW)


def sweep(store, now=LATER, **only):
    with store.begin() as conn:
        return queue.pages(conn, now, **only)


def test_a_link_that_is_due_gets_one_job_however_often_it_is_swept(store):
    (url,) = announce(store, 1)
    assert [sweep(store), sweep(store), sweep(store)] == [1, 0, 0]
    (job,) = jobs(store)
    assert (job["task_name"], job["args"]) == ("ingest", {"url": url})
    assert job["lock"] == "host:a.example"


def test_a_page_that_is_being_read_is_not_queued_beside_it(store):
    announce(store, 1)
    sweep(store)
    with store.begin() as conn:
        conn.execute(text("UPDATE procrastinate_jobs SET status = 'doing'"))
    assert sweep(store) == 0


def test_a_link_that_is_due_later_has_no_job_yet(store):
    announce(store, 1)
    assert sweep(store, NOW - timedelta(seconds=1)) == 0


def test_one_host_never_fills_the_queue(store):
    announce(store, 50, "big.example")
    announce(store, 2, "small.example")
    assert sweep(store) == queue.PAGES_OF_A_HOST + 2
    assert Counter(j["lock"] for j in jobs(store)) == {
        "host:big.example": queue.PAGES_OF_A_HOST,
        "host:small.example": 2,
    }
    assert sweep(store) == 0


def test_news_is_queued_before_what_was_out_at_the_first_visit(store):
    announce(store, 20, baseline=True)
    announce(store, 3)
    sweep(store)
    urls = [j["args"]["url"] for j in jobs(store)]
    assert [u.rpartition("/")[2][1] for u in urls] == ["f"] * 3 + ["b"] * 5


def test_a_bell_queues_only_what_it_names(store):
    announce(store, 2, "a.example")
    announce(store, 2, "b.example")
    assert sweep(store, hosts={"b.example"}) == 2
    assert {j["lock"] for j in jobs(store)} == {"host:b.example"}
    assert sweep(store, hosts=set()) == 0


def test_what_is_undone_leaves_no_job(store):
    with store.engine.connect() as conn, conn.begin() as change:
        links.announce(conn, [nouns.link("a")], now=NOW)
        assert queue.pages(conn, LATER) == 1
        change.rollback()
    assert jobs(store) == []


def test_a_source_is_never_queued_twice(store):
    due = [("npr", "npr.example"), ("bbc", "bbc.example")]
    with store.begin() as conn:
        assert queue.visits(conn, due) == 2
        assert queue.visits(conn, due) == 0
        assert queue.visits(conn, []) == 0
    assert {j["queueing_lock"] for j in jobs(store)} == {"visit:npr", "visit:bbc"}


def test_a_host_of_many_sources_never_fills_the_queue_and_all_have_their_turn(store):
    names = {f"s{n:02}" for n in range(2 * queue.VISITS_OF_A_HOST)}
    with store.begin() as conn:
        sources.register(conn, [nouns.source(n) for n in sorted(names)], NOW)
    seen = set()
    for queued in (queue.VISITS_OF_A_HOST, 0):
        with store.begin() as conn:
            come = sources.come(conn, LATER, LATER, besides=queue.VISITED)
            assert set(come) == names - seen  # what is queued is not looked at again
            put = queue.visits(conn, [(n, "big.example") for n in sorted(come)])
        seen = {j["args"]["source"] for j in jobs(store)}
        assert (put, len(seen)) == (queued, queue.VISITS_OF_A_HOST)
    with store.begin() as conn:  # those were visited
        conn.execute(text("DELETE FROM procrastinate_jobs"))
        rest = [(n, "big.example") for n in sorted(names - seen)]
        assert queue.visits(conn, rest) == queue.VISITS_OF_A_HOST
    assert seen | {j["args"]["source"] for j in jobs(store)} == names


def test_two_that_queue_the_same_at_once_queue_it_once(store):
    announce(store, 5)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: sweep(store), range(40)))
    assert len(jobs(store)) == 5


def test_a_channel_that_is_off_gets_no_jobs(store):
    alerts = [alert(n, channel) for n, channel in enumerate(["on", "off", "elsewhere"])]
    with store.begin() as conn:
        outbox.put(conn, alerts)
        conn.execute(text("INSERT INTO channels VALUES ('off', true, 'gone')"))
        assert queue.alerts(conn, LATER, ["on", "off"]) == 1
        assert queue.alerts(conn, LATER, []) == 0
    assert [j["args"]["channel"] for j in jobs(store)] == ["on"]


def test_a_slow_channel_never_fills_the_queue(store):
    alerts = [alert(n, "slow") for n in range(40)]
    with store.begin() as conn:
        outbox.put(conn, alerts)
        assert queue.alerts(conn, LATER, ["slow"]) == queue.ALERTS_OF_A_CHANNEL
        assert queue.alerts(conn, LATER, ["slow"]) == 0


def test_a_queue_of_another_version_is_made_anew_and_refilled(store):
    announce(store, 3)
    sweep(store)
    with store.begin() as conn:
        conn.execute(
            text("UPDATE meta SET value = '\"0.1\"' WHERE key = 'procrastinate'")
        )
        assert not queue.installed(conn)
        queue.install(conn)
        assert queue.installed(conn)
    assert jobs(store) == []
    assert sweep(store) == 3


def test_the_depth_of_the_queue_is_counted_by_state(store):
    announce(store, 3)
    sweep(store)
    with store.begin() as conn:
        conn.execute(
            text(
                "UPDATE procrastinate_jobs SET status = 'doing'"
                " WHERE id = (SELECT min(id) FROM procrastinate_jobs)"
            )
        )
        assert staff.depth(conn) == {("ingest", "todo"): 2, ("ingest", "doing"): 1}


def test_sources_whose_time_has_come_are_found(store):
    names = ["a", "b", "c"]
    with store.begin() as conn:
        sources.register(conn, [nouns.source(n) for n in names], NOW)
        conn.execute(
            text("UPDATE sources SET due = :d WHERE source = 'b'"),
            {"d": 9_000_000_000_000_000},
        )
        conn.execute(
            text("UPDATE sources SET due = due + 3600000000 WHERE source = 'c'")
        )
        come = sources.come(conn, LATER, LATER + timedelta(days=8))
    assert set(come) == {"a", "b"}  # b was put off under another clock


def test_a_turn_of_a_host_is_given_to_one_of_many(store):
    hour = timedelta(hours=1)

    def take(_: int) -> bool:
        with store.begin() as conn:
            return not turns.take(conn, "a.example", hour)

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(take, range(40))) == 1


def test_a_turn_is_free_again_when_it_was_left(store):
    hour = timedelta(hours=1)
    with store.begin() as conn:
        assert turns.take(conn, "a.example", hour) == timedelta()
        assert turns.take(conn, "a.example", hour) > timedelta(minutes=59)
        turns.leave(conn, "a.example", timedelta())
    with store.begin() as conn:
        assert turns.take(conn, "a.example", hour) == timedelta()


def test_a_wait_that_a_server_asked_for_holds_for_every_worker(store):
    with store.begin() as conn:
        assert turns.take(conn, "a.example", timedelta()) == timedelta()
        turns.rest(conn, "a.example", timedelta(hours=2))
        turns.rest(conn, "a.example", timedelta(seconds=1))  # ends no longer one
        turns.leave(conn, "a.example", timedelta())  # nor does the end of a turn
        rest = turns.take(conn, "a.example", timedelta())
        assert timedelta(hours=1) < rest <= timedelta(hours=2)
        assert turns.take(conn, "b.example", timedelta()) == timedelta()


def test_hosts_that_have_long_been_free_are_forgotten(store):
    with store.begin() as conn:
        turns.rest(conn, "old.example", timedelta(days=-2))
        turns.rest(conn, "new.example", timedelta(seconds=1))
        assert turns.forget(conn, timedelta(days=1)) == 1


def test_workers_report_themselves_and_are_dead_when_silent(store):
    def worker(name, seen, *, scheduling=False):
        return staff.Worker(
            name=name,
            roles="visit",
            version="1",
            started=NOW,
            seen=seen,
            scheduling=scheduling,
        )

    with store.begin() as conn:
        staff.report(conn, worker("gone:1", NOW - timedelta(days=2)))
        staff.report(
            conn, worker("dead:2", NOW - timedelta(minutes=1), scheduling=True)
        )
        staff.report(conn, worker("here:3", NOW - timedelta(minutes=1)))
        staff.report(conn, worker("here:3", NOW))
        assert [w.name for w in staff.known(conn)] == ["dead:2", "here:3"]
        assert [w.name for w in staff.alive(conn, NOW)] == ["here:3"]
        assert staff.scheduled(conn) == NOW - timedelta(minutes=1)
        staff.leave(conn, "dead:2")
        assert staff.scheduled(conn) is None
