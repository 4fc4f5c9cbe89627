"""Run the service in a replayed newsroom and print the judge's scores.

    python bench/world.py [--scenario FILE] [--world DIR] [play.py's options]

DIR (default ../shared/world) holds `play.py`, the judge and `baselines.json`; the truth and
the watchlists lie beside the scenario. `--mail fail-3@example.test` chooses the reader, and
with it how the mail server behaves. Every option that is not ours goes to play.py:
`--speed`, `--kill-at 900,1800`, `--noise-dir DIR`, `--hook 'news?fail=3'`, `--work DIR`, ...

play.py starts this file again as the monitor (`--monitor`): it writes the scenario's
sources and watchlists as a configuration of ours, runs `news-monitor run` on it, and
exports the articles when it is stopped.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import unicodedata
from pathlib import Path

import yaml

HERE = Path(__file__).resolve().parent
WORLD = HERE.parent.parent / "shared" / "world"
READER = "desk@example.test"
KINDS = {"rss": "feed", "atom": "feed", "sitemap": "sitemap", "index": "sitemap"}


def main() -> int:
    """Play a scenario, or be the monitor in one."""
    argv = sys.argv[1:]
    if argv == ["--monitor"]:
        return monitor()
    world = Path(_take(argv, "--world") or WORLD).resolve()
    scenario = Path(_take(argv, "--scenario") or world / "scenario_dev.json").resolve()
    work = Path(_take(argv, "--work") or tempfile.mkdtemp(prefix="world-")).resolve()
    reader = _take(argv, "--mail") or READER
    play = [sys.executable, world / "play.py", scenario, "--work", work, *argv]
    monitored = [sys.executable, Path(__file__).resolve(), "--monitor"]
    env = dict(os.environ, WORLD_WORK=str(work), WORLD_READER=reader)
    done = subprocess.run(
        [*map(str, play), "--", *map(str, monitored)],
        env=env, stdout=subprocess.PIPE, text=True, check=False,
    )  # fmt: skip
    for line in done.stdout.splitlines():
        if line.startswith("#"):
            print(line)
    score = work / "score.json"
    if not score.exists():
        print(done.stdout)
        return done.returncode or 1
    _print(json.loads(score.read_text(encoding="utf-8")), world / "baselines.json")
    print(f"\nlogs, alerts and scores: {work}")
    return done.returncode


def _take(argv: list[str], flag: str) -> str | None:
    """Take one of our own options out of the arguments."""
    if flag not in argv:
        return None
    at = argv.index(flag)
    value = argv[at + 1]
    del argv[at : at + 2]
    return value


def _print(score: dict, baselines: Path) -> None:
    peers = json.loads(baselines.read_text()) if baselines.exists() else {}
    columns = {"ours": _flat(score), **{n: _flat(p) for n, p in peers.items()}}
    width = max(len(k) for k in columns["ours"])
    print(f"{'':{width}}  " + "  ".join(f"{n:>16}" for n in columns))
    for key in columns["ours"]:
        cells = "  ".join(f"{c.get(key, '')!s:>16}" for c in columns.values())
        print(f"{key:{width}}  {cells}")


def _flat(score: dict) -> dict[str, object]:
    flat: dict[str, object] = {}
    for endpoint, row in score["alerts"].items():
        channel = endpoint.split(":")[0]
        for key, value in row.items():
            flat[f"{channel} {key}"] = json.dumps(value) if key == "kills" else value
    for part in ("export", "requests"):
        for key, value in score.get(part, {}).items():
            if not isinstance(value, dict):
                flat[f"{part} {key}"] = value
    return flat


# ---- being the monitor ---------------------------------------------------------------


def monitor() -> int:
    """Run the service on the scenario that the environment names."""
    run = json.loads(Path(os.environ["RUN_JSON"]).read_text(encoding="utf-8"))
    lists = json.loads(Path(os.environ["WATCHLISTS"]).read_text(encoding="utf-8"))
    work = Path(os.environ["RUN_JSON"]).parent
    folder = work / f"config-{int(run['t0'])}"
    if not folder.exists():
        write_config(folder, run, lists, work / f"monitor-{int(run['t0'])}.db")
    command = [sys.executable, "-m", "monitor", "run", "--config", str(folder)]
    process = subprocess.Popen([*command, "--retry-scale", str(1 / run["speed"])])

    def stop(*_: object) -> None:
        process.send_signal(signal.SIGTERM)

    signal.signal(signal.SIGTERM, stop)
    process.wait()
    export(folder, Path(os.environ["EXPORT"]))
    return 0


def export(folder: Path, out: Path) -> None:
    """Write the articles in the form that the judge reads."""
    command = [sys.executable, "-m", "monitor", "export", "articles", "--config", str(folder), "--format", "jsonl"]  # fmt: skip
    found = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    with out.open("w", encoding="utf-8") as file:
        for line in found.stdout.splitlines():
            row = json.loads(line)
            kept = {k: row[k] for k in ("url", "title", "text")}
            told = json.dumps({**kept, "story_group": row["story"]}, ensure_ascii=False)
            file.write(told + "\n")


def write_config(folder: Path, run: dict, lists: list, database: Path) -> None:
    """Translate a scenario into a configuration of ours."""
    (folder / "watchlists").mkdir(parents=True)
    speed = run["speed"]
    (folder / "monitor.yaml").write_text(_yaml(_monitor(database, speed)))
    (folder / "sources.yaml").write_text(_yaml({"sources": _sources(run, speed)}))
    for row in lists:
        text = _yaml(_watchlist(row))
        (folder / "watchlists" / f"{row['id']}.yaml").write_text(text)


def _yaml(value: object) -> str:
    return yaml.safe_dump(value, allow_unicode=True, sort_keys=False)


def _seconds(minutes: float, speed: float) -> str:
    return f"{max(1, round(minutes * 60 / speed))}s"


def _monitor(database: Path, speed: float) -> dict:
    return {
        "database": f"sqlite:///{database}",
        "contact": "bench@example.org",
        "timezone": "Asia/Seoul",
        "politeness": {
            "delay": "1s" if speed > 4 else "2s",
            "allow_private": ["127.0.0.0/8"],
            "retry": _seconds(1, speed),
            "recheck": [_seconds(m, speed) for m in (4, 9, 20, 40)],
        },
        "web": {"enabled": False},
        "channels": {
            "mail": {
                "kind": "email", "to": [os.environ.get("WORLD_READER", READER)], "from": "monitor@example.test",
                "smtp": {"host": "127.0.0.1", "port": int(os.environ["SMTP_PORT"]), "security": "none"},
                "storm": 0,  # five minutes of ours are hours of theirs
            },
            "hook": {"kind": "webhook", "url": os.environ["HOOK_URL"], "allow_private": True, "storm": 0},
        },
    }  # fmt: skip


def _sources(run: dict, speed: float) -> list[dict]:
    rows = []
    for n, source in enumerate(run["sources"]):
        rows.append(
            {
                "name": f"{source['site']}-{n}",
                "outlet": source["name"],
                "kind": KINDS.get(source["kind"], source["kind"]),
                "url": source["url"],
                "language": source["lang"],
                "every": _seconds(1, speed),
                "at_most": _seconds(2, speed),
            }
        )
    return rows


def _watchlist(row: dict) -> dict:
    """Write a scenario's watchlist: any, each group of context, none.

    Its rule for Hangul ("must not directly follow another syllable; endings may follow")
    is our trailing `*`.
    """
    groups = {"any": row["any"]}
    groups |= {f"context-{n}": terms for n, terms in enumerate(row["context"], 1)}
    watch: dict[str, object] = {
        "name": "all",
        "query": " AND ".join(f"@{name}" for name in groups),
    }
    if row["none"]:
        groups["none"] = row["none"]
        watch["query"] = f"({watch['query']}) NOT @none"
    concepts = {name: _concept(terms) for name, terms in groups.items()}
    return {"watchlist": row["id"], "concepts": concepts, "watches": [watch]}


def _concept(terms: list[str]) -> dict[str, list[str]]:
    by_language: dict[str, list[str]] = {}
    for term in terms:
        language = _language(term)
        written = f"{term}*" if language == "ko" else term
        by_language.setdefault(language, []).append(written)
    return by_language


def _language(term: str) -> str:
    names = " ".join(unicodedata.name(c, "") for c in term)
    if "HANGUL" in names:
        return "ko"
    return (
        "ja" if "CJK" in names or "KATAKANA" in names or "HIRAGANA" in names else "en"
    )


if __name__ == "__main__":
    sys.exit(main())
