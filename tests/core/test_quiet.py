from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.quiet import release
from monitor.model import ChannelName, ChannelRule


def rule(quiet, timezone="UTC"):
    return ChannelRule(name=ChannelName("phone"), timezone=timezone, quiet=quiet)


NIGHT = (22 * 60, 7 * 60)


@pytest.mark.parametrize(
    ("now", "leaves"),
    [
        ("2026-03-01T21:59", "2026-03-01T21:59"),
        ("2026-03-01T22:00", "2026-03-02T07:00"),
        ("2026-03-02T03:00", "2026-03-02T07:00"),
        ("2026-03-02T06:59", "2026-03-02T07:00"),
        ("2026-03-02T07:00", "2026-03-02T07:00"),
    ],
)
def test_an_alert_at_night_leaves_in_the_morning(now, leaves):
    seoul = ZoneInfo("Asia/Seoul")
    given = datetime.fromisoformat(now).replace(tzinfo=seoul)
    wanted = datetime.fromisoformat(leaves).replace(tzinfo=seoul)
    assert release(given, rule(NIGHT, "Asia/Seoul")) == wanted


def test_quiet_hours_need_not_cross_midnight():
    noon = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)
    assert release(noon, rule((12 * 60, 13 * 60))) == noon.replace(hour=13, minute=0)
    late = noon.replace(hour=14)
    assert release(late, rule((12 * 60, 13 * 60))) == late


def test_high_priority_breaks_through():
    now = datetime(2026, 3, 1, 23, tzinfo=UTC)
    assert release(now, rule(NIGHT), "high") == now
    assert release(now, rule(NIGHT), "low") > now


@pytest.mark.parametrize("quiet", [None, (0, 0), (600, 600)])
def test_without_quiet_hours_an_alert_leaves_at_once(quiet):
    now = datetime(2026, 3, 1, 10, tzinfo=UTC)
    assert release(now, rule(quiet)) == now


def test_the_night_the_clocks_go_forward_ends_at_seven_by_the_wall():
    now = datetime(2026, 3, 28, 22, 30, tzinfo=UTC)  # 23:30 in Berlin
    leaves = release(now, rule(NIGHT, "Europe/Berlin"))
    assert leaves == datetime(2026, 3, 29, 5, tzinfo=UTC)  # 07:00 CEST


def test_an_end_that_the_night_leaves_out_comes_an_hour_later_by_the_wall():
    now = datetime(2026, 3, 29, 0, 0, tzinfo=UTC)  # 01:00 in Berlin; no 02:30 today
    leaves = release(now, rule((22 * 60, 2 * 60 + 30), "Europe/Berlin"))
    assert leaves == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)  # 03:30 CEST


def test_a_night_with_two_half_past_ones_is_quiet_once():
    quiet = rule((22 * 60, 90), "America/New_York")
    first = datetime(2026, 11, 1, 5, 10, tzinfo=UTC)  # 01:10 EDT
    again = datetime(2026, 11, 1, 6, 10, tzinfo=UTC)  # 01:10 EST
    assert release(first, quiet) == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)
    assert release(again, quiet) == again


@given(
    now=st.datetimes(datetime(2000, 1, 1), datetime(2037, 1, 1)),  # noqa: DTZ001
    zone=st.sampled_from(sorted(available_timezones())),
    quiet=st.tuples(st.integers(0, 1439), st.integers(0, 1439)),
)
def test_nothing_is_held_for_ever_nor_held_twice(now, zone, quiet):
    instant = now.replace(tzinfo=UTC)
    leaves = release(instant, rule(quiet, zone))
    assert timedelta(0) <= leaves - instant <= timedelta(hours=50)
    assert release(leaves, rule(quiet, zone)) == leaves
