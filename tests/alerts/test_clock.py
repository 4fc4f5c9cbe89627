"""FAULTS B 13: the clock jumps while the monitor lives; nothing is lost or said twice."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from monitor.errors import DeliveryError
from monitor.pipeline import digests, notices
from monitor.pipeline.deliver import HOLD, Sender

JUMPS = {
    "an hour back": timedelta(hours=-1),
    "an hour ahead": timedelta(hours=1),
    "a day back": timedelta(days=-1),
    "a year ahead": timedelta(days=365),
    "to 1970": datetime(1970, 1, 2, tzinfo=UTC) - datetime(2026, 11, 21, 12, tzinfo=UTC),
}  # fmt: skip
DAILY = {"kind": "digest", "of": "mail", "at": "13:00"}


def refused():
    return DeliveryError("HTTP 503", permanent=False, status=503)


@pytest.mark.parametrize("jump", JUMPS.values(), ids=JUMPS)
def test_b13_what_waits_when_the_clock_jumps_and_comes_back_is_told_once(lived, jump):
    async def story(desk):
        hook = desk.ears["hook"]
        hook.error = refused
        early, late = desk.alert("hook"), desk.alert("daily")
        await desk.put(early, late)
        await desk.send()  # it fails, and is to be tried again
        desk.now += jump
        middle = desk.alert("hook")
        await desk.put(middle)
        await desk.send()
        desk.now -= jump
        hook.error = None
        for _ in range(15):  # at worst they wait for as long as the clock was ahead
            desk.pass_time(minutes=5)
            await notices.tell(desk.house)
            await desk.send()
        return [a.id for a in hook.taken], {early.id, middle.id}, await desk.states()

    taken, wanted, states = lived(story, hook={"storm": 0}, daily=DAILY)
    assert sorted(taken) == sorted(wanted)
    assert states["hook"] == {"sent": 2}


@pytest.mark.parametrize("jump", JUMPS.values(), ids=JUMPS)
def test_b13_no_digest_comes_twice_or_stays_away_after_a_jump(lived, jump):
    async def story(desk):
        for _ in range(3):
            await desk.put(desk.alert("daily"))
            for moved in (timedelta(), jump, -jump):
                desk.now += moved
                await digests.gather(desk.house)
                await notices.tell(desk.house)
            desk.pass_time(days=1)
        await digests.gather(desk.house)
        return desk.rows("SELECT version, count(*) FROM alerts WHERE kind = 'digest' GROUP BY 1"), await desk.states()  # fmt: skip

    made, states = lived(story, daily=DAILY)
    assert all(count == 1 for _, count in made)
    assert states["daily"].get("in_digest") == 3
    assert "gathering" not in states["daily"]


@pytest.mark.parametrize("jump", JUMPS.values(), ids=JUMPS)
def test_b13_an_alert_in_flight_is_not_sent_again_when_a_jump_ends_its_lease(
    lived, jump
):
    async def story(desk):
        hook, gate, held = desk.ears["hook"], asyncio.Event(), asyncio.Event()

        async def send(alert):
            hook.taken.append(alert)
            held.set()
            await gate.wait()

        hook.send = send
        await desk.put(desk.alert("hook"))
        sender = Sender(house=desk.house, name="hook", stopping=asyncio.Event())
        await sender._begin(patient=True)
        await held.wait()
        desk.now += jump + (HOLD * 2 if jump > timedelta() else timedelta())
        await sender._begin(patient=True)
        gate.set()
        await asyncio.wait(sender.flight)
        return len(hook.taken), await desk.states()

    sent, states = lived(story)
    assert sent == 1
    assert states["hook"] == {"sent": 1}
