from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.schedule import (
    DAY,
    GONE,
    after,
    due,
    excused,
    first,
    page_retry,
    recheck,
)
from monitor.model import Missed, Page, Source, SourceName, Unchanged

NOW = datetime(2019, 8, 22, 9, 0, tzinfo=UTC)
EVERY = timedelta(minutes=10)
AT_MOST = timedelta(hours=6)
KINDS = ["robots", "private", "scheme", "dns", "connection", "tls", "timeout", "too_large", "redirects", "busy", "server", "gone", "missing", "denied", "status", "unreadable", "crash"]  # fmt: skip


def source(name="a", url="https://example.org/rss", **more):
    return Source(name=SourceName(name), outlet="A", kind="feed", url=url, **{"every": EVERY, "at_most": AT_MOST} | more)  # fmt: skip


def missed(kind, **more):
    return Missed(requested="https://example.org/rss", kind=kind, reason="why", at=NOW, **more)  # fmt: skip


def page(**more):
    return Page(requested="u", url="u", status=200, headers=(), body=b"", fetched=NOW, seconds=0.1, **more)  # fmt: skip


def unchanged(**more):
    return Unchanged(requested="u", fetched=NOW, seconds=0.1, **more)


def go(visit, outcome, *, links_new=0, at=None, src=None):
    at = visit.due if at is None else at
    return after(visit, src or source(), outcome, now=at, links_new=links_new, jitter=0.5)  # fmt: skip


def rest(before, then):
    return then.due - before.due


def test_a_new_source_is_due_at_once():
    visit = first(source(), NOW)
    assert visit.due == visit.added == NOW
    assert not visit.first_done
    assert due([(source(), visit)], NOW, per_host=1) == [source()]


def test_news_keeps_a_source_at_its_fastest():
    visit = first(source(), NOW)
    for _ in range(5):
        then = go(visit, page(), links_new=1)
        assert rest(visit, then) == EVERY
        visit = then
    assert visit.links_new == 5
    assert visit.last_new == visit.last == visit.succeeded
    assert visit.outcome == "listing"


def test_silence_slows_a_source_down_to_its_ceiling():
    visit = go(first(source(), NOW), page(), links_new=1)
    rests = []
    for _ in range(60):
        then = go(visit, unchanged())
        rests.append(rest(visit, then))
        visit = then
    assert rests == sorted(rests)
    assert rests[0] == EVERY
    assert rests[-1] == AT_MOST


def test_a_source_that_slept_eight_hours_was_asked_every_eighty_minutes_at_least():
    visit = go(first(source(), NOW), page(), links_new=1)
    morning = visit.due + timedelta(hours=8)
    while visit.due < morning:
        then = go(visit, unchanged())
        assert rest(visit, then) <= timedelta(minutes=80)
        visit = then


def test_news_wakes_a_slow_source_within_a_few_visits():
    visit = first(source(), NOW)
    for _ in range(60):
        visit = go(visit, unchanged())
    for _ in range(6):
        before, visit = visit, go(visit, page(), links_new=3)
    assert rest(before, visit) == EVERY


@pytest.mark.parametrize("kind", ["missing", "redirects", "robots", "private"])
def test_a_failing_source_rests_twice_as_long_each_time(kind):
    visit = first(source(), NOW)
    for n in range(1, 7):
        then = go(visit, missed(kind))
        assert rest(visit, then) == EVERY * 2**n
        assert then.failures == n
        assert then.outcome == kind
        assert then.reason == "why"
        visit = then


@pytest.mark.parametrize("kind", ["timeout", "connection", "server", "dns"])
def test_what_mends_itself_doubles_only_every_fourth_time(kind):
    visit = first(source(), NOW)
    for _ in range(3):
        visit = go(visit, missed(kind))
    assert rest(visit, go(visit, missed(kind))) == EVERY * 2


@pytest.mark.parametrize("kind", [k for k in KINDS if k != "gone"])
def test_no_failure_stops_a_source_for_good_or_for_more_than_a_day(kind):
    visit = first(source(), NOW)
    for _ in range(200):
        then = go(visit, missed(kind))
        assert EVERY <= rest(visit, then) <= DAY
        visit = then
    assert rest(visit, go(visit, missed(kind))) == DAY


