"""Measure delivery: alerts a second, and the time from commit to receipt.

    python bench/deliver.py [--alerts 3000] [--rate 50] [--seconds 20] [--json FILE]

One process delivers, as in the service: outbox on SQLite, senders, channels. A webhook
receiver and a mail server stand in a process of their own on 127.0.0.1. First all alerts
are queued at once (alerts a second), then they are committed at a steady rate (latency),
at last at that rate beside a channel that hangs and one that is dead, with as many alerts
each: what FAULTS A 9 asks of the healthy one is a p99 at most 1.2 times as long.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import json
import logging
import multiprocessing
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path

import structlog

from monitor.config import load
from monitor.core import ids
from monitor.model import Alert, AlsoIn, Content, Excerpt
from monitor.pipeline import opening
from monitor.pipeline.deliver import Sender
from monitor.pipeline.house import House
from monitor.store import outbox
from monitor.store.engine import open_store

TEXT = "South Korea said on Thursday that it would end the GSOMIA pact with Japan. "
SECRET = "whsec_" + "bmV3c21vbml0b3ItYmVuY2gta2V5LW9mLTMyLWJ5dGVz"


def main() -> int:
    """Run both measurements for both channels and print a table."""
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--alerts", type=int, default=3000)
    options.add_argument("--mails", type=int, default=600)
    options.add_argument("--rate", type=float, default=50, help="alerts a second")
    options.add_argument("--seconds", type=float, default=20)
    options.add_argument("--json", type=Path)
    asked = options.parse_args()
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR)
    )
    ours, theirs = multiprocessing.get_context("spawn").Pipe()
    sinks = multiprocessing.get_context("spawn").Process(
        target=receive, args=(theirs,), daemon=True
    )
    sinks.start()
    with tempfile.TemporaryDirectory() as folder:
        rows = asyncio.run(measure(Path(folder), ours, asked))
    ours.send("stop")
    sinks.join()
    for row in rows:
        row.pop("waits", None)
        print("  ".join(f"{key} {value}" for key, value in row.items()))
    if asked.json:
        asked.json.write_text(json.dumps(rows, indent=1), encoding="utf-8")
    return 0 if all(row["lost"] == 0 for row in rows) else 1


async def measure(folder: Path, sinks: Connection, asked: argparse.Namespace) -> list:
    """Deliver, first all at once, then at a steady rate."""
    ports = await asyncio.to_thread(sinks.recv)
    database = folder / "monitor.db"
    store = open_store(f"sqlite:///{database}")
    store.migrate()
    house = await opening.open_house(configure(folder, database, ports), store)
    rows = []
    for channel, many in (("hook", asked.alerts), ("mail", asked.mails)):
        rows.append(await at_once(house, sinks, channel, many))
        rate = asked.rate if channel == "hook" else asked.rate / 5
        rows.append(
            await steadily(house, sinks, channel, rate=rate, seconds=asked.seconds)
        )
    rows += await beside(house, sinks, rate=asked.rate, seconds=asked.seconds)
    await opening.close_house(house)
    store.close()
    return rows


def configure(folder: Path, database: Path, ports: dict[str, int]):
    """Write a configuration with the two channels, and read it."""
    (folder / "config" / "watchlists").mkdir(parents=True)
    (folder / "key").write_text(SECRET, encoding="utf-8")
    (folder / "config" / "monitor.yaml").write_text(
        f"""database: sqlite:///{database}
contact: bench@example.org
channels:
  hook: {{kind: webhook, url: "http://127.0.0.1:{ports["http"]}/", secret: "file:{folder / "key"}",
    allow_private: true, storm: 0}}
  hang: {{kind: webhook, url: "http://127.0.0.1:{ports["hang"]}/", secret: "file:{folder / "key"}",
    allow_private: true, storm: 0}}
  dead: {{kind: webhook, url: "http://127.0.0.1:{ports["dead"]}/", secret: "file:{folder / "key"}",
    allow_private: true, storm: 0}}
  mail: {{kind: email, to: [desk@example.org], from: monitor@example.org, storm: 0,
    smtp: {{host: 127.0.0.1, port: {ports["smtp"]}, security: none}}}}
