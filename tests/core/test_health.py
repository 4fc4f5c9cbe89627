"""How a source does, in a word."""

from datetime import UTC, datetime, timedelta

import pytest

from monitor.core.health import ORDER, SILENT_DAYS, judge
from monitor.model import Visit

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
DAY = timedelta(days=1)


def visit(**more):
    return Visit(**{"source": "a", "added": NOW - 30 * DAY, "due": NOW} | more)


@pytest.mark.parametrize(
    ("known", "word"),
    [
        (None, "waiting"),
        (visit(), "waiting"),
        (visit(last=NOW, last_new=NOW), "ok"),
        (visit(last=NOW, last_new=NOW, failures=1), "failing"),
        (visit(last=NOW, failures=9, gone=True), "gone"),
        (visit(last=NOW, last_new=NOW - SILENT_DAYS * DAY), "silent"),
        (visit(last=NOW, last_new=NOW - SILENT_DAYS * DAY + DAY / 24), "ok"),
        (visit(last=NOW), "silent"),  # added long ago, never a word
        (visit(last=NOW, added=NOW - DAY), "ok"),
    ],
)
def test_a_source_does_as_its_last_visits_went(known, word):
    assert judge(known, NOW) == word
    assert word in ORDER
