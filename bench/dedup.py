"""How well copies and events are recognised, beside the usual ways to do it.

    python bench/dedup.py PACK [--limit N] [--ours-only]

PACK is a folder with `documents.jsonl`, `pairs.jsonl`, `clusters.jsonl` and `score.py`.
Ours runs through `monitor.batch.group`: one pass, in order of arrival, on a store. The
others compare all pairs at once and may tune their threshold on the labels (marked *).
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from monitor.batch.group import group_rows
from monitor.core import events, similar
from monitor.core.words import normal, words

try:
    from datasketch import MinHash, MinHashLSH
except ImportError:
    MinHash = None

Pair = tuple[str, str]
LANGUAGES = ("en", "ko", "ja")
SAID = {"copy": "text", "event": "event"}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pack", type=Path)
    parser.add_argument("--limit", type=int, help="documents, for a quick look")
    parser.add_argument("--ours-only", action="store_true")
    args = parser.parse_args()
    path = args.pack / "documents.jsonl"
    documents = [json.loads(line) for line in path.open(encoding="utf-8")][: args.limit]
    ours(args.pack, documents)
    if not args.ours_only:
        others(args.pack, documents)


def ours(pack: Path, documents: list[dict[str, Any]]) -> None:
    """Group as the service does; print the scorer's report and the pace."""
    rows, took, said = map(as_row, documents), [], []
    answers = group_rows(rows)
    while True:
        start = time.perf_counter()
        answer = next(answers, None)
        if answer is None:
            break
        took.append(1000 * (time.perf_counter() - start))
        said.append(answer)
    took.sort()
    print(f"ours: {len(took)} articles, each with fingerprints, look-ups and commit:")
    print(f"  p50 {median(took):.1f} ms, p95 {took[int(len(took) * 0.95)]:.1f} ms")
    print(score(pack, groups(said, {})))
    print("at the end, with the events that had become one by then:")
    print(score(pack, groups(said, merged(said)), "--level", "event"))


def merged(said: list[dict[str, Any]]) -> dict[str, str]:
    """Say what became of the events that later rows showed to be others'."""
    became: dict[str, str] = {}
    for answer in said:
        event = _now(answer["event"], became)
        for other in answer["merges"]:
            if (old := _now(other, became)) != event:
                became[old] = event
    return became


def groups(said: list[dict[str, Any]], became: dict[str, str]) -> Iterator[str]:
    """Give the lines that the scorer reads."""
    for one in said:
        event = _now(one["event"], became)
        yield json.dumps({"id": one["id"], "copy": one["story"], "event": event})


def _now(event: str, became: dict[str, str]) -> str:
    while event in became:
        event = became[event]
    return event


def as_row(document: dict[str, Any]) -> dict[str, Any]:
    """Name the fields of the pack as the batch command does."""
    return {
        "id": document["id"],
        "url": document["url"],
        "title": document["title"],
        "text": document["text"],
        "language": document["lang"],
        "published": document["published"],
        "outlet": document["source"],
    }


