"""One message when a source fails for good, one when it is back, once a day at most."""

from datetime import timedelta

from monitor.pipeline import digests, health
from monitor.store import sources as source_rows

HOUR = timedelta(hours=1)


def ill(desk, name="harbor", **said):
    """Let the last visit to a source have ended so."""
    with desk.store.begin() as conn:
        visit = source_rows.visit(conn, name)
        values = {"failures": 0, "reason": "", "last_new": None, "succeeded": desk.now}
        for key, value in (values | said).items():
            object.__setattr__(visit, key, value)
        source_rows.settle(conn, visit)


def links(desk, hours):
    """Let a source have announced something new in some hours."""
    with desk.store.begin() as conn:
        for number, at in enumerate(hours):
            micro = int(at.timestamp()) * 1_000_000
            conn.exec_driver_sql(
                "INSERT INTO links (url, request_url, host, source, doubtful, authors, fingerprints,"
                " baseline, state, priority, attempts, poisoned, checks, reason, first_seen) VALUES"
                f" ('https://h.example/{number}', 'https://h.example/{number}', 'h.example', 'harbor', FALSE,"
                f" '[]', '{{}}', FALSE, 'done', 0, 0, 0, 0, '', {micro})"
            )


async def told(desk):
    await health.tell(desk.house)
    await desk.send("mail")
    return [a.content.summary for a in desk.ears["mail"].taken if a.kind == "notice"]


def test_a_hiccup_is_no_message_and_a_failure_of_hours_is_one(lived):
    async def story(desk):
        said = []
        since = desk.now
        for hours in (1, 2, 7, 8, 9):
            desk.now = since + hours * HOUR
            ill(desk, failures=hours + 2, succeeded=since, reason="HTTP 500")
            said.append(len(await told(desk)))
        return said, desk.ears["mail"].taken[0].content.summary

    said, summary = lived(story)
    assert said == [0, 0, 1, 1, 1]
    assert "harbor: it fails since 2026-11-21 12:00 UTC (HTTP 500)" in summary


def test_a_source_that_is_back_is_said_to_be_a_day_later_at_the_earliest(lived):
    async def story(desk):
        ill(desk, failures=9, succeeded=desk.now - 7 * HOUR, reason="HTTP 500")
        await told(desk)
        ill(desk)
        first = len(await told(desk))
        desk.pass_time(hours=24)
        ill(desk)
        return first, await told(desk)

    first, said = lived(story)
    assert first == 1
    assert said[-1] == "harbor: it is back"
    assert len(said) == 2


def test_b29_a_source_that_answers_and_has_gone_quiet_is_told_of_once(lived):
    async def story(desk):
        since = desk.now
        links(desk, [since - n * HOUR for n in range(600, 0, -1)])
        said = []
        for hours in range(1, 31):
            desk.now = since + hours * HOUR
            ill(desk, last_new=since - HOUR)
            said.append(len(await told(desk)))
        return said, desk.ears["mail"].taken[0].content.summary

    said, summary = lived(story)
    assert said[:4] == [0, 0, 0, 0]
    assert said[8] == said[-1] == 1
    assert "harbor: it has gone quiet since 2026-11-21 11:00 UTC" in summary


def test_every_digest_says_who_is_silent_and_what_was_held(lived):
    async def story(desk):
        ill(desk, failures=5, succeeded=desk.now - 50 * HOUR, reason="HTTP 500")
        await desk.house.writer.run(_mute, desk.alert("daily"))
        await desk.put(desk.alert("daily", due=desk.now))
        await desk.house.writer.run(_gathering, desk.alert("daily", due=desk.now))
        desk.pass_time(hours=24)
        await digests.gather(desk.house)
        await desk.send("daily")
        return desk.ears["daily"].taken

    (digest,) = lived(story, daily={"kind": "digest", "of": "mail"})
    assert digest.content.summary.splitlines() == [
        "0 of 1 sources are normal.",
        "harbor: nothing for 3 days (HTTP 500).",
        "Held back: 1 muted.",
    ]


def _mute(conn, alert):
    from monitor.store import outbox

    outbox.put(conn, [alert], state="muted")


def _gathering(conn, alert):
    from monitor.store import outbox

    outbox.put(conn, [alert], digests=frozenset({"daily"}))
