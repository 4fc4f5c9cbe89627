"""How well articles are read out of pages, beside the other tools, in one run.

    python bench/extraction.py [PACK] [--limit N] [--all] [--ours-only] [--worst N]

PACK is a folder with `html/*.html.gz`, `ground-truth.json` and `score.py`; by default
`../shared/extraction`. Judge by the line NEWS, which leaves the guides and blogs of
`wcxb` out; `--all` reads those too. The two halves divide the sites, and not the pages,
so that a rule that fits one site shows as a gap between them.

The lines `own` are forty pages of this repository (tests/data/press), built as Korean
and Japanese publishers build theirs. The other tools live in an environment of their
own: `make bench-peers`, then `.venv-peers/bin/python bench/extraction.py`.

CPU is of one process and one thread, parsing and metadata included, the same for all.
"""

from __future__ import annotations

import argparse
import gzip
import importlib
import importlib.util
import json
import logging
import time
import warnings
import zlib
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from statistics import fmean
from types import ModuleType
from typing import Any

import peers
import warm

from monitor.core.extract import explain, extract
from monitor.errors import ExtractError
from monitor.model import Link, OutletHints, Page, SourceName

NOW = datetime(2026, 12, 1, tzinfo=UTC)
HINTS = OutletHints(outlet="")
PRESS = Path(__file__).parents[1] / "tests" / "data" / "press"
OWN = ("own ja", "own ko")
Found = peers.Found
Tool = peers.Tool


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "pack", type=Path, nargs="?", default=Path("../shared/extraction")
    )
    parser.add_argument("--limit", type=int, help="pages, for a quick look")
    parser.add_argument("--all", action="store_true", help="wcxb too")
    parser.add_argument("--ours-only", action="store_true")
    parser.add_argument(
        "--worst", type=int, default=0, help="our worst pages, explained"
    )
    parser.add_argument(
        "--warm", action="store_true", help="what pages of known sites cost"
    )
    args = parser.parse_args()
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    scorer = load(args.pack / "score.py")
    truth = json.loads((args.pack / "ground-truth.json").read_text(encoding="utf-8"))
    names = [n for n, t in truth.items() if args.all or t["set"] != "wcxb"][
        : args.limit
    ]
    truth = {name: truth[name] for name in names}
    print(f"{len(truth)} pages of {len({t['site'] for t in truth.values()})} sites")
    if args.warm:
        pages = {n: as_page(read(args.pack, n), t["url"]) for n, t in truth.items()}
        warm.measure(pages, truth, scorer, peers.trafilatura)
        return
    truth |= press()
    print(f"{'':24}{'F1':>7}{'P':>7}{'R':>7}{'exact':>7}{'BLL':>7}{'PLL':>7}{'title':>7}{'date':>7}{'author':>7}{'ms':>7}")  # fmt: skip
    rows = measure("ours", ours, args.pack, truth, scorer)
    for name, tool in () if args.ours_only else tools():
        measure(name, tool, args.pack, truth, scorer)
    for name in sorted(rows, key=lambda n: rows[n]["f1"])[: args.worst]:
        explained(args.pack, name, truth[name], rows[name])


def press() -> dict[str, Any]:
    """Give what is on our own pages, built as Korean and Japanese publishers do."""
    return {
        known["name"]: {
            "set": f"own {language}",
            "site": "press.example",
            "url": f"https://www.press.example/article/{known['name']}",
            "text": "\n".join(known["text"]),
            "title": known["title"],
            "date": known["published"],
            "authors": known["authors"],
        }
        for language in ("ko", "ja")
        for known in json.loads((PRESS / f"{language}.json").read_text("utf-8"))
    }


