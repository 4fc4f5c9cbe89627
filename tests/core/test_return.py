"""FAULTS B 15 and B 16: many sources are due at once, and none is left out or stormed."""

import random
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from monitor.core import urls
from monitor.core.schedule import after, due, first
from monitor.model import Source, Unchanged

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
TAKES = timedelta(seconds=2)  # of one visit


def live(visits, now, *, workers, until, jitter):
    """Visit what is due, `workers` at a time, tick by tick; give who was when."""
    asked, busy = [], {}
    where = {name: urls.host(source.url) for name, (source, _) in visits.items()}
    while now < until:
        for name, ends in list(busy.items()):
            if ends <= now:
                source, visit = visits[name]
                came = Unchanged(requested=source.url, fetched=now, seconds=2.0)
                then = after(visit, source, came, now=now, links_new=0, jitter=jitter())
                visits[name] = (source, then)
                del busy[name]
        hosts = {where[name] for name in busy}
        free = [v for n, v in visits.items() if n not in busy and where[n] not in hosts]
        for source in due(free, now, per_host=1)[: workers - len(busy)]:
            asked.append((now, source))
            busy[source.name] = now + TAKES
        now += TAKES
    return asked


def newsstand(hosts, each):
    made = {}
    for n in range(hosts * each):
        source = Source(
            name=f"s{n}", outlet="A", kind="feed", url=f"https://h{n % hosts}.example/{n}",
            every=timedelta(hours=1), at_most=timedelta(hours=6),
        )  # fmt: skip
        made[source.name] = (source, first(source, NOW))
    return made


def test_b16_of_five_hundred_due_at_once_two_workers_leave_none_out():
    visits = newsstand(500, 1)
    asked = live(visits, NOW, workers=2, until=NOW + timedelta(minutes=9), jitter=lambda: 0.5)  # fmt: skip
    assert len({source.name for _, source in asked}) == len(asked) == 500


@pytest.mark.parametrize("away", [timedelta(minutes=10), timedelta(hours=6), timedelta(days=3)])  # fmt: skip
def test_b15_who_comes_back_asks_each_source_once_and_no_host_in_a_burst(away):
    visits, draw = newsstand(20, 10), random.Random(15)
    before = live(visits, NOW, workers=8, until=NOW + timedelta(minutes=5), jitter=draw.random)  # fmt: skip
    assert len(before) == 200
    back = NOW + timedelta(minutes=5) + away
    owed = {name for name, (_, visit) in visits.items() if visit.due <= back}
    asked = live(visits, back, workers=8, until=back + timedelta(minutes=5), jitter=draw.random)  # fmt: skip
    times = Counter(source.name for _, source in asked)
    assert owed <= set(times)
    assert set(times.values()) <= {1}  # once, however many turns were missed
    at_once = Counter((at, urls.host(source.url)) for at, source in asked)
    assert set(at_once.values()) <= {1}
    if owed:  # and they do not come back in step
        spread = {visit.due for _, visit in visits.values()}
        assert len(spread) > len(visits) / 2