def test_a_week_without_a_line_of_our_own_costs_no_source_a_long_rest():
    visit = go(first(source(), NOW), missed("dns"))
    for _ in range(1000):
        visit = go(excused(visit, missed("dns")), missed("dns"), at=visit.due)
    assert visit.failures == 1
    assert visit.due - NOW > timedelta(days=6)
    assert visit.due - visit.last < timedelta(minutes=30)
    assert go(excused(visit, missed("missing")), missed("missing")).failures == 2


def test_a_success_forgets_all_failures():
    visit = first(source(), NOW)
    for _ in range(9):
        visit = go(visit, missed("missing"))
    then = go(visit, page(), links_new=2)
    assert (then.failures, then.reason, then.outcome) == (0, "", "listing")
    assert rest(visit, then) == EVERY


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        (timedelta(hours=3), timedelta(hours=3)),
        (timedelta(days=30), DAY),
        (timedelta(seconds=1), EVERY * 2**0.5),
    ],
)
def test_a_wait_that_a_server_asks_for_is_kept_up_to_a_day(asked, kept):
    visit = first(source(), NOW)
    then = go(visit, missed("busy", retry_after=asked))
    assert abs(rest(visit, then) - kept) < timedelta(milliseconds=1)


def test_jitter_never_visits_inside_a_wait_that_a_server_asked_for():
    asked = timedelta(minutes=14)
    for jitter in (0.0, 0.5, 1.0):
        visit = first(source(), NOW)
        outcome = missed("busy", retry_after=asked)
        then = after(visit, source(), outcome, now=NOW, links_new=0, jitter=jitter)
        assert then.due >= NOW + asked


def test_what_is_gone_is_asked_weekly_until_it_returns():
    visit = first(source(), NOW)
    for kind in ("gone", "gone", "missing"):
        then = go(visit, missed(kind))
        assert then.gone
        assert rest(visit, then) == GONE
        assert due([(source(), then)], visit.due + DAY, per_host=1) == []
        visit = then
    back = go(visit, page(), links_new=1)
    assert not back.gone
    assert rest(visit, back) == EVERY


def test_a_new_address_is_learnt_from_any_outcome_and_kept():
    new = "https://example.org/feeds/all.rss"
    visit = first(source(), NOW)
    for outcome in (page(moved=new), unchanged(moved=new), missed("server", moved=new)):
        assert go(visit, outcome).moved_to == new
    moved = go(visit, page(moved=new))
    assert go(moved, page()).moved_to == new
    assert go(moved, missed("server")).moved_to == new


def test_a_learnt_address_that_fails_gives_way_to_the_configured_one():
    moved = go(first(source(), NOW), page(moved="https://example.org/new"))
    assert go(moved, missed("gone")).moved_to is None
    assert not go(moved, missed("gone")).gone
    for _ in range(3):
        moved = go(moved, missed("missing"))
    assert moved.moved_to is None


def test_being_stopped_counts_for_nothing():
    visit = go(first(source(), NOW), missed("server"))
    assert go(visit, missed("stopped")) == visit


def test_the_first_visit_is_done_when_it_succeeds_and_not_before():
    visit = first(source(), NOW)
    assert not go(visit, missed("server")).first_done
    assert go(visit, page()).first_done
    assert go(visit, unchanged()).first_done
    assert go(visit, page()).added == NOW


def _state(name, minutes, url="https://example.org/rss", **more):
    src = source(name, url)
    fields = {"due": NOW + timedelta(minutes=minutes)} | more
    visit = first(src, NOW - DAY)
    return src, type(visit)(**{f: getattr(visit, f) for f in visit.__slots__} | fields)


def test_the_longest_overdue_come_first_and_few_of_one_host():
    states = [
        _state("late", -60),
        _state("later", -90),
        _state("latest", -120),
        _state("other", -1, "https://elsewhere.example/rss"),
        _state("not-yet", 1, "https://third.example/rss"),
    ]
    names = [s.name for s in due(states, NOW, per_host=2)]
    assert names == ["latest", "later", "other"]


