"""Readers who left are not sent to, and nothing is dropped without a word."""

from monitor.errors import DeliveryError
from monitor.model import Subscription
from monitor.store import channels, ledger, outbox, unsubscribed

READER = "a@example.org"


def leaving(watchlist="gsomia", channel="mail"):
    return Subscription(channel=channel, reader=READER, watchlist=watchlist)


def nobody_left():
    return DeliveryError("every reader left", permanent=True, unsubscribed=True)


def test_who_left_is_named_to_the_channel_and_counted_in_the_ledger(lived):
    async def story(desk):
        await desk.house.writer.run(unsubscribed.leave, leaving(), desk.now)
        before, other = desk.alert("mail"), desk.alert("hook")
        await desk.put(before, other)
        await desk.send()
        await desk.house.writer.run(unsubscribed.rejoin, leaving())
        after = desk.alert("mail")
        await desk.put(after)
        await desk.send()
        with desk.store.read() as conn:
            (attempt,) = ledger.show(conn, before.id).deliveries
        skipped = [a.skip for a in (*desk.ears["mail"].taken, *desk.ears["hook"].taken)]
        return skipped, attempt

    skipped, attempt = lived(story)
    assert skipped == [(READER,), (), ()]
    assert attempt.outcome == "sent"
    assert "unsubscribed: 1" in attempt.answer


def test_an_alert_that_nobody_wants_is_kept_as_muted_and_says_why(lived):
    async def story(desk):
        desk.ears["mail"].error = nobody_left
        alert = desk.alert("mail")
        await desk.put(alert)
        await desk.send()
        with desk.store.read() as conn:
            entry = ledger.show(conn, alert.id)
            failing = channels.states(conn).get("mail")
        desk.ears["mail"].error = None
        await desk.house.writer.run(outbox.resend, alert.id, desk.now)
        await desk.send()
        return entry, failing, desk.ears["mail"].titles

    entry, failing, titles = lived(story)
    assert entry.state == "muted"
    assert entry.last_error == "every reader left"
    assert [d.outcome for d in entry.deliveries] == ["unsubscribed"]
    assert failing is None or failing.failing_since is None  # the channel is well
    assert len(titles) == 1  # sent again by hand once somebody is back
