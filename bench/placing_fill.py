"""Fill a store with a million articles in minutes, as the service would have left it.

Rows that lead to articles are sorted by their hash and written some thousand articles
at a time, always an eighth of what is there: so the trees split as they do when articles
come one by one. After `CYCLE` articles the same come again in other words (other
shingles and marks; the same terms, which by then lie outside the window of events).
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import numpy as np
from placing_press import CYCLE, FLAT, NEW_WORDS, Batch, Writer
from sqlalchemy import func, insert, select, text
from xxhash import xxh3_64_intdigest

from monitor.core import bridges, events, similar
from monitor.store.columns import Second
from monitor.store.engine import Store
from monitor.store.tables import meta, prints

START = datetime(2024, 1, 1, tzinfo=UTC)
A_DAY = 20_000  # articles that a large desk reads
SHARE = 8  # of what is there, written at once: at least this and at most that many
LEAST, MOST = 1_000, 50_000
_FILLED = "bench: filled"  # key in `meta`
_SQLITE = (
    "PRAGMA journal_mode=OFF",
    "PRAGMA synchronous=OFF",
    "PRAGMA locking_mode=EXCLUSIVE",
    "PRAGMA cache_size=-3500000",
)
_PRINTS = (
    "number article_id algorithm seen numbers terms bridges shingles marks found_by"
)
_INDEXED = ("hash", "seen", "number")


def moment(number: int) -> datetime:
    """Say when the article of a number came."""
    return START + timedelta(days=1) * number / A_DAY


def filled(store: Store) -> int:
    """Say how many articles `fill` has put there."""
    with store.read() as conn:
        return conn.scalar(select(meta.c.value).where(meta.c.key == _FILLED)) or 0


def fill(store: Store, writer: Writer, start: int, end: int) -> None:
    """Write the prints and articles from one number to another; says how far it is."""
    if start >= end:
        return
    began, source = time.monotonic(), _Source(writer)
    _hurry(store, begins=True)
    with _hand(store) as hand:
        source.counts.read(hand)
        held = int(hand.ask("SELECT coalesce(max(number), 0) FROM prints")[0][0])
        at, shift = start, max(held - start, 0)
        while at < end:
            step = max(LEAST, min(at // SHARE, MOST))
            last = min(at + step, end, (at // CYCLE + 1) * CYCLE)
            mixed = at // CYCLE if at // CYCLE != (end - 1) // CYCLE else 0
            _write(hand, source.take(at, last), at, shift=shift, mixed=mixed)
            source.count(at, last)
            took, at = time.monotonic() - began, last
            print(f"  {last:,} of {end:,} after {took:,.0f} s", flush=True)
        source.counts.write(hand)
    _hurry(store, begins=False)
    with store.begin() as conn:
        conn.execute(meta.delete().where(meta.c.key == _FILLED))
        conn.execute(insert(meta).values(key=_FILLED, value=end))
        if store.dialect == "postgresql":
            key = func.pg_get_serial_sequence("prints", "number")
            most = select(func.max(prints.c.number)).scalar_subquery()
            conn.execute(select(func.setval(key, most)))
        conn.execute(text("ANALYZE"))


class _Made(NamedTuple):
    """What is kept of an article of the cycle."""

    said: tuple[str, str, str, str, str]  # outlet, language, text, event, copied story
    numbers: str
    blobs: tuple[bytes, bytes]  # terms and bridges
    shingles: np.ndarray
    marks: np.ndarray
    own: tuple[int, int]  # how many of both are no furniture
    found_by: np.ndarray
    hashes: np.ndarray  # of all its terms and keys, for counting


class _Source:
    """Gives the articles of one cycle again and again."""

    def __init__(self, writer: Writer) -> None:
        self.writer, self.counts = writer, _Counts()
        self.made: list[_Made] = []

    def take(self, first: int, end: int) -> list[_Made]:
        """Give the articles from one number to another, all of one cycle."""
        first, end = first % CYCLE, (end - 1) % CYCLE + 1
        while len(self.made) < end:
            at = len(self.made)
            batch = self.writer.batch(at, min(at + LEAST, CYCLE))
            self.made += [self._make(batch, n) for n in range(len(batch.languages))]
        return self.made[first:end]

    def _make(self, batch: Batch, n: int) -> _Made:
        language, copies = batch.languages[n], int(batch.masters[n])
        terms = _weighed(batch.terms[n], self.counts)
        abroad = _bridged(batch.bridges[n], self.counts)
        most = events.INDEXED if language == "en" else events.INDEXED_CHARACTERS
        keys = abroad["hash"][1 : bridges.INDEXED + 1] ^ abroad["hash"][0]
        shingles, marks = batch.shingles[n], batch.marks[n]
        around = batch.furniture[n]
        body = _TEXT * (len(shingles) // 14)
        event = f"{int(batch.topics[n]):016x}"
        story = f"{copies:016x}" if copies >= 0 else ""
        return _Made(
            said=(f"outlet {batch.outlets[n]}", language, body, event, story),
            numbers=json.dumps(batch.numbers[n], separators=(",", ":")),
            blobs=(terms.tobytes(), abroad.tobytes()),
            shingles=shingles,
            marks=marks,
            own=(len(shingles) - around[0], len(marks) - around[1]),
            found_by=np.unique(np.concatenate([terms["hash"][:most], keys])),
            hashes=np.concatenate([batch.terms[n]["hash"], batch.bridges[n]["hash"]]),
        )

    def count(self, first: int, end: int) -> None:
        """Count the terms of those that the service would count."""
        rng, found = np.random.default_rng([6, first]), [np.empty(0, dtype=FLAT)]
        for number, made in enumerate(self.take(first, end), first):
            if events.is_counted(_id(number), number):
                found.append(made.hashes)
                if number >= CYCLE:  # words that come once come again as others
                    found.append(rng.integers(2**64, size=NEW_WORDS, dtype=FLAT))
        self.counts.add(np.concatenate(found))


class _Counts:
    """How many counted articles hold each term."""

    def __init__(self) -> None:
        self.terms = np.empty(0, dtype=FLAT)
        self.articles = np.empty(0, dtype=np.int64)

    def of(self, hashes: np.ndarray) -> np.ndarray:
        if not len(self.terms):
            return np.zeros(len(hashes), dtype=np.int64)
        at = np.searchsorted(self.terms, hashes)
        at[at == len(self.terms)] = 0
        return np.where(self.terms[at] == hashes, self.articles[at], 0)

    def add(self, hashes: np.ndarray) -> None:
        terms, held = np.unique(hashes, return_counts=True)
        self._merge(terms, held)

    def _merge(self, terms: np.ndarray, held: np.ndarray) -> None:
        both = np.concatenate([self.terms, terms])
        self.terms, back = np.unique(both, return_inverse=True)
        weights = np.concatenate([self.articles, held])
        self.articles = np.bincount(back, weights=weights).astype(np.int64)

    def read(self, hand: _Hand) -> None:
        rows = np.array(hand.ask("SELECT term, articles FROM term_counts"), dtype="i8")
        if len(rows):
            order = np.argsort(rows[:, 0].astype(FLAT))
            self.terms, self.articles = rows[order, 0].astype(FLAT), rows[order, 1]

    def write(self, hand: _Hand) -> None:
        hand.ask("DELETE FROM term_counts")
        found = sorted(zip(self.terms.view("i8"), self.articles, strict=True))
        hand.put("term_counts", ("term", "articles"), _plain(found))


def _plain(rows: Iterable[Sequence[Any]]) -> Iterator[tuple[int, ...]]:
    return (tuple(map(int, row)) for row in rows)


def _write(
    hand: _Hand, made: list[_Made], first: int, *, shift: int, mixed: int
) -> None:
    """Write articles and what leads to them.

    Args:
        hand: of the store.
        made: the articles.
        first: number of the first.
        shift: between the numbers of articles and of prints.
        mixed: not 0: all texts of this cycle are other texts than those of cycle 0.
    """
    mix = FLAT(xxh3_64_intdigest(str(mixed).encode()) if mixed else 0)
    marks, rows, printed = [], [], []
    for number, it in enumerate(made, first):
        shingles, its = it.shingles.copy(), it.marks.copy()
        shingles[: it.own[0]] ^= mix
        its[: it.own[1]] ^= mix
        marks.append(np.unique(its))
        row = _article(it, number, mixed)
        rows.append(row)
        blobs = (*it.blobs, shingles.tobytes(), its.tobytes(), it.found_by.tobytes())
        said = (row[0], similar.VERSION, _seconds(number), it.numbers)
        printed.append((number + 1 + shift, *said, *blobs))
    hand.put("articles", _ARTICLE, rows)
    hand.put("prints", tuple(_PRINTS.split()), printed)
    hand.put_indexed("marks", marks, first, shift)
    hand.put_indexed("event_terms", [it.found_by for it in made], first, shift)


def _seconds(number: int) -> int:
    return Second().process_bind_param(moment(number), None) or 0  # type: ignore[arg-type]


def _weighed(raw: np.ndarray, counts: _Counts) -> np.ndarray:
    """Weigh terms as `events.weigh` does."""
    found = raw[1:].copy()
    census = int(counts.of(raw["hash"][:1])[0])
    held = counts.of(found["hash"])
    found["weight"] *= np.log(1 + (census + 50) / (held + 0.5))
    found = found[np.argsort(-found["weight"], kind="stable")][: events.KEPT]
    found["weight"] /= np.sqrt((found["weight"].astype(float) ** 2).sum())
    return found


def _bridged(raw: np.ndarray, counts: _Counts) -> np.ndarray:
    """Weigh keys as `bridges.weigh` does."""
    own = np.array(sorted(bridges.OWN), dtype=FLAT)
    known = int(counts.of(own).sum()) + bridges.PRIOR
    found = raw[1:].copy()
    found["weight"] *= np.log(1 + known / (counts.of(found["hash"]) + 1))
    best = np.argsort(-found["weight"], kind="stable")[: bridges.KEPT]
    return np.concatenate([raw[:1], found[best]])


_GIVEN = {
    "source": "bench",
    "authors": "[]",
    "published_doubtful": False,
    "date_only": False,
    "paywalled": False,
    "form": "article",
    "notes": "[]",
    "aliases": "[]",
    "origin": "page",
    "version": 1,
    "relation": "opens",
    "placed_reason": "",
    "baseline": False,
}
_OWN = "id url fetched_url outlet title text language digest story_id event_id first_seen fetched"
_ARTICLE = (*_OWN.split(), *_GIVEN)
_TEXT = "The words of this text take no part in placing, only the room that they take. "


def _id(number: int) -> str:
    return f"{xxh3_64_intdigest(str(number).encode()):016x}"


def _article(made: _Made, number: int, mixed: int) -> tuple[Any, ...]:
    outlet, language, body, event, copied = made.said
    url, article = f"https://n{number}.example/n{number}", _id(number)
    cycle = f"{mixed:x}"
    story = cycle + copied[len(cycle) :] if copied else article
    at = int(moment(number).timestamp() * 1_000_000)
    title = f"An article of a topic with the number {number}"
    said = (article, url, url, outlet, title, body, language, article * 4)
    return (*said, story, cycle + event[len(cycle) :], at, at, *_GIVEN.values())


class _Hand:
    """Writes rows in bulk, past SQLAlchemy."""

    def __init__(self, conn: Any) -> None:
        self.conn = conn

    def __enter__(self) -> _Hand:
        return self

    def __exit__(self, *_: object) -> None:
        self.conn.commit()
        self.conn.close()

    def put_indexed(
        self, table: str, hashes: list[np.ndarray], first: int, shift: int
    ) -> None:
        """Write what leads to articles, in the order of the hashes."""
        lengths = [len(found) for found in hashes]
        flat = np.concatenate(hashes).view("i8")
        owner = np.repeat(np.arange(first, first + len(hashes)), lengths)
        seconds = np.array([_seconds(first + n) for n in range(len(hashes))])
        order = np.argsort(flat, kind="stable")
        at = np.repeat(seconds, lengths)[order]
        self.put_three(table, flat[order], at, owner[order] + 1 + shift)


class _Lite(_Hand):
    def ask(self, said: str) -> list[Any]:
        return self.conn.execute(said).fetchall()

    def put(
        self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]
    ) -> None:
        marks = ",".join("?" * len(columns))
        said = f"INSERT INTO {table} ({','.join(columns)}) VALUES ({marks})"
        self.conn.executemany(said, rows)

    def put_three(self, table: str, *columns: np.ndarray) -> None:
        self.put(table, _INDEXED, zip(*(c.tolist() for c in columns), strict=True))


class _Post(_Hand):
    def ask(self, said: str) -> list[Any]:
        cursor = self.conn.execute(said)
        return cursor.fetchall() if cursor.description else []

    def put(
        self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]
    ) -> None:
        said = f"COPY {table} ({','.join(columns)}) FROM STDIN"
        with self.conn.cursor().copy(said) as copy:
            for row in rows:
                copy.write_row(row)

    def put_three(self, table: str, *columns: np.ndarray) -> None:
        """Copy in the binary form: each value after its length, the highest byte first."""
        lengths = (8, 4, 4)
        fields: list[tuple[str, str]] = [("count", ">i2")]
        for name, size in zip(_INDEXED, lengths, strict=True):
            fields += [(f"{name}_size", ">i4"), (name, f">i{size}")]
        rows = np.empty(len(columns[0]), dtype=np.dtype(fields))
        rows["count"] = len(lengths)
        for name, size, column in zip(_INDEXED, lengths, columns, strict=True):
            rows[f"{name}_size"], rows[name] = size, column
        said = f"COPY {table} ({','.join(_INDEXED)}) FROM STDIN (FORMAT BINARY)"
        with self.conn.cursor().copy(said) as copy:
            copy.write(b"PGCOPY\n\xff\r\n\0" + bytes(8))
            copy.write(rows.tobytes())
            copy.write(b"\xff\xff")


def _hand(store: Store) -> _Hand:
    if store.dialect == "sqlite":
        store.engine.dispose()
        conn = sqlite3.connect(str(store.url.database))
        for pragma in _SQLITE:
            conn.execute(pragma)
        return _Lite(conn)
    import psycopg

    url = store.url.set(drivername="postgresql")
    conn = psycopg.connect(url.render_as_string(hide_password=False))
    conn.execute("SET synchronous_commit = off")
    return _Post(conn)


def _hurry(store: Store, *, begins: bool) -> None:
    """Have a server of ours wait for no disk while it is filled."""
    if store.dialect != "postgresql":
        return
    wanted = {"fsync": "off", "full_page_writes": "off", "max_wal_size": "'4GB'"}
    with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
        for name, value in wanted.items():
            change = f"SET {name} = {value}" if begins else f"RESET {name}"
            conn.execute(text(f"ALTER SYSTEM {change}"))
        conn.execute(text("SELECT pg_reload_conf()"))
        if not begins:
            conn.execute(text("CHECKPOINT"))
            conn.execute(text("VACUUM ANALYZE"))
