"""Milliseconds a story and memory, for ten to a hundred thousand watches.

    python bench/matching.py [--texts FILE.jsonl] [--sizes 10,1000,100000] [--json]
                             [--tantivy FOLDER] [--rounds 3]

Asks the same watches in the same run of this engine, a loop of compiled regular
expressions, SQLite FTS5 holding one row, and tantivy holding one document: the ratio
behind each rival says how many times as long it takes. tantivy is no part of the
project: it is looked for in FOLDER, and put there with pip where it is missing; the
run says so when it cannot be had.

Without `--texts` (rows with `title` and `text`) texts are made up: words of the
frequencies of news, in English, Korean and Japanese. One thread; one process for each
size, so that memory is its own. Times are of the processor, for each story the best of
the rounds, since other work on the machine only ever adds to them.

`read` is the time to parse all queries; `reload` the time to build the engine of
watches that were parsed before, which is what a reload does; `meanwhile` the longest
that a story waited that the old engine was asked of while the new one was built in a
thread, in milliseconds of the wall clock, and how many were asked.
"""

from __future__ import annotations

import argparse
import contextlib
import gc
import importlib
import itertools
import json
import random
import re
import sqlite3
import statistics
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from monitor.core.match import facts
from monitor.core.query import parse
from monitor.model import ChannelName, Watch, WatchlistName
from monitor.pipeline.opening import build_engine

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from monitor.core.match import Engine

LENGTH: Final = 4460  # characters of a text: the mean of 181 real articles
TEXTS: Final = 181
SECONDS: Final = 20.0  # after which a slow rival stops early
SEED: Final = 20190822
_WORDS: Final = re.compile(
    r"[A-Za-z]{3,}|[가-힣]{2,5}|[一-鿿]{2,4}|[ァ-ヴ][ァ-ヴー]{2,}"
)

Text = tuple[str, str]


def main() -> None:
    """Run each size in a process of its own and print the table."""
    cli = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    cli.add_argument("--texts", type=Path, help="rows with title and text")
    cli.add_argument("--sizes", default="10,100,1000,10000,100000")
    cli.add_argument("--only", action="store_true", help="without the rivals")
    cli.add_argument("--rounds", type=int, default=3, help="of which the best counts")
    cli.add_argument("--tantivy", type=Path, help="folder that has it, or will have it")
    cli.add_argument("--json", action="store_true", help="one object a line")
    cli.add_argument("--one", type=int, help=argparse.SUPPRESS)
    args = cli.parse_args()
    if args.tantivy and not args.only:
        sys.path.append(str(args.tantivy))
    if args.one:
        print(json.dumps(measure(texts(args.texts), args.one, args)))
        return
    if not args.only and (why := missing("tantivy", args.tantivy)):
        print(f"without tantivy: {why}", file=sys.stderr)
    rows = []
    for size in map(int, args.sizes.split(",")):
        more = [f"--texts={args.texts}"] if args.texts else []
        more += ["--only"] if args.only else []
        more += [f"--tantivy={args.tantivy}"] if args.tantivy else []
        more += [f"--rounds={args.rounds}"]
        command = [sys.executable, __file__, f"--one={size}", *more]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        rows.append(json.loads(done.stdout))
        print(
            done.stdout.strip() if args.json else table(rows[-1], first=len(rows) == 1)
        )


def table(row: dict[str, Any], *, first: bool) -> str:
    """Write a row of the table, with the head before the first."""
    head = (
        "watches   ours ms   regex        FTS5         tantivy      matches"
        "   read s  reload s   MB  meanwhile ms"
    )
    cells = [f"{row['size']:>7} {row['ours']:>9.2f}"]
    for rival in ("regex", "fts5", "tantivy"):
        took = row.get(rival)
        cells.append(f"{took:>8.1f} {took / row['ours']:>4.0f}x" if took else " " * 13)
    cells.append(f"{row['matches']:>7.1f} {row['read']:>8.2f} {row['reload']:>9.2f}")
    waits = f"{row['meanwhile']:.0f} of {row['asked_meanwhile']}"
    line = " ".join(cells) + f" {row['memory']:>4.0f}  {waits}"
    return f"{head}\n{line}" if first else line


# ---- what is measured ----------------------------------------------------------------


