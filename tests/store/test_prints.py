"""The store finds who shares fingerprints, on both databases and at any size."""

import re
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event, func, select, text

from monitor.core import events, group, ids, similar
from monitor.model import Article, Copy, Joins, Opens, Revision, SourceName
from monitor.store import articles, prints, prune
from monitor.store.engine import open_store
from monitor.store.near import NEWEST, newest
from monitor.store.tables import event_terms, marks, term_counts
from monitor.store.tables import prints as kept

NOON = datetime(2024, 5, 3, 12, tzinfo=UTC)
STRIKE = (
    "Port workers at Halden voted on Tuesday to end a strike over night shifts. The "
    "union said its members would return to the docks on Thursday morning at six. "
    "Forty ships had waited off the coast while the two sides talked in a hotel. The "
    "company agreed to hire thirty more people and to pay for meals after midnight."
)
FROST = (
    "Growers in the Ashby valley expect to pick far fewer apples than last year. Two "
    "nights of frost in May came when the early varieties stood in full flower. Late "
    "varieties did better, said Maria Delgado, who has farmed there for decades."
)


PACT_EN = (
    "Seoul and Tokyo met in Geneva on March 5 to talk about GSOMIA, said the foreign "
    "ministry. Japan sent 308 officials to the embassy."
)
PACT_JA = (
    "韓国と日本は3月5日、ジュネーブでGSOMIAについて協議した。外務省が発表した。"
    "日本は308人を大使館に派遣した。"
)


def article(
    body, url, *, title="A title", outlet="Post", at=NOON, aliases=(), language="en"
):
    return Article(
        id=ids.article_id(url),
        url=url,
        fetched_url=url,
        source=SourceName("post"),
        outlet=outlet,
        title=title,
        text=body,
        fetched=at,
        language=language,
        aliases=aliases,
        digest=ids.text_digest(title, body),
    )


def put(conn, it):
    taken = similar.prints(it.title, it.text, it.language)
    prints.lock(conn, taken)
    place = group.place(it, taken, prints.neighbours(conn, it, taken))
    articles.record(
        conn,
        it,
        place,
        prints=taken,
        causes=articles.Causes(),
        baseline=False,
        now=it.fetched,
    )
    return place


def near(conn, it, **more):
    return prints.neighbours(conn, it, similar.prints(it.title, it.text, "en"), **more)


@pytest.fixture
def conn(store):
    with store.begin() as conn:
        yield conn


def test_prints_come_back_as_they_were_kept(conn):
    it = article(STRIKE, "https://a.example/1")
    taken = similar.prints(it.title, it.text, "en")
    put(conn, it)
    around = near(conn, article(STRIKE, "https://b.example/1"))
    (found,), (report,) = around.similar, around.recent
    assert found.id == report.id == it.id
    assert found.prints.shingles == taken.shingles
    assert found.prints.numbers == taken.numbers
    assert any(term >> 63 for term, _ in taken.terms), "no hash with the highest bit"
    weighed = dict(events.weigh(taken.terms, {}))
    assert dict(report.prints.terms) == pytest.approx(weighed, rel=1e-6)


def test_a_copy_elsewhere_is_found(conn):
    first = put(conn, article(STRIKE, "https://a.example/1"))
    put(conn, article(FROST, "https://a.example/2"))
    place = put(conn, article(STRIKE[:200], "https://b.example/1", outlet="B"))
    assert isinstance(place, Copy)
    assert place.story == first.story


def test_a_report_of_the_event_is_found_within_the_window_only(conn):
    put(conn, article(STRIKE, "https://a.example/1", title="Halden port strike"))
    body = "The port strike at Halden is over: dockers and their union will return."
    for days, relation in ((2, Joins), (9, Opens)):
        at = NOON + timedelta(days=days)
        url = f"https://b.example/{days}"
        later = article(body, url, title="Halden port strike ends", at=at)
        found = near(conn, later)
        place = group.place(later, similar.prints(later.title, body, "en"), found)
        assert isinstance(place, relation)
    assert near(conn, later, window=timedelta(days=20)).recent


def test_an_old_copy_is_still_a_copy(conn):
    put(conn, article(STRIKE, "https://a.example/1"))
    at = NOON + timedelta(days=400)
    assert isinstance(put(conn, article(STRIKE, "https://b.example/1", at=at)), Copy)


def test_an_article_is_found_at_its_other_addresses(conn):
    first = article(STRIKE, "https://a.example/1", aliases=("https://a.example/1/amp",))
    put(conn, first)
    assert near(conn, article(FROST, "https://a.example/1/amp")).same.id == first.id
    other = article(FROST, "https://a.example/x", aliases=("https://a.example/1",))
    assert near(conn, other).same.text == STRIKE
    assert near(conn, article(FROST, "https://a.example/2")).same is None


