"""What is old is forgotten at night, once, and also by a desk that sleeps then."""

from datetime import UTC, datetime, timedelta

import pytest

from monitor.pipeline import pruning
from monitor.store.tables import outcomes

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("last", "now", "zone", "due"),
    [
        (None, NOON, "UTC", True),
        (NOON, NOON + timedelta(hours=2), "UTC", False),
        (NOON, NOON + timedelta(hours=14, minutes=10), "UTC", True),
        (NOON, NOON + timedelta(hours=14, minutes=10), "Asia/Seoul", False),
        (NOON, NOON + timedelta(hours=29, minutes=10), "Asia/Seoul", True),
        (NOON - timedelta(hours=10), NOON - timedelta(hours=8), "UTC", False),
        (NOON, NOON + timedelta(hours=35), "UTC", False),
        (NOON, NOON + timedelta(hours=36), "UTC", True),  # it is off at night
        (NOON + timedelta(days=400), NOON, "UTC", True),  # the clock was wrong
    ],
)
def test_it_is_done_once_a_night_of_the_reader(last, now, zone, due):
    assert pruning.is_due(last, now, zone) is due


def test_what_is_old_goes_in_the_night_and_a_restart_does_it_no_second_time(lived):
    async def story(desk):
        def put(conn):
            conn.execute(
                outcomes.insert().values(
                    source="harbor",
                    url="https://h.example/rss",
                    purpose="listing",
                    kind="unchanged",
                    reason="",
                    seconds=0.1,
                    at=desk.now - timedelta(days=40),
                )
            )

        async def left():
            await desk.house.writer.run(put)
            await pruning.prune_nightly(desk.house)
            return desk.rows("SELECT count(*) FROM outcomes")[0][0]

        found = [await left()]  # at the first start
        await desk.house.writer.run(put)
        found.append(await left())
        desk.pass_time(hours=20)  # from noon to eight in the morning
        found.append(await left())
        desk.pass_time(hours=19)  # and to three in the next
        found.append(await left())
        return found

    assert lived(story, settings={"timezone": "UTC"}) == [0, 2, 3, 0]
