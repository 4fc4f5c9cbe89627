import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from monitor.core import ids
from monitor.model import AlsoIn, Content, Delivery, Excerpt, First
from monitor.store import attempts as attempt_rows
from monitor.store import channels, ledger, outbox, prune

HOLD = timedelta(minutes=5)


def take(conn, now, channel="desk", limit=10):
    return outbox.lease(conn, now, channel=channel, limit=limit, hold=HOLD, owner="me")


def attempt(alert, at, outcome="sent", **more):
    return Delivery(
        alert=alert.id,
        channel=alert.channel,
        attempt=alert.attempts,
        at=at,
        outcome=outcome,
        seconds=0.25,
        **more,
    )


def test_an_alert_comes_back_as_it_was_planned(store, alert, now):
    content = Content(
        title="한일 군사정보보호협정 종료",
        url="https://x.example/1",
        outlet="연합뉴스",
        language="ko",
        published=datetime(2026, 11, 21, 8, 0, tzinfo=UTC),
        published_doubtful=True,
        outlet_timezone="Asia/Seoul",
        first_seen=now,
        excerpts=(
            Excerpt(field="body", text="… 협정 …", marks=((2, 4),), terms=("협정",)),
        ),
        also=(AlsoIn(outlet="NHK", url="https://n.example/", language="ja"),),
        summary="요약",
        authors=("김", "이"),
        paywalled=True,
        old_title="옛 제목",
        changes=("새 문장.",),
        firsts=(First(language="ko", outlet="연합뉴스", at=now),),
    )
    planned = alert(
        content=content,
        kind="update",
        version="a.2",
        article="a" * 16,
        thread=ids.alert_id("w", "s", "c", kind="new"),
        priority="high",
        watches=("one", "two"),
        config="c1",
    )
    with store.begin() as conn:
        outbox.put(conn, [planned])
        assert take(conn, now) == [replace(planned, attempts=1)]


def test_planning_twice_tells_once(store, alert, now):
    with store.begin() as conn:
        outbox.put(conn, [alert()])
        outbox.put(conn, [alert(), alert("6" * 16)])
        assert len(take(conn, now)) == 2
        outbox.put(conn, [alert()])  # while it is being sent
        assert take(conn, now) == []


def test_alerts_wait_until_they_are_due_oldest_first(store, alert, now, minutes):
    with store.begin() as conn:
        for story, wait in (("1", 3), ("2", 1), ("3", 2)):
            outbox.put(conn, [alert(story * 16, due=now + minutes(wait))])
        assert take(conn, now) == []
        taken = take(conn, now + minutes(2))
        assert [one.story[0] for one in taken] == ["2", "3"]


def test_no_channel_waits_for_another(store, alert, now):
    with store.begin() as conn:
        outbox.put(conn, [alert(str(n) * 16, "slow") for n in range(9)])
        outbox.put(conn, [alert("a" * 16, "quick")])
        assert [one.channel for one in take(conn, now, "quick")] == ["quick"]
        assert outbox.waiting(conn, now) == {"quick": 1, "slow": 9}


def test_the_attempt_is_counted_before_it_is_made(store, alert, now):
    """A sender that dies with its alert leaves a count behind, and the alert again."""
    with store.begin() as conn:
        outbox.put(conn, [alert()])
    for attempts in (1, 2, 3):
        with store.begin() as conn:
            (mine,) = take(conn, now + HOLD * (attempts - 1))
        assert mine.attempts == attempts
        assert mine.id == alert().id


def test_what_is_sent_is_never_sent_again(store, alert, now):
    with store.begin() as conn:
        outbox.put(conn, [alert()])
        (mine,) = take(conn, now)
        assert outbox.settle(conn, attempt(mine, now, status=204)) == "sent"
        assert outbox.settle(conn, attempt(mine, now, status=204)) == "sent"
        assert take(conn, now + HOLD * 99) == []
        entry = ledger.show(conn, mine.id)
    assert (entry.state, entry.settled, entry.last_error) == ("sent", now, None)
    assert [(d.outcome, d.status) for d in entry.deliveries] == [("sent", 204)]


def test_a_late_failure_does_not_undo_what_a_twin_sent(store, alert, now):
    with store.begin() as conn:
        outbox.put(conn, [alert()])
        (slow,) = take(conn, now)
        (quick,) = take(conn, now + HOLD)
        outbox.settle(conn, attempt(slow, now + HOLD, "retry"), next_due=now + HOLD)
        assert take(conn, now + HOLD) == []  # the later attempt still holds it
        outbox.settle(conn, attempt(quick, now + HOLD))
        outbox.settle(conn, attempt(slow, now + HOLD * 2, "refused"))
        assert ledger.show(conn, slow.id).state == "sent"


