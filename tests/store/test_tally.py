"""What was matched, and what is still owed; on both databases."""

from dataclasses import replace

import pytest

from monitor.core import ids, similar
from monitor.model import Delivery
from monitor.store import articles, outbox, tally
from monitor.store.articles import Causes


@pytest.fixture
def keep(store, article, opens, now):
    def make(path, at=now, **causes):
        one = article(path, text=f"Text number {path}")
        with store.begin() as conn:
            articles.record(
                conn,
                one,
                opens(one),
                prints=similar.prints(one.title, one.text, one.language),
                causes=Causes(**causes),
                baseline=False,
                now=at,
            )
        return ids.story_id(one.id, one.digest)

    return make


def test_stories_that_matched_come_newest_match_first(store, keep, match, now, minutes):
    first = keep("a", now, matches=[match(), match("any")])
    second = keep("b", now + minutes(1), matches=[match("any")])
    keep("c", now + minutes(2))
    with store.read() as conn:
        assert tally.matched(conn, now) == [second, first]
        assert tally.matched(conn, now, limit=1) == [second]
        assert tally.matched(conn, now, limit=1, offset=1) == [first]
        assert tally.matched(conn, now + minutes(1)) == [second]
        assert tally.matched(conn, now + minutes(2)) == []


def test_each_watch_has_its_stories_since_a_time_and_its_last_match(
    store, keep, match, now, minutes
):
    keep("a", now, matches=[match(), match("any")])
    keep("b", now + minutes(1), matches=[match("any")])
    with store.read() as conn:
        found = tally.watches(conn, now + minutes(1))
    assert found == {
        ("gsomia", "any"): tally.Tally(stories=1, last=now + minutes(1)),
        ("gsomia", "termination"): tally.Tally(stories=0, last=now),
    }


@pytest.fixture
def told(store, alert, now):
    one = alert()
    with store.begin() as conn:
        outbox.put(conn, [one])

    def attempt(number, at, *, outcome="retry", again=None):
        with store.begin() as conn:
            outbox.lease(conn, at, channel="desk", limit=1, hold=at - at)
            delivery = Delivery(
                alert=one.id,
                channel="desk",
                attempt=number,
                at=at,
                outcome=outcome,
                seconds=1.0,
            )
            outbox.settle(conn, delivery, next_due=again)

    attempt.id = one.id
    return attempt


def owed(store, now):
    with store.read() as conn:
        return tally.owed_since(conn, now)


def test_nothing_is_owed_when_all_is_out(store, now, told, minutes):
    told(1, now, outcome="sent")
    assert owed(store, now + minutes(99)) is None


def test_an_alert_is_owed_from_when_it_was_due(store, alert, now, minutes):
    late = replace(alert(), created=now - minutes(500), due=now)  # after quiet hours
    with store.begin() as conn:
        outbox.put(conn, [late])
    assert owed(store, now - minutes(1)) is None
    assert owed(store, now + minutes(9)) == now


def test_an_alert_that_is_tried_again_is_owed_from_its_first_attempt(
    store, now, told, minutes
):
    told(1, now, again=now + minutes(5))
    told(2, now + minutes(5), again=now + minutes(60))
    assert owed(store, now + minutes(9)) == now  # though the next one lies ahead


def test_an_alert_sent_again_by_hand_is_owed_from_then(store, now, told, minutes):
    told(1, now, outcome="refused")
    assert owed(store, now + minutes(9)) is None  # dead: somebody must see to it
    with store.begin() as conn:
        outbox.resend(conn, told.id, now + minutes(60))
    assert owed(store, now + minutes(61)) == now + minutes(60)
    told(1, now + minutes(62), again=now + minutes(70))
    assert owed(store, now + minutes(63)) == now + minutes(62)
