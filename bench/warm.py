"""What a known site costs: `python bench/extraction.py --warm`.

The pages of a site are read in order of their dates, as the service would: each reading
is told what the ones before taught (`monitor.core.extraction.memory`). Beside it the same
pages are read in full, as the first of their sites, and by trafilatura, in the same run.

A page counts as "by layout" when the site's layout was known and led to its text; the
others of a known site were strange to it or had their turn to be checked, and cost the
full way and the attempt. Text that is read by the layout has to be as good as in full.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from monitor.core.extract import extract_and_learn
from monitor.core.extraction import memory
from monitor.core.urls import host
from monitor.errors import ExtractError
from monitor.model import KnownSite, Link, OutletHints, Page, SiteMemory, SourceName

FEWEST = 4  # pages of a site: a layout is known after three
NOTHING = KnownSite()


@dataclass(frozen=True, kw_only=True)
class Timed:
    """What a tool made of a page, and the processor seconds it took."""

    text: str
    seconds: float
    by: str = ""
    known: bool = False  # the layout of the site, before the page was read


def measure(
    pages: Mapping[str, Page],
    truth: Mapping[str, Any],
    scorer: ModuleType,
    peer: Callable[[bytes, str], Mapping[str, Any]],
) -> None:
    """Read the pages of sites that have several, and print what that costs.

    Args:
        pages: by their names in `truth`.
        truth: as the pack has it.
        scorer: the pack's.
        peer: trafilatura.
    """
    sites: dict[str, list[str]] = defaultdict(list)
    for name in sorted(pages, key=lambda n: (str(truth[n].get("date") or ""), n)):
        sites[truth[name]["site"]].append(name)
    sites = {site: names for site, names in sites.items() if len(names) >= FEWEST}
    full, warm, other = {}, {}, {}
    for names in sites.values():
        warm |= in_order({name: pages[name] for name in names})
        full |= {name: _read(pages[name], NOTHING)[0] for name in names}
        other |= {name: _timed(peer, pages[name]) for name in names}
    known = [name for name, read in warm.items() if read.known]
    by_layout = [name for name in known if warm[name].by == "layout"]
    print(f"\n{len(warm)} pages of {len(sites)} sites with {FEWEST} pages or more, in order of their dates")  # fmt: skip
    print(f"{'':40}{'pages':>7}{'F1':>8}{'P':>8}{'R':>8}{'ms':>8}{'/ trafilatura':>15}")
    for label, names in (
        ("first pages: all, in full", list(full)),
        ("of a known site", known),
        ("  of them read by its layout", by_layout),
    ):
        for tool, found in (("ours in full", full), ("ours warm", warm), ("trafilatura", other)):  # fmt: skip
            if names and not (tool == "ours warm" and names is not known and names is not by_layout):  # fmt: skip
                _line(f"{label}: {tool}", names, found, other, truth, scorer)


def in_order(pages: Mapping[str, Page]) -> dict[str, Timed]:
    """Read pages of one site one after the other; each is told what those before taught."""
    memories: dict[str, SiteMemory] = defaultdict(SiteMemory)
    found = {}
    for number, (name, page) in enumerate(pages.items(), 1):
        at = host(page.url)
        site = memory.known(memories[at])
        found[name], lesson = _read(page, site)
        if lesson is not None:
            memories[at] = memory.learn(memories[at], lesson, event=f"{number:x}")
    return found


def _read(page: Page, site: KnownSite) -> tuple[Timed, Any]:
    link = Link(source=SourceName("bench"), url=page.url, canonical=page.url)
    outlet = OutletHints(outlet="", site=site)
    text, lesson = "", None
    start = time.process_time()
    try:
        article, lesson = extract_and_learn(page, link, now=page.fetched, outlet=outlet)
        text = article.text
    except ExtractError:
        pass
    spent = time.process_time() - start
    by = lesson.by if lesson else ""
    return Timed(text=text, seconds=spent, by=by, known=bool(site.ways)), lesson


def _timed(tool: Callable[[bytes, str], Mapping[str, Any]], page: Page) -> Timed:
    start = time.process_time()
    try:
        text = tool(page.body, page.url)["text"] or ""
    except Exception:  # noqa: BLE001 - a tool that fails on a page finds nothing
        text = ""
    return Timed(text=text, seconds=time.process_time() - start)


def _line(
    label: str,
    names: Sequence[str],
    found: Mapping[str, Timed],
    other: Mapping[str, Timed],
    truth: Mapping[str, Any],
    scorer: ModuleType,
) -> None:
    rows = scorer.score(
        {name: truth[name] for name in names},
        {name: {"text": found[name].text} for name in names},
    )
    f1, precision, recall = scorer.agg([row["x"] for row in rows.values()])
    ours = sum(found[name].seconds for name in names)
    theirs = sum(other[name].seconds for name in names)
    print(f"{label:40}{len(names):7}{f1:8.4f}{precision:8.4f}{recall:8.4f}", end="")
    print(f"{1000 * ours / len(names):8.1f}{ours / theirs:15.2f}", flush=True)
