"""What a host can count on: a pause between requests, one at a time, waits kept."""

import asyncio
import itertools
from datetime import timedelta
from pathlib import Path

import pytest

from monitor import crawl
from monitor.model import Missed, Page, Unchanged
from tests.spiders.conftest import Clock, answer, call_to, source

ROBOTS = "User-agent: *\nCrawl-delay: {}\n"


def gaps(site) -> list[float]:
    times = [seen.at for seen in site.seen]
    return [later - earlier for earlier, later in itertools.pairwise(times)]


def calls_to(site, number: int):
    return [call_to(site.url(f"/{n}")) for n in range(number)]


@pytest.fixture
def site(house):
    site = house.site()
    site.routes["*"] = answer("<p>fine")
    return site


def test_the_delay_lies_between_all_requests_to_a_host(house, site):
    house.read(calls_to(site, 4), house.manners(delay=timedelta(seconds=0.12)))
    assert site.paths() == ["/robots.txt", "/0", "/1", "/2", "/3"]
    assert min(gaps(site)) >= 0.12


def test_the_delay_holds_between_crawls_at_the_same_time(house, site):
    manners = house.manners(delay=timedelta(seconds=0.1))

    async def at_once():
        async def take(read, number):
            calls = [call_to(site.url(f"/{number}/{n}")) for n in range(2)]
            return [pair async for pair in read(calls, manners)]

        return await asyncio.gather(
            take(crawl.read_pages, 1), take(crawl.read_listings, 2)
        )

    assert [len(found) for found in house.reactor.do(at_once())] == [2, 2]
    assert site.paths().count("/robots.txt") == 1
    assert min(gaps(site)) >= 0.1
    assert site.most_open == 1


def test_a_host_has_one_connection_and_keeps_it(house, site):
    manners = house.manners()
    house.read(calls_to(site, 5), manners)
    house.read(calls_to(site, 5), manners)
    assert (site.most_open, site.touched) == (1, 1)


def test_two_hundred_feeds_of_a_host_share_one_connection_and_its_delay(house, site):
    site.routes["*"] = answer("<rss/>", 304, ETag='"v1"')
    site.routes["/robots.txt"] = answer("", 404)
    delay = timedelta(seconds=0.005)
    feeds = [
        call_to(site.url(f"/feed/{n}"), purpose="listing", validators={"etag": '"v1"'})
        for n in range(200)
    ]
    outcomes = house.read(feeds, house.manners(delay=delay))
    assert [type(outcome) for outcome in outcomes] == [Unchanged] * 200
    asked = [seen for seen in site.seen if seen.path != "/robots.txt"]
    assert [seen.headers["if-none-match"] for seen in asked] == ['"v1"'] * 200
    assert (site.most_open, site.touched) == (1, 1)
    assert min(gaps(site)) >= delay.total_seconds()


def test_two_requests_at_a_time_where_that_is_allowed(house):
    """And the delay lies between their starts."""
    site = house.site()
    waiting: list[asyncio.Event] = []

    async def meet(seen, writer):
        """Answer when a second request has come."""
        if not waiting:
            waiting.append(asyncio.Event())
            await waiting[0].wait()
        else:
            waiting.pop().set()
        await answer("<p>met")(seen, writer)

    site.routes["*"] = meet
    delay = timedelta(seconds=0.12)
    manners = house.manners(per_host=2, obey_robots=False, delay=delay)
    outcomes = house.read(calls_to(site, 4), manners)
    assert [page.body for page in outcomes] == [b"<p>met"] * 4
    assert site.most_open == 2
    assert min(gaps(site)) >= 0.12 - 0.02  # one may be under way faster than the other


def test_hosts_do_not_wait_for_each_other(house):
    sites = [house.site(), house.site()]
    for site in sites:
        site.routes["*"] = answer("<p>fine")
    manners = house.manners(delay=timedelta(seconds=0.15))
    house.read([call for site in sites for call in calls_to(site, 3)], manners)
    starts, ends = zip(*((s.seen[0].at, s.seen[-1].at) for s in sites), strict=True)
    assert max(starts) < min(ends)


@pytest.mark.parametrize(
    ("asked", "gap"), [("0.15", 0.15), ("300", 0.25), ("nonsense", 0), ("-1", 0)]
)
def test_the_crawl_delay_of_robots_txt_is_kept_within_reason(house, site, asked, gap):
    site.routes["/robots.txt"] = answer(ROBOTS.format(asked))
    manners = house.manners(max_crawl_delay=timedelta(seconds=0.25))
    house.read(calls_to(site, 3), manners)
    assert min(gaps(site)) >= gap


def test_a_request_rate_is_a_delay_too(house, site):
    site.routes["/robots.txt"] = answer("User-agent: *\nRequest-rate: 1/60\n")
    manners = house.manners(max_crawl_delay=timedelta(seconds=0.2))
    house.read(calls_to(site, 2), manners)
    assert min(gaps(site)) >= 0.2