""",
        encoding="utf-8",
    )
    (folder / "config" / "sources.yaml").write_text("sources: []\n", encoding="utf-8")
    (folder / "config" / "watchlists" / "a.yaml").write_text(
        "watchlist: a\nwatches: [{name: b, any: [GSOMIA]}]\n", encoding="utf-8"
    )
    return load(folder / "config")


async def at_once(house: House, sinks: Connection, channel: str, many: int) -> dict:
    """Queue many alerts, then let the sender work through them."""
    alerts = [make(channel, n, "once") for n in range(many)]
    await house.writer.run(outbox.put, alerts)
    began, cpu = time.time(), time.process_time()
    sender = Sender(house=house, name=channel, stopping=asyncio.Event())
    await sender.work(once=True)
    took, cpu = time.time() - began, time.process_time() - cpu
    got = received(sinks)
    return {
        "channel": channel,
        "measured": "throughput",
        "alerts": many,
        "a_second": round(many / took, 1),
        "cpu_ms_each": round(1000 * cpu / many, 2),
        "lost": len({a.id for a in alerts} - set(got)),
    }


async def beside(
    house: House, sinks: Connection, *, rate: float, seconds: float
) -> list[dict]:
    """Measure the healthy channel alone and beside a hung and a dead one, in turns.

    Turns, because other work on the machine comes and goes; p99 is over all of a kind.
    """
    waits: dict[str, list[float]] = {"alone": [], "beside": []}
    for turn in range(6):
        how = "beside" if turn % 2 else "alone"
        stopping = asyncio.Event()
        ill = [
            Sender(house=house, name=name, stopping=stopping)
            for name in (("hang", "dead") if how == "beside" else ())
        ]
        many = int(rate * seconds / 3)
        for sender in ill:
            queued = [make(sender.name, n, f"{turn}ill") for n in range(many)]
            await house.writer.run(outbox.put, queued)
        working = [asyncio.create_task(sender.work()) for sender in ill]
        row = await steadily(
            house, sinks, "hook", rate=rate, seconds=seconds / 3, run=f"{turn}fine"
        )
        waits[how] += row["waits"]
        stopping.set()
        for task in working:
            task.cancel()
        await asyncio.gather(*working, return_exceptions=True)
    p99 = {how: _part(sorted(some), 0.99) for how, some in waits.items()}
    return [
        {
            "channel": "hook",
            "measured": "beside a hung and a dead channel",
            "alerts": len(waits["beside"]),
            "p99_alone_s": round(p99["alone"], 4),
            "p99_beside_s": round(p99["beside"], 4),
            "ratio": round(p99["beside"] / p99["alone"], 2),
            "lost": 0 if len(waits["beside"]) == len(waits["alone"]) else 1,
        }
    ]


def _part(waits: list[float], share: float) -> float:
    return waits[int(len(waits) * share)]


async def steadily(
    house: House,
    sinks: Connection,
    channel: str,
    *,
    rate: float,
    seconds: float,
    run: str = "steady",
) -> dict:
    """Commit one alert after the other while the sender works."""
    stopping = asyncio.Event()
    sender = Sender(house=house, name=channel, stopping=stopping)
    working = asyncio.create_task(sender.work())
    committed: dict[str, float] = {}
    began = time.time()
    for n in range(int(rate * seconds)):
        alert = make(channel, n, run)
        await house.writer.run(outbox.put, [alert])
        house.queued.tell()  # as whoever records an article does
        committed[alert.id] = time.time()
        await asyncio.sleep(max(0.0, began + (n + 1) / rate - time.time()))
    await asyncio.sleep(2)  # for the last ones
    stopping.set()
    await working
    got = received(sinks)
    waits = sorted(got[i] - at for i, at in committed.items() if i in got)
    return {
        "channel": channel,
        "measured": f"latency at {rate:g}/s",
        "alerts": len(committed),
        "p50_s": round(statistics.median(waits), 3),
        "p95_s": round(waits[int(len(waits) * 0.95)], 3),
        "max_s": round(waits[-1], 3),
        "lost": len(set(committed) - set(got)),
        "waits": waits,
    }


def make(channel: str, number: int, run: str) -> Alert:
    """Make an alert of usual size."""
    story = hashlib.sha256(f"{run} {number}".encode()).hexdigest()[:16]
    now = datetime.now(UTC)
    content = Content(
        title=f"Seoul ends military pact with Tokyo ({number})",
        url=f"https://news.example/{number}",
        outlet="The Example Herald",
        language="en",
        published=now,
        first_seen=now,
        excerpts=(
            Excerpt(field="body", text=TEXT, marks=((47, 53),), terms=("GSOMIA",)),
        )
        * 3,
        also=(AlsoIn(outlet="한겨레", url="https://ko.example/1", language="ko"),) * 5,
    )
    return Alert(
        id=ids.alert_id("a", story, channel, kind="new"),
        watchlist="a",
        channel=channel,
        kind="new",
        story=story,
        event=story,
        article=None,
        version="",
        watches=("b",),
        priority="normal",
        created=now,
        due=now,
        content=content,
    )


def received(sinks: Connection) -> dict[str, float]:
    """Ask the receivers when which alert came first."""
    sinks.send("tell")
    return sinks.recv()


# ---- the receivers, in a process of their own ------------------------------------------


async def hang(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
    """Read, and never say anything."""
    while await reader.read(1 << 16):
        pass


def receive(pipe: Connection) -> None:
    """Take webhooks and mails, and remember when each alert came."""
    from aiosmtpd.smtp import SMTP

    times: dict[str, float] = {}

    class Box:
        async def handle_DATA(self, server, session, envelope):  # noqa: N802, ARG002
            head = envelope.content.partition(b"X-Alert-Id: ")[2]
            times.setdefault(head[:64].decode(), time.time())
            return "250 taken"

    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                fields = dict(
                    line.split(": ", 1) for line in head.decode().lower().split("\r\n") if ": " in line
                )  # fmt: skip
                await reader.readexactly(int(fields.get("content-length", 0)))
                times.setdefault(fields["webhook-id"], time.time())
                writer.write(b"HTTP/1.1 204 No Content\r\n\r\n")
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    async def serve() -> None:
        loop = asyncio.get_running_loop()
        mail = await loop.create_server(lambda: SMTP(Box(), loop=loop), "127.0.0.1", 0)
        hooks = await asyncio.start_server(take, "127.0.0.1", 0)
        hung = await asyncio.start_server(hang, "127.0.0.1", 0)
        dead = await asyncio.start_server(hang, "127.0.0.1", 0)
        servers = {"http": hooks, "smtp": mail, "hang": hung, "dead": dead}
        ports = {n: s.sockets[0].getsockname()[1] for n, s in servers.items()}
        dead.close()  # nobody listens there any more
        pipe.send(ports)
        while await asyncio.to_thread(pipe.recv) == "tell":
            pipe.send(dict(times))
        for server in servers.values():
            server.close()

    asyncio.run(serve())


if __name__ == "__main__":
    sys.exit(main())
