"""What the operator is told of channels, and through which."""

from datetime import UTC, datetime, timedelta

import pytest

from monitor.core import notices
from monitor.core.notices import Ear, Trouble
from monitor.model import ChannelRule

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def said(**trouble):
    return notices.of_channels([Trouble(channel="hook", **trouble)], NOW)


@pytest.mark.parametrize(
    ("failing", "title"),
    [
        (0.5, None),
        (1, "hook has taken nothing for an hour"),
        (23, "hook has taken nothing for an hour"),
        (24, "hook has taken nothing for a day"),
        (119, "hook has taken nothing for a day"),
    ],
)
def test_a_failing_channel_is_told_of_after_an_hour_and_after_a_day(failing, title):
    found = said(failing_since=NOW - failing * HOUR, retrying=True)
    assert [n.title for n in found] == ([title] if title else [])


def test_a_channel_that_only_failed_for_five_days_is_switched_off_and_then_told_of():
    since = NOW - 120 * HOUR
    (off,) = said(failing_since=since, retrying=True)
    assert off.switch_off
    (told,) = said(failing_since=since, off=True, off_reason=off.switch_off)
    assert told.title == "hook is switched off"
    assert "120 hours" in told.lines[0]


def test_one_old_failure_without_another_try_is_no_failing_channel():
    since = NOW - 200 * HOUR
    assert said(failing_since=since, failed_last=since) == []
    assert said(failing_since=since, failed_last=since + 2 * HOUR)[0].key


def test_alerts_that_died_on_one_day_are_one_notice():
    first = said(dead=1, dead_last=NOW - 2 * HOUR, last_error="404: no such hook")
    later = said(dead=7, dead_last=NOW - HOUR)
    assert first[0].key == later[0].key
    assert first[0].title == "1 alert to hook could not be delivered"
    assert "404: no such hook" in first[0].lines[0]
    assert said(dead=8, dead_last=NOW + 24 * HOUR)[0].key != first[0].key


EARS = (
    Ear(name="book", kind="file", working=True),
    Ear(name="hook", kind="webhook", working=True),
    Ear(name="mail", kind="email", working=True),
    Ear(name="phone", kind="apprise", working=False),
)


@pytest.mark.parametrize(
    ("operator", "about", "told"),
    [
        ("book", "mail", "book"),  # as configured
        (None, "hook", "mail"),  # who reads it soonest
        (None, "mail", "hook"),
        ("mail", "mail", "hook"),  # not through the one in trouble
        ("phone", "hook", "mail"),  # nor through another that fails
        (None, None, "mail"),
    ],
)
def test_the_operator_is_told_through_a_channel_that_works(operator, about, told):
    assert notices.route(EARS, operator, about) == told


def test_without_another_channel_the_one_in_trouble_keeps_the_notice():
    assert notices.route(EARS[1:2], None, "hook") == "hook"
    assert notices.route([], None, None) is None


def test_a_notice_is_one_alert_however_often_it_is_made_and_waits_for_the_morning():
    (notice,) = said(dead=1, dead_last=NOW)
    rule = ChannelRule(name="mail", timezone="UTC", quiet=(480, 600))
    one = notices.alert(notice, "mail", rule, now=NOW)
    other = notices.alert(notice, "book", ChannelRule(name="book"), now=NOW + HOUR)
    assert one.id == other.id
    assert one.kind == "notice"
    assert one.due == NOW + HOUR
