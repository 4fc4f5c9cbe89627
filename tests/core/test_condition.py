"""What is told of the health of sources: once a day, and what matters."""

from datetime import UTC, datetime, timedelta

from monitor.core.condition import Condition, Reads, diagnose, news
from monitor.model import Visit

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
KNOWN = frozenset({"yonhap", "asahi"})


def visit(**said):
    added = NOW - timedelta(days=40)
    return Visit(**{"source": "yonhap", "added": added, "due": NOW} | said)


def test_two_failures_are_a_hiccup_and_three_are_not():
    failing = {"succeeded": NOW - HOUR, "reason": "HTTP 500"}
    assert diagnose(visit(failures=2, **failing), now=NOW) is None
    ill = diagnose(visit(failures=3, **failing), now=NOW)
    assert (ill.ailment, ill.since, ill.reason) == ("failing", NOW - HOUR, "HTTP 500")


def test_a_source_that_answers_and_says_nothing_new_has_gone_quiet():
    hours = [NOW - n * HOUR for n in range(700, 10, -1)]
    assert diagnose(visit(), hours=hours, now=NOW).ailment == "quiet"
    assert diagnose(visit(), hours=hours, now=hours[-1] + 2 * HOUR) is None


def test_pages_without_texts_are_an_empty_extraction():
    assert diagnose(visit(), reads=Reads(hollow=4), now=NOW) is None
    ill = diagnose(visit(), reads=Reads(articles=1, hollow=9), now=NOW)
    assert ill.reason == "9 of 10 pages gave no text"
    assert diagnose(visit(), reads=Reads(articles=5, hollow=5), now=NOW) is None


def test_texts_that_shrink_to_a_line_are_an_empty_extraction():
    shrunk = Reads(articles=8, length=90, length_before=3000)
    assert diagnose(visit(), reads=shrunk, now=NOW).ailment == "empty"
    short = Reads(articles=8, length=90, length_before=200)
    assert diagnose(visit(), reads=short, now=NOW) is None


def ill(source="yonhap", ailment="failing", hours=7):
    since = NOW - hours * HOUR
    return Condition(source=source, ailment=ailment, since=since, reason="HTTP 500")


def told(found, before=None, now=NOW):
    return news(found, before or {}, known=KNOWN, now=now)


def test_a_source_is_told_of_once_when_it_fails_and_once_when_it_is_back():
    notice, left = told([ill()])
    assert notice.title == "1 source in trouble"
    assert "yonhap: it fails since 2026-11-21 02:00 UTC (HTTP 500)" in notice.lines
    assert told([ill()], left)[0] is None
    back, after = told([], left)
    assert (back.title, back.lines) == ("1 back", ("yonhap: it is back",))
    assert told([], after)[0] is None


def test_what_fails_since_an_hour_is_not_told_of_and_not_called_back_either():
    assert told([ill(hours=1)]) == (None, {})
    _, left = told([ill()])
    assert told([ill(hours=1)], left)[0] is None


def test_another_ailment_of_the_same_source_is_news():
    _, left = told([ill()])
    notice, _ = told([ill(ailment="quiet")], left)
    assert "has gone quiet" in notice.lines[0]


def test_a_source_that_left_the_configuration_is_not_called_back():
    _, left = told([ill("gone-source")])
    assert news([], left, known=KNOWN, now=NOW)[0] is None


def test_a_morning_when_everything_fails_is_one_short_message():
    many = [ill(f"s{n}") for n in range(400)]
    notice, left = news(many, {}, known=frozenset(c.source for c in many), now=NOW)
    assert len(notice.lines) == 31
    assert notice.lines[-1] == "and 370 more"
    assert len(left) == 400
