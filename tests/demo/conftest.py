"""A newsroom whose clock the test moves; it needs no sockets to answer."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from monitor.config.sources import SourceSettings
from monitor.core import discover
from monitor.demo.content import Content, Piece, Site, load_content
from monitor.demo.newsroom import Newsroom
from monitor.demo.server import Request, Response
from monitor.model import Listing, Page, Source


@dataclass
class Clock:
    """Time that goes on only when it is told to."""

    time: datetime = datetime(2026, 3, 1, 9, 0, 0, 250_000, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time

    def go(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)


@dataclass
class Reader:
    """Asks a newsroom for pages as a spider would, without a network."""

    newsroom: Newsroom
    clock: Clock = field(default_factory=Clock)

    def get(self, site: Site, path: str, **headers: str) -> Response:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.newsroom.serve(
            site, Request(method="GET", path=path, headers=named)
        )

    def page(self, site: Site, path: str) -> Page:
        answer = self.get(site, path)
        assert answer.status == 200
        url = self.newsroom.base(site.id) + path
        return Page(
            requested=url,
            url=url,
            status=200,
            headers=tuple((k.lower(), v) for k, v in answer.headers.items()),
            body=answer.body,
            fetched=self.clock(),
            seconds=0.1,
        )

    def source(self, site: Site) -> Source:
        return SourceSettings(
            name=site.id,
            outlet=site.name,
            kind=site.kind,
            url=self.newsroom.base(site.id) + site.listing,
            language=site.language,
            timezone=site.timezone,
        ).source()

    def listing(self, site: Site) -> Listing:
        page = self.page(site, site.listing)
        return discover.discover(page, self.source(site), now=self.clock())


@pytest.fixture(scope="session")
def content() -> Content:
    return load_content()


@pytest.fixture
def reader(content: Content) -> Reader:
    clock = Clock()
    ports = {site.id: 8101 + n for n, site in enumerate(content.sites)}
    newsroom = Newsroom(content=content, now=clock, opened=clock(), ports=ports)
    return Reader(newsroom, clock)


@pytest.fixture
def at(reader: Reader) -> Callable[[float], Reader]:
    """Give the reader at a second of the play."""

    def play(second: float) -> Reader:
        reader.newsroom.begin()
        reader.clock.go(second)
        return reader

    return play


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test on every site, or on every article that is not a secret."""
    whole = load_content()
    if "site" in metafunc.fixturenames:
        metafunc.parametrize("site", whole.sites, ids=lambda site: site.id)
    if "piece" in metafunc.fixturenames:
        metafunc.parametrize("piece", whole.pieces, ids=_name)


def _name(piece: Piece) -> str:
    return piece.id
