"""Pages a second through the whole way, beside a bare loop of trafilatura.

    python bench/throughput.py [--pages DIR] [--count 300] [--hosts 20]

Serves saved pages (`*.html`, `*.html.gz`) from loopback hosts, has the service fetch, extract,
place, match and store them all, and times that from its first request for a page to the last
article stored. Then extracts the same pages with `trafilatura.bare_extraction` and nothing
else, in one process for each core. Both figures are of this run on this machine: read the
ratio. Memory is the sum over the daemon and its workers, each shared page counted once (PSS).
"""

from __future__ import annotations

import argparse
import gzip
import multiprocessing
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import yaml

HERE = Path(__file__).resolve().parent
PAGES = HERE.parent.parent / "shared" / "extraction" / "html"
LATEST = 300.0  # seconds after which the run is given up
# A page of the set may be a wall or a list: that ends it too.
ENDED = """SELECT count(*) FROM links WHERE article_id IS NOT NULL
  OR state = 'failed' OR attempts > 0 AND state = 'due'"""


def main() -> int:
    """Print both rates, their ratio and the memory."""
    cli = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    cli.add_argument("--pages", type=Path, default=PAGES)
    cli.add_argument("--count", type=int, default=300)
    cli.add_argument("--hosts", type=int, default=20)
    args = cli.parse_args()
    files = sorted(
        p for p in args.pages.rglob("*") if p.name.endswith((".html", ".html.gz"))
    )
    step = max(1, len(files) // args.count)
    pages = [_body(p) for p in files[::step][: args.count]]
    if not pages:
        print(f"no pages (*.html, *.html.gz) in {args.pages}")
        return 2
    size = sum(map(len, pages)) / len(pages) / 1024
    print(f"{len(pages)} pages of {size:.0f} KiB, {os.cpu_count()} cores")
    ours = whole_way(pages, args.hosts)
    bare = trafilatura_alone(pages)
    print(
        f"whole way    {ours['rate']:7.1f} pages/s   {ours['cpu']:6.1f} ms CPU/page   {ours['articles']} articles"
    )
    print(
        f"trafilatura  {bare['rate']:7.1f} pages/s   {bare['cpu']:6.1f} ms CPU/page   alone"
    )
    print(f"ratio        {ours['rate'] / bare['rate']:7.2f}")
    print(f"peak memory  {ours['memory']:7.0f} MiB (daemon and workers)")
    return 0


def _body(path: Path) -> bytes:
    raw = path.read_bytes()
    return gzip.decompress(raw) if path.suffix == ".gz" else raw


# ---- the whole way -------------------------------------------------------------------


def whole_way(pages: list[bytes], hosts: int) -> dict[str, float]:
    """Run the service on a press that holds the pages until all are read."""
    press = Press(pages, hosts)
    with tempfile.TemporaryDirectory(prefix="throughput-") as folder:
        database = write_config(Path(folder), press)
        command = [sys.executable, "-m", "monitor", "run", "--config", folder]
        with (Path(folder) / "log").open("wb") as log:
            process = subprocess.Popen(command, stdout=log, stderr=log)
        try:
            return watch(process, database, press, len(pages))
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait()
            press.close()


def watch(
    process: subprocess.Popen[bytes], database: Path, press: Press, wanted: int
) -> dict[str, float]:
    """Wait until every page has ended; measure meanwhile."""
    memory, ended, began_cpu, until = 0.0, 0, 0.0, time.monotonic() + LATEST
    while ended < wanted and time.monotonic() < until and process.poll() is None:
        time.sleep(0.2)
        family = _family(process.pid)
        memory = max(memory, sum(map(_pss, family)))
        if not press.began:
            began_cpu = sum(map(_cpu, family))
        ended = _count(database, ENDED)
    took = time.monotonic() - (press.began or time.monotonic())
    cpu = sum(map(_cpu, _family(process.pid))) - began_cpu
    if ended < wanted:
        print(f"only {ended} of {wanted} pages ended in {LATEST:.0f} s")
    return {
        "rate": ended / took,
        "cpu": cpu / max(1, ended) * 1000,
        "memory": memory,
        "articles": _count(database, "SELECT count(*) FROM articles"),
    }


def write_config(folder: Path, press: Press) -> Path:
    """Write a configuration that reads everything at the first visit."""
    database = folder / "monitor.db"
    (folder / "watchlists").mkdir()
    monitor = {
        "database": f"sqlite:///{database}",
        "contact": "bench@example.org",
        "politeness": {
            "delay": "0s", "allow_private": ["127.0.0.0/8"], "baseline": 1000,
            "hosts_at_once": 64, "recheck": ["3d"],
        },
        "web": {"enabled": False},
        "channels": {"file": {"kind": "file", "path": str(folder / "alerts.jsonl")}},
    }  # fmt: skip
    sources = [
        {"name": f"host-{n}", "outlet": f"Host {n}", "kind": "sitemap", "url": f"{base}/sitemap.xml"}
        for n, base in enumerate(press.bases)
    ]  # fmt: skip
    watchlist = {
        "watchlist": "bench",
        "watches": [
            {"name": "pact", "any": ["GSOMIA", "military information agreement"]}
        ],
    }
    for name, value in (
        ("monitor.yaml", monitor),
        ("sources.yaml", {"sources": sources}),
        ("watchlists/bench.yaml", watchlist),
    ):
        (folder / name).write_text(yaml.safe_dump(value, allow_unicode=True))
    return database


class Press:
    """Loopback hosts, each with a sitemap of its share of the pages."""

    def __init__(self, pages: list[bytes], hosts: int) -> None:
        self.pages, self.hosts = pages, hosts
        self.began: float | None = None  # monotonic; first request for a page
        press = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                body, kind = press.answer(self.server.server_address[1], self.path)
                self.send_response(200 if body else 404)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None: ...

        self.servers = [
            ThreadingHTTPServer(("127.0.0.1", 0), Handler) for _ in range(hosts)
        ]
        self.ports = [s.server_address[1] for s in self.servers]
        self.bases = [f"http://127.0.0.1:{port}" for port in self.ports]
        for server in self.servers:
            threading.Thread(target=server.serve_forever, daemon=True).start()

    def answer(self, port: int, path: str) -> tuple[bytes, str]:
        """Give body and type for a path of a host."""
        host = self.ports.index(port)
        if path == "/sitemap.xml":
            mine = range(host, len(self.pages), self.hosts)
            places = "".join(
                f"<url><loc>{self.bases[host]}/2019/08/22/story-{n}.html</loc></url>"
                for n in mine
            )
            return (
                f'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{places}</urlset>'.encode(),
                "application/xml",
            )
        if "/story-" in path:
            self.began = self.began or time.monotonic()
            return self.pages[
                int(path.partition("-")[2].partition(".")[0])
            ], "text/html"
        return b"", "text/plain"

    def close(self) -> None:
        """Stop serving."""
        for server in self.servers:
            server.shutdown()


def _count(database: Path, query: str) -> int:
    try:
        with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as conn:
            return int(conn.execute(query).fetchone()[0])
    except sqlite3.OperationalError:
        return 0  # not made yet


def _family(pid: int) -> list[int]:
    """Give a process and all its descendants."""
    found, left = [], [pid]
    while left:
        one = left.pop()
        found.append(one)
        for task in Path(f"/proc/{one}/task").glob("*/children"):
            try:
                left += map(int, task.read_text().split())
            except OSError:
                continue
    return found


def _pss(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(x.split()[1]) / 1024 for x in lines if x.startswith("Pss:")), 0.0)


def _cpu(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


# ---- the peer ------------------------------------------------------------------------


def trafilatura_alone(pages: list[bytes]) -> dict[str, float]:
    """Extract the pages with trafilatura's own default, on all cores."""
    with multiprocessing.get_context("fork").Pool(os.cpu_count()) as pool:
        pool.map(_bare, pages[:8])  # warm
        began = time.monotonic()
        cpu = sum(pool.imap_unordered(_bare, pages, chunksize=4))
        took = time.monotonic() - began
    return {"rate": len(pages) / took, "cpu": cpu / len(pages) * 1000}


def _bare(page: bytes) -> float:
    import trafilatura

    began = time.process_time()
    trafilatura.bare_extraction(page, with_metadata=True)
    return time.process_time() - began


if __name__ == "__main__":
    sys.exit(main())
