"""How well articles are read out of pages, beside the other tools, in one run.

    python bench/extraction.py [PACK] [--limit N] [--all] [--ours-only] [--worst N]

PACK is a folder with `html/*.html.gz`, `ground-truth.json` and `score.py`; by default
`../shared/extraction`. Judge by the line NEWS, which leaves the guides and blogs of
`wcxb` out; `--all` reads those too. The two halves divide the sites, and not the pages,
so that a rule that fits one site shows as a gap between them.

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
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from statistics import fmean
from types import ModuleType
from typing import Any

import warm

from monitor.core.extract import explain, extract
from monitor.errors import ExtractError
from monitor.model import Link, OutletHints, Page, SourceName

NOW = datetime(2026, 12, 1, tzinfo=UTC)
HINTS = OutletHints(outlet="")
Found = dict[str, Any]
Tool = Callable[[bytes, str], Found]


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
        warm.measure(pages, truth, scorer, trafilatura)
        return
    print(f"{'':24}{'F1':>7}{'P':>7}{'R':>7}{'exact':>7}{'BLL':>7}{'PLL':>7}{'title':>7}{'date':>7}{'author':>7}{'ms':>7}")  # fmt: skip
    rows = measure("ours", ours, args.pack, truth, scorer)
    for name, tool in () if args.ours_only else tools():
        measure(name, tool, args.pack, truth, scorer)
    for name in sorted(rows, key=lambda n: rows[n]["f1"])[: args.worst]:
        explained(args.pack, name, truth[name], rows[name])


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
    news = {n: r for n, r in rows.items() if r["set"] != "wcxb"}
    line(f"{name}: NEWS", list(news.values()), scorer, cpu)
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
    for name, (module, tool) in OTHERS.items():
        try:
            importlib.import_module(module)
        except ImportError:
            print(f"{name}: not installed (make bench-peers)")
        else:
            found.append((name, tool))
    return found


def trafilatura(body: bytes, url: str, **options: bool) -> Found:
    """Ask trafilatura."""
    from trafilatura import bare_extraction
    from trafilatura.xml import xmltotxt

    got = bare_extraction(
        body, url=url, with_metadata=True, include_comments=False, **options
    )
    if got is None:
        return {"text": ""}
    authors = [a.strip() for a in (got.author or "").split(";") if a.strip()]
    text = xmltotxt(got.body, False)
    return {"text": text, "title": got.title, "date": got.date, "authors": authors}


def resiliparse(body: bytes, _url: str) -> Found:
    """Ask resiliparse."""
    from resiliparse.extract.html2text import extract_plain_text

    text = body.decode("utf-8", "replace")
    return {"text": extract_plain_text(text, main_content=True, comments=False)}


def readability(body: bytes, _url: str) -> Found:
    """Ask readability-lxml."""
    from lxml.html import fromstring
    from readability import Document

    document = Document(body.decode("utf-8", "replace"))
    tree = fromstring(document.summary())
    text = "\n".join(t.strip() for t in tree.itertext() if t.strip())
    return {"text": text, "title": document.short_title()}


def newspaper(body: bytes, url: str) -> Found:
    """Ask newspaper4k."""
    import newspaper as peer

    article = peer.article(url, input_html=body.decode("utf-8", "replace"))
    when = article.publish_date
    return {
        "text": article.text,
        "title": article.title,
        "date": when.isoformat() if when else None,
        "authors": article.authors,
    }


def news_please(body: bytes, url: str) -> Found:
    """Ask news-please."""
    from newsplease import NewsPlease

    article = NewsPlease.from_html(body, url=url)
    when = article.date_publish
    return {
        "text": article.maintext or "",
        "title": article.title,
        "date": when.isoformat() if when else None,
        "authors": article.authors,
    }


def goose(body: bytes, url: str) -> Found:
    """Ask goose3."""
    from goose3 import Goose

    article = Goose().extract(raw_html=body.decode("utf-8", "replace"), url=url)
    return {
        "text": article.cleaned_text,
        "title": article.title,
        "date": article.publish_date,
        "authors": article.authors,
    }


def justext(body: bytes, _url: str) -> Found:
    """Ask justext, with English stop words."""
    import justext as peer

    paragraphs = peer.justext(body, peer.get_stoplist("English"))
    return {"text": "\n".join(p.text for p in paragraphs if not p.is_boilerplate)}


def precise(body: bytes, url: str) -> Found:
    """Ask trafilatura for less and surer text."""
    return trafilatura(body, url, favor_precision=True)


OTHERS: dict[str, tuple[str, Tool]] = {
    "trafilatura": ("trafilatura", trafilatura),
    "trafilatura precision": ("trafilatura", precise),
    "resiliparse": ("resiliparse", resiliparse),
    "readability-lxml": ("readability", readability),
    "newspaper4k": ("newspaper", newspaper),
    "news-please": ("newsplease", news_please),
    "goose3": ("goose3", goose),
    "justext": ("justext", justext),
}

if __name__ == "__main__":
    main()
