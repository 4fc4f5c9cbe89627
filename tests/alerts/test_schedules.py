"""Every schedule, lived through in virtual time, by the steps that the daemon takes.

The desk's clock is set to whatever comes next in the database, as if nothing had
happened meanwhile; what is planned there is what is done.
"""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from monitor.core import digest, ids, similar
from monitor.core.retry import MAIL, PATIENCE, WEBHOOK
from monitor.errors import DeliveryError
from monitor.model import Article, Call, Lesson, Link, Read, Source, Unchanged
from monitor.pipeline import digests, endings, ingest, notices
from monitor.pipeline.reading import Reading
from monitor.store import links

HOLD = timedelta(minutes=5)


def failing(status, **more):
    return lambda: DeliveryError(f"HTTP {status}", status=status, **more)


def down():
    return DeliveryError("HTTP 500", permanent=False, status=500)


def moment(microseconds):
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=microseconds)


async def to_the_next_try(desk):
    """Turn the clock to what is due next; False when nothing ever is."""
    ((due,),) = desk.rows("SELECT min(due) FROM alerts WHERE state = 'due'")
    if due is None:
        return False
    desk.now = max(desk.now, moment(due))
    return True


async def live(desk, channel):
    """Let a channel send until nothing is to be sent any more."""
    while await to_the_next_try(desk):
        await desk.send(channel)


def tries(desk):
    """Give the instants of the attempts at each alert, in seconds."""
    made = {}
    for alert, at in desk.rows("SELECT alert_id, at FROM deliveries ORDER BY attempt"):
        made.setdefault(alert, []).append(at / 10**6)
    return list(made.values())


def waits(times):
    return [b - a for a, b in pairwise(times)]


@pytest.mark.parametrize(
    ("channel", "schedule", "days"), [("hook", WEBHOOK, 3.15), ("mail", MAIL, 3.0)]
)
def test_a11_what_is_never_taken_is_tried_on_schedule_and_then_dead(
    lived, channel, schedule, days
):
    async def story(desk):
        desk.ears[channel].error = down
        await desk.put(*(desk.alert(channel) for _ in range(6)))
        await live(desk, channel)
        return tries(desk), await desk.states()

    made, states = lived(story, **{channel: {"storm": 0}})
    assert states[channel] == {"dead": 6}
    assert {len(times) for times in made} == {len(schedule) + 1}
    for times in made:
        for waited, planned in zip(waits(times), schedule, strict=True):
            assert 0.8 <= waited / planned.total_seconds() <= 1.2
        assert 0.8 * days <= (times[-1] - times[0]) / 86_400 <= 1.2 * days
    # The wait is drawn anew each time, so that a receiver that is back is not stormed.
    assert len({round(waits(times)[1], 3) for times in made}) == 6


@pytest.mark.parametrize("channel", ["hook", "mail"])
def test_a8_what_is_refused_for_good_is_tried_once(lived, channel):
    async def story(desk):
        desk.ears[channel].error = failing(550, permanent=True)
        await desk.put(desk.alert(channel))
        await live(desk, channel)
        return tries(desk), await desk.states()

    ((only,), states) = lived(story)
    assert len(only) == 1
    assert states[channel] == {"dead": 1}


@pytest.mark.parametrize("asked", [timedelta(minutes=2), timedelta(hours=30)])
def test_a8_a_receiver_that_asks_for_time_gets_it_up_to_a_day(lived, asked):
    async def story(desk):
        waits_for = min(asked, PATIENCE)  # as read from the header
        desk.ears["hook"].error = failing(429, permanent=False, retry_after=waits_for)
        await desk.put(desk.alert("hook"))
        await live(desk, "hook")
        return tries(desk)

    (times,) = lived(story)
    least = min(asked, PATIENCE).total_seconds()
    assert len(times) == 10
    assert min(waits(times)) >= least
    assert waits(times)[0] == pytest.approx(least, abs=1)  # no longer than asked


def test_a8_a_receiver_that_is_gone_is_left_alone_and_that_is_said_once(lived):
    async def story(desk):
        desk.ears["hook"].error = failing(410, permanent=False, gone=True)
        await desk.put(desk.alert("hook"))
        await desk.send("hook")
        for _ in range(5):
            desk.pass_time(days=1)
            await desk.put(desk.alert("hook"))
            await desk.send("hook")
            await notices.tell(desk.house)
            await desk.send("mail")
        return tries(desk), desk.ears["mail"].titles, await desk.states()

    made, said, states = lived(story)
    assert said.count("hook is switched off") == 1
    assert states["hook"] == {"dead": 1, "due": 5}  # kept; they wait for a person
    assert len([times for times in made if len(times) > 1]) == 0


