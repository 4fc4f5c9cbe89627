from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from monitor.core.retry import MAIL, WEBHOOK, next_try, retry_after, standing, worn_out
from monitor.errors import DeliveryError

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
FAILED = DeliveryError("no", permanent=False)


def tries(kind, *, jitter=0.5, scale=1.0, error=FAILED):
    """Play a channel that never works: the instants of its attempts."""
    at, attempts = NOW, 1
    times = [at]
    while at := next_try(
        kind, error, attempts=attempts, now=at, jitter=jitter, scale=scale
    ):
        attempts += 1
        times.append(at)
    return times


def test_a_webhook_is_tried_ten_times_over_seventy_five_hours():
    times = tries("webhook")
    assert len(times) == 10
    assert times[-1] - NOW == timedelta(hours=75, minutes=35, seconds=5)
    assert times[1] - NOW == timedelta(seconds=5)


def test_mail_waits_five_minutes_to_four_hours_for_three_days():
    times = tries("email")
    waits = [b - a for a, b in pairwise(times)]
    assert waits[0] == timedelta(minutes=5)
    assert max(waits) == timedelta(hours=4)
    assert waits[:6] == sorted(waits[:6])
    assert times[-1] - NOW == timedelta(days=3)


@pytest.mark.parametrize("kind", ["webhook", "apprise", "file", "console"])
def test_every_other_kind_keeps_the_schedule_of_webhooks(kind):
    assert tries(kind) == tries("webhook")


@pytest.mark.parametrize("jitter", [0.0, 0.3, 1.0])
def test_each_wait_strays_at_most_a_fifth(jitter):
    for number, planned in enumerate(WEBHOOK, 1):
        at = next_try("webhook", FAILED, attempts=number, now=NOW, jitter=jitter)
        assert abs((at - NOW) / planned - 1) <= 0.2 + 1e-9


@pytest.mark.parametrize(
    "error",
    [
        DeliveryError("404", permanent=True, status=404),
        DeliveryError("410", permanent=False, gone=True, status=410),
    ],
)
def test_what_is_refused_for_good_is_not_tried_again(error):
    assert next_try("webhook", error, attempts=1, now=NOW, jitter=0.5) is None


def test_a_drop_after_the_data_is_tried_again():
    unsure = DeliveryError("dropped", permanent=False, uncertain=True)
    at = next_try("email", unsure, attempts=1, now=NOW, jitter=0.5)
    assert at == NOW + MAIL[0]


@pytest.mark.parametrize(
    ("asked", "waited"),
    [
        (timedelta(seconds=1), timedelta(seconds=5)),  # the schedule is longer
        (timedelta(minutes=2), timedelta(minutes=2)),
        (timedelta(days=9), timedelta(hours=24)),
    ],
)
def test_a_wait_that_the_receiver_asks_for_is_kept_up_to_a_day(asked, waited):
    busy = DeliveryError("429", permanent=False, retry_after=asked)
    at = next_try("webhook", busy, attempts=1, now=NOW, jitter=0.5)
    assert at == NOW + waited


def test_a_scale_shrinks_the_schedule_but_not_what_the_receiver_asks():
    assert tries("webhook", scale=0.001)[-1] - NOW < timedelta(minutes=5)
    busy = DeliveryError("429", permanent=False, retry_after=timedelta(seconds=2))
    at = next_try("webhook", busy, attempts=1, now=NOW, jitter=0.5, scale=0.001)
    assert at == NOW + timedelta(seconds=2)


@pytest.mark.parametrize(
    ("hours", "is_"),
    [(0.9, "working"), (1, "failing"), (24, "failing_long"), (120, "off")],
)
def test_a_channel_that_only_fails_is_reported_and_then_switched_off(hours, is_):
    assert standing(NOW - timedelta(hours=hours), NOW) == is_
    assert standing(None, NOW) == "working"


@pytest.mark.parametrize(
    ("header", "wait"),
    [
        ("120", timedelta(minutes=2)),
        (" 0 ", timedelta(0)),
        ("99999999999999999999", timedelta(hours=24)),
        ("Sun, 01 Mar 2026 12:00:30 GMT", timedelta(seconds=30)),
        ("Sun, 01 Mar 2026 12:00:30 -0000", timedelta(seconds=30)),
        ("Sun, 01 Mar 2020 12:00:30 GMT", timedelta(0)),
        ("Fri, 31 Dec 9999 23:59:59 GMT", timedelta(hours=24)),
        ("soon", None),
        ("", None),
        ("-5", None),
        ("1.5", None),
        ("٣", None),
        ("Sun, 99 Mar 2026 25:61:00 GMT", None),
    ],
)
def test_a_retry_after_is_read_as_seconds_or_as_a_date(header, wait):
    assert retry_after(header, NOW) == wait


def test_an_alert_that_ends_its_sender_each_time_is_given_up():
    assert not worn_out("webhook", 10)  # the schedule's own last try
    assert worn_out("webhook", 30)
    assert not worn_out("email", 24)
    assert worn_out("email", 60)
