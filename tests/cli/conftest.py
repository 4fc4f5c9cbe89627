"""A real archive behind the real command line."""

import json
import os
import shutil
import subprocess
import sys
import threading
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import nouns
import pytest
from typer.testing import CliRunner

from monitor.cli.app import app
from monitor.model import (
    Call,
    Excerpt,
    Missed,
    Page,
    Validators,
)
from monitor.store import links, outbox, outcomes, sources
from monitor.store.engine import open_store

NOW = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=1)

MONITOR = """\
database: sqlite:///{database}
contact: desk@example.org
timezone: Asia/Seoul
politeness: {{delay: 0s, allow_private: [127.0.0.0/8]}}
web: {{enabled: false}}
channels:
  desk: {{kind: console}}
  book: {{kind: file, path: {book}}}
"""
SOURCES = """\
sources:
  - {name: yonhap-en, outlet: Yonhap, kind: feed, url: "https://yonhap.example/rss"}
  - {name: harbor, outlet: Harbor Post, kind: feed, url: "https://harbor.example/rss"}
"""
WATCHLIST = """\
watchlist: gsomia
concepts:
  pact: {en: [GSOMIA, intelligence pact], ko: [지소미아]}
watches:
  - {name: pact, query: '@pact', channels: [desk]}
  - {name: storm, query: 'GSOMIA AND "puppet show"', channels: [desk]}
"""


@dataclass(frozen=True)
class Ran:
    status: int
    out: str
    err: str

    @property
    def rows(self):
        return [json.loads(line) for line in self.out.splitlines()]


@pytest.fixture
def folder(tmp_path):
    """Write a configuration."""
    made = tmp_path / "config"
    (made / "watchlists").mkdir(parents=True)
    settings = MONITOR.format(
        database=tmp_path / "data" / "monitor.db", book=tmp_path / "alerts.jsonl"
    )
    (made / "monitor.yaml").write_text(settings, encoding="utf-8")
    (made / "sources.yaml").write_text(SOURCES, encoding="utf-8")
    lists = made / "watchlists" / "gsomia.yaml"
    lists.write_text(WATCHLIST, encoding="utf-8")
    return made


@pytest.fixture
def database(tmp_path):
    return tmp_path / "data" / "monitor.db"


@pytest.fixture
def cli(folder):
    """Run a command on the configuration, inside this process."""

    def run(*args, stdin=None):
        given = [str(arg) for arg in args]
        result = CliRunner().invoke(app, ["--config", str(folder), *given], stdin)
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Ran(result.exit_code, result.stdout, result.stderr)

    return run


@pytest.fixture
def process(folder):
    """Run a command as a process of its own: what uses the network needs one."""

    def run(*args, env=None, timeout=60):
        done = subprocess.run(
            [sys.executable, "-m", "monitor", *map(str, args)],
            capture_output=True,
            encoding="utf-8",
            timeout=timeout,
            env=os.environ | {"NEWS_MONITOR_CONFIG": str(folder)} | (env or {}),
            check=False,
        )
        return Ran(done.returncode, done.stdout, done.stderr)

    return run


link = nouns.link


def article(path, title, text, **more):
    published = NOW - timedelta(minutes=5)
    return nouns.article(
        path, text, title=title, fetched=NOW, published=published, **more
    )


def matching(text):
    return nouns.match("pact", "GSOMIA", at=text.index("GSOMIA"))


EXCERPT = Excerpt(
    field="body",
    text="Seoul ends GSOMIA today",
    marks=((11, 17),),
    terms=("GSOMIA",),
)
alert = partial(nouns.alert, now=NOW, watches=("pact",), excerpts=(EXCERPT,))
keep = partial(nouns.record, now=NOW)


def read(conn, at, it):
    """Have a link read, and an article come of it."""
    links.announce(conn, [at], now=NOW)
    call = Call(url=at.url, purpose="page", source=nouns.source(), link=at)
    page = Page(
        requested=at.url,
        url=at.url,
        status=200,
        headers=(),
        body=b"x" * 2048,
        fetched=NOW,
        seconds=0.4,
        validators=Validators(),
    )
    outcomes.keep(conn, call, page, kind="article")
    links.done(conn, at.canonical, article=it.id)


def miss(conn, at, kind, reason, status=None):
    links.announce(conn, [at], now=NOW)
    call = Call(url=at.url, purpose="page", source=nouns.source(), link=at)
    missed = Missed(
        requested=at.url, kind=kind, reason=reason, at=NOW, status=status, seconds=0.2
    )
    outcomes.keep(conn, call, missed)
    links.failed(conn, at.canonical, reason=f"{kind}: {reason}")