def test_a_host_that_says_429_is_left_alone_for_as_long_as_it_asks(house, site):
    clock = Clock()
    manners = house.manners(now=clock.now, monotonic=clock.monotonic)
    site.routes["/0"] = answer("slow down", 429, Retry_After="120")
    first, second = house.read(calls_to(site, 2), manners)
    assert (first.kind, first.status) == ("busy", 429)
    assert first.retry_after == timedelta(seconds=120)
    assert "wait 120 s" in first.reason
    assert (second.kind, second.status) == ("busy", None)
    assert second.retry_after == timedelta(seconds=120)
    clock.pass_(seconds=119)
    assert house.one(site.url("/2"), manners).retry_after == timedelta(seconds=1)
    assert site.pages() == ["/0"]
    clock.pass_(seconds=1)
    assert isinstance(house.one(site.url("/2"), manners), Page)


def test_a_429_without_a_wait_means_a_minute(house, site):
    clock = Clock()
    manners = house.manners(now=clock.now, monotonic=clock.monotonic)
    site.routes["/0"] = answer("slow down", 429)
    assert house.one(site.url("/0"), manners).retry_after == timedelta(minutes=1)
    assert house.one(site.url("/1"), manners).kind == "busy"
    clock.pass_(minutes=1)
    assert isinstance(house.one(site.url("/1"), manners), Page)


def test_a_503_with_a_wait_rests_only_the_page(house, site):
    clock = Clock()
    manners = house.manners(now=clock.now, monotonic=clock.monotonic)
    until = "Fri, 22 Nov 2019 09:10:00 GMT"
    site.routes["/0"] = answer("back soon", 503, Retry_After=until)
    first, page, again = house.read(
        [*calls_to(site, 2), call_to(site.url("/0"))], manners
    )
    assert (first.kind, first.retry_after) == ("busy", timedelta(minutes=10))
    assert isinstance(page, Page)
    assert again.kind == "busy"
    assert site.pages() == ["/0", "/1"]
    clock.pass_(minutes=10)
    assert house.one(site.url("/0"), manners).status == 503


def test_many_hosts_leave_little_behind(house):
    clock = Clock()
    manners = house.manners(monotonic=clock.monotonic)

    async def visit_many():
        for number in range(5000):
            async with manners.turn(f"http://host-{number}.example/"):
                clock.pass_(seconds=1)

    house.reactor.do(visit_many())
    assert len(manners._gates) <= 4096


def test_we_say_who_we_are(house, site):
    house.one(site.url("/"), language="ko")
    for seen in site.seen:
        agent = seen.headers["user-agent"]
        assert agent == "news-monitor/0.1 (+mailto:desk@example.org)"
    assert site.seen[-1].headers["accept-language"] == "ko, *;q=0.5"
    assert "zstd" in site.seen[-1].headers["accept-encoding"]


def test_listings_are_asked_for_as_feeds(house, site):
    calls = [call_to(site.url("/feed"), purpose="listing")]
    house.read(calls, house.manners(), read=crawl.read_listings)
    assert site.seen[-1].headers["accept"].startswith("application/rss+xml")


def test_a_proxy_in_the_environment_is_ignored(house, site, monkeypatch):
    proxy = house.site()
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, proxy.url())
    assert isinstance(house.one(site.url("/")), Page)
    assert proxy.touched == 0


def test_a_slow_taker_slows_the_crawl_down(house, site):
    other = house.site()
    other.routes["*"] = answer("<p>fine")

    async def take_one_and_look() -> int:
        answers = crawl.read_pages(calls_to(site, 60), manners)
        await anext(answers)
        # While this host is read to its end, the other one would be as well.
        assert [_ async for _ in crawl.read_pages(calls_to(other, 60), manners)]
        asked = len(site.pages())
        await answers.aclose()
        return asked

    manners = house.manners()
    assert house.reactor.do(take_one_and_look()) <= 1 + crawl.BACKLOG + 1


def test_duplicates_in_a_batch_are_each_answered(house, site):
    same = call_to(site.url("/same"))
    other = call_to(site.url("/same"), of=source(site.url("/feed")))
    outcomes = house.read([same, same, other], house.manners())
    assert all(isinstance(page, Page) for page in outcomes)


def test_no_calls_no_answers(house):
    assert house.read([], house.manners()) == []


def test_reading_costs_no_descriptors(house, site):
    manners = house.manners()
    fds = Path("/proc/self/fd")
    if not fds.exists():
        pytest.skip("counts descriptors where /proc has them")
    house.one(site.url("/"), manners)
    before = len(list(fds.iterdir()))
    for _ in range(30):
        assert not isinstance(house.one(site.url("/"), manners), Missed)
    assert len(list(fds.iterdir())) <= before + 2
