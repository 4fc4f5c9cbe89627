from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select

from monitor.model import Call, Missed, Page, Unchanged, Validators
from monitor.store import outcomes, prune, sources
from monitor.store.tables import outcomes as kept


def test_a_new_source_is_due_at_once_and_two_are_no_burst(store, source, now):
    with store.begin() as conn:
        sources.register(conn, [source("a"), source("b"), source("c")], now)
        visits = sources.visits(conn)
    assert list(visits) == ["a", "b", "c"]
    assert visits["a"].due == visits["a"].added == now
    assert not visits["a"].first_done
    dues = [visit.due for visit in visits.values()]
    assert dues == sorted(set(dues))
    assert dues[-1] - now < timedelta(seconds=1)


def test_a_source_that_is_known_keeps_what_was_learnt(store, source, now, minutes):
    with store.begin() as conn:
        sources.register(conn, [source("a")], now)
        learnt = replace(
            sources.visits(conn)["a"],
            due=now + minutes(10),
            last=now,
            succeeded=now,
            first_done=True,
            failures=3,
            outcome="timeout",
            reason="30 s",
            moved_to="https://new.example/",
            gone=True,
            pace=timedelta(minutes=17, microseconds=1),
            last_new=now,
            links_new=42,
        )
        sources.settle(conn, learnt)
        sources.settle(conn, learnt)
        sources.register(conn, [source("a"), source("b")], now + minutes(1))
        assert sources.visits(conn)["a"] == sources.visit(conn, "a") == learnt
        assert sources.visit(conn, "z") is None
        assert sources.visits(conn)["b"].added == now + minutes(1)


def test_a_source_with_another_address_begins_anew(store, source, now, minutes):
    with store.begin() as conn:
        sources.register(conn, [source("a")], now)
        visit = replace(sources.visits(conn)["a"], first_done=True, gone=True)
        sources.settle(conn, visit)
        later = now + minutes(5)
        sources.register(conn, [source("a", "https://other.example/rss")], later)
        visit = sources.visits(conn)["a"]
    assert (visit.added, visit.first_done, visit.gone) == (later, False, False)


def test_a_source_that_is_no_longer_configured_is_forgotten(store, source, now):
    with store.begin() as conn:
        sources.register(conn, [source("a"), source("b")], now)
        gone = sources.visits(conn)["a"]
        sources.forget(conn, ["a", "never-there"])
        sources.settle(conn, gone)  # a visit that was under way
        assert list(sources.visits(conn)) == ["b"]


def test_validators_are_those_of_the_last_reading(store, now):
    old = Validators(etag='"1"', last_modified="Mon", digest="d" * 64)
    new = Validators(etag=None, last_modified="Tue", digest="e" * 64)
    with store.begin() as conn:
        sources.keep_validators(conn, {"u": old, "v": old}, now)
        sources.keep_validators(conn, {"u": new}, now)
        assert sources.validators(conn, ["u", "v", "w"]) == {"u": new, "v": old}
        many = {f"u{n}": old for n in range(1_200)}
        sources.keep_validators(conn, many, now)
        assert sources.validators(conn, list(many)) == many
        sources.keep_validators(conn, {}, now)


def test_every_request_leaves_one_row_that_says_what_came_of_it(
    store, source, link, now
):
    listing = Call(url="https://a.example/rss", purpose="listing", source=source())
    page = Call(
        url="https://b.example/1?x", purpose="page", source=source(), link=link("1")
    )
    body = Page(
        requested=page.url,
        url=page.url,
        status=200,
        headers=(),
        body=b"12345",
        fetched=now,
        seconds=0.5,
    )
    gone = Missed(requested=listing.url, kind="gone", reason="410", at=now, status=410)
    same = Unchanged(requested=listing.url, fetched=now, seconds=0.1)
    with store.begin() as conn:
        outcomes.keep(conn, listing, body, kind="listing", reason="12 links")
        outcomes.keep(conn, page, body)
        outcomes.keep(conn, page, body, kind="consent_wall", reason="asks for consent")
        outcomes.keep(conn, listing, same)
        outcomes.keep(conn, listing, gone)
        rows = conn.execute(select(kept).order_by(kept.c.id)).all()
    assert [(r.url, r.kind, r.reason, r.status, r.bytes) for r in rows] == [
        (listing.url, "listing", "12 links", 200, 5),
        ("https://news.example/1", "page", "", 200, 5),
        ("https://news.example/1", "consent_wall", "asks for consent", 200, 5),
        (listing.url, "unchanged", "by status", None, None),
        (listing.url, "gone", "410", 410, None),
    ]
    assert {(r.source, r.at) for r in rows} == {("yonhap-en", now)}


def test_old_outcomes_are_dropped_step_by_step(store, source, now, minutes):
    call = Call(url="https://a.example/rss", purpose="listing", source=source())
    with store.begin() as conn:
        for n in range(prune.STEP + 20):
            at = now - minutes(n)
            outcomes.keep(conn, call, Unchanged(requested="u", fetched=at, seconds=0))
        dropped = []
        while not dropped or dropped[-1]:
            dropped.append(prune.outcomes_before(conn, now - minutes(9)))
        assert dropped == [prune.STEP, 10, 0]
        assert len(conn.execute(select(kept)).all()) == 10


def test_what_was_called_unchanged_for_a_day_is_read_whole(store, now, minutes):
    url, given = "https://a.example/rss", Validators(etag='"1"')
    with store.begin() as conn:
        sources.keep_validators(conn, {url: given}, now)
        sources.keep_validators(conn, {url: given}, now + minutes(60), whole=False)
        asked = now + minutes(30)
        assert sources.validators(conn, [url], since=asked) == {}
        assert sources.validators(conn, [url], since=now) == {url: given}
