"""How long a backtest of a large archive takes.

    python bench/backtest.py [--articles 100000] [--texts FILE.jsonl] [--watch QUERY]

Fills an archive of its own with the texts of `bench/matching.py`, over thirty days, and
runs `news-monitor backtest` on it as a user would.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from matching import Text, texts
from sqlalchemy import insert

from monitor.core import ids
from monitor.model import Article, SourceName
from monitor.store.engine import open_store
from monitor.store.tables import articles

AT_ONCE: Final = 1_000  # articles of one transaction
SOURCES: Final = 50
DAYS: Final = 29
CONFIG: Final = {
    "monitor.yaml": "database: sqlite:///{folder}/monitor.db\ncontact: a@example.org\n",
    "sources.yaml": "sources:\n  - {{name: s0, outlet: S, kind: feed, url: 'https://s.example/rss'}}\n",
    "watchlists/bench.yaml": "watchlist: bench\nwatches:\n  - name: w\n    query: '{watch}'\n",
}


def main() -> None:
    """Fill, run, print."""
    cli = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    cli.add_argument("--articles", type=int, default=100_000)
    cli.add_argument("--texts", type=Path, help="rows with title and text")
    cli.add_argument(
        "--watch",
        default='(Japan OR 日本 OR 일본) AND (export* OR 輸出 OR 수출) AND NOT "white paper"',
    )
    args = cli.parse_args()
    with tempfile.TemporaryDirectory(prefix="backtest") as name:
        folder = Path(name)
        (folder / "watchlists").mkdir()
        for path, content in CONFIG.items():
            text = content.format(folder=folder, watch=args.watch)
            (folder / path).write_text(text, encoding="utf-8")
        fill(folder / "monitor.db", texts(args.texts), args.articles)
        print(report(folder))


def report(folder: Path) -> str:
    """Run the command and say what it took."""
    command = [sys.executable, "-m", "monitor", "--config", str(folder)]
    command += ["backtest", "bench/w", "--since", f"{DAYS + 1}d", "--json"]
    began = time.perf_counter()
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    took = time.perf_counter() - began
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = used.ru_utime + used.ru_stime
    row: dict[str, Any] = json.loads(done.stdout)
    return (
        f"{row['articles']:,} articles asked in {took:.1f} s, {cpu:.1f} s of a processor"
        f" ({1000 * cpu / row['articles']:.2f} ms each), {row['matched']:,} match"
    )


def fill(database: Path, stories: list[Text], count: int) -> None:
    """Write articles without looking anything up."""
    store = open_store(f"sqlite:///{database}")
    store.migrate()
    start = datetime.now(UTC) - timedelta(days=DAYS)
    for first in range(0, count, AT_ONCE):
        numbers = range(first, min(first + AT_ONCE, count))
        rows = [
            row(n, stories[n % len(stories)], start + n * timedelta(days=DAYS) / count)
            for n in numbers
        ]
        with store.begin() as conn:
            conn.execute(insert(articles), rows)
    store.close()


def row(number: int, story: Text, seen: datetime) -> dict[str, Any]:
    """Make an article of a story of its own."""
    title, text = story
    url = f"https://s{number % SOURCES}.example/{number}"
    it = Article(
        id=ids.article_id(url),
        url=url,
        fetched_url=url,
        source=SourceName(f"s{number % SOURCES}"),
        outlet=f"Outlet {number % SOURCES}",
        title=title,
        text=text,
        fetched=seen,
        published=seen,
        digest=ids.text_digest(title, f"{number} {text}"),
    )
    story_id = ids.story_id(it.id, it.digest)
    return asdict(it) | {
        "story_id": story_id,
        "event_id": ids.event_id(story_id),
        "relation": "opens",
        "placed_reason": "",
        "version": 1,
        "baseline": False,
        "first_seen": seen,
    }


if __name__ == "__main__":
    main()
