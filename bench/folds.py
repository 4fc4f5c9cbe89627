"""How much the numbers in the extraction's rules fit the pages they were seen on.

    python bench/folds.py [PACK] [--folds 5] [--all]

The rules are written by hand, and so are their numbers. Here each number is tried lower
and higher; for every fold of the sites, the setting that is best on the *other* sites is
used on it. What that gives, beside what we ship and beside the best setting fitted to
all pages, says how far a figure may be trusted on sites that nobody looked at.
"""

from __future__ import annotations

import argparse
import json
import logging
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import extraction

from monitor.core import charset
from monitor.core.extraction import judge, lede, reading, scene
from monitor.core.extraction.signature import apart
from monitor.core.extraction.witnesses import witnesses

# Each number of the rules, lower and higher than shipped.
TRIED: tuple[tuple[Any, str, tuple[float, ...]], ...] = (
    (judge, "_BEGUN", (0.15, 0.4)),
    (judge, "_SHORT", (60, 150)),
    (judge, "_ALONE", (80, 200)),
    (judge, "_LINKED", (0.4, 0.65)),
    (judge, "_POINTED", (0.1, 0.4)),
    (judge, "_ONCE", (50, 120)),
    (scene, "_HOME", (0.08, 0.2)),
    (scene, "_WAY", (0.15, 0.35)),
    (scene, "_MAIN_WAY", (0.5, 0.85)),
    (scene, "_OWN", (0.35, 0.65)),
    (scene, "_ROOM", (0.6, 0.9)),
    (scene, "_POOR", (0.35, 0.65)),
    (lede, "_LEAST", (30, 80)),
    (lede, "_LONG", (80, 200)),
)
Score = tuple[float, float, float]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "pack", type=Path, nargs="?", default=Path("../shared/extraction")
    )
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--all", action="store_true", help="wcxb too")
    args = parser.parse_args()
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    scorer = extraction.load(args.pack / "score.py")
    truth = json.loads((args.pack / "ground-truth.json").read_text(encoding="utf-8"))
    truth = {n: t for n, t in truth.items() if args.all or t["set"] != "wcxb"}
    found = {name: scores(args.pack, name, t, scorer) for name, t in truth.items()}
    settings = range(len(next(iter(found.values()))))
    fold_of = {n: zlib.crc32(t["site"].encode()) % args.folds for n, t in truth.items()}
    held: list[Score] = []
    for fold in range(args.folds):
        rest = [found[n] for n in found if fold_of[n] != fold]
        best = max(settings, key=lambda s: scorer.agg([r[s] for r in rest])[0])
        mine = [found[n][best] for n in found if fold_of[n] == fold]
        held += mine
        print(f"fold {fold + 1}: {len(mine)} pages, {named(best)}: F1 {scorer.agg(mine)[0]:.4f}")  # fmt: skip
    every = {s: scorer.agg([r[s] for r in found.values()]) for s in settings}
    best = max(settings, key=lambda s: every[s][0])
    for name, (f1, precision, recall) in (
        ("as shipped", every[0]),
        ("chosen on other sites", scorer.agg(held)),
        (f"fitted to all: {named(best)}", every[best]),
    ):
        print(f"{name:44} F1 {f1:.4f}  P {precision:.4f}  R {recall:.4f}")


def named(setting: int) -> str:
    """Say what a setting changes."""
    if setting == 0:
        return "as shipped"
    return "{} = {}".format(*list(changes())[setting - 1][1:])


def changes() -> Iterator[tuple[Any, str, float]]:
    """Give every change of one number."""
    return ((module, name, v) for module, name, values in TRIED for v in values)


@contextmanager
def changed(module: Any, name: str, value: float) -> Iterator[None]:
    """Let a number be another for a while."""
    shipped = getattr(module, name)
    setattr(module, name, value)
    try:
        yield
    finally:
        setattr(module, name, shipped)


def scores(pack: Path, name: str, expected: Any, scorer: Any) -> list[Score]:
    """Give a page's score as shipped, and with each number changed."""
    page = extraction.as_page(extraction.read(pack, name), expected["url"])
    text = charset.decode(page.body, page.header("content-type"), "html")
    try:
        opened = reading._open(reading.parse(text), page, extraction.HINTS)
    except extraction.ExtractError:
        return [scorer.tpfpfn(gold_of(expected, scorer), {})] * (1 + len([*changes()]))
    said = sum(len(b.text) for b in opened.blocks)
    heard = witnesses(opened.tree, page.url, said=said)
    gold = gold_of(expected, scorer)
    cjk = scorer.is_cjk(expected["text"])

    def score() -> Score:
        verdicts = apart(reading._judged(opened, *heard))
        kept = "\n".join(v.block.text for v in verdicts if v.keep)
        found: Score = scorer.tpfpfn(gold, scorer.shingles(scorer.toks(kept, cjk)))
        return found

    rows = [score()]
    for module, number, value in changes():
        with changed(module, number, value):
            rows.append(score())
    return rows


def gold_of(expected: Any, scorer: Any) -> Any:
    """Give the shingles of the text that is right."""
    text = expected["text"]
    return scorer.shingles(scorer.toks(text, scorer.is_cjk(text)))


if __name__ == "__main__":
    main()
