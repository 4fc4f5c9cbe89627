"""Two workers that place two copies of one text at the same instant make one story."""

import threading
from datetime import UTC, datetime, timedelta
from itertools import count

import nouns
from newsroom.writing import paragraphs
from sqlalchemy import event

from monitor.core import group, similar
from monitor.store import articles, prints
from monitor.store.engine import open_store
from monitor.store.writer import Writer

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
THREADS, TIMES = 8, 1_000
EACH = TIMES // (THREADS // 2)  # texts of each pair of threads
ARRIVALS = count()  # the newest are looked at first, so each comes at a time of its own


def place(conn, body, writer, number):
    """Do what a worker does with an article, in one transaction."""
    now = NOON + timedelta(seconds=next(ARRIVALS))
    it = nouns.article(
        f"{number}-{writer}",
        body,
        fetched=now,
        title=f"Of {number}",
        outlet=f"W{writer}",
    )
    taken = similar.prints(it.title, it.text, it.language)
    prints.lock(conn, taken)
    where = group.place(it, taken, prints.neighbours(conn, it, taken))
    causes = articles.Causes()
    articles.record(conn, it, where, prints=taken, causes=causes, baseline=False, now=now)  # fmt: skip
    return where.story


def test_a_thousand_times_eight_threads_open_no_story_twice(store_url):
    barriers = [threading.Barrier(2, timeout=600) for _ in range(THREADS // 2)]
    stories = [set() for _ in range(TIMES)]
    texts = ["\n".join(paragraphs(f"place {n}", seed=n, count=2)) for n in range(TIMES)]

    def work(thread):
        store, pair = open_store(store_url), thread // 2
        event.listen(store.engine, "connect", _hurry)
        writer = Writer(store)  # waits for the others' turns as long as it must
        for number in range(pair * EACH, (pair + 1) * EACH):
            barriers[pair].wait()  # both copies at once
            said = writer.submit(place, texts[number], thread, number)
            stories[number].add(said.result())
        writer.close_now()
        store.close()

    threads = [threading.Thread(target=work, args=(n,)) for n in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {n: s for n, s in enumerate(stories) if len(s) != 1} == {}
    assert len(set.union(*stories)) == TIMES


def _hurry(connection, _record):
    """Commit without waiting for the disk: nobody cuts the power here."""
    lite = type(connection).__module__.startswith("sqlite3")
    said = "PRAGMA synchronous=OFF" if lite else "SET synchronous_commit = off"
    connection.cursor().execute(said)
    connection.commit()
