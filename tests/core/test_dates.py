from datetime import UTC, datetime, timedelta
from zoneinfo import available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.dates import Dated, parse

NOW = datetime(2019, 8, 22, 14, 0, tzinfo=UTC)
NINE_TWENTY = datetime(2019, 8, 22, 9, 20, tzinfo=UTC)
DAY_IN_SEOUL = datetime(2019, 8, 21, 15, 0, tzinfo=UTC)


def seoul(text):
    return parse(text, "Asia/Seoul", NOW)


@pytest.mark.parametrize(
    "text",
    [
        "Thu, 22 Aug 2019 09:20:00 GMT",
        "Thu, 22 Aug 2019 18:20:00 +0900",
        "Thu, 22 Aug 2019 18:20 KST",
        "thu, 22 aug 2019 18:20:00 JST",
        "22 Aug 19 09:20 UT",
        "Thursday, 22-Aug-19 09:20:00 GMT",
        "Thu Aug 22 09:20:00 UTC 2019",
        "Thu Aug 22 2019 18:20:00 GMT+0900 (KST)",
        "Thu, 22 Aug 2019 18:20:00 UTC+9",
        "2019-08-22T18:20:00+09:00",
        "2019-08-22T18:20+09",
        "2019-08-22T09:20:00Z",
        "2019-08-22T09:20:00.0Z",
        "2019-08-22 09:20:00 UTC",
        "2019-08-22T05:20:00-04:00",
        "20190822T092000Z",
        "1566465600",
        "1566465600000",
        "Aug. 22, 2019, 5:20 a.m. ET",
        "August 22, 2019 at 5:20 AM EDT",
        "2019.08.22 18:20 KST",
        "22 août 2019 11:20 CEST",
        "Do., 22. August 2019 11:20 MESZ",
        "22 de agosto de 2019 09:20 GMT",
    ],
)
def test_a_date_with_a_zone_is_certain(text):
    assert seoul(text) == Dated(when=NINE_TWENTY)


@pytest.mark.parametrize(
    "text",
    [
        "2019-08-22 18:20:00",
        "2019-08-22T18:20",
        "20190822182000",
        "201908221820",
        "2019/08/22 18:20",
        "2019. 8. 22 18:20",
        "2019.08.22. 오후 6:20",
        "2019년 08월 22일 18시 20분",
        "2019년 8월 22일 목요일 오후 6시 20분",
        "입력 2019.08.22 18:20 수정 2019.08.22 19:00",
        "2019年8月22日 18:20",
        "2019年8月22日(木) 18時20分",
        "2019年8月22日　午後6時20分",
        "２０１９年８月２２日１８時２０分",
        "令和元年8月22日 午後6時20分",
        "8月22日 18時20分",
        "8월 22일 오후 6시 20분",
        "Thu, 22 Aug 2019 18:20:00",
        "Thu, 22 Aug 2019 18:20:00 XYZ",
        "22 August 2019, 6:20 pm",
        "6:20 PM, 22 August 2019",
        "18:20 | 2019.08.22",
        "22/08/2019 18.20",
        "08/22/2019 6:20 PM",
        "22.08.2019, 18:20",
        "2019-08-22 (목) 18:20",
    ],
)
def test_a_date_without_a_zone_is_the_outlets_and_doubtful(text):
    assert seoul(text) == Dated(when=NINE_TWENTY, doubtful=True)


@pytest.mark.parametrize(
    "text",
    ["2019-08-22", "20190822", "2019.08.22.", "2019년 8월 22일", "2019年8月22日", "Thu, 22 Aug 2019", "Aug 22, 2019", "2019-08-22 25:61", "오늘", "today"],
)  # fmt: skip
def test_a_day_alone_is_its_first_moment_there(text):
    assert seoul(text) == Dated(when=DAY_IN_SEOUL, doubtful=True, date_only=True)


@pytest.mark.parametrize(
    "text",
    [
        "",
        None,
        "   ",
        "nonsense",
        "12",
        "0000-00-00 00:00:00",
        "2019-02-30",
        "1970-01-01T00:00:00Z",
        "Thu, 01 Jan 1970 00:00:00 GMT",
        "Mon, 05 Sep 9999 00:00:00 GMT",
        "2031-01-01T00:00:00Z",
        "0",
        "99999999999999999999",
        "-1",
        "2019",
        "2019-08",
    ],
)
def test_nonsense_is_no_date(text):
    assert seoul(text) == Dated()


