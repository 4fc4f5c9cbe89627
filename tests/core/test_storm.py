"""What comes faster than a reader reads becomes one digest, and nothing is lost."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from monitor.core import storm
from monitor.core.storm import Waiting, judge

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def wait(number, *, age=0, priority="normal", held=False):
    created = NOW - age * SECOND
    return Waiting(
        id=f"{number:064x}",
        created=created,
        due=created,
        priority=priority,
        held=held,
    )


def test_ten_alerts_in_five_minutes_go_alone():
    assert judge(
        [wait(n) for n in range(10)], limit=10, sent=0, last=None, now=NOW
    ) == (storm.CALM)
    assert judge([wait(1)], limit=10, sent=9, last=None, now=NOW) == storm.CALM


def test_the_eleventh_waits_a_minute_for_others_and_comes_in_a_digest():
    many = [wait(n) for n in range(25)]
    first = judge(many, limit=10, sent=0, last=None, now=NOW)
    assert len(first.held) == 15
    assert first.until == NOW + storm.GATHER
    held = [w for w in many if w.id in first.held]
    later = judge(held, limit=10, sent=10, last=None, now=first.until)
    assert set(later.gathered) == set(first.held)


def test_digests_of_a_storm_are_five_minutes_apart():
    last = NOW - timedelta(minutes=2)
    many = [wait(n, age=90) for n in range(20)]
    verdict = judge(many, limit=10, sent=10, last=last, now=NOW)
    assert verdict.gathered == ()
    assert verdict.until == last + storm.WINDOW


def test_what_is_urgent_goes_alone_first():
    many = [wait(n, age=n) for n in range(20)] + [wait(99, priority="high")]
    verdict = judge(many, limit=10, sent=9, last=None, now=NOW)
    assert wait(99).id not in verdict.held


def test_a_single_pass_does_not_wait():
    many = [wait(n) for n in range(12)]
    verdict = judge(many, limit=10, sent=0, last=NOW, now=NOW, patient=False)
    assert len(verdict.gathered) == 2


def test_what_was_held_comes_in_a_digest_also_when_there_is_room_again():
    held = [wait(n, age=400, held=True) for n in range(3)]
    verdict = judge([*held, wait(9)], limit=10, sent=0, last=None, now=NOW)
    assert set(verdict.gathered) == {w.id for w in held}


def test_one_that_was_held_alone_needs_no_digest():
    held = wait(1, age=400, held=True)
    assert judge([held, wait(2)], limit=10, sent=0, last=None, now=NOW) == storm.CALM


def test_no_limit_is_no_limit():
    many = [wait(n) for n in range(1000)]
    assert judge(many, limit=0, sent=0, last=None, now=NOW) == storm.CALM


@given(
    limit=st.integers(1, 20),
    many=st.integers(0, 60),
    rate=st.floats(0.05, 10),
    seed=st.integers(0, 1000),
)
def test_in_virtual_time_every_alert_ends_sent_or_in_a_digest(limit, many, rate, seed):
    """Alerts come `rate` a second; a sender looks once a second."""
    sent: dict[str, datetime] = {}
    digests: list[tuple[datetime, tuple[str, ...]]] = []
    born = {f"{n:064x}": NOW + n / rate * SECOND for n in range(many)}
    due = dict(born)
    for tick in range(int(many / rate) + 800):
        now = NOW + tick * SECOND
        settled = {*sent, *(i for _, ids in digests for i in ids)}
        waiting = [
            Waiting(id=i, created=born[i], due=at, priority="normal", held=at > born[i])
            for i, at in due.items()
            if at <= now and i not in settled
        ]
        lately = sum(at > now - storm.WINDOW for at in sent.values())
        last = digests[-1][0] if digests else None
        verdict = judge(waiting, limit=limit, sent=lately, last=last, now=now)
        if verdict.gathered:
            digests.append((now, verdict.gathered))
        for i in verdict.held:
            due[i] = verdict.until
        for w in waiting:
            if w.id not in {*verdict.held, *verdict.gathered}:
                sent[w.id] = now
    told = [*sent, *(i for _, ids in digests for i in ids)]
    assert sorted(told) == sorted(born)
    for at in sent.values():
        near = sum(at <= other < at + storm.WINDOW for other in sent.values())
        assert near <= limit