def measure(stories: list[Text], size: int, args: argparse.Namespace) -> dict[str, Any]:
    """Measure one number of watches."""
    queries = list(itertools.islice(queries_from(stories), size))
    gc.collect()
    gc.disable()
    before = resident_mb()
    started = time.process_time()
    watches = [watch(number, query) for number, query in enumerate(queries)]
    parsed = time.process_time()
    engine = build_engine(watches)  # as the service does
    built = time.process_time()
    gc.enable()
    gc.collect()
    memory = resident_mb() - before
    about = facts(language="en")
    counts: list[int] = []
    took = per_story(
        stories,
        lambda t: counts.append(len(engine.ask(*t, about))),
        rounds=args.rounds,
    )
    longest, asked = meanwhile(stories, engine, watches)
    row: dict[str, Any] = {
        "size": size,
        "ours": took,
        "matches": statistics.mean(counts),
        "read": parsed - started,
        "reload": built - parsed,
        "memory": memory,
        "meanwhile": longest,
        "asked_meanwhile": asked,
    }
    if not args.only:
        row |= {
            "regex": per_story(stories, regex_loop(queries)),
            "fts5": per_story(stories, fts5(queries)),
        }
        if tantivy := loaded("tantivy"):
            row["tantivy"] = per_story(stories, one_document(tantivy, queries))
    return row


def watch(number: int, query: str) -> Watch:
    """Make a watch of a query."""
    return Watch(
        watchlist=WatchlistName("bench"),
        name=f"w{number}",
        query=parse(query, {}),
        source=query,
        channels=(ChannelName("none"),),
    )


def meanwhile(
    stories: list[Text], old: Engine, watches: list[Watch]
) -> tuple[float, int]:
    """Ask the old engine while another thread builds a new one.

    Returns:
        The longest that a story took, in milliseconds of the wall clock; how many.
    """
    about, waits = facts(language="en"), []
    building = threading.Thread(target=build_engine, args=(watches,))
    building.start()
    for story in itertools.cycle(stories):
        began = time.perf_counter()
        old.ask(*story, about)
        waits.append(time.perf_counter() - began)
        if not building.is_alive():
            break
    building.join()
    return 1000 * max(waits), len(waits)


def per_story(
    stories: list[Text], ask: Callable[[Text], object], *, rounds: int = 1
) -> float:
    """Give the milliseconds of processor time for a story, in the mean."""
    ask(stories[0])
    best: dict[int, float] = {}
    stop = time.perf_counter() + SECONDS
    for number, story in list(enumerate(stories)) * rounds:
        started = time.process_time()
        ask(story)
        took = time.process_time() - started
        best[number] = min(took, best.get(number, took))
        if time.perf_counter() > stop:
            break
    return statistics.mean(best.values()) * 1000


def resident_mb() -> float:
    """Give the memory of this process, in MB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 1e6


def missing(name: str, folder: Path | None) -> str:
    """Say why a module cannot be had; put it into the folder first where it is not."""
    if loaded(name):
        return ""
    if folder is None:
        return "--tantivy FOLDER puts it there"
    command = [sys.executable, "-m", "pip", "install", "--quiet"]
    command += ["--target", str(folder), name]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode == 0 and folder.exists():
        return ""
    return f"pip cannot install it: {(done.stderr.splitlines() or ['?'])[-1]}"


def loaded(name: str) -> Any:
    """Give a module if it is installed."""
    try:
        return importlib.import_module(name)
    except ImportError:
        return None


# ---- the rivals: the same watches, as each of them says it -----------------------------


def parts(query: str) -> tuple[list[list[str]], list[str]]:
    """Split a query of this benchmark into groups to find and words to miss."""
    wanted, unwanted = [], []
    for piece in query.split(" AND "):
        if piece.startswith("NOT "):
            unwanted.append(piece[4:].strip('"'))
        elif " NEAR/" in piece:
            wanted += [[word.strip('"')] for word in re.split(r" NEAR/\d+ ", piece)]
        else:
            wanted.append([w.strip('"') for w in piece.strip("()").split(" OR ")])
    return wanted, unwanted


def regex_loop(queries: list[str]) -> Callable[[Text], object]:
    """One compiled expression for each group of each watch."""

    def compiled(words: list[str]) -> re.Pattern[str]:
        return re.compile("|".join(rf"\b{re.escape(w)}" for w in words), re.IGNORECASE)

    watches = []
    for query in queries:
        wanted, unwanted = parts(query)
        none = compiled(unwanted) if unwanted else None
        watches.append(([compiled(group) for group in wanted], none))

    def ask(story: Text) -> int:
        text = "\n".join(story)
        return sum(
            all(group.search(text) for group in groups)
            and not (none and none.search(text))
            for groups, none in watches
        )

    return ask


def fts5(queries: list[str]) -> Callable[[Text], object]:
    """A table with one row, asked each watch."""
    db = sqlite3.connect(":memory:")
    db.execute("CREATE VIRTUAL TABLE story USING fts5(title, body)")
    said = []
    for query in queries:
        wanted, unwanted = parts(query)
        groups = ["(" + " OR ".join(f'"{w}"' for w in group) + ")" for group in wanted]
        said.append(" AND ".join(groups) + "".join(f' NOT "{w}"' for w in unwanted))

    def ask(story: Text) -> int:
        db.execute("DELETE FROM story")
        db.execute("INSERT INTO story VALUES (?, ?)", story)
        sql = "SELECT count(*) FROM story WHERE story MATCH ?"
        return sum(db.execute(sql, (query,)).fetchone()[0] for query in said)

    return ask


def one_document(tantivy: Any, queries: list[str]) -> Callable[[Text], object]:
    """An index with one document, asked each watch."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("text")
    schema = builder.build()
    blank = tantivy.Index(schema)
    asked = []
    for query in queries:
        wanted, unwanted = parts(query)
        said = " ".join("+(" + " ".join(f'"{w}"' for w in g) + ")" for g in wanted)
        said += "".join(f' -"{w}"' for w in unwanted)
        # It drops words of more than 40 bytes, and cannot ask for nothing but absence.
        with contextlib.suppress(ValueError):
            asked.append(blank.parse_query(said, ["text"]))

    def ask(story: Text) -> int:
        index = tantivy.Index(schema)
        writer = index.writer(heap_size=15_000_000, num_threads=1)
        writer.add_document(tantivy.Document(text="\n".join(story)))
        writer.commit()
        index.reload()
        searcher = index.searcher()
        return sum(searcher.search(query, 1).count for query in asked)

    return ask


