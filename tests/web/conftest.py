"""A house with an archive, and somebody who asks it over HTTP."""

import asyncio
import shutil
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial

import httpx
import nouns
import pytest

from monitor.config import load
from monitor.core import ids
from monitor.model import (
    AlsoIn,
    Article,
    Call,
    Excerpt,
    Missed,
    Source,
    Visit,
)
from monitor.store import links, outbox, outcomes, sources
from monitor.store.engine import open_store
from monitor.store.writer import Writer
from monitor.web import build

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)

MONITOR = """\
database: sqlite:///data/monitor.db
contact: desk@example.org
timezone: Asia/Seoul
public_url: https://monitor.example.org/
channels: {desk: {kind: console}}
"""
SOURCES = """\
sources:
  - {name: yonhap-en, outlet: Yonhap, kind: feed, url: https://yonhap.example/rss.xml, language: en}
  - {name: npr, outlet: NPR, kind: feed, url: https://npr.example/rss.xml, language: en}
  - {name: asahi, outlet: Asahi, kind: sitemap, url: https://asahi.example/map.xml, language: ja}
"""
WATCHLIST = """\
watchlist: gsomia
concepts:
  pact: {en: [pact, GSOMIA], ko: [지소미아]}
watches:
  - {name: termination, query: '@pact AND ends', channels: [desk], priority: high}
  - {name: any, any: ['@pact']}
"""


@dataclass
class View:
    """A house that stands still."""

    config: object
    writer: Writer
    reload_error: str = ""
    moment: datetime = NOW

    def now(self):
        return self.moment

    async def read(self, step, *args, **kwargs):
        return await self.writer.read(step, *args, **kwargs)

    async def write(self, step, *args, **kwargs):
        return await self.writer.run(step, *args, **kwargs)


@dataclass
class Asker:
    """Somebody with a browser, who follows nothing by himself."""

    app: object
    base: str = "http://127.0.0.1:8700"
    headers: dict[str, str] = field(default_factory=dict)

    def __call__(self, path, method="GET", **more):
        return asyncio.run(self._ask(path, method, more))

    async def _ask(self, path, method, more):
        transport = httpx.ASGITransport(app=self.app)
        headers = self.headers | more.pop("headers", {})
        async with httpx.AsyncClient(transport=transport, base_url=self.base) as client:
            return await client.request(method, path, headers=headers, **more)


def configured(folder, env=None, **files):
    """Load a configuration from texts."""
    texts = {"monitor": MONITOR, "sources": SOURCES, "gsomia": WATCHLIST} | files
    (folder / "watchlists").mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        path = name if name in ("monitor", "sources") else f"watchlists/{name}"
        (folder / f"{path}.yaml").write_text(text, encoding="utf-8")
    return load(folder, env=env or {})


@pytest.fixture(scope="session")
def config(tmp_path_factory):
    return configured(tmp_path_factory.mktemp("config"))


@pytest.fixture
def reconfigured(tmp_path):
    def make(env=None, **files):
        return configured(tmp_path / "other", env, **files)

    return make


@pytest.fixture
def archive(request, desk_url, config):
    """Give a store; a filled one to tests that ask for the `world`."""
    filled = "world" in request.fixturenames
    store = open_store(desk_url)
    if filled and store.dialect == "sqlite":  # forty times as fast as filling it
        shutil.copyfile(request.getfixturevalue("filled")[0], store.url.database)
    elif filled:
        fill(store, config)
    yield store
    store.close()


@pytest.fixture
def view(config, archive):
    writer = Writer(archive)
    yield View(config=config, writer=writer)
    writer.close_now()


@pytest.fixture
def app(view):
    return build(view)


@pytest.fixture
def ask(app):
    return Asker(app)


@pytest.fixture
def asker():
    return Asker


@pytest.fixture
def now():
    return NOW


