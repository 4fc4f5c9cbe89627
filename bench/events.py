"""How well reports of one event find each other across languages.

    python bench/events.py [SET] [--half even|odd|all] [--misses]

SET is `tests/data/events/crosslingual.jsonl`: a line an event, with its reports in two
or three languages and near misses (same actors, same week, another event). Events with
an even `id` may be looked at while tuning. The odd ones never: their figure counts.
All reports of a half run through `monitor.batch.group`, in order of publication.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

from monitor.batch.group import group_rows

SET = Path(__file__).parent.parent / "tests/data/events/crosslingual.jsonl"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("set", type=Path, nargs="?", default=SET)
    parser.add_argument("--half", choices=("even", "odd", "all"), default="odd")
    parser.add_argument("--misses", action="store_true", help="print what was wrong")
    args = parser.parse_args()
    lines = [json.loads(line) for line in args.set.open(encoding="utf-8")]
    parity = {"even": (0,), "odd": (1,), "all": (0, 1)}[args.half]
    reports = list(rows(line for line in lines if line["id"] % 2 in parity))
    wrong = measure(sorted(reports, key=lambda r: (r["published"], r["order"])))
    if args.misses and args.half != "odd":
        print("\n".join(wrong))


def rows(lines: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Give the reports with the event of each, in no particular order of languages."""
    for line in lines:
        number = line["id"]
        for at, report in enumerate(line["reports"]):
            yield _row(report, str(number), f"{number}.{at}", (at + number) % 3)
        for at, near in enumerate(line["near"]):
            event = str(near.get("event") or f"near {number}.{at}")
            yield _row(near, event, f"{number}.near.{at}", 3)


def _row(report: dict[str, Any], event: str, name: str, order: int) -> dict[str, Any]:
    published = f"{report['published']}T{6 + 2 * order:02}:00:00+00:00"
    return {
        "id": name,
        "event": event,
        "order": order,
        "title": report["title"],
        "text": report["text"],
        "language": report["lang"],
        "published": published,
        "outlet": f"{report['lang']} press",
    }


def measure(reports: list[dict[str, Any]]) -> list[str]:
    """Print precision, recall and F1 of pairs, and give the pairs that are wrong."""
    answers = {a["id"]: a["event"] for a in group_rows(reports)}
    hits, wrong = {"all": [0, 0, 0], "across languages": [0, 0, 0]}, []
    for a, b in combinations(reports, 2):
        told, same = answers[a["id"]] == answers[b["id"]], a["event"] == b["event"]
        kinds = ["all"] + ["across languages"] * (a["language"] != b["language"])
        for kind in kinds:
            for at, counts in enumerate((told and same, told, same)):
                hits[kind][at] += counts
        if told != same:
            how = "joined" if told else "missed"
            wrong.append(f"{how}: {a['id']} {a['title']} / {b['id']} {b['title']}")
    for kind, (right, told, same) in hits.items():
        precision, recall = right / max(told, 1), right / max(same, 1)
        f1 = 2 * right / max(told + same, 1)
        print(f"{kind}: P {precision:.3f} R {recall:.3f} F1 {f1:.3f} ({same} pairs)")
    return wrong


if __name__ == "__main__":
    main()
