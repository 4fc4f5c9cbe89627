"""The monitor is ended between any two steps, as by `kill -9`; nothing is lost.

FAULTS A 3. One database lives through all of it: at each point a new report is out, the
process dies there, and the next process finds what is left.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from newsroom.desk import KILLED
from sqlalchemy import update

from monitor.store.tables import alerts

pytestmark = pytest.mark.slow

POINTS = (
    "before_visit_commit",
    "inside_visit",
    "after_visit_commit",
    "before_record",
    "after_place",
    "inside_record",
    "after_record",
    "inside_lease",
    "after_lease",
    "after_send",
    "inside_settle",
    "after_settle",
    "inside_digest",
    "after_digest",
)
# Where the receiver had the alert and the monitor had not yet kept that it had.
SAID_TWICE = {"after_send", "inside_settle"}


@dataclass
class Life:
    """What a database and its receivers saw in all its processes."""

    statuses: dict[str, int]
    titles: dict[str, str]  # by point: what was reported there
    ids: dict[str, set[str]]  # by title: the ids under which it was told
    times: Counter[str]  # by title: how often it was told
    mails: dict[str, set[str]]
    digested: list[str]  # ids of the alerts in the digests, as received
    gathered: int  # alerts planned for the digest
    integrity: str


def live(room, points) -> Life:
    """Let a monitor die at each point in turn, and then live."""
    desk, statuses, titles = room.desk, {}, {}
    desk.hook("hook", room.hook)
    desk.mail("mail", room.mail)
    desk.channel("weekly", kind="digest", of="digests", every="week")
    desk.hook("digests", room.hook, "/digests")
    desk.watch("gsomia", any=["GSOMIA"], channels=["hook", "mail", "weekly"])
    desk.once()  # the silent first visit
    for point in points:
        titles[point] = room.report().title
        if point.endswith("digest"):
            a_week_passes(room)
        with desk.running(failpoint=point) as daemon:
            statuses[point] = daemon.wait()
    wanted = set(titles.values())
    a_week_passes(room)
    with desk.running() as daemon:
        room.loop.until(lambda: wanted <= set(room.hook.titles()), "every report")
        room.loop.until(lambda: wanted <= {m["Subject"] for m in room.mail.taken})
        daemon.until("source_visited", count=2)
        daemon.stop()
    return account(room, statuses, titles)


def a_week_passes(room) -> None:
    """Bring what was gathered for the weekly digest into the week before."""
    before = datetime.now(UTC) - timedelta(days=8)
    with room.desk.store() as store, store.begin() as conn:
        conn.execute(
            update(alerts).where(alerts.c.state == "gathering").values(due=before)
        )


def account(room, statuses, titles) -> Life:
    ids, mails = {}, {}
    for post in room.hook.at("/hook"):
        ids.setdefault(post.title, set()).add(post.id)
    for mail in room.mail.taken:
        mails.setdefault(mail["Subject"], set()).add(mail["Message-ID"])
    digests = {p.id: p.body["data"]["alerts"] for p in room.hook.at("/digests")}
    gathered = room.desk.rows("SELECT id FROM alerts WHERE channel = 'weekly' AND kind != 'digest' AND state != 'gathering'")  # fmt: skip
    sqlite = room.desk.database.startswith("sqlite")
    return Life(
        statuses=statuses,
        titles=titles,
        ids=ids,
        times=Counter(room.hook.titles("/hook")),
        mails=mails,
        digested=[item["id"] for items in digests.values() for item in items],
        gathered=len(gathered),
        integrity=room.desk.rows("PRAGMA integrity_check")[0][0] if sqlite else "ok",
    )


@pytest.fixture(scope="module")
def life(new_room):
    return live(new_room(paths=("/hook", "/digests")), POINTS)


@pytest.fixture
def fresh(new_room):
    room = new_room()
    room.desk.hook("hook", room.hook)
    room.desk.watch("gsomia", any=["GSOMIA"], channels=["hook"])
    return room


def test_a_first_visit_that_is_cut_short_is_silent_all_the_same(fresh):
    for point in ("before_visit_commit", "after_visit_commit", "inside_record"):
        with fresh.desk.running(failpoint=point) as daemon:
            assert daemon.wait() == KILLED
    with fresh.desk.running() as daemon:
        daemon.until("page_read", outcome="article")
        daemon.until("source_visited")
        new = fresh.report()
        fresh.told(new)
        daemon.stop()
    assert fresh.hook.titles() == [new.title]


@pytest.fixture(scope="module")
def life_on_postgresql(new_room, new_postgresql):
    room = new_room(database=new_postgresql(), paths=("/hook", "/digests"))
    return live(room, ("inside_visit", "inside_record", "after_lease", "after_send"))


@pytest.mark.parametrize("point", POINTS)
def test_a_monitor_that_dies_at_any_point_loses_and_doubles_nothing(life, point):
    assert life.statuses[point] == KILLED  # it came by there
    title = life.titles[point]
    assert len(life.ids[title]) == 1
    assert len(life.mails[title]) == 1
    # What was waiting went out with each of the processes that died after sending.
    assert life.times[title] <= 1 + len(SAID_TWICE)


def test_a_kill_leaves_the_database_whole(life):
    assert life.integrity == "ok"


def test_a_digest_that_was_being_made_holds_every_alert_once(life):
    assert life.gathered > 0
    assert len(life.digested) == len(set(life.digested)) == life.gathered


def test_postgresql_loses_and_doubles_nothing_either(life_on_postgresql):
    life = life_on_postgresql
    assert set(life.statuses.values()) == {KILLED}
    for title in life.titles.values():
        assert len(life.ids[title]) == 1
        assert len(life.mails[title]) == 1