article = partial(nouns.article, fetched=NOW)
link = partial(nouns.link, source="npr")
record = partial(nouns.record, now=NOW)
EXCERPT = Excerpt(
    field="body", text="Seoul ends the pact.", marks=((15, 19),), terms=("pact",)
)
alert = partial(nouns.alert, now=NOW, priority="high", excerpts=(EXCERPT,))


@dataclass
class World:
    """What the archive holds, by name."""

    story: str
    event: str
    sent: str
    dead: str
    first: Article
    copy: Article


@pytest.fixture
def world(filled):
    """Name what the filled archive holds."""
    return filled[1]


@pytest.fixture(scope="session")
def filled(migrated_sqlite, config, tmp_path_factory):
    """Make a SQLite file with an archive, to be copied, and say what it holds."""
    path = tmp_path_factory.mktemp("filled") / "filled.db"
    shutil.copyfile(migrated_sqlite, path)
    store = open_store(f"sqlite:///{path}")
    world = fill(store, config)
    store.close()
    return path, world


def fill(archive, config):
    """Fill an archive.

    A matched story in two outlets with a revision, one alert sent and one dead; another
    story of its event in Korean; the weather; a story that was out before; a gone link.
    """
    first = article("a", published=NOW - HOUR)
    copy = article("b", outlet="NPR", source="npr", published=NOW)
    korean = article("c", title="서울의 결정", text="지소미아 종료 결정", language="ko")
    weather = article("d", title="Weather", text="Rain on the coast.")
    silent = article("e", title="Old pact news", text="The pact was old news.")
    placed = nouns.opens(first)
    text = "Seoul ends the pact with Tokyo.\nTokyo regrets it."
    revised = article(
        "a",
        title="Pact ended",
        text=text,
        published=NOW - HOUR,
        fetched=NOW,
        digest=ids.text_digest("Pact ended", text),
    )
    sent, dead = alert(placed, article=first), alert(placed, "hook", article=first)
    with archive.begin() as conn:
        sources.register(conn, config.sources, NOW - 30 * HOUR)
        _visits(conn)
        record(
            conn,
            first,
            placed,
            now=NOW - HOUR,
            matches=[nouns.match(), nouns.match("any")],
            alerts=[sent, dead],
        )
        record(conn, copy, nouns.copy_of(first, placed))
        joined = nouns.joins(korean, first, placed)
        record(conn, korean, joined, matches=[nouns.match("any", "지소미아", at=0)])
        record(conn, weather, nouns.opens(weather))
        record(
            conn,
            silent,
            nouns.opens(silent),
            baseline=True,
            matches=[nouns.match("any", at=4)],
        )
        record(conn, revised, nouns.revises(first, placed))
        _send(conn, sent, "sent", status=200)
        _send(conn, dead, "refused", status=550, answer="550 no such user")
        _gone(conn)
    return World(
        story=placed.story,
        event=placed.event,
        sent=sent.id,
        dead=dead.id,
        first=first,
        copy=copy,
    )


def _visits(conn):
    for name, more in {
        "yonhap-en": {"succeeded": NOW - HOUR / 6, "outcome": "listing"},
        "npr": {"failures": 4, "outcome": "timeout", "reason": "no answer in 30 s"},
        "asahi": {"succeeded": NOW - HOUR, "outcome": "unchanged"},
    }.items():
        news = NOW - 15 * 24 * HOUR if name == "asahi" else NOW - HOUR
        added = NOW - 30 * 24 * HOUR
        sources.settle(
            conn,
            Visit(
                source=name,
                added=added,
                due=NOW + HOUR,
                last=NOW - HOUR / 6,
                last_new=news,
                first_done=True,
                **more,
            ),
        )


def _send(conn, it, outcome, **more):
    (leased,) = outbox.lease(conn, NOW, channel=it.channel, limit=1, hold=HOUR)
    assert leased.id == it.id
    outbox.settle(conn, nouns.delivery(it, outcome, at=NOW, **more))