def score(pack: Path, lines: Iterable[str], *options: str) -> str:
    """Run the pack's own scorer over predictions."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as file:
        file.write("".join(f"{line}\n" for line in lines))
        file.flush()
        command = [sys.executable, str(pack / "score.py"), str(pack), file.name]
        done = subprocess.run(
            [*command, *options], capture_output=True, text=True, check=True
        )
    return done.stdout


def others(pack: Path, documents: list[dict[str, Any]]) -> None:
    """Print the F1 of pairs by the usual ways, at both levels."""
    methods = {
        "same title": titles,
        "SimHash *": simhash,
        "TF-IDF *": tfidf,
        **({"MinHash 0.5": minhash, "MinHash *": minhash_tuned} if MinHash else {}),
    }
    found: dict[str, dict[str, list[str]]] = {
        level: defaultdict(list) for level in SAID
    }
    for language in LANGUAGES:
        chosen = [d for d in documents if d["lang"] == language]
        for name, pairs_at in methods.items():
            scores = [f1(pack, pairs, language) for pairs in pairs_at(chosen)]
            for level, rows in found.items():
                rows[name].append(f"{max(each[level] for each in scores):.2f}")
    for level, rows in found.items():
        print(f"\npairs of one {SAID[level]}, F1 {'   '.join(LANGUAGES):>20}")
        for name, figures in rows.items():
            print(f"  {name:<24}  {' '.join(figures)}")
    if MinHash is None:
        print("  MinHash: datasketch is not installed (make bench-peers)")


def f1(pack: Path, pairs: set[Pair], language: str) -> dict[str, float]:
    """Score pairs as they are, without closure, at each level."""
    lines = ("\t".join(pair) for pair in pairs)
    answer = json.loads(score(pack, lines, "--pairs", "--json"))
    return {level: float(answer[f"{level}/{language}"]["f1"]) for level in SAID}


def titles(documents: list[dict[str, Any]]) -> Iterator[set[Pair]]:
    """Pair documents whose titles are alike but for case and punctuation."""
    same = defaultdict(list)
    for document in documents:
        if document["title"]:
            same["".join(words(normal(document["title"])))].append(document["id"])
    yield {pair for ids in same.values() for pair in combinations(ids, 2)}


def simhash(documents: list[dict[str, Any]]) -> Iterator[set[Pair]]:
    """Pair documents whose 64-bit SimHashes differ in few bits; each number tried."""
    bits = np.array([_simhash(d["text"]) for d in documents], dtype=np.int16)
    near = bits @ bits.T  # 64 less twice the number of bits that differ
    yield from _thresholds(documents, near, [64 - 2 * k for k in range(3, 22, 2)])


def _simhash(text: str) -> list[int]:
    hashes = np.array(similar.prints("", text).shingles, dtype=np.uint64)
    ones = (hashes[:, None] >> np.arange(64, dtype=np.uint64)) & np.uint64(1)
    return [1 if total * 2 > len(hashes) else -1 for total in ones.sum(axis=0)]


def tfidf(documents: list[dict[str, Any]]) -> Iterator[set[Pair]]:
    """Pair documents by the cosine of their weighed words; thresholds tried."""
    raw = [events.terms(d["title"] or "", d["text"], d["lang"]) for d in documents]
    counts: dict[int, int] = defaultdict(int)
    for terms in raw:
        for term, _ in terms:
            counts[term] += 1
    place = {term: at for at, term in enumerate(counts)}
    near = np.zeros((len(documents), len(documents)), dtype=np.float32)
    rows: dict[int, list[tuple[int, float]]] = defaultdict(list)
    for at, terms in enumerate(raw):
        for term, weight in events.weigh(terms, counts):
            rows[place[term]].append((at, weight))
    for holders in rows.values():
        index = np.array([at for at, _ in holders])
        weights = np.array([weight for _, weight in holders], dtype=np.float32)
        near[np.ix_(index, index)] += np.outer(weights, weights)
    yield from _thresholds(documents, near, [0.15 + 0.05 * k for k in range(14)])


def _thresholds(
    documents: list[dict[str, Any]], near: np.ndarray, thresholds: list[float]
) -> Iterator[set[Pair]]:
    ids = [document["id"] for document in documents]
    for threshold in thresholds:
        left, right = np.nonzero(np.triu(near >= threshold, 1))
        yield {(ids[a], ids[b]) for a, b in zip(left, right, strict=True)}


def minhash(documents: list[dict[str, Any]]) -> Iterator[set[Pair]]:
    """Pair documents as MinHash LSH does at the usual Jaccard of 0.5."""
    yield _minhash(documents, 0.5)


def minhash_tuned(documents: list[dict[str, Any]]) -> Iterator[set[Pair]]:
    """Do the same at low thresholds too."""
    for threshold in (0.1, 0.15, 0.2, 0.25, 0.3):
        yield _minhash(documents, threshold)


def _minhash(documents: list[dict[str, Any]], threshold: float) -> set[Pair]:
    made = {}
    lsh = MinHashLSH(threshold=threshold, num_perm=128)
    pairs = set()
    for document in documents:
        sketch = MinHash(num_perm=128)
        text = unicodedata.normalize("NFKC", document["text"])
        sketch.update_batch(
            [s.to_bytes(8, "little") for s in similar.prints("", text).shingles]
        )
        for other in lsh.query(sketch):
            if made[other].jaccard(sketch) >= threshold:
                pairs.add((other, document["id"]))
        lsh.insert(document["id"], sketch)
        made[document["id"]] = sketch
    return pairs


if __name__ == "__main__":
    main()
