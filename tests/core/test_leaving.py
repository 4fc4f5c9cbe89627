import string
from dataclasses import replace
from datetime import UTC, datetime

import nouns
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core import leaving
from monitor.model import Opens, Subscription

KEY, OTHER = b"k" * 32, b"o" * 32
READERS = {"desk": ("a@x.example", "B <b@x.example>"), "daily": ("a@x.example",)}
EVERY = list(leaving.subscriptions(READERS, ["gsomia", "steel"]))


def left(channel, reader, *watchlists):
    return [
        Subscription(channel=channel, reader=reader, watchlist=one)
        for one in watchlists
    ]


def test_every_token_stands_for_one_subscription_and_names_nobody():
    tokens = {leaving.token(KEY, what): what for what in EVERY}
    assert len(tokens) == len(EVERY) == 9
    for token, what in tokens.items():
        assert leaving.find(KEY, token, EVERY) == what
        assert set(token) <= set(string.hexdigits)


@given(st.text(max_size=60))
def test_what_we_did_not_make_opens_nothing(token):
    assert leaving.find(KEY, token, EVERY) is None


def test_a_token_of_another_monitor_or_of_who_is_no_reader_any_more_opens_nothing():
    what = EVERY[0]
    assert leaving.find(OTHER, leaving.token(KEY, what), EVERY) is None
    assert leaving.find(KEY, leaving.token(KEY, what), EVERY[1:]) is None


def test_names_that_run_together_are_kept_apart():
    one = Subscription(channel="ab", reader="c", watchlist="")
    assert leaving.token(KEY, one) != leaving.token(KEY, replace(one, channel="a", reader="bc"))  # fmt: skip


def item(watchlist, channel="daily"):
    story = Opens(story="5" * 16, event="e" * 16, reason="nothing near")
    now = datetime(2026, 11, 21, tzinfo=UTC)
    return replace(nouns.alert(story, channel, now=now), watchlist=watchlist)


@pytest.mark.parametrize(
    ("gone", "skipped"),
    [
        ((), ()),
        (("gsomia",), ()),  # there is steel in it
        (("gsomia", "steel"), ("a@x.example",)),
        (("",), ("a@x.example",)),
        (("copper",), ()),
    ],
)
def test_a_digest_is_for_whoever_still_wants_some_of_it(gone, skipped):
    digest = replace(
        item("", "daily"), kind="digest", items=(item("gsomia"), item("steel"))
    )
    assert leaving.without(digest, left("daily", "a@x.example", *gone)) == skipped


def test_an_alert_is_not_for_who_left_its_watchlist_in_its_channel():
    alert = item("gsomia", "desk")
    assert leaving.without(alert, left("desk", "a@x.example", "gsomia")) == (
        "a@x.example",
    )
    for other in (
        left("daily", "a@x.example", "gsomia"),
        left("desk", "a@x.example", "steel", ""),
    ):
        assert leaving.without(alert, other) == ()


def test_a_notice_is_for_everybody_whatever_they_left():
    notice = replace(item("", "desk"), kind="notice")
    assert leaving.without(notice, left("desk", "a@x.example", "", "gsomia")) == ()
    assert leaving.offered(notice, "a@x.example") is None