# ---- texts and watches ---------------------------------------------------------------


def texts(path: Path | None) -> list[Text]:
    """Give texts of the length of news, from a file or made up."""
    if path is None:
        return made_up()
    found: list[Text] = []
    title, body = "", ""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            title = title or row.get("title") or ""
            body = f"{body}\n{row['text']}".strip()
            if len(body) >= LENGTH * 0.9:
                found.append((title, body[: LENGTH * 2]))
                title, body = "", ""
            if len(found) == TEXTS:
                break
    return found


def made_up() -> list[Text]:
    """Make texts: a third each in English, Korean and Japanese."""
    chance = random.Random(SEED)
    makers = [
        (" ", ["".join(chance.choices("etaoinshrdlu", k=n)) for n in _lengths(chance, 3, 10)]),
        (" ", ["".join(chance.choices("가나다라마바사아자정부국민일한대", k=n)) for n in _lengths(chance, 2, 4)]),
        ("", ["".join(chance.choices("日本国人年大東京中会政府経済のをにはア", k=n)) for n in _lengths(chance, 1, 4)]),
    ]  # fmt: skip
    found: list[Text] = []
    for number in range(TEXTS):
        blank, words = makers[number % 3]
        weights = [1 / (rank + 3) for rank in range(len(words))]
        said = chance.choices(words, weights, k=LENGTH // 3)
        body = blank.join(said)[:LENGTH]
        found.append((blank.join(said[:9]), body))
    return found


def _lengths(chance: random.Random, least: int, most: int) -> list[int]:
    return [chance.randint(least, most) for _ in range(20_000)]


def queries_from(stories: list[Text]) -> Iterator[str]:
    """Make watches of words from the texts: rare ones mostly, as people write them."""
    chance = random.Random(SEED)
    words: dict[str, int] = {}
    for title, body in stories:
        for word in set(_WORDS.findall(f"{title} {body}")):
            words[word] = words.get(word, 0) + 1
    usable = sorted(
        w
        for w, n in words.items()
        if n <= len(stories) // 4 and w not in ("AND", "OR", "NOT", "NEAR", "EXCEPT")
    )
    shapes = ("{0}", "{0} AND {1}", "{0} AND NOT {1}", '"{0} {1}"', "{0} NEAR/5 {1}")
    group = "({0} OR {1} OR {2}) AND ({3} OR {4})"
    while True:
        picked = chance.sample(usable, 5)
        # New words, so that a hundred thousand watches are not all of the same few.
        picked = [w + chance.choice(("", "", "er", "가", "国")) for w in picked]
        yield chance.choice((*shapes, group, group)).format(*picked)


if __name__ == "__main__":
    main()
