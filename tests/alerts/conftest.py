"""A house with a clock of its own and channels that remember what they were told."""

import asyncio
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from types import MappingProxyType

import pytest
import yaml

from monitor.config import load
from monitor.core import ids
from monitor.errors import DeliveryError
from monitor.model import Alert, Content
from monitor.pipeline import opening
from monitor.pipeline.deliver import Sender
from monitor.store import outbox
from monitor.store.engine import open_store

START = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)

WATCHLIST = {
    "watchlist": "gsomia",
    "watches": [{"name": "pact", "any": ["GSOMIA"], "channels": ["mail", "hook"]}],
}


@dataclass
class Ear:
    """A channel that takes everything, or refuses as it is told."""

    name: str
    kind: str = "webhook"
    taken: list[Alert] = field(default_factory=list)
    error: Callable[[], DeliveryError] | None = None

    async def send(self, alert):
        if self.error is not None:
            raise self.error()
        self.taken.append(alert)

    async def close(self):
        pass

    @property
    def titles(self):
        return [alert.content.title for alert in self.taken]


@pytest.fixture
def fails():
    """Make the error of a receiver that is down."""
    return lambda: DeliveryError("HTTP 500", permanent=False, status=500)


@pytest.fixture
def refuses():
    """Make the error of a receiver that wants none of this."""
    return lambda: DeliveryError("HTTP 404", permanent=True, status=404)


class Desk:
    """A monitor in one process, without network, in a time that we turn."""

    def __init__(self, folder, database):
        self.folder, self.now = folder, START
        self.settings = {
            "database": database,
            "contact": "desk@example.org",
            "channels": {
                "mail": {"kind": "console"},
                "hook": {"kind": "console"},
            },
        }
        self.watchlists = {"gsomia": deepcopy(WATCHLIST)}
        self.sources = [
            {"name": "harbor", "outlet": "Harbor", "kind": "feed", "url": "https://h.example/rss"}
        ]  # fmt: skip
        self.ears = {"mail": Ear("mail", "email"), "hook": Ear("hook")}
        self.house = None
        self._store = open_store(database)
        self._numbers = iter(range(1, 100_000))

    def config(self):
        (self.folder / "watchlists").mkdir(parents=True, exist_ok=True)
        self._write("monitor.yaml", self.settings)
        self._write("sources.yaml", {"sources": self.sources})
        for name, content in self.watchlists.items():
            self._write(f"watchlists/{name}.yaml", content)
        return load(self.folder, env={})

    async def open(self):
        self.house = await opening.open_house(
            self.config(), self._store, now=lambda: self.now, out=None
        )
        self._listen()
        return self

    async def change(self):
        """Put the configuration in force as it stands now."""
        await opening.change(self.house, self.config())
        self._listen()

    def _listen(self):
        standing = self.house.standing
        ears = {name: self.ears.setdefault(name, Ear(name)) for name in standing.rules}
        self.house.standing = replace(standing, channels=MappingProxyType(ears))

    async def close(self):
        await opening.close_house(self.house)
        self._store.close()

    def pass_time(self, **time):
        self.now += timedelta(**time)

    async def put(self, *alerts):
        await self.house.writer.run(outbox.put, alerts)

    async def send(self, *names):
        """Let senders send what is due, as the daemon does; not wait for more."""
        for name in names or self.house.standing.rules:
            while await self._round(name):
                pass

    async def _round(self, name):
        sender = Sender(house=self.house, name=name, stopping=asyncio.Event())
        begun = await sender._begin(patient=True)
        if sender.flight:
            await asyncio.wait(sender.flight)
        return begun

    async def turn(self, *, minutes, step=10, then=None):
        """Let time pass in steps of seconds; send all the while."""
        for _ in range(int(minutes * 60 / step)):
            self.pass_time(seconds=step)
            if then is not None:
                await then()
            await self.send()

    def alert(self, channel="hook", *, story=None, **more):
        """Make an alert as planning would, now."""
        number = next(self._numbers)
        story = story or f"{number:016x}"
        kind, version = more.pop("kind", "new"), more.pop("version", "")
        name = ids.alert_id("gsomia", story, channel, kind=kind, version=version)
        content = Content(title=f"story {number}", url="https://x.example/", outlet="Y")
        return Alert(
            **{
                "id": name,
                "watchlist": "gsomia",
                "channel": channel,
                "kind": kind,
                "story": story,
                "event": story,
                "article": None,
                "version": version,
                "watches": ("pact",),
                "priority": "normal",
                "created": self.now,
                "due": self.now,
                "content": content,
            }
            | more
        )

    async def states(self):
        return await self.house.writer.read(outbox.counts)

    def rows(self, statement):
        with self._store.read() as conn:
            return [tuple(row) for row in conn.exec_driver_sql(statement)]

    @property
    def store(self):
        return self._store

    def _write(self, name, content):
        text = yaml.safe_dump(content, allow_unicode=True, sort_keys=False)
        (self.folder / name).write_text(text, encoding="utf-8")


@pytest.fixture
def lived(tmp_path, desk_url):
    """Run a story that is lived at a desk; give what it returns."""

    def run(story, **settings):
        desk = Desk(tmp_path / "config", desk_url)
        desk.settings |= settings.pop("settings", {})
        for name, said in settings.items():
            desk.settings["channels"].setdefault(name, {"kind": "console"}).update(said)

        async def main():
            await desk.open()
            try:
                return await story(desk)
            finally:
                await desk.close()

        return asyncio.run(main())

    return run
