"""Quiet hours hold what is sent, and never what is found."""

from datetime import UTC, datetime

NIGHT = {"quiet": "22:00-07:00"}
LATE = datetime(2026, 11, 21, 23, 0, tzinfo=UTC)
MORNING = datetime(2026, 11, 22, 7, 0, tzinfo=UTC)


def test_what_the_night_held_comes_in_one_message_in_order_at_its_end(lived):
    async def story(desk):
        hook = desk.ears["hook"]
        desk.now, made = LATE, []
        for _ in range(3):
            alert = desk.alert(due=MORNING)
            made.append(alert.id)
            await desk.put(alert)
            desk.pass_time(hours=1)
            await desk.send("hook")
        assert hook.taken == []
        desk.now = MORNING
        await desk.send("hook")
        return made, hook.taken

    made, (catch_up,) = lived(story, hook=NIGHT)
    assert catch_up.kind == "digest"
    assert catch_up.content.title == "Held in quiet hours: 3 stories, 3 events"
    assert [item.id for item in catch_up.items] == made


def test_what_is_urgent_breaks_through(lived):
    async def story(desk):
        desk.now = LATE
        await desk.put(desk.alert(priority="high"), desk.alert(due=MORNING))
        await desk.send("hook")
        return [a.priority for a in desk.ears["hook"].taken]

    assert lived(story, hook=NIGHT) == ["high"]


def test_one_alert_of_a_night_comes_as_itself(lived):
    async def story(desk):
        desk.now = LATE
        await desk.put(desk.alert(due=MORNING))
        desk.now = MORNING
        await desk.send("hook")
        return [a.kind for a in desk.ears["hook"].taken]

    assert lived(story, hook=NIGHT) == ["new"]


def test_a_retry_waits_for_the_morning_too(lived, fails):
    async def story(desk):
        hook = desk.ears["hook"]
        desk.now, hook.error = LATE.replace(hour=21, minute=59), fails
        await desk.put(desk.alert())
        await desk.send("hook")
        hook.error = None
        desk.pass_time(hours=2)
        await desk.send("hook")
        assert hook.taken == []
        desk.now = MORNING
        await desk.send("hook")
        return [a.attempts for a in hook.taken]

    assert lived(story, hook=NIGHT) == [2]


def test_a_night_with_hundreds_of_alerts_is_one_message(lived):
    async def story(desk):
        desk.now = LATE
        await desk.put(*(desk.alert(due=MORNING) for _ in range(300)))
        desk.now = MORNING
        await desk.send("hook")
        return desk.ears["hook"].taken

    (catch_up,) = lived(story, hook=NIGHT)
    assert len(catch_up.items) == 300