def _gone(conn):
    lost = link("gone", title="Gone")
    links.announce(conn, [lost], now=NOW)
    source = Source(name="npr", outlet="NPR", kind="feed", url="https://npr.example/")
    call = Call(url=lost.url, purpose="page", source=source, link=lost)
    gone = Missed(requested=lost.url, kind="gone", reason="410", at=NOW, status=410)
    outcomes.keep(conn, call, gone)
    links.lease(conn, NOW, limit=9, hold=HOUR)
    links.failed(conn, lost.canonical, reason="410 Gone")


PAGES = (
    "/",
    "/stories",
    "/stories?q=pact",
    "/stories/{story}",
    "/alerts",
    "/alerts/{sent}",
    "/alerts/{dead}",
    "/sources",
    "/watchlists",
    "/explain",
    "/explain?url=https://news.example/a",
    "/explain?url=https://news.example/gone",
    "/explain?url=https://nowhere.example/",
)


@pytest.fixture
def pages(world):
    """Name every page of a filled archive."""
    return tuple(
        page.format(story=world.story, sent=world.sent, dead=world.dead)
        for page in PAGES
    )


NASTY = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "'><style>*{display:none}</style>",
    "</title></head><body onload=alert(1)>",
    "{{7*7}} {% raw %} ${7*7} {0.__class__}",
    "&lt;b&gt; &amp; <b>bold</b>",
    "\u202eright to left\u202c \u2066isolated\u2069",
    "NUL\x00 bell\x07 escape\x1b[31m \x85next",
    "line\u2028break\nand\r\nmore",
    "javascript:alert(1)//",
    "한국어 日本語 😀🇰🇷 \U000e0041tag",
    "a" * 5000,
    "\ufffe\uffff",
    "",
]


@pytest.fixture
def nasty_words():
    return NASTY


@pytest.fixture
def hostile(archive, view):
    """Fill an archive where all that strangers write is hostile; name the pages."""
    words = " ".join(NASTY)
    placements = []
    with archive.begin() as conn:
        for number, nasty in enumerate(NASTY):
            one = article(
                f"n{number}",
                title=nasty,
                text=f"{nasty}\npact {words}",
                outlet=nasty or "x",
                language="en",
                digest=ids.text_digest(nasty, str(number)),
            )
            placed = nouns.opens(one)
            placed = replace(placed, reason=nasty)
            passage = replace(nouns.match().passages[0], field="body", start=0, end=5)
            found = nouns.match(terms=(nasty,), passages=(passage,))
            told = alert(placed, article=one)
            excerpt = Excerpt(field="body", text=words, marks=((0, 9),), terms=(nasty,))
            content = replace(
                told.content,
                url="javascript:alert(1)" if number % 2 else one.url,
                excerpts=(excerpt,),
                also=(AlsoIn(outlet=nasty, url="javascript:alert(1)"),),
                old_title=nasty,
                changes=(nasty, words),
                summary=nasty,
                authors=(nasty,),
            )
            told = replace(told, content=content)
            record(conn, one, placed, matches=[found], alerts=[told])
            text = f"pact {words}\n{nasty} again"
            again = replace(one, text=text, digest=ids.text_digest(nasty, text))
            record(conn, again, nouns.revises(one, placed, nasty))
            (leased,) = outbox.lease(conn, NOW, channel="desk", limit=1, hold=HOUR)
            refused = nouns.delivery(
                leased, "refused", at=NOW, status=500, answer=nasty
            )
            outbox.settle(conn, refused)
            placements.append((placed.story, told.id, one.url))
        lost = link("lost", title=words)
        links.announce(conn, [lost], now=NOW)
        links.lease(conn, NOW, limit=9, hold=HOUR)
        links.failed(conn, lost.canonical, reason=words)
    view.reload_error = words
    pages = ["/", "/stories", "/alerts", "/sources", "/watchlists"]
    pages.append(f"/explain?url={lost.canonical}")
    for story, alert_id, url in placements:
        pages += [f"/stories/{story}", f"/alerts/{alert_id}", f"/explain?url={url}"]
    return pages