@pytest.mark.parametrize(
    ("ahead", "doubtful"),
    [(timedelta(minutes=5), False), (timedelta(hours=9), True), (timedelta(days=14), True)],
)  # fmt: skip
def test_a_date_to_come_becomes_now_and_is_doubted_unless_clocks_explain_it(
    ahead, doubtful
):
    assert seoul((NOW + ahead).isoformat()) == Dated(when=NOW, doubtful=doubtful)


@pytest.mark.parametrize(
    ("text", "hours", "day"),
    [
        ("3 hours ago", 3, False),
        ("an hour ago", 1, False),
        ("3시간 전", 3, False),
        ("2時間前", 2, False),
        ("2 days ago", 48, True),
    ],
)
def test_ages_count_from_the_moment_of_reading(text, hours, day):
    expected = Dated(when=NOW - timedelta(hours=hours), doubtful=True, date_only=day)
    assert seoul(text) == expected


@pytest.mark.parametrize("text", ["yesterday", "어제", "昨日"])
def test_yesterday_is_the_day_before_there(text):
    when = DAY_IN_SEOUL - timedelta(days=1)
    assert seoul(text) == Dated(when=when, doubtful=True, date_only=True)


@pytest.mark.parametrize(
    ("text", "zone", "known"),
    [
        ("05/06/2019 10:00", "Europe/London", "2019-06-05T09:00+00:00"),
        ("05/06/2019 10:00", "America/New_York", "2019-05-06T14:00+00:00"),
        ("05.06.2019 10:00", "America/New_York", "2019-06-05T14:00+00:00"),
        # CST is China's where China writes it, and Chicago's everywhere else.
        ("2019-08-22 09:00 CST", "Asia/Shanghai", "2019-08-22T01:00+00:00"),
        ("2019-08-22 08:00 CST", "Europe/London", "2019-08-22T14:00+00:00"),
        ("2019-08-22 09:00 IST", "Asia/Jerusalem", "2019-08-22T07:00+00:00"),
        ("2019-08-22 09:00 IST", None, "2019-08-22T03:30+00:00"),
        # Summer time by the day of the date, not by today.
        ("2019-02-01 09:00", "America/New_York", "2019-02-01T14:00+00:00"),
        ("2019-08-01 09:00", "America/New_York", "2019-08-01T13:00+00:00"),
        # An hour that the clocks skipped, or had twice, is still an hour.
        ("2019-03-10 02:30", "America/New_York", "2019-03-10T07:30+00:00"),
        ("2018-11-04 01:30", "America/New_York", "2018-11-04T05:30+00:00"),
        ("2019-08-22 09:00", None, "2019-08-22T09:00+00:00"),
        ("2019-08-22 09:00", "Nowhere/Land", "2019-08-22T09:00+00:00"),
        ("2019-08-22 09:00", "../etc/passwd", "2019-08-22T09:00+00:00"),
        ("2019-08-21T24:00:00Z", None, "2019-08-22T00:00+00:00"),
        ("2016-12-31T23:59:60Z", None, "2016-12-31T23:59:59+00:00"),
        ("31 décembre", "Europe/Paris", None),
        ("12월 31일 10시", "Asia/Seoul", "2018-12-31T01:00+00:00"),
    ],
)
def test_orders_and_zones_follow_the_outlet(text, zone, known):
    when = parse(text, zone, NOW).when
    assert when == (datetime.fromisoformat(known) if known else None)


@given(
    text=st.one_of(
        st.text(max_size=60),
        st.from_regex(r"[0-9]{1,4}[-/. ][0-9]{1,2}[-/. ][0-9]{1,4}[T ][0-9:]{0,8}[ +-]?[A-Z0-9:]{0,5}"),
    ),
    zone=st.sampled_from([None, "", "Asia/Seoul", "America/New_York", "nonsense"]),
)  # fmt: skip
def test_any_text_is_read_without_an_error_and_never_lies_ahead(text, zone):
    found = parse(text, zone, NOW)
    assert found.when is None or (found.when <= NOW and found.when.tzinfo is not None)
    assert found.when is not None or found == Dated()


@given(
    seconds=st.integers(662_688_000, 1_566_432_000),
    zone=st.sampled_from(sorted(z for z in available_timezones() if "/" in z)[::40]),
)
def test_a_written_instant_is_read_back_whatever_the_zone(seconds, zone):
    instant = datetime.fromtimestamp(seconds, UTC)
    assert parse(instant.isoformat(), zone, NOW) == Dated(when=instant)
    assert parse(f"{instant:%a, %d %b %Y %H:%M:%S %z}", zone, NOW).when == instant