def test_a_moved_source_counts_for_the_host_it_lives_on():
    states = [
        _state("a", -3, moved_to="https://elsewhere.example/a"),
        _state("b", -2),
        _state("c", -1, "https://elsewhere.example/c"),
    ]
    assert [s.name for s in due(states, NOW, per_host=1)] == ["a", "b"]


def test_a_due_time_from_another_clock_is_pulled_in():
    days = 24 * 60
    assert due([_state("a", 400 * days)], NOW, per_host=1)
    assert not due([_state("a", days)], NOW, per_host=1)
    assert not due([_state("a", 7 * days, gone=True)], NOW, per_host=1)
    assert due([_state("a", 9 * days, gone=True)], NOW, per_host=1)


@given(
    steps=st.lists(
        st.tuples(
            st.sampled_from([*KINDS, "page", "unchanged", "stopped"]),
            st.integers(0, 3),
            st.floats(0, 1),
        ),
        max_size=40,
    )
)
def test_whatever_happens_a_source_is_due_again_and_never_looks_like_a_clock_fault(
    steps,
):
    src, visit = source(), first(source(), NOW)
    for kind, new, jitter in steps:
        now = visit.due
        outcome = {"page": page, "unchanged": unchanged}.get(kind, lambda k=kind: missed(k))()  # fmt: skip
        visit = after(visit, src, outcome, now=now, links_new=new, jitter=jitter)
        if kind != "stopped":
            assert now < visit.due <= now + GONE * 1.1
            assert due([(src, visit)], now, per_host=1) == []
        assert due([(src, visit)], visit.due, per_host=1) == [src]


BASE = timedelta(minutes=1)


@pytest.mark.parametrize("kind", ["gone", "robots", "private", "scheme", "too_large"])
def test_a_page_that_will_not_come_is_given_up_at_once(kind):
    assert page_retry(1, missed(kind), NOW, BASE) is None


@pytest.mark.parametrize(
    ("kind", "waits"),
    [
        ("missing", [1]),
        ("denied", [1, 4]),
        ("server", [1, 4, 16, 64, 256, 1024, 1440]),
        ("timeout", [1, 4, 16, 64, 256, 1024, 1440]),
        ("dns", [1, 4, 16, 64, 256, 1024, 1440]),
    ],
)
def test_a_page_is_asked_for_again_after_growing_waits(kind, waits):
    found = []
    for attempts in range(1, 20):
        again = page_retry(attempts, missed(kind), NOW, BASE)
        if again is None:
            break
        found.append((again - NOW) / BASE)
    assert found == waits


def test_a_page_is_not_asked_for_inside_the_wait_that_its_server_named():
    busy = missed("busy", retry_after=timedelta(hours=2))
    assert page_retry(1, busy, NOW, BASE) == NOW + timedelta(hours=2)
    assert page_retry(1, missed("busy", retry_after=DAY * 9), NOW, BASE) == NOW + DAY
    assert page_retry(99, busy, NOW, BASE) is None


PLAN = tuple(timedelta(hours=h) for h in (1, 4, 24, 72))


def looks(plan=PLAN, matched=True, length=2_000):
    """Follow the looks at an article from its first reading to the last."""
    ages, now = [], NOW
    while now := recheck(NOW, now, plan, matched=matched, length=length):
        ages.append(now - NOW)
    return ages


def test_an_article_that_a_watch_wants_is_looked_at_by_the_whole_plan():
    assert looks() == list(PLAN)


def test_an_article_that_none_wants_is_looked_at_half_as_often():
    assert looks(matched=False) == [PLAN[0], PLAN[2]]
    assert looks(plan=(), matched=False) == looks(plan=(), length=20) == []


def test_a_flash_is_looked_at_within_minutes():
    early = [timedelta(minutes=m) for m in (4, 8, 16, 32)]
    assert looks(length=60) == [*early, *PLAN]
    assert looks(length=60, matched=False) == [*early, PLAN[0], PLAN[2]]


def test_looks_that_were_missed_are_not_made_up_for():
    late = NOW + timedelta(hours=30)
    assert recheck(NOW, late, PLAN, matched=True, length=900) == NOW + PLAN[3]