def load(path: Path) -> ModuleType:
    """Import the pack's scorer from its file."""
    spec = importlib.util.spec_from_file_location("score", path)
    if spec is None or spec.loader is None:
        raise SystemExit(f"{path} cannot be imported")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def measure(
    name: str, tool: Tool, pack: Path, truth: Mapping[str, Any], scorer: ModuleType
) -> Mapping[str, Any]:
    """Run a tool over the pages; print a line for each set and one for the news."""
    found, spent = {}, 0.0
    for page, expected in truth.items():
        body = read(pack, page)
        start = time.process_time()
        try:
            found[page] = tool(body, expected["url"])
        except Exception:  # noqa: BLE001 - a tool that fails on a page finds nothing
            found[page] = {"text": ""}
        spent += time.process_time() - start
    rows: Mapping[str, Any] = scorer.score(truth, found)  # adds f1 of each page below
    for row in rows.values():
        row["f1"] = scorer.pf1(row["x"])
    cpu = 1000 * spent / max(1, len(truth))
    news = {n: r for n, r in rows.items() if r["set"] not in ("wcxb", *OWN)}
    line(f"{name}: NEWS", list(news.values()), scorer, cpu)
    for part in () if name == "ours" else ("zyte", "wcxb", *OWN):
        line(f"  {part}", [r for r in rows.values() if r["set"] == part], scorer)
    if name == "ours":
        for half in (0, 1):
            of = [r for n, r in news.items() if half_of(truth[n]["site"]) == half]
            line(f"  sites, half {half + 1}", of, scorer)
        for part in sorted({r["set"] for r in rows.values()}):
            of = [r for r in rows.values() if r["set"] == part]
            line(f"  {part}", of, scorer)
    return rows


def half_of(site: str) -> int:
    """Divide the sites into two halves, the same in every run."""
    return zlib.crc32(site.encode()) % 2


def line(
    name: str, rows: list[Any], scorer: ModuleType, cpu: float | None = None
) -> None:
    """Print one line of figures."""
    if not rows:
        return
    f1, precision, recall = scorer.agg([r["x"] for r in rows])
    exact = fmean(r["f1"] == 1 for r in rows)
    print(f"{name:24}{f1:7.4f}{precision:7.4f}{recall:7.4f}{exact:7.3f}", end="")
    print("".join(f"{fmean(r[k] for r in rows):7.2f}" for k in ("bll", "pll")), end="")
    for key in ("title", "date", "auth"):
        known = [r[key] for r in rows if key in r]
        print(f"{fmean(known):7.3f}" if known else f"{'-':>7}", end="")
    print(f"{cpu:7.1f}" if cpu is not None else "", flush=True)


def read(pack: Path, page: str) -> bytes:
    """Give a page's bytes."""
    if (own := PRESS / f"{page}.html").exists():
        return own.read_bytes()
    return gzip.decompress((pack / "html" / f"{page}.html.gz").read_bytes())


def as_page(body: bytes, url: str) -> Page:
    """Make the page that a server would have sent."""
    return Page(
        requested=url,
        url=url,
        status=200,
        headers=(("content-type", "text/html"),),
        body=body,
        fetched=NOW,
        seconds=0.0,
    )


def ours(body: bytes, url: str) -> Found:
    """Read a page as the service does."""
    link = Link(source=SourceName("bench"), url=url, canonical=url)
    try:
        article = extract(as_page(body, url), link, now=NOW, outlet=HINTS)
    except ExtractError as e:
        return {"text": "", "error": e.kind}
    when = article.published
    return {
        "text": article.text,
        "title": article.title,
        "date": when.isoformat() if when else None,
        "authors": list(article.authors),
    }


def explained(pack: Path, name: str, expected: Any, row: Any) -> None:
    """Show what was decided about each line of a page."""
    print(f"\n{row['f1']:.3f} {name} {expected['url']}")
    for v in explain(as_page(read(pack, name), expected["url"]), outlet=HINTS):
        if v.keep or len(v.block.text) > 60:
            print(f"  {'+' if v.keep else '-'} {v.reason:24.24} {v.block.text[:100]}")


def tools() -> list[tuple[str, Tool]]:
    """List the other tools that are installed here, and name those that are not."""
    found: list[tuple[str, Tool]] = []
    for name, (module, tool) in peers.OTHERS.items():
        try:
            importlib.import_module(module)
        except ImportError:
            print(
                f"{name}: not installed (make bench-peers, then .venv-peers/bin/python)"
            )
        else:
            found.append((name, tool))
    return found


if __name__ == "__main__":
    main()
