"""Sources that fail, each in its own way: one outcome for each request. FAULTS E 28, E 41.

One pass over all of them.
"""

import asyncio
import socket
from collections import Counter

import pytest
from newsroom import Answer, Site

pytestmark = pytest.mark.slow

LOGIN = '<html><head><title>Log in</title></head><body><form><input type="password"></form></body></html>'
CONSENT = "<html><head><title>Before you continue</title></head><body><p>We use cookies. Accept all?</p></body></html>"
EMPTY = b'<?xml version="1.0"?><rss version="2.0"><channel><title>Nothing</title></channel></rss>'
XML = {"Content-Type": "application/rss+xml"}


async def never(_seen):
    await asyncio.Event().wait()


async def drop(_seen):
    return None


CASES = {  # by name: what is answered, the class of the outcome
    "missing": (Answer(status=404), "missing"),
    "gone": (Answer(status=410), "gone"),
    "denied": (Answer(status=403), "denied"),
    "broken": (Answer(status=500), "server"),
    "busy": (Answer(status=429, headers={"Retry-After": "60"}), "busy"),
    "circle": (Answer.redirect("/circle"), "redirects"),
    "login": (Answer.html(LOGIN), "not_a_list"),
    "consent": (Answer.html(CONSENT), "not_a_list"),
    "blank": (Answer(b"", headers=XML), "not_a_list"),
    "empty": (Answer(EMPTY, headers=XML), "empty"),
    "bomb": (Answer.zipped(64 << 20, "application/rss+xml"), "too_large"),
    "hangs": (never, "timeout"),
    "drops": (drop, "connection"),
}


@pytest.fixture(scope="module")
def found(new_room, loop):
    room = new_room()
    desk = room.desk
    sites = {}
    for name, (answer, _) in CASES.items():
        sites[name] = Site(loop)
        sites[name].routes[f"/{name}"] = answer
        desk.read(source(name, sites[name].url(f"/{name}")))
    desk.read(source("forbidden", room.paper.site.url("/list?forbidden")))
    desk.read(source("private", "http://10.0.0.1/feed"))
    room.paper.site.routes["/robots.txt"] = Answer(
        b"User-agent: *\nDisallow: /list?forbidden\n",
        headers={"Content-Type": "text/plain"},
    )
    desk.hook("hook", room.hook)
    desk.watch("gsomia", any=["GSOMIA"], channels=["hook"])
    once = desk.once()
    rows = desk.rows("SELECT source, kind FROM outcomes WHERE purpose = 'listing'")
    return once, room, sites, Counter(map(tuple, rows))


def source(name, url) -> dict:
    return {"name": name, "outlet": name, "kind": "feed", "url": url}


EXPECTED = {name: kind for name, (_, kind) in CASES.items()} | {
    "forbidden": "robots",
    "private": "private",
}


@pytest.mark.parametrize("name", EXPECTED)
def test_a_source_that_fails_leaves_one_outcome_of_the_right_class(found, name):
    _, _, _, outcomes = found
    assert {k: n for (s, k), n in outcomes.items() if s == name} == {EXPECTED[name]: 1}


def test_a_sound_source_beside_them_is_read(found):
    once, room, _, outcomes = found
    assert once.wait() == 0
    assert outcomes[room.paper.name, "listing"] == 1
    read = [row["outcome"] for row in once.log if row["event"].startswith("page_")]
    assert read == ["article"]


def test_what_robots_txt_forbids_is_not_asked_for(found):
    _, room, _, _ = found
    assert not room.paper.site.asked("/list?forbidden")


def test_a_redirect_in_a_circle_is_left_after_five_hops(found):
    _, _, sites, _ = found
    assert len(sites["circle"].asked("/circle")) <= 6


def test_a_source_that_fails_rests_longer_than_one_that_does_not(found):
    _, room, _, _ = found
    due = dict(map(tuple, room.desk.rows("SELECT source, due - last FROM sources")))
    assert due["missing"] > due[room.paper.name]
    assert due["gone"] > 6 * 86400e6  # tried weekly; microseconds
    assert due["busy"] >= 60e6


def test_a_machine_that_is_offline_is_told_once_and_not_by_each_source(new_room):
    room = new_room()
    for number in range(6):
        with socket.socket() as door:  # nobody listens there any more
            door.bind(("127.0.0.1", 0))
            port = door.getsockname()[1]
        room.desk.read(source(f"far-{number}", f"http://127.0.0.1:{port}/feed"))
    room.desk.hook("hook", room.hook)
    room.desk.watch("gsomia", any=["GSOMIA"], channels=["hook"])
    room.paper.site.routes["/list"] = drop
    said = room.desk.once()
    assert len(said.saw("offline")) == 1
    visits = [v for v in said.saw("source_visited") if v["outcome"] == "connection"]
    assert len(visits) == 7
    assert Counter(visit["level"] for visit in visits)["warning"] < 3
