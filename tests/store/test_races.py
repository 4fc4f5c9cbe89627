"""Copies of one text that are taken at the same instant make one story.

`NEWS_MONITOR_TEST_RACES=1000` runs as many races as the promise names; the suite runs
some of them, in the same way.
"""

import os
import threading

from monitor.core import group, ids, similar
from monitor.model import Article, SourceName
from monitor.store import articles as rows
from monitor.store import prints
from monitor.store.engine import open_store

RACES = int(os.environ.get("NEWS_MONITOR_TEST_RACES", "80"))
THREADS = 8
WORDS = 20


def copy_of(race, runner, now):
    text = " ".join(f"word{race}x{n}" for n in range(WORDS))
    url = f"https://runner{runner}.example/{race}"
    return Article(
        id=ids.article_id(url),
        url=url,
        fetched_url=url,
        source=SourceName("race"),
        outlet=f"Runner {runner}",
        title=f"Race {race}",
        text=text,
        fetched=now,
        language="en",
        digest=ids.text_digest(f"Race {race}", text),
    )


def take(store, it):
    taken = similar.prints(it.title, it.text, it.language)
    with store.begin() as conn:
        prints.lock(conn, taken)
        place = group.place(it, taken, prints.neighbours(conn, it, taken))
        rows.record(
            conn,
            it,
            place,
            prints=taken,
            causes=rows.Causes(),
            baseline=False,
            now=it.fetched,
        )
    return place.story


def test_two_copies_taken_at_the_same_instant_are_one_story(store_url, now):
    """Four pairs of writers start together, each pair with the copies of one text."""
    stories = [set() for _ in range(RACES)]
    starts = [threading.Barrier(2, timeout=60) for _ in range(THREADS // 2)]

    def run(runner):
        store, start = open_store(store_url), starts[runner // 2]
        for race in range(runner // 2, RACES, THREADS // 2):
            it = copy_of(race, runner, now)
            start.wait()
            stories[race].add(take(store, it))
        store.close()

    threads = [threading.Thread(target=run, args=(n,)) for n in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [race for race, found in enumerate(stories) if len(found) != 1] == []


def test_eight_copies_taken_at_the_same_instant_are_one_story(store_url, now):
    races = max(1, RACES // 10)
    stories = [set() for _ in range(races)]
    start = threading.Barrier(THREADS, timeout=60)

    def run(runner):
        store = open_store(store_url)
        for race in range(races):
            it = copy_of(race, runner, now)
            start.wait()
            stories[race].add(take(store, it))
        store.close()

    threads = [threading.Thread(target=run, args=(n,)) for n in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [race for race, found in enumerate(stories) if len(found) != 1] == []
