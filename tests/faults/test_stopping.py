"""Being stopped, being started twice, being given another configuration. FAULTS A 5, C 19, C 24."""

import asyncio
import signal

import pytest

pytestmark = pytest.mark.slow


@pytest.fixture
def room(new_room):
    made = new_room()
    made.desk.hook("hook", made.hook, timeout="60s")
    made.desk.watch("topics", any=["GSOMIA"], channels=["hook"])
    return made


def in_flight(room, *pieces):
    """Wait until the receiver holds the alerts on these."""
    room.told(*pieces)
    assert not any(post.answered for post in room.hook.posts)


def test_alerts_in_flight_end_before_the_monitor_stops(room):
    room.hook.script["/hook"] = ["hold"] * 9
    with room.desk.running() as daemon:
        room.first_visit(daemon)
        piece = room.report()
        in_flight(room, piece)
        daemon.process.send_signal(signal.SIGTERM)
        daemon.until("stopping")
        room.hook.release()
        assert daemon.wait() == 0
    assert daemon.saw("alert_sent")
    assert room.hook.titles() == [piece.title]


SLOW = ("/hook", "/second", "/third", "/fourth")


def test_a5_what_does_not_end_in_time_is_given_back_and_sent_by_the_next(new_room):
    """52 alerts are in flight in four channels, and a page is being read."""
    room = new_room(paths=SLOW)
    for path in SLOW:
        room.hook.script[path] = ["hold"] * 13
        room.desk.hook(path[1:], room.hook, path, timeout="60s")
    room.desk.watch("topics", any=["GSOMIA"], channels=[path[1:] for path in SLOW])
    hanging = asyncio.Event()

    async def never(_seen):
        await hanging.wait()

    room.paper.site.routes["/slow"] = never
    slow = room.paper.source | {"name": "slow", "url": room.paper.site.url("/slow")}
    with room.desk.running() as daemon:
        room.first_visit(daemon)
        pieces = [room.piece() for _ in range(13)]
        room.paper.publish(*pieces)
        room.desk.read(slow)
        room.desk.write()
        daemon.process.send_signal(signal.SIGHUP)
        room.loop.until(lambda: len(room.hook.posts) == 52, "all are in flight")
        room.loop.until(lambda: room.paper.site.asked("/slow"), "the slow source")
        assert daemon.stop() == 0  # within the patience of tests; about 20 s
    rows = room.desk.rows("SELECT state, attempts, leased_until FROM alerts")
    assert {tuple(row) for row in rows} == {("due", 0, None)}
    room.hook.release()
    with room.desk.running() as daemon:
        for path in SLOW:
            room.told(*pieces, path=path)
        daemon.until("alert_sent", count=52)
    for path in SLOW:
        told = {(post.title, post.id) for post in room.hook.at(path)}
        assert len(told) == 13


def test_a_second_monitor_on_a_database_is_refused_and_told_who_the_first_is(room):
    with room.desk.running() as daemon:
        daemon.until("started")
        second = room.desk.command("run")
        assert second.returncode == 75
        assert f"process {daemon.pid} " in second.stderr
        assert daemon.stop() == 0


def test_a_changed_watchlist_is_in_force_without_a_restart(room):
    with room.desk.running() as daemon:
        room.first_visit(daemon)
        room.desk.watch("topics", any=["fisheries"], channels=["hook"])
        room.desk.write()
        daemon.until("config_loaded")
        unwanted, wanted = room.report("GSOMIA"), room.report("fisheries")
        room.told(wanted)
        daemon.until("page_read", url=room.paper.url(unwanted), outcome="article")
        assert daemon.stop() == 0
    assert room.hook.titles() == [wanted.title]


def test_a_wrong_configuration_is_refused_and_the_old_one_goes_on(room):
    with room.desk.running() as daemon:
        room.first_visit(daemon)
        room.desk.watch("topics", any=["fisheries"], channels=["nobody"])
        room.desk.write()
        daemon.until("config_refused")
        daemon.process.send_signal(signal.SIGHUP)
        daemon.until("config_refused", count=2)
        piece = room.report("GSOMIA")
        room.told(piece)
        assert daemon.stop() == 0
    refused = daemon.saw("config_refused")[0]["problems"]
    assert any("topics.yaml" in problem and "nobody" in problem for problem in refused)


def test_a_channel_that_cannot_be_made_refuses_the_configuration(room):
    with room.desk.running() as daemon:
        room.first_visit(daemon)
        room.desk.hook("hook", room.hook, ca_file="/nowhere/ca.pem")
        room.desk.write()
        daemon.until("config_refused")
        piece = room.report()
        room.told(piece)
        assert daemon.stop() == 0


def test_an_alert_in_flight_ends_under_the_configuration_that_sent_it(room):
    room.hook.script["/hook"] = ["hold"]
    with room.desk.running() as daemon:
        room.first_visit(daemon)
        piece = room.report()
        in_flight(room, piece)
        room.desk.hook("hook", room.hook, timeout="50s")
        room.desk.write()
        daemon.until("config_loaded")
        room.hook.release()
        daemon.until("alert_sent")
        later = room.report()
        room.told(later)
        assert daemon.stop() == 0
    assert room.hook.titles() == [piece.title, later.title]