def test_an_article_is_no_neighbour_of_itself(conn):
    it = article(STRIKE, "https://a.example/1")
    put(conn, it)
    found = near(conn, it)
    assert found.same.id == it.id
    assert found.similar == found.recent == ()


def test_a_revision_is_found_by_its_new_text_and_no_more_by_its_old(conn):
    put(conn, article(STRIKE[:60], "https://a.example/1", title="Port strike"))
    at = NOON + timedelta(minutes=5)
    place = put(conn, article(f"{STRIKE[:60]} {FROST}", "https://a.example/1", at=at))
    assert isinstance(place, Revision)
    assert near(conn, article(FROST, "https://b.example/1")).similar
    rows = conn.scalar(select(func.count()).select_from(kept))
    assert rows == 1


def test_saving_twice_changes_nothing(conn):
    it = article(STRIKE, "https://a.example/1")
    put(conn, it)
    before = [
        conn.execute(select(t)).all() for t in (kept, marks, event_terms, term_counts)
    ]
    prints.save(conn, it.id, similar.prints(it.title, it.text, "en"), seen=NOON)
    after = [
        conn.execute(select(t)).all() for t in (kept, marks, event_terms, term_counts)
    ]
    assert list(map(sorted, before[1:])) == list(map(sorted, after[1:]))
    assert len(after[0]) == 1


def test_words_are_counted_once_an_event(conn):
    for n in range(3):
        put(conn, article(f"Harbour {n} quintet", f"https://a.example/{n}"))
    put(conn, article("Frost cuts the apple crop", "https://a.example/frost"))
    taken = similar.prints("", "harbour quintet", "en")
    counts = dict(
        near(conn, article("harbour quintet", "https://b.example/1")).term_counts
    )
    assert [counts[term] for term, _ in taken.terms] == [2, 1, 1]


def test_an_article_without_words_has_no_neighbours(conn):
    put(conn, article(STRIKE, "https://a.example/1"))
    found = near(conn, article("", "https://b.example/1", title=""))
    assert (found.same, found.similar, found.recent) == (None, (), ())
    assert isinstance(put(conn, article("", "https://b.example/1", title="")), Opens)


def test_a_mark_that_all_pages_carry_does_not_hide_a_copy(conn):
    footer = " ".join(f"footer{n}" for n in range(200))
    for n in range(NEWEST + 20):
        words = " ".join(f"w{n}x{k}" for k in range(12))
        at = NOON + timedelta(seconds=n)
        it = article(f"{words} {footer}", f"https://a.example/{n}", at=at)
        taken = similar.prints("", it.text, "en")
        place = Opens(story=ids.story_id(it.id, it.digest), event=ids.event_id("e"))
        causes = articles.Causes()
        articles.record(
            conn, it, place, prints=taken, causes=causes, baseline=False, now=at
        )
    put(conn, article(STRIKE, "https://b.example/1", outlet="B", at=NOON))
    late = article(f"{STRIKE} {footer}", "https://a.example/last", at=NOON)
    found = near(conn, late)
    assert len(found.similar) == prints.CANDIDATES
    assert found.similar[0].url == "https://b.example/1"


def test_old_terms_are_dropped_and_copies_are_still_found(conn):
    put(conn, article(STRIKE, "https://a.example/1"))
    assert prune.terms_before(conn, NOON) == 0
    assert prune.terms_before(conn, NOON + timedelta(seconds=1)) == 1
    assert prune.terms_before(conn, NOON + timedelta(seconds=1)) == 0
    found = near(conn, article(STRIKE, "https://b.example/1"))
    assert (len(found.similar), len(found.recent)) == (1, 0)


def test_prints_of_another_algorithm_are_taken_again_in_steps(conn):
    for n, body in enumerate((STRIKE, FROST, STRIKE[::-1])):
        put(conn, article(body, f"https://a.example/{n}"))
    conn.execute(kept.update().values(algorithm=0))
    it = article(STRIKE, "https://b.example/1")
    assert near(conn, it).similar == ()
    assert near(conn, article("", "https://a.example/0")).same.prints.shingles
    assert prints.stale(conn) == 3
    first = prints.reindex(conn, limit=2)
    second = prints.reindex(conn, limit=2, after=first[-1])
    assert (len(first), len(second)) == (2, 1)
    assert prints.reindex(conn, limit=2, after=second[-1]) == []
    assert prints.stale(conn) == 0
    assert len(near(conn, it).similar) == 1


