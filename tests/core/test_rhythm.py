"""A source is quiet when it is quieter than it ever is, by its own rhythm."""

import random
from datetime import UTC, datetime, timedelta

import pytest

from monitor.core.rhythm import LEARNT, quiet_since

START = datetime(2026, 9, 7, tzinfo=UTC)  # a Monday
HOUR = timedelta(hours=1)


def newsroom(share, *, days, seed=1):
    """Give the hours with news of a source: `share(hour)` says how likely one is."""
    chance = random.Random(seed)
    hours = (START + n * HOUR for n in range(days * 24))
    return [at for at in hours if chance.random() < share(at)]


RHYTHMS = {
    "an agency that never sleeps": lambda at: 0.98,
    "a slow blog": lambda at: 0.03,
    "a daily at eight": lambda at: 1.0 if at.hour == 8 else 0.0,
    "a daily at eight or nine": lambda at: 0.5 if at.hour in {8, 9} else 0.0,
    "office hours": lambda at: 0.8 if at.weekday() < 5 and 1 <= at.hour < 10 else 0.0,
    "office hours, seldom": (
        lambda at: 0.15 if at.weekday() < 5 and 1 <= at.hour < 10 else 0.0
    ),
    "now and then": lambda at: 0.3,
    "nights off": lambda at: 0.05 if at.hour < 6 else 0.6,
}


def replay(hours, days):
    """Ask every other hour of the last thirty days, as the monitor would."""
    alarms = []
    for n in range((days - 30) * 24, days * 24, 2):
        now = START + n * HOUR + timedelta(minutes=30)
        known = [at for at in hours if at < now]
        known = [at for at in known if at >= known[-1] - LEARNT]
        since = quiet_since(known, now)
        if since is not None and since not in alarms:
            alarms.append(since)
    return alarms


@pytest.mark.parametrize("name", RHYTHMS)
def test_thirty_days_of_a_source_that_works_bring_no_false_alarm(name):
    total = sum(
        len(replay(newsroom(RHYTHMS[name], days=60, seed=s), 60)) for s in (1, 2)
    )
    assert total <= 1


@pytest.mark.parametrize(
    ("name", "hours"),
    [
        ("an agency that never sleeps", 6),
        ("now and then", 80),
        ("a daily at eight", 5.5 * 24),
        ("office hours", 72),
        ("nights off", 48),
    ],
)
def test_a_source_that_stops_is_noticed_after_about_four_of_its_gaps(name, hours):
    known = newsroom(RHYTHMS[name], days=28)
    last = known[-1]
    noticed = next(
        n for n in range(24 * 60) if quiet_since(known, last + n * HOUR) is not None
    )
    assert 4 <= noticed <= hours
    assert quiet_since(known, last + noticed * HOUR) == last


def test_nobody_knows_the_rhythm_of_a_new_source():
    assert quiet_since([START + n * HOUR for n in range(5)], START + 500 * HOUR) is None
    assert quiet_since([], START) is None
