"""A simulated press on loopback: hosts with feeds that publish on a timetable.

    python bench/scale_press.py --port P --hosts 400 --sources 2000 --an-hour 50000 --delay 1

Every host is an address of its own (127.0.1.1, 127.0.1.2, ...). What a source publishes
when follows from the clock, so that nothing has to be pushed. It watches how it is read:
two requests of one host that overlap, or follow closer than the delay, are violations.
`/hook` on 127.0.0.1 takes the alerts; `/stats` there tells everything; after `/close`
nothing more comes out.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import json
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from math import floor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests" / "support"))

from newsroom.writing import paragraphs

SHOWN = 30  # items of a feed
OLD = 2  # items that each source had before
A_MATCH = 8  # one in so many reports names what the desk watches
A_WIRE = 7  # one in so many is a wire report that many papers carry
TOLERANCE = 0.005  # seconds by which our own clock may be late


@dataclass(slots=True)
class Host:
    """How one host was read."""

    open: int = 0
    ended: float = -1e9
    requests: int = 0
    least: float = 1e9  # the shortest rest between two requests


@dataclass(slots=True)
class Press:
    """All sources, and what was seen of their reader."""

    port: int
    hosts: int
    sources: int
    an_hour: float
    delay: float
    began: float = field(default_factory=time.time)
    seen: dict[str, Host] = field(default_factory=dict)
    violations: list[tuple[str, float]] = field(default_factory=list)
    told: list[dict[str, object]] = field(default_factory=list)
    served: Counter[str] = field(default_factory=Counter)
    closed: float = 1e12  # nothing comes out after that

    @property
    def gap(self) -> float:
        """Seconds between two items of one source."""
        return self.sources * 3600 / self.an_hour

    def address(self, source: int) -> str:
        """Give the host of a source."""
        number = source % self.hosts
        return f"127.0.{1 + number // 200}.{1 + number % 200}"

    def published(self, source: int, item: int) -> float:
        """Tell when an item comes out; the sources take turns."""
        return self.began + (item + source / self.sources) * self.gap

    def newest(self, source: int, now: float) -> int:
        """Give the number of the newest item that is out."""
        now = min(now, self.closed)
        return floor((now - self.began) / self.gap - source / self.sources)

    def matches(self, source: int, item: int) -> bool:
        """Say whether an item names what the desk watches."""
        mark = hashlib.sha256(f"{source} {item}".encode()).digest()
        return item >= 0 and mark[0] % A_MATCH == 0

    def url(self, source: int, item: int) -> str:
        """Give the address of an item's page."""
        return f"http://{self.address(source)}:{self.port}/news/{source}/{item}.html"

    def title(self, source: int, item: int) -> str:
        """Write the headline of an item."""
        if self.matches(source, item):
            return f"GSOMIA: report {item} from desk {source}"
        if self._wire(source, item):
            return f"Wire: dispatch {int(self.published(source, item) // 60)}"
        return f"Report {item} from desk {source}"

    def feed(self, source: int) -> bytes:
        """Print the list of a source."""
        last = self.newest(source, time.time())
        items = "".join(
            f"<item><title>{self.title(source, n)}</title><link>{self.url(source, n)}</link>"
            f"<guid>{source}-{n}</guid><pubDate>{_date(self.published(source, n))}</pubDate></item>"
            for n in range(last, max(last - SHOWN, -OLD), -1)
        )
        head = (
            f"<title>Desk {source}</title><link>http://{self.address(source)}/</link>"
        )
        return f'<?xml version="1.0"?><rss version="2.0"><channel>{head}{items}</channel></rss>'.encode()

    def page(self, source: int, item: int) -> bytes:
        """Print the page of an item."""
        wire = self._wire(source, item)
        seed = (
            f"wire {int(self.published(source, item) // 60)}"
            if wire
            else f"{source} {item}"
        )
        topic = "GSOMIA" if self.matches(source, item) else f"matter {seed}"
        body = "".join(f"<p>{words}</p>" for words in paragraphs(topic, seed=seed))
        when = datetime.fromtimestamp(self.published(source, item), UTC).isoformat()
        title = self.title(source, item)
        menu = "".join(f'<li><a href="/s/{n}">Section {n}</a></li>' for n in range(30))
        return (
            f'<!doctype html><html lang="en"><head><title>{title} | Desk</title>'
            f'<meta property="article:published_time" content="{when}">'
            f'<meta property="og:title" content="{title}"></head><body><nav><ul>{menu}</ul></nav>'
            f"<article><h1>{title}</h1>{body}</article><footer>All rights.</footer></body></html>"
        ).encode()

    def _wire(self, source: int, item: int) -> bool:
        return not self.matches(source, item) and (source + item) % A_WIRE == 0

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter):
        """Answer the requests of one connection."""
        name = writer.get_extra_info("sockname")[0]
        try:
            while line := await reader.readline():
                began, headers = time.monotonic(), {}
                method, path, _ = line.decode("latin-1").split(" ", 2)
                while (header := await reader.readline()) not in {b"\r\n", b""}:
                    said, _, value = header.decode("latin-1").partition(":")
                    headers[said.lower()] = value.strip()
                length = int(headers.get("content-length", 0))
                body = await reader.readexactly(length)
                watched = name != "127.0.0.1"
                if watched:
                    self._begin(name, began)
                known = headers.get("webhook-id", "")
                status, kind, answer = self._reply(method, path, body, known)
                writer.write(
                    f"HTTP/1.1 {status} -\r\nContent-Type: {kind}\r\n"
                    f"Content-Length: {len(answer)}\r\n\r\n".encode()
                    + answer
                )
                if watched:
                    self._end(name)
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError, ValueError):
            pass
        finally:
            writer.close()

    def _begin(self, name: str, now: float) -> None:
        host = self.seen.setdefault(name, Host())
        rest = now - host.ended
        if host.open or rest < self.delay - TOLERANCE:
            self.violations.append((name, round(rest, 4)))
        if host.requests:
            host.least = min(host.least, rest)
        host.open += 1
        host.requests += 1

    def _end(self, name: str) -> None:
        self.seen[name].open -= 1
        self.seen[name].ended = time.monotonic()

    def _reply(
        self, method: str, path: str, body: bytes, known: str
    ) -> tuple[int, str, bytes]:
        parts = path.strip("/").split("/")
        self.served[parts[0]] += 1
        if parts[0] == "feed":
            return 200, "application/rss+xml", self.feed(int(parts[1]))
        if parts[0] == "news":
            item = int(parts[2].removesuffix(".html"))
            return 200, "text/html; charset=utf-8", self.page(int(parts[1]), item)
        if method == "POST":
            self._take(json.loads(body), known, time.time())
            return 200, "application/json", b"{}"
        if parts[0] in {"stats", "close"}:
            if parts[0] == "close":  # the papers are still read, and print no more
                self.closed = time.time()
            return 200, "application/json", json.dumps(self.stats()).encode()
        return 404, "text/plain", b"none"

    def _take(self, told: dict, known: str, now: float) -> None:
        url = told["data"]["url"]
        source, item = (int(p.removesuffix(".html")) for p in url.split("/")[-2:])
        late = now - self.published(source, item)
        row = {"url": url, "type": told["type"], "story": told["data"]["story"]}
        self.told.append(row | {"id": known, "late": late, "at": now})

    def stats(self) -> dict[str, object]:
        """Tell how it was read, and what it was told."""
        least = [h.least for h in self.seen.values() if h.requests > 1]
        return {
            "began": self.began,
            "closed": self.closed,
            "hosts": len(self.seen),
            "requests": sum(h.requests for h in self.seen.values()),
            "served": dict(self.served),
            "cpu": time.process_time(),
            "violations": self.violations[:100],
            "least_gap": min(least, default=None),
            "told": self.told,
        }


def _date(at: float) -> str:
    return format_datetime(datetime.fromtimestamp(at, UTC))


def parsed(arguments: list[str] | None = None) -> Press:
    """Make a press as it is asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name, kind in (("port", int), ("hosts", int), ("sources", int)):
        parser.add_argument(f"--{name}", type=kind, required=True)
    parser.add_argument("--an-hour", type=float, required=True)
    parser.add_argument("--delay", type=float, required=True)
    asked = parser.parse_args(arguments)
    return Press(asked.port, asked.hosts, asked.sources, asked.an_hour, asked.delay)


async def main() -> None:
    """Serve until killed."""
    press = parsed()
    names = sorted({press.address(n) for n in range(press.sources)})
    await asyncio.start_server(press.answer, ["127.0.0.1", *names], press.port)
    print("ready", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