def test_an_endpoint_that_only_fails_is_told_of_after_1_and_24_and_off_after_120_hours(
    lived,
):
    async def story(desk):
        desk.ears["hook"].error = down
        began, heard = desk.now, {}
        for hour in range(126):
            await desk.put(desk.alert("hook"))
            await desk.send("hook")
            await notices.tell(desk.house)
            await desk.send("mail")
            for title in desk.ears["mail"].titles:
                heard.setdefault(title, hour)
            desk.pass_time(hours=1)
        tried = max(at for times in tries(desk) for at in times)
        return heard, desk.ears["mail"].titles, tried - began.timestamp()

    heard, titles, tried = lived(story, hook={"storm": 0})
    assert heard["hook has taken nothing for an hour"] == 1
    assert heard["hook has taken nothing for a day"] == 24
    assert heard["hook is switched off"] == 120
    assert all(titles.count(t) == 1 for t in heard if not t[0].isdigit())
    assert tried / 3600 <= 121  # and then it is left alone


SOURCE = Source(name="harbor", outlet="Harbor", kind="feed", url="https://h.example/rss")  # fmt: skip
CHECKS = [timedelta(minutes=15), *(timedelta(hours=h) for h in (1, 4, 24, 72))]


def reading(desk, leased):
    call = Call(url=leased.link.url, purpose="page", source=SOURCE, link=leased.link)
    outcome = Unchanged(requested=leased.link.url, fetched=desk.now, seconds=0.1)
    return Reading(leased=leased, call=call, outcome=outcome, source=SOURCE)


async def take(desk):
    return await desk.house.writer.run(links.lease, desk.now, limit=1, hold=HOLD)


async def read_first(desk, leased, topic):
    url, title = leased.link.url, f"Report on {topic}"
    text = f"Officials spoke of {topic} for long. " + " ".join(
        f"w{n}" for n in range(60)
    )
    article = Article(
        id=ids.article_id(url), url=url, fetched_url=url, source="harbor", outlet="Harbor",
        title=title, text=text, fetched=desk.now, language="en",
        digest=ids.text_digest(title, text),
    )  # fmt: skip
    prints = similar.prints(title, text, "en")
    await ingest._article(
        desk.house, reading(desk, leased), Read(article, prints, Lesson(by="text"))
    )


def test_an_alerted_article_is_read_again_from_15_minutes_to_3_days_and_no_more(
    lived,
):
    async def story(desk):
        url = "https://h.example/1"
        link = Link(source="harbor", url=url, canonical=url)
        await desk.house.writer.run(links.announce, [link], now=desk.now)
        (leased,) = await take(desk)
        await read_first(desk, leased, "GSOMIA")
        began, read = desk.now, []
        while True:
            ((due,),) = desk.rows("SELECT next_due FROM links WHERE state = 'due' UNION ALL SELECT NULL LIMIT 1")  # fmt: skip
            if due is None:
                return read
            desk.now = moment(due)
            (leased,) = await take(desk)
            read.append(desk.now - began)
            await desk.house.writer.run(endings.unchanged, desk.house, reading(desk, leased))  # fmt: skip

    assert lived(story) == CHECKS


ZONES = (
    *("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca"),
    *("America/Santiago", "Asia/Kathmandu"),
)


def turning(zone, year=2026):
    """Give the days of a year in which a zone changes its offset."""
    there, noon = ZoneInfo(zone), datetime(year, 1, 1, 12, tzinfo=UTC)
    days = [noon + timedelta(days=n) for n in range(365)]
    return [b for a, b in pairwise(days) if a.astimezone(there).utcoffset() != b.astimezone(there).utcoffset()]  # fmt: skip


def test_b14_one_digest_for_each_local_date_where_clocks_change(lived):
    """Two days before to two after each change; the whole year is in tests/core."""
    channels = {
        zone.replace("/", "-").lower(): {
            "kind": "digest", "of": "hook", "at": "02:30", "timezone": zone, "send_empty": True,
        }
        for zone in ZONES
    }  # fmt: skip
    days = sorted({day.date() for zone in ZONES for day in turning(zone)})

    async def story(desk):
        made, before = {}, set()
        made_so_far = "SELECT channel, version, created FROM alerts WHERE kind = 'digest'"  # fmt: skip
        for day in days:
            desk.now = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(days=2)  # fmt: skip
            until = desk.now + timedelta(days=4)
            known = set(desk.rows(made_so_far))
            await digests.gather(desk.house)  # of the day before we came
            before |= set(desk.rows(made_so_far)) - known
            while desk.now < until:
                await digests.gather(desk.house)
                desk.pass_time(seconds=1)
                await digests.gather(desk.house)  # and not once more
                desk.now = min(
                    digest.next_period(rule.digest, rule.timezone, desk.now).due
                    for rule in desk.house.standing.rules.values()
                    if rule.digest
                )
        for name, key, at in set(desk.rows(made_so_far)) - before:
            made.setdefault(name, []).append((key, at))
        return made

    made = lived(story, settings={"timezone": "UTC"}, **channels)
    for name, zone in zip(channels, ZONES, strict=True):
        keys = [key for key, _ in made[name]]
        assert len(keys) == len(set(keys))
        seen = {
            moment(at).astimezone(ZoneInfo(zone)).date().isoformat()
            for _, at in made[name]
        }
        assert set(keys) == seen
        for day in days:
            around = {day + timedelta(days=n) for n in (-1, 0, 1)}
            assert {each.isoformat() for each in around} <= set(keys)