def test_forgotten_articles_leave_no_rows(conn):
    it = article(STRIKE, "https://a.example/1")
    put(conn, it)
    prints.forget(conn, [it.id])
    for table in (kept, marks, event_terms):
        assert conn.scalar(select(func.count()).select_from(table)) == 0


def test_copies_that_arrive_at_once_are_one_story(store_url):
    """Four writers, each with a connection of its own, race with eight families."""
    families, writers = 8, 4
    barrier = threading.Barrier(writers, timeout=30)
    stories = [set() for _ in range(families)]

    def write(writer):
        store = open_store(store_url)
        for family in range(families):
            body = STRIKE.replace("Halden", f"Town{family}") + f" {family}" * 40
            it = article(
                " ".join(f"{word}{family}" for word in body.split()),
                f"https://w{writer}.example/{family}",
                outlet=f"W{writer}",
            )
            barrier.wait()
            with store.begin() as conn:
                stories[family].add(put(conn, it).story)
        store.close()

    threads = [threading.Thread(target=write, args=(n,)) for n in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert [len(found) for found in stories] == [1] * families


@pytest.mark.parametrize("size", [0, 1, 12])
def test_the_number_of_look_ups_does_not_grow_with_the_archive(conn, size):
    for n in range(size):
        put(conn, article(f"{STRIKE} {n}", f"https://a.example/{n}", outlet=f"O{n}"))
    put(conn, article(PACT_JA, "https://ja.example/1", language="ja"))
    put(conn, article(PACT_EN, "https://en.example/1"))
    said = []
    event.listen(conn, "before_cursor_execute", lambda *it: said.append(it[2]))
    found = near(conn, article(f"{STRIKE} {PACT_EN}", "https://b.example/1"))
    assert len(said) == 7
    assert found.similar
    assert found.recent
    assert found.abroad


def test_the_newest_are_found_under_a_hash_that_many_share(conn):
    for n in range(NEWEST + 5):
        at = NOON + timedelta(seconds=n)
        rows = {"hash": -5, "seen": at, "number": n}
        conn.execute(marks.insert(), rows)
    found = newest(conn, marks, [(1 << 64) - 5, 7])
    assert found.get(7, []) == []
    assert found[(1 << 64) - 5] == [*range(NEWEST + 4, 4, -1)]
    since = NOON + timedelta(seconds=NEWEST + 3)
    assert len(newest(conn, marks, [(1 << 64) - 5], since=since)[(1 << 64) - 5]) == 2


def test_a_revision_keeps_its_number_and_moves_all_that_leads_to_it(conn):
    it = article(STRIKE, "https://a.example/1")
    put(conn, it)
    numbers = [conn.scalar(select(kept.c.number))]
    later = NOON + timedelta(days=5)
    prints.replace(conn, it.id, similar.prints("", FROST, "en"), seen=later)
    numbers.append(conn.scalar(select(kept.c.number)))
    assert numbers[0] == numbers[1]
    row = conn.execute(select(kept)).one()
    for table, packed in ((marks, row.marks), (event_terms, row.found_by)):
        rows = conn.execute(select(table)).all()
        assert len(rows) == len(packed) // 8
        assert {r.number for r in rows} == {numbers[0]}
        assert {r.seen for r in rows} == {later}


def test_look_ups_use_the_indexes(store):
    """At a million articles a scan would take seconds."""
    said = []

    def keep(_conn, _cursor, statement, parameters, _context, _many):
        said.append((statement, parameters))

    explain = "EXPLAIN QUERY PLAN " if store.dialect == "sqlite" else "EXPLAIN "
    with store.begin() as conn:
        for n in range(30):
            put(conn, article(f"{STRIKE} {n}", f"https://a.example/{n}"))
        if store.dialect == "postgresql":
            conn.execute(text("SET LOCAL enable_seqscan = off"))  # of thirty rows
        it = article(STRIKE, "https://b.example/1")
        event.listen(conn, "before_cursor_execute", keep)
        near(conn, it)
        event.remove(conn, "before_cursor_execute", keep)
        assert len(said) == 6, "the number of look-ups is fixed"
        for statement, parameters in said:
            plan = conn.exec_driver_sql(explain + statement, parameters)
            for step in (str(row[-1]) for row in plan):
                assert not re.search(
                    r"SCAN (?!wanted|newest|CONSTANT)|Seq Scan", step
                ), (
                    statement,
                    step,
                )


def test_replacing_moves_an_article_to_its_new_time(conn):
    it = article(STRIKE, "https://a.example/1")
    put(conn, it)
    taken = similar.prints(it.title, it.text, "en")
    later = NOON + timedelta(days=5)
    prints.replace(conn, it.id, taken, seen=later)
    report = article(STRIKE, "https://b.example/1", at=later)
    assert near(conn, replace(report, fetched=later)).recent