def test_a_failed_attempt_comes_again_when_told(store, alert, now, minutes):
    with store.begin() as conn:
        outbox.put(conn, [alert()])
        (mine,) = take(conn, now)
        delivery = attempt(mine, now, "retry", status=503, answer="try later")
        assert outbox.settle(conn, delivery, next_due=now + minutes(7)) == "due"
        assert take(conn, now + minutes(6)) == []
        (again,) = take(conn, now + minutes(7))
        assert (again.id, again.attempts) == (mine.id, 2)
        assert ledger.show(conn, mine.id).last_error == "try later"


def test_attempts_that_end_together_each_come_to_their_own_end(
    store, alert, now, minutes
):
    with store.begin() as conn:
        outbox.put(conn, [alert(story=f"{n:016x}") for n in range(5)])
        taken = take(conn, now)
        ended = [
            (attempt(taken[0], now), None),
            (attempt(taken[1], now, "retry", answer="later"), now + minutes(7)),
            (attempt(taken[2], now, "refused", answer="never"), None),
            (attempt(taken[3], now), None),
            (attempt(taken[4], now, "retry", answer="much later"), now + minutes(9)),
        ]
        states = attempt_rows.settle(conn, ended)
        kept = [ledger.show(conn, one.id) for one in taken]
    assert states == ["sent", "due", "dead", "sent", "due"]
    assert [entry.state for entry in kept] == states
    assert [e.last_error for e in kept] == [None, "later", "never", None, "much later"]
    assert [entry.alert.due - now for entry in kept][1::3] == [minutes(7), minutes(9)]
    assert [len(entry.deliveries) for entry in kept] == [1] * 5
    assert [entry.settled == now for entry in kept] == [True, False, True, True, False]


def test_after_the_last_try_an_alert_is_dead_kept_and_resendable(
    store, alert, now, minutes
):
    with store.begin() as conn:
        outbox.put(conn, [alert()])
        (mine,) = take(conn, now)
        delivery = attempt(mine, now, "refused", status=550, answer="no such user")
        assert outbox.settle(conn, delivery) == "dead"
        (dead,) = ledger.dead(conn)
        assert (dead.alert.id, dead.last_error) == (mine.id, "no such user")
        assert take(conn, now + minutes(9_999)) == []
        assert outbox.resend(conn, mine.id, now + minutes(5))
        (again,) = take(conn, now + minutes(5))
        assert (again.id, again.attempts) == (mine.id, 1)
        outbox.settle(conn, attempt(again, now + minutes(5)))
        entry = ledger.show(conn, mine.id[:12])
        assert [d.outcome for d in entry.deliveries] == ["refused", "sent"]
        assert not outbox.resend(conn, "0" * 64, now)


def test_what_is_given_back_was_not_tried(store, alert, now):
    with store.begin() as conn:
        outbox.put(conn, [alert()])
        (mine,) = take(conn, now)
        outbox.give_back(conn, [mine.id])
        outbox.give_back(conn, [mine.id])
        (again,) = take(conn, now)
        assert again.attempts == 1


def test_what_a_dead_process_held_is_free_again_and_counted(store, alert, now):
    with store.begin() as conn:
        outbox.put(conn, [alert("1" * 16), alert("2" * 16)])
        (first, _) = take(conn, now)
        outbox.settle(conn, attempt(first, now))
        assert outbox.release(conn) == 1
        (again,) = take(conn, now)
        assert again.attempts == 2


def test_a_digest_takes_up_what_was_gathered_in_one_go(store, alert, now, minutes):
    gathered = [alert(c * 16, "daily", due=now + minutes(60)) for c in "123"]
    late = alert("4" * 16, "daily", due=now + minutes(120))
    digest = alert("", "desk", kind="digest", version="2026-11-21")
    with store.begin() as conn:
        outbox.put(conn, [*gathered, late], digests=frozenset({"daily"}))
        assert take(conn, now + minutes(60), "daily") == []
        items = outbox.gather(conn, "daily", now + minutes(60))
        assert [one.id for one in items] == sorted(one.id for one in gathered)
        for _ in range(2):
            outbox.into_digest(conn, digest, [one.id for one in items], now)
        assert outbox.gather(conn, "daily", now + minutes(60)) == []
        (mine,) = take(conn, now)
        assert [one.id for one in mine.items] == [one.id for one in gathered]
        assert outbox.get(conn, digest.id).items == mine.items
        assert outbox.last_digest(conn, "desk", now) == digest.created
        assert outbox.last_digest(conn, "desk", digest.created - HOLD) is None
        assert outbox.counts(conn) == {
            "daily": {"gathering": 1, "in_digest": 3},
            "desk": {"due": 1},
        }
        assert ledger.show(conn, gathered[0].id).digest == digest.id


