"""FAULTS A 10: a storm is told in few messages, and every alert is accounted for."""


def test_a10_ten_thousand_matches_in_a_minute_end_sent_or_in_a_digest(lived):
    async def story(desk):
        hook = desk.ears["hook"]
        for _ in range(6):
            await desk.put(*(desk.alert() for _ in range(1667)))
            desk.pass_time(seconds=9)
            await desk.send("hook")
        assert len(hook.taken) == 10  # within the first minute, and no more
        await desk.turn(minutes=12, step=30)
        return hook.taken, await desk.states()

    taken, states = lived(story)
    singles = [a for a in taken if a.kind == "new"]
    digests = [a for a in taken if a.kind == "digest"]
    told = {a.id for a in singles} | {i.id for d in digests for i in d.items}
    assert len(told) == 6 * 1667
    assert states["hook"] == {
        "sent": len(singles) + len(digests),
        "in_digest": 6 * 1667 - len(singles),
    }
    assert len(singles) == 10
    assert len(digests) <= 22  # of five hundred at most
    assert all(d.content.title.startswith("Much at once") for d in digests)


def test_ten_alerts_come_alone_and_another_ten_five_minutes_later(lived):
    async def story(desk):
        await desk.put(*(desk.alert() for _ in range(10)))
        await desk.send("hook")
        desk.pass_time(minutes=5, seconds=1)
        await desk.put(*(desk.alert() for _ in range(10)))
        await desk.send("hook")
        return [a.kind for a in desk.ears["hook"].taken]

    assert lived(story) == ["new"] * 20


def test_a_channel_without_a_limit_is_told_everything_at_once(lived):
    async def story(desk):
        await desk.put(*(desk.alert() for _ in range(60)))
        await desk.send("hook")
        return len(desk.ears["hook"].taken)

    assert lived(story, hook={"storm": 0}) == 60


def test_a_storm_on_one_channel_is_none_on_another(lived):
    async def story(desk):
        await desk.put(*(desk.alert("hook") for _ in range(30)), desk.alert("mail"))
        await desk.send()
        return len(desk.ears["hook"].taken), len(desk.ears["mail"].taken)

    assert lived(story) == (10, 1)


def test_an_urgent_alert_is_not_lost_in_the_crowd(lived):
    async def story(desk):
        urgent = desk.alert(priority="high")
        await desk.put(*(desk.alert() for _ in range(30)), urgent)
        await desk.send("hook")
        return urgent.id in {a.id for a in desk.ears["hook"].taken}

    assert lived(story)


def test_what_a_storm_gathered_is_retried_as_one(lived, fails):
    async def story(desk):
        hook = desk.ears["hook"]
        await desk.put(*(desk.alert() for _ in range(25)))
        await desk.send("hook")
        hook.error = fails
        await desk.turn(minutes=2)
        hook.error = None
        await desk.turn(minutes=15, step=30)
        return [a for a in hook.taken if a.kind == "digest"]

    (digest,) = lived(story)
    assert len(digest.items) == 15
