"""What a site taught is kept, told to the next reading, and forgotten at last."""

from datetime import timedelta

from monitor.core.extraction import memory
from monitor.core.extraction.blocks import bare
from monitor.model import KnownSite, Lesson
from monitor.store import prune, sites

NOTICE = "Tickets for the station's autumn concert are on sale at the door and online."


def teach(conn, host, count, now, line=NOTICE):
    for number in range(count):
        text = [f"Report {number} of its own happening, as told here.", line]
        ways = ((7, True), (8, False))
        lesson = Lesson(by="full", lines=memory.lines_of(text, "Ferry runs"), ways=ways)
        sites.learn(conn, host, lesson, event=f"{number:016x}", now=now)


def test_a_site_that_is_new_has_taught_nothing(store):
    with store.read() as conn:
        assert sites.known(conn, "radio.example") == KnownSite()


def test_what_was_taught_is_told_to_the_next_reading(store, now):
    with store.begin() as conn:
        teach(conn, "radio.example", 5, now)
    with store.read() as conn:
        known = sites.known(conn, "radio.example")
        assert known.lines == {memory.line_key(bare(NOTICE))}
        assert known.ways == {7: True, 8: False}


def test_no_site_teaches_of_another(store, now):
    with store.begin() as conn:
        teach(conn, "stranger.example", 9, now)
        assert sites.known(conn, "radio.example") == KnownSite()


def test_a_site_keeps_one_row_of_bounded_size(store, now):
    with store.begin() as conn:
        for number in range(60):
            lines = [f"Line {n} of the long report {number}" for n in range(300)]
            lesson = Lesson(by="full", lines=memory.lines_of(lines, "Ferry"))
            sites.learn(conn, "a.example", lesson, event=f"{number:016x}", now=now)
        site = sites.recall(conn, "a.example")
    assert len(site.lines) <= 800
    assert site.stories == 60


def test_a_site_that_gave_nothing_for_half_a_year_is_forgotten(store, now):
    with store.begin() as conn:
        teach(conn, "old.example", 4, now - timedelta(days=200))
        teach(conn, "new.example", 4, now)
        assert prune.sites_before(conn, now - prune.SITES_KEPT) == 1
        assert prune.sites_before(conn, now - prune.SITES_KEPT) == 0
        assert sites.known(conn, "old.example") == KnownSite()
        assert sites.known(conn, "new.example") != KnownSite()
