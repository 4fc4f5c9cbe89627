from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.digest import (
    Coverage,
    Period,
    Trouble,
    arranged,
    compose,
    last_period,
    next_period,
    statement,
)
from monitor.model import Alert, AlsoIn, Content, DigestRule

ODD_ZONES = [
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",  # half an hour of summer time
    "Africa/Casablanca",  # Ramadan turns it twice more
    "Asia/Kathmandu",
    "America/St_Johns",
    "Africa/Cairo",  # springs forward at midnight
    "Asia/Beirut",
    "America/Santiago",
    "America/Asuncion",
    "Pacific/Chatham",
    "Antarctica/Troll",  # two hours
    "Asia/Gaza",
    "Asia/Tehran",
    "Asia/Seoul",
    "UTC",
]
YEAR = datetime(2025, 12, 30, tzinfo=UTC)


def turns(rule, zone, *, start=YEAR, until=timedelta(days=370)):
    period = next_period(rule, zone, start)
    while period.due < start + until:
        yield period
        period = next_period(rule, zone, period.due)


@pytest.mark.parametrize("at", [0, 150, 1439])
@pytest.mark.parametrize("zone", ODD_ZONES)
def test_a_virtual_year_has_one_daily_digest_for_each_local_date(zone, at):
    keys = [p.key for p in turns(DigestRule(of="mail", at=at), zone)]
    year = [k for k in keys if k.startswith("2026")]
    assert len(set(keys)) == len(keys)
    assert year == [
        (date(2026, 1, 1) + timedelta(days=n)).isoformat() for n in range(365)
    ]


@pytest.mark.parametrize("zone", ODD_ZONES)
def test_a_daily_digest_comes_at_its_time_by_the_readers_clock(zone):
    tz = ZoneInfo(zone)
    for period in turns(DigestRule(of="mail", at=480), zone):
        assert period.due.astimezone(tz).strftime("%H:%M") == "08:00"


def test_a_date_that_a_zone_left_out_has_no_digest():
    start = datetime(2011, 12, 28, tzinfo=UTC)
    rule = DigestRule(of="mail", at=480)
    days = turns(rule, "Pacific/Apia", start=start, until=timedelta(days=3, hours=9))
    keys = [p.key for p in days]
    assert keys == ["2011-12-28", "2011-12-29", "2011-12-31"]


@pytest.mark.parametrize("zone", ["America/New_York", "Australia/Lord_Howe"])
def test_a_virtual_year_has_one_hourly_digest_in_each_hour(zone):
    rule = DigestRule(of="mail", every="hour", at=15)
    periods = list(turns(rule, zone, until=timedelta(days=365)))
    assert len({p.key for p in periods}) == len(periods)
    assert abs(len(periods) - 365 * 24) <= 1
    tz = ZoneInfo(zone)
    strays = [p for p in periods if p.due.astimezone(tz).minute != 15]
    assert len(strays) <= 1  # the turn in which Lord Howe moves its clock
    for a, b in pairwise(periods):
        assert timedelta(minutes=30) <= b.due - a.due <= timedelta(minutes=90)


@pytest.mark.parametrize("zone", [*ODD_ZONES, "Pacific/Apia"])
def test_a_virtual_year_has_one_weekly_digest_in_each_week(zone):
    rule = DigestRule(of="mail", every="week", at=480, weekday=4)
    periods = list(turns(rule, zone, start=datetime(2011, 1, 1, tzinfo=UTC)))
    assert len({p.key for p in periods}) == len(periods) >= 52
    for a, b in pairwise(periods):
        assert timedelta(days=5) < b.due - a.due < timedelta(days=9)


@given(
    now=st.datetimes(datetime(2000, 1, 1), datetime(2037, 1, 1)),  # noqa: DTZ001
    zone=st.sampled_from([*ODD_ZONES, "Pacific/Apia", "Pacific/Kwajalein"]),
    every=st.sampled_from(["hour", "day", "week"]),
    at=st.integers(0, 59),
)
def test_every_instant_lies_between_the_last_turn_and_the_next(now, zone, every, at):
    rule = DigestRule(of="mail", every=every, at=at, weekday=2)
    instant = now.replace(tzinfo=UTC)
    last, after = last_period(rule, zone, instant), next_period(rule, zone, instant)
    assert last.due <= instant < after.due
    assert next_period(rule, zone, last.due) == after
    assert last_period(rule, zone, after.due) == after


def alert(n, *, story, event, outlets=1, watchlist="gsomia", minute=0):
    also = tuple(AlsoIn(outlet=f"o{i}", url="https://x") for i in range(outlets - 1))
    created = datetime(2026, 3, 1, 9, minute, tzinfo=UTC)
    return Alert(
        id=f"{n:064}",
        watchlist=watchlist,
        channel="daily",
        kind="new",
        story=story,
        event=event,
        article=None,
        version="",
        watches=("any",),
        priority="normal",
        created=created,
        due=created,
        content=Content(title=f"T{n}", url="https://x", outlet="main", also=also),
    )


PERIOD = Period(due=datetime(2026, 3, 2, 8, tzinfo=UTC), key="2026-03-02")


def test_what_is_most_reported_stands_first_event_by_event():
    items = [
        alert(1, story="s1", event="small", outlets=2),
        alert(2, story="s2", event="big", outlets=1, minute=1),
        alert(3, story="s3", event="big", outlets=5, minute=2),
        alert(4, story="s3", event="big", outlets=5, watchlist="b", minute=2),
        alert(5, story="s5", event="tiny", minute=3),
    ]
    order = [i.content.title for i in arranged(items)]
    assert order == ["T4", "T3", "T2", "T1", "T5"]
    assert arranged(items[::-1]) == arranged(items)


def test_a_digest_composed_again_is_the_same_digest():
    now = PERIOD.due + timedelta(seconds=1)
    items = [alert(1, story="s", event="e")]
    once = compose("daily", PERIOD, items, coverage=Coverage(normal=3), now=now)
    again = compose("daily", PERIOD, [], coverage=Coverage(normal=1), now=now)
    assert once.id == again.id
    assert once.kind == "digest"
    assert once.items == tuple(items)
    assert once.watchlist == "gsomia"
    assert once.content.title == "Digest 2026-03-02: 1 story"
    assert again.content.title == "Digest 2026-03-02: nothing new"


def test_a_digest_of_two_watchlists_belongs_to_neither():
    items = [
        alert(1, story="s", event="e"),
        alert(2, story="t", event="f", watchlist="other"),
    ]
    made = compose("daily", PERIOD, items, coverage=Coverage(normal=3), now=PERIOD.due)
    assert made.watchlist == ""
    assert made.content.title == "Digest 2026-03-02: 2 stories, 2 events"


def test_a_digest_says_what_the_monitor_could_not_see():
    now = datetime(2026, 3, 2, 8, tzinfo=UTC)
    since = now - timedelta(days=3, hours=2)
    coverage = Coverage(
        normal=41,
        troubled=(
            Trouble(source="kbs", since=now - timedelta(minutes=90), reason="503"),
            Trouble(source="nhk", since=since, reason="no answer in 30 s"),
        ),
        held=("2 alerts in quiet hours",),
    )
    assert statement(coverage, now).splitlines() == [
        "41 of 43 sources are normal.",
        "nhk: nothing for 3 days (no answer in 30 s).",
        "kbs: nothing for 1 hour (503).",
        "Held back: 2 alerts in quiet hours.",
    ]
