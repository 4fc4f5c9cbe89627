"""What the headers of an answer tell."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.headers import http_date, retry_after, validators

NOW = datetime(2019, 11, 22, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        (" 0 ", 0),
        ("1.5", 1.5),
        ("Fri, 22 Nov 2019 09:02:00 GMT", 120),
        ("Fri, 22 Nov 2019 18:02:00 +0900", 120),
        ("Friday, 22-Nov-19 09:02:00 GMT", 120),
        ("Fri, 22 Nov 2019 08:00:00 GMT", 0),  # already over
        ("999999999", 86_400),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 86_400),
    ],
)
def test_the_wait_that_a_server_asks_for_is_read(value, seconds):
    assert retry_after(value, NOW) == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    "value",
    [None, "", "soon", "-5", "1e9", "12 apples", "Fri, 99 Nov 2019 09:00:00 GMT"],
)
def test_a_wait_that_makes_no_sense_is_none(value):
    assert retry_after(value, NOW) is None


@given(st.text(max_size=80))
def test_no_header_breaks_the_reading(text):
    wait = retry_after(text, NOW)
    assert wait is None or timedelta() <= wait <= timedelta(days=1)
    http_date(text)
    validators(etag=text, last_modified=text, digest=None, now=NOW)


@pytest.mark.parametrize(
    "etag",
    ['"abc"', 'W/"abc"', "abc", '"33a64df551425fcc55e4d42a148795d9f25f89d4"', '"a,b"'],
)
def test_a_tag_is_kept_as_sent(etag):
    kept = validators(etag=etag, last_modified=None, digest="d", now=NOW)
    assert (kept.etag, kept.last_modified, kept.digest) == (etag, None, "d")


@pytest.mark.parametrize(
    "etag",
    ["", '""', 'W/""', "-", '"0"', "null", '"a b"', '"a\r\nX: y"', "é", "x" * 600],
)
def test_a_tag_that_names_nothing_is_dropped(etag):
    assert validators(etag=etag, last_modified=None, digest=None, now=NOW).etag is None


@pytest.mark.parametrize(
    ("date", "kept"),
    [
        ("Fri, 22 Nov 2019 08:59:00 GMT", True),
        ("Fri, 22 Nov 2019 09:03:00 GMT", True),  # clocks differ
        ("Thu, 01 Jan 1970 00:00:00 GMT", False),
        ("Fri, 22 Nov 2030 08:59:00 GMT", False),
        ("yesterday", False),
        (None, False),
    ],
)
def test_a_date_that_cannot_be_is_dropped(date, kept):
    result = validators(etag=None, last_modified=date, digest=None, now=NOW)
    assert result.last_modified == (date if kept else None)
