"""No spelling, redirect or resolver leads to an address that is not public."""

import random

import pytest
from twisted.internet.address import IPv4Address

from spiders.guard import GuardedResolver
from spiders.settings import CrawlSettings, scrapy_settings
from tests.spiders.conftest import answer, call_to, redirect

FORMS = [
    "http://127.0.0.1:{port}/",
    "http://127.1:{port}/",
    "http://127.0.1:{port}/",
    "http://2130706433:{port}/",
    "http://0x7f000001:{port}/",
    "http://0x7f.0.0.1:{port}/",
    "http://0x7f.1:{port}/",
    "http://0177.0.0.1:{port}/",
    "http://017700000001:{port}/",
    "http://127.0.0.1.:{port}/",
    "http://①②⑦.⓪.⓪.①:{port}/",
    "http://127。0。0。1:{port}/",
    "http://localhost:{port}/",
    "http://LOCALHOST.:{port}/",
    "http://0.0.0.0:{port}/",
    "http://0:{port}/",
    "http://[::1]:{port}/",
    "http://[::]:{port}/",
    "http://[::ffff:127.0.0.1]:{port}/",
    "http://[::ffff:7f00:1]:{port}/",
    "http://[0:0:0:0:0:ffff:127.0.0.1]:{port}/",
    "http://[::127.0.0.1]:{port}/",
    "http://[64:ff9b::7f00:1]:{port}/",
    "http://[2002:7f00:1::]:{port}/",
    "http://public.test@127.0.0.1:{port}/",
    "http://public.test:80@127.0.0.1:{port}/",
    "http://127.0.0.1:{port}\\@public.test/",
    "http://public.test\\@127.0.0.1:{port}/",
    "http://127.0.0.1:{port}#@public.test/",
    "http://127.0.0.1%2f@public.test:{port}/",
    "http://127.0.0.1%00.public.test:{port}/",
    "http:127.0.0.1:{port}/",
    "http:///127.0.0.1:{port}/",
    "http://private.test:{port}/",
    "http://mixed.test:{port}/",
]


@pytest.fixture
def inside(house):
    site = house.site()
    site.routes["*"] = answer("<p>secret")
    house.names.known |= {
        "private.test": [["127.0.0.1"]],
        "mixed.test": [["93.184.216.34", "127.0.0.1"]],
        "public.test": [["127.0.0.3"]],  # refused too: nothing here is public
    }
    return site


@pytest.mark.parametrize("form", FORMS)
def test_no_spelling_reaches_a_private_address(house, inside, form):
    url = form.format(port=inside.port)
    missed = house.one(url, house.manners(allow=()))
    assert missed.kind in ("private", "scheme", "dns")
    assert inside.touched == 0


@pytest.mark.parametrize("form", FORMS)
def test_no_redirect_reaches_a_private_address(house, inside, form):
    outside = house.site("127.0.0.2")
    outside.routes["/a"] = redirect(form.format(port=inside.port))
    manners = house.manners(allow=("127.0.0.2/32",), obey_robots=False)
    missed = house.one(outside.url("/a"), manners)
    assert missed.kind in ("private", "scheme", "dns", "missing", "redirects")
    assert inside.touched == 0


def test_no_robots_txt_leads_to_a_private_address(house, inside):
    outside = house.site("127.0.0.2")
    outside.routes["/robots.txt"] = redirect(inside.url("/robots.txt"))
    missed = house.one(outside.url("/a"), house.manners(allow=("127.0.0.2/32",)))
    assert missed.kind == "private"
    assert inside.touched == 0


def test_a_resolver_that_changes_its_mind_gains_nothing(house, inside):
    outside = house.site("127.0.0.2")
    outside.routes["*"] = answer("<p>public")
    turns = [["127.0.0.2"], ["127.0.0.1"], ["127.0.0.2", "127.0.0.1"]] * 4
    house.names.known["turncoat.test"] = turns
    url = f"http://turncoat.test:{inside.port}/"
    for _ in range(12):
        manners = house.manners(allow=("127.0.0.2/32",), obey_robots=False)
        assert house.one(url, manners).kind in ("private", "connection")
    assert inside.touched == 0


class Fickle:
    """A resolver and its caller: answers anew each time, notes what came through."""

    def __init__(self) -> None:
        self.draw = random.Random(37)
        self.through: list[str] = []

    def resolveHostName(self, receiver, name, *args):  # noqa: N802
        receiver.resolutionBegan(self)
        ips = ["93.184.216.34", "2606:4700::1", "127.0.0.1", "::ffff:100.64.0.9"]
        for ip in self.draw.choices(ips, k=self.draw.randint(0, 3)):
            receiver.addressResolved(IPv4Address("TCP", ip, 80))
        receiver.resolutionComplete()
        return self

    def resolutionBegan(self, resolution):  # noqa: N802
        pass

    def addressResolved(self, address):  # noqa: N802
        self.through.append(address.host)

    def resolutionComplete(self):  # noqa: N802
        pass


def test_ten_thousand_fickle_answers_let_no_private_address_through():
    fickle = Fickle()
    guarded = GuardedResolver(fickle)
    for _ in range(10_000):
        guarded.resolveHostName(fickle, "turncoat.test")
    assert set(fickle.through) == {"93.184.216.34", "2606:4700::1"}


def test_a_name_that_a_person_allowed_is_read(house, inside):
    manners = house.manners(allow=("127.0.0.1/32",))
    url = f"http://private.test:{inside.port}/"
    assert house.one(url, manners).body == b"<p>secret"


def test_manners_of_one_do_not_open_doors_for_another(house, inside):
    strict, open_ = house.manners(allow=()), house.manners()
    calls = [call_to(inside.url("/a"))]
    assert house.read(calls, open_)[0].body == b"<p>secret"
    assert house.read(calls, strict)[0].kind == "private"


def test_the_private_address_is_named_to_the_person(house, inside):
    missed = house.one(f"http://private.test:{inside.port}/", house.manners(allow=()))
    assert "private.test" in missed.reason
    assert "127.0.0.1" in missed.reason


def test_the_settings_that_must_hold_do():
    crawl = CrawlSettings(user_agent="news-monitor/0.1")
    settings = scrapy_settings(crawl).copy()
    for name in (
        "TELNETCONSOLE_ENABLED",
        "REMOTE_CONTROL_ENABLED",
        "HTTPCACHE_ENABLED",
        "HTTPPROXY_ENABLED",
        "RETRY_ENABLED",
        "COOKIES_ENABLED",
    ):
        assert not settings.getbool(name), name
    assert settings.getbool("DOWNLOAD_VERIFY_CERTIFICATES")
    assert settings.getint("DOWNLOAD_MAXSIZE") == 8 * 2**20
    assert settings.getfloat("DOWNLOAD_TIMEOUT") == 30
    assert set(settings.getwithbase("DOWNLOAD_HANDLERS")) == {"http", "https"}
    assert len(settings.getwithbase("DOWNLOADER_MIDDLEWARES")) == 1
    assert len(settings.getwithbase("EXTENSIONS")) == 0
    assert len(settings.getwithbase("SPIDER_MIDDLEWARES")) == 0