def test_what_went_out_alone_is_left_out_of_the_digest(store, alert, now):
    digest = alert("", "desk", kind="digest", version="storm")
    with store.begin() as conn:
        outbox.put(conn, [alert("1" * 16), alert("2" * 16)])
        items = outbox.gather(conn, "desk", now)
        (first, _) = take(conn, now)
        assert outbox.gather(conn, "desk", now) == []  # they are just being sent
        outbox.settle(conn, attempt(first, now))
        outbox.into_digest(conn, digest, [one.id for one in items], now)
        assert ledger.show(conn, first.id).state == "sent"
        assert len(outbox.get(conn, digest.id).items) == 1


def test_the_oldest_waiting_alert_is_known(store, alert, now, minutes):
    with store.begin() as conn:
        assert outbox.oldest_undelivered(conn, now) is None
        outbox.put(conn, [alert("1" * 16), alert("2" * 16, created=now - minutes(9))])
        held = alert("3" * 16, created=now - minutes(99), due=now + minutes(5))
        outbox.put(conn, [held])  # by quiet hours: it is not late
        assert outbox.oldest_undelivered(conn, now) == now - minutes(9)


def test_the_ledger_is_filtered(store, alert, now, minutes):
    with store.begin() as conn:
        outbox.put(conn, [alert("1" * 16), alert("2" * 16, created=now + minutes(1))])
        outbox.put(conn, [alert("3" * 16, "phone")], state="muted")

        def found(**which):
            entries = ledger.entries(conn, ledger.Filter(**which))
            return [entry.alert.story[0] for entry in entries]

        assert found() == [
            "2",
            *sorted(
                "13", key=lambda s: alert(s * 16, "phone" if s == "3" else "desk").id
            ),
        ]
        assert found(channel="phone") == found(state="muted") == ["3"]
        assert found(since=now + minutes(1)) == found(story="2" * 16) == ["2"]
        assert found(watchlist="other") == []
        assert [e.alert.story[0] for e in ledger.entries(conn, limit=1)] == ["2"]
        assert ledger.show(conn, "") is None  # not one, but three
        assert ledger.show(conn, "%") is None


@pytest.mark.parametrize("senders", [4])
def test_two_senders_never_hold_one_alert(store, alert, now, senders):
    with store.begin() as conn:
        outbox.put(conn, [alert(f"{n:016}") for n in range(400)])
    sent = []

    def send():
        while True:
            with store.begin() as conn:
                mine = take(conn, now, limit=7)
            if not mine:
                return
            sent.extend(one.id for one in mine)
            with store.begin() as conn:
                for one in mine:
                    outbox.settle(conn, attempt(one, now))

    threads = [threading.Thread(target=send) for _ in range(senders)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(sent) == len(set(sent)) == 400
    with store.read() as conn:
        assert outbox.counts(conn) == {"desk": {"sent": 400}}


def test_a_channel_knows_since_when_it_only_fails(store, now, minutes):
    with store.begin() as conn:
        assert channels.states(conn) == {}
        assert channels.went_wrong(conn, "desk", now) == now
        assert channels.went_wrong(conn, "desk", now + minutes(5)) == now
        channels.switch_off(conn, "desk", "410: wants nothing more")
        state = channels.states(conn)["desk"]
        assert (state.off, state.failing_since) == (True, now)
        channels.went_wrong(conn, "desk", now + minutes(6))
        assert channels.states(conn)["desk"].off
        channels.switch_on(conn, "desk")
        channels.went_well(conn, "desk", now + minutes(7))
        assert channels.states(conn)["desk"] == channels.ChannelState(
            name="desk", last_ok=now + minutes(7)
        )


def test_old_attempts_are_dropped_and_alerts_are_kept(store, alert, now, minutes):
    with store.begin() as conn:
        outbox.put(conn, [alert()])
        (mine,) = take(conn, now)
        outbox.settle(conn, attempt(mine, now))
        assert prune.deliveries_before(conn, now) == 0
        assert prune.deliveries_before(conn, now + minutes(1)) == 1
        assert ledger.show(conn, mine.id).deliveries == ()