PACT = "Seoul ends GSOMIA today, officials said.\nTokyo regrets it and asks for talks."
SHOW = "The library of the harbor town shows puppets to children on Monday morning."
TRADE = "Tokyo answers the end of GSOMIA with new rules for trade in chemicals."


@pytest.fixture
def filled(database, migrated_sqlite):
    """Fill an archive: a story with a copy, another of its event, one off topic."""
    database.parent.mkdir()
    shutil.copyfile(migrated_sqlite, database)
    store = open_store(f"sqlite:///{database}")
    pact = article("pact", "Seoul ends pact", PACT)
    place = nouns.opens(pact)
    copied = article(
        "copy", "Seoul drops pact", PACT, outlet="Harbor Post", source="harbor"
    )
    trade = article("trade", "Tokyo answers", TRADE)
    show = article("show", "Puppets at the library", SHOW, authors=("Ann Lee",))
    told = alert(place, article=pact)
    with store.begin() as conn:
        both = [nouns.source(), nouns.source("harbor", "Harbor Post")]
        sources.register(conn, both, NOW - timedelta(days=1))
        keep(conn, pact, place, matches=[matching(PACT)], alerts=[told])
        read(conn, link("pact"), pact)
        same = nouns.copy_of(pact, place, 0.98)
        keep(conn, copied, same, matches=[matching(PACT)])
        joined = nouns.joins(trade, pact, place)
        later = alert(joined, article=trade, created=NOW + timedelta(seconds=1))
        keep(conn, trade, joined, matches=[matching(TRADE)], alerts=[later])
        keep(conn, show, nouns.opens(show))
        read(conn, link("show"), show)
        miss(conn, link("gone"), "missing", "the server said 404", 404)
        miss(conn, link("closed"), "robots", "robots.txt forbids this address")
        links.announce(conn, [link("waiting")], now=NOW)
        outbox.settle(conn, nouns.delivery(told, at=NOW, status=250))
    yield store
    store.close()


@pytest.fixture
def dead(filled):
    """Let one alert of the archive be given up."""
    with filled.begin() as conn:
        (waiting,) = outbox.lease(
            conn, NOW, channel="desk", limit=5, hold=timedelta(minutes=3)
        )
        refused = nouns.delivery(
            waiting, "refused", at=NOW, status=550, answer="550 no such mailbox"
        )
        outbox.settle(conn, refused)
    return waiting


class Newsroom:
    """A site with a feed; what stands in `stories` is out."""

    def __init__(self):
        self.stories = {}
        room = self

        class Answers(BaseHTTPRequestHandler):
            def do_GET(self):
                found = room.page(self.path)
                kind, body = found or ("text/plain", "")
                self.send_response(200 if found else 404)
                self.send_header("Content-Type", f"{kind}; charset=utf-8")
                self.send_header("Content-Length", str(len(body.encode())))
                self.send_header("Connection", "close")
                self.end_headers()
                self.wfile.write(body.encode())

            def log_message(self, *args):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def page(self, path):
        if path == "/rss":
            return "application/rss+xml", self.feed()
        if path == "/":
            return "text/html", (
                "<html><head><link rel=alternate type=application/rss+xml href=/rss"
                " title=Harbor></head><body><p>Harbor Post</p></body></html>"
            )
        if path in self.stories:
            title, text = self.stories[path]
            paragraphs = "".join(f"<p>{line}</p>" for line in text.splitlines())
            return "text/html", (
                f"<html lang=en><head><title>{title}</title></head><body><article>"
                f"<h1>{title}</h1>{paragraphs}</article></body></html>"
            )
        return None

    def feed(self):
        items = "".join(
            f"<item><title>{title}</title><link>{self.url}{path}</link></item>"
            for path, (title, _) in self.stories.items()
        )
        return (
            "<?xml version='1.0'?><rss version='2.0'><channel>"
            f"<title>Harbor \x1b[31mPost</title>{items}</channel></rss>"
        )


@pytest.fixture
def newsroom(folder):
    """Serve a site on this machine, and make it the only source that answers."""
    room = Newsroom()
    thread = threading.Thread(target=room.server.serve_forever, args=(0.05,))
    thread.start()
    (folder / "sources.yaml").write_text(
        "sources:\n"
        f'  - {{name: harbor, outlet: Harbor Post, kind: feed, url: "{room.url}/rss"}}\n',
        encoding="utf-8",
    )
    yield room
    room.server.shutdown()
    thread.join()
    room.server.server_close()
