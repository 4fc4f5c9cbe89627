"""Pages that are no articles, or that harm who reads them. FAULTS E 41, F 45, F 46.

One monitor reads a list in which they stand among sound reports.
"""

import os
import signal
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest
from newsroom import Answer, Desk
from newsroom.writing import page

pytestmark = pytest.mark.slow

LOGIN = '<html><head><title>Log in</title></head><body><h1>Log in</h1><form><input type="password"></form></body></html>'
CONSENT = "<html><head><title>Before you continue</title></head><body><h1>Before you continue</h1><p>We and our partners use cookies. Accept all cookies?</p></body></html>"
CAPTCHA = "<html><head><title>Just a moment...</title></head><body><h1>Checking your browser</h1><p>Verify you are human.</p></body></html>"
GONE = "<html><head><title>Page not found</title></head><body><h1>404</h1><p>This page could not be found.</p></body></html>"
# lxml's time grows with the square of an element's attributes: these would take minutes.
ENDLESS = f"<html><body><article><p {' '.join(f'a{n}=1' for n in range(120_000))}>GSOMIA</p></article></body></html>"

PAGES = {  # by name: what is answered, and the class of its outcome
    "missing": (Answer(status=404), "missing"),
    "withdrawn": (Answer(status=410), "gone"),
    "forbidden": (Answer(status=403), "denied"),
    "broken": (Answer(status=500), "server"),
    "login": (Answer.html(LOGIN), "login"),
    "consent": (Answer.html(CONSENT), "consent_wall"),
    "captcha": (Answer.html(CAPTCHA), "captcha"),
    "not-found": (Answer.html(GONE), "soft_404"),
    "pdf": (Answer(b"%PDF-1.7 \x00\x01", headers={"Content-Type": "application/pdf"}), "not_html"),
    "bomb": (Answer.zipped(64 << 20, "text/html"), "too_large"),
    "endless": (Answer.html(ENDLESS), "limit"),
}  # fmt: skip


@dataclass
class Read:
    """What was answered, and what was kept of it."""

    desk: Desk
    kinds: dict[str, set[str]]  # by name: the classes of its outcomes
    asked: Counter[str]
    kept: Counter[str]
    links: dict[str, tuple[str, str]]  # by name: state and reason


@pytest.fixture(scope="module")
def room(new_room):
    return new_room()


@pytest.fixture(scope="module")
def read(room):
    desk, paper = room.desk, room.paper
    desk.hook("hook", room.hook)
    desk.watch("gsomia", any=["GSOMIA"], channels=["hook"])
    with desk.running() as daemon:
        room.first_visit(daemon)
        bad = [room.piece().but(slug=name) for name in PAGES]
        sound, large = room.piece(), room.piece()
        paper.publish(sound, large, *bad)  # the bad ones stand above them
        for name, (answer, _) in PAGES.items():
            paper.site.routes[f"/news/{name}.html"] = answer
        print_large(paper, large)
        room.told(sound, large)
        daemon.until("page_read", url=paper.url(bad[-1]), outcome="limit", count=2)
        after = room.report()
        room.told(after)
        assert daemon.stop() == 0
    kinds, kept = {}, Counter()
    for url, kind in desk.rows(
        "SELECT url, kind FROM outcomes WHERE purpose = 'page' AND kind != 'stopped'"
    ):
        name = url.rpartition("/")[2].removesuffix(".html")
        kinds.setdefault(name, set()).add(kind)
        kept[name] += 1
    links = desk.rows("SELECT url, state, reason FROM links")
    return Read(
        desk=desk,
        kinds=kinds,
        kept=kept,
        asked=Counter(
            seen.path.rpartition("/")[2].removesuffix(".html")
            for seen in paper.site.seen
            if seen.path.startswith("/news/")
        ),
        links={
            url.rpartition("/")[2].removesuffix(".html"): (state, reason)
            for url, state, reason in links
        },
    )


def print_large(paper, piece) -> None:
    """Give a piece a page of 6 MB, most of it scripts."""
    filler = (
        "<script>" + "x = 'a long script that nobody reads';" * 160_000 + "</script>"
    )
    text = page(piece, paper.name).replace("</head>", f"{filler}</head>")
    assert len(text) > 6e6
    paper.site.routes[f"/news/{piece.slug}.html"] = Answer.html(text)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_that_is_no_article_ends_as_what_it_is(read, name):
    assert read.kinds[name] == {PAGES[name][1]}


def test_every_page_asked_for_left_exactly_one_outcome(read):
    assert read.asked == read.kept


def test_a_page_that_would_cost_too_much_twice_is_set_aside(read):
    state, reason = read.links["endless"]
    assert state == "failed"
    assert reason.startswith("limit: ")
    assert read.kept["endless"] == 2


def test_workers_that_are_killed_are_replaced(new_room):
    room = new_room()
    room.desk.hook("hook", room.hook)
    room.desk.watch("gsomia", any=["GSOMIA"], channels=["hook"])
    with room.desk.running() as daemon:
        daemon.until("page_read", outcome="article")
        for nursery in children(daemon.pid):
            os.kill(nursery, signal.SIGKILL)  # its workers die with it
        piece = room.report()
        room.told(piece)
        assert daemon.stop() == 0


def children(pid) -> list[int]:
    return [
        int(n) for n in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    ]


def test_sound_reports_beside_bad_pages_are_told(room, read):
    assert len(room.hook.posts) == 3  # a sound one, one of 6 MB, one after the worst
