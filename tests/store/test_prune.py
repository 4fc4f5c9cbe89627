"""What is old is forgotten in small steps; what a watch matched is kept."""

import threading
from datetime import timedelta

import nouns
import pytest
from sqlalchemy import func, select

from monitor.model import Validators
from monitor.store import articles, prints, prune, search, sources
from monitor.store.tables import articles as rows
from monitor.store.tables import marks
from monitor.store.tables import prints as printed

OLD, NEW = timedelta(days=400), timedelta(days=1)
KEPT = timedelta(days=365)


@pytest.fixture
def put(store, now):
    def record(path, *, age, matched=False):
        one = nouns.article(
            path, f"세종 {path} words of it\n" * 9, fetched=now - age, title=path
        )
        with store.begin() as conn:
            nouns.record(
                conn,
                one,
                nouns.opens(one),
                now=now - age,
                matches=[nouns.match()] if matched else [],
            )
        return one

    return record


def steps(store, step, before):
    counts = []
    while not counts or counts[-1]:
        with store.begin() as conn:
            counts.append(step(conn, before))
    return counts


def test_only_old_texts_that_nothing_matched_are_emptied(store, put, now):
    gone = put("gone", age=OLD)
    kept = [put("watched", age=OLD, matched=True), put("young", age=NEW)]
    assert steps(store, prune.texts_before, now - KEPT) == [1, 0]
    with store.read() as conn:
        assert articles.get(conn, gone.id).text == ""
        assert articles.get(conn, gone.id).title == "gone"  # its address is known
        for one in kept:
            assert articles.get(conn, one.id).text == one.text
        assert set(search.search(conn, "세종")) == {one.id for one in kept}
        found = marks.join(printed, printed.c.number == marks.c.number)
        named = select(printed.c.article_id).select_from(found)
        assert set(conn.scalars(named)) == {one.id for one in kept}
        assert conn.scalar(select(func.count(marks.c.number.distinct()))) == len(kept)
        assert prints.stale(conn) == 0  # and nothing takes its prints again


def test_texts_go_in_steps_between_which_others_write(store, put, now):
    for n in range(prune.TEXTS + 5):
        put(f"p{n}", age=OLD)
    done = threading.Event()
    counts = []

    def forget():
        counts.extend(steps(store, prune.texts_before, now - KEPT))
        done.set()

    pruning = threading.Thread(target=forget)
    pruning.start()
    written = 0
    while not done.is_set():
        put(f"new{written}", age=NEW)
        written += 1
    pruning.join()
    assert counts == [prune.TEXTS, 5, 0]
    with store.read() as conn:
        full = select(func.count()).select_from(rows).where(rows.c.text != "")
        assert conn.scalar(full) == written


def test_what_said_that_a_page_is_unchanged_is_forgotten(store, now):
    with store.begin() as conn:
        for url, age in (("old", OLD), ("new", NEW)):
            known = {url: Validators(etag="x", last_modified=None, digest=None)}
            sources.keep_validators(conn, known, now - age)
    assert steps(store, prune.pages_before, now - KEPT) == [1, 0]
    with store.read() as conn:
        assert set(sources.validators(conn, ["old", "new"])) == {"new"}
