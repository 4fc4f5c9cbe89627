"""FAULTS A 11 and section 3: the operator hears of trouble once, another way."""

from datetime import timedelta

from monitor.pipeline import notices
from monitor.store import channels, ledger, outbox


def notes(ear):
    return [a for a in ear.taken if a.kind == "notice"]


def test_a11_an_alert_whose_schedule_is_exhausted_is_told_once_and_can_be_sent_again(
    lived, fails
):
    async def story(desk):
        hook, mail = desk.ears["hook"], desk.ears["mail"]
        hook.error = fails
        alert = desk.alert()
        await desk.put(alert)
        for _ in range(96 * 2):  # hours, by halves
            await desk.send("hook")
            await notices.tell(desk.house)
            await desk.send("mail")
            desk.pass_time(minutes=30)
        with desk.store.read() as conn:
            (dead,) = ledger.dead(conn)
            tries = ledger.show(conn, alert.id).deliveries
        hook.error = None
        await desk.house.writer.run(outbox.resend, alert.id, desk.now)
        await desk.send("hook")
        return alert.id, dead.alert.id, tries, mail, hook

    planned, dead, tries, mail, hook = lived(story)
    assert dead == planned
    assert len(tries) == 10
    assert tries[-1].at - tries[0].at > timedelta(hours=60)
    assert [a.id for a in hook.taken] == [planned]
    assert [n.content.title for n in notes(mail)] == [
        "hook has taken nothing for an hour",
        "hook has taken nothing for a day",
        "1 alert to hook could not be delivered",
    ]


def test_a_channel_that_fails_for_five_days_is_switched_off_and_its_alerts_wait(
    lived, fails
):
    async def story(desk):
        hook, mail = desk.ears["hook"], desk.ears["mail"]
        hook.error = fails
        for _ in range(130):
            if desk.now.hour % 6 == 0:
                await desk.put(desk.alert())
            await desk.send("hook")
            await notices.tell(desk.house)
            await desk.send("mail")
            desk.pass_time(hours=1)
        hook.error = None
        waits = desk.alert()
        await desk.put(waits)
        await desk.send("hook")
        assert hook.taken == []
        await desk.house.writer.run(channels.switch_on, "hook")
        await desk.send("hook")
        return [n.content.title for n in notes(mail)], waits.id in {
            i.id for a in hook.taken for i in (a, *a.items)
        }

    titles, sent = lived(story)
    assert titles.count("hook is switched off") == 1
    assert titles.count("hook has taken nothing for a day") == 1
    assert sent


def test_a_receiver_that_is_gone_is_told_of_at_once(lived):
    async def story(desk):
        await desk.house.writer.run(channels.switch_off, "hook", "it said 410")
        for _ in range(3):
            await notices.tell(desk.house)
            await desk.send("mail")
        return notes(desk.ears["mail"])

    (notice,) = lived(story)
    assert notice.content.title == "hook is switched off"
    assert "it said 410" in notice.content.summary


def test_the_operator_is_told_where_the_configuration_says(lived, refuses):
    async def story(desk):
        desk.ears["hook"].error = refuses
        await desk.put(desk.alert())
        await desk.send("hook")
        await notices.tell(desk.house)
        await desk.send()
        return len(notes(desk.ears["mail"])), len(notes(desk.ears["ops"]))

    assert lived(story, settings={"operator": "ops"}, ops={}) == (0, 1)


def test_a_notice_that_cannot_be_delivered_makes_no_further_notice(lived, refuses):
    async def story(desk):
        for ear in desk.ears.values():
            ear.error = refuses
        await desk.put(desk.alert())
        for _ in range(4):
            await desk.send()
            await notices.tell(desk.house)
            desk.pass_time(minutes=10)
        return desk.rows("SELECT state, count(*) FROM alerts WHERE kind = 'notice' GROUP BY 1")  # fmt: skip

    assert lived(story) == [("dead", 1)]


def test_of_a_hundred_dead_alerts_the_operator_hears_once(lived, refuses):
    async def story(desk):
        desk.ears["hook"].error = refuses
        await desk.put(*(desk.alert() for _ in range(100)))
        await desk.send("hook")
        for _ in range(3):
            await notices.tell(desk.house)
            await desk.send("mail")
        return notes(desk.ears["mail"])

    (notice,) = lived(story, hook={"storm": 0})
    assert notice.content.title == "100 alerts to hook could not be delivered"
