"""Stopping: at any moment, within its grace, and every call still ends."""

import asyncio
import gc
from datetime import timedelta

import pytest

from monitor import crawl
from monitor.model import Missed, Page
from tests.spiders.conftest import answer, call_to

GRACE = timedelta(seconds=0.3)


class Slow:
    """A handler that holds its answers back until it is let go."""

    def __init__(self) -> None:
        self.reached, self.free = asyncio.Event(), asyncio.Event()

    async def __call__(self, seen, writer):
        self.reached.set()
        await self.free.wait()
        await answer("<p>late")(seen, writer)


@pytest.fixture
def slow(house):
    site = house.site()
    site.routes["/robots.txt"] = answer("")
    site.routes["*"] = site.slow = Slow()
    return site


def calls_to(site, number: int):
    return [call_to(site.url(f"/{n}")) for n in range(number)]


async def gather(calls, manners):
    return [outcome async for _, outcome in crawl.read_pages(calls, manners)]


def test_what_is_on_its_way_may_finish_and_the_rest_is_stopped(house, slow):
    manners = house.manners()

    async def stop_in_the_middle():
        reading = asyncio.create_task(gather(calls_to(slow, 5), manners))
        await slow.slow.reached.wait()
        stopping = asyncio.create_task(crawl.stop(manners, timedelta(seconds=20)))
        await asyncio.sleep(0)
        slow.slow.free.set()
        await stopping
        return await reading

    first, *rest = house.reactor.do(stop_in_the_middle())
    assert isinstance(first, Page)
    assert [missed.kind for missed in rest] == ["stopped"] * 4
    assert slow.pages() == ["/0"]


def test_a_server_that_does_not_answer_delays_the_stop_by_the_grace(house, slow):
    manners = house.manners(timeout=timedelta(seconds=20))

    async def stop_in_the_middle():
        reading = asyncio.create_task(gather(calls_to(slow, 5), manners))
        await slow.slow.reached.wait()
        await crawl.stop(manners, GRACE)
        return await reading

    outcomes = house.reactor.do(stop_in_the_middle())
    # Not one ended as "timeout": nobody waited for the server.
    assert [missed.kind for missed in outcomes] == ["stopped"] * 5
    assert not manners.running


@pytest.mark.parametrize("turns", [0, 1, 2, 3, 5, 8, 13, 21, 34])
def test_a_stop_at_any_moment_of_the_start_ends(house, slow, turns):
    """Scrapy's own stop never comes back in some of these (STACK, BUG A)."""
    manners = house.manners()

    async def stop_after_some_turns():
        slow.routes["*"] = answer("<p>fine")
        reading = asyncio.create_task(gather(calls_to(slow, 3), manners))
        for _ in range(turns):
            await asyncio.sleep(0)
        await crawl.stop(manners, GRACE)
        return await reading

    outcomes = house.reactor.do(stop_after_some_turns())
    assert len(outcomes) == 3
    assert all(isinstance(o, Page) or o.kind == "stopped" for o in outcomes)
    assert not manners.running


def test_a_wait_for_the_next_turn_ends_at_once(house, slow):
    manners = house.manners(delay=timedelta(seconds=60), obey_robots=False)
    slow.slow.free.set()

    async def stop_while_waiting():
        reading = crawl.read_pages(calls_to(slow, 3), manners)
        _, first = await anext(reading)
        await crawl.stop(manners, timedelta(hours=1))  # not waited for
        return first, [outcome async for _, outcome in reading]

    first, rest = house.reactor.do(stop_while_waiting())
    assert isinstance(first, Page)
    assert [missed.kind for missed in rest] == ["stopped"] * 2


def test_nothing_is_asked_for_after_a_stop(house, slow):
    manners = house.manners()
    house.reactor.do(crawl.stop(manners, GRACE))
    outcomes = house.read(calls_to(slow, 3), manners)
    assert all(isinstance(o, Missed) and o.kind == "stopped" for o in outcomes)
    assert slow.touched == 0


def test_stopping_twice_is_harmless(house, slow):
    manners = house.manners()
    house.reactor.do(crawl.stop(manners, GRACE))
    house.reactor.do(crawl.stop(manners, GRACE))


def test_a_taker_that_goes_away_leaves_no_crawl_behind(house, slow):
    manners = house.manners(timeout=timedelta(seconds=20))
    slow.routes["/0"] = answer("<p>fine")

    async def take_one():
        answers = crawl.read_pages(calls_to(slow, 50), manners)
        await anext(answers)
        await slow.slow.reached.wait()
        await answers.aclose()
        return len(manners.running)

    assert house.reactor.do(take_one()) == 0
    assert slow.pages() == ["/0", "/1"]


def test_a_taker_that_forgets_leaves_no_crawl_behind_either(house, slow):
    manners = house.manners(timeout=timedelta(seconds=20))
    slow.routes["/0"] = answer("<p>fine")

    async def take_one_and_forget():
        async for _ in crawl.read_pages(calls_to(slow, 50), manners):
            break
        gc.collect()
        while manners.running:  # noqa: ASYNC110 - whatever ends it tells nobody
            await asyncio.sleep(0)

    house.reactor.do(take_one_and_forget())


def test_a_host_that_was_left_can_be_read_again_at_once(house, slow):
    manners = house.manners(timeout=timedelta(seconds=20))

    async def leave_in_the_middle():
        reading = asyncio.create_task(gather(calls_to(slow, 2), manners))
        await slow.slow.reached.wait()
        reading.cancel()
        await asyncio.wait([reading])

    house.reactor.do(leave_in_the_middle())
    slow.routes["*"] = answer("<p>fine")
    assert isinstance(house.one(slow.url("/again"), manners), Page)


def test_more_hosts_than_crawls_at_a_time_are_all_read(house):
    sites = [house.site() for _ in range(5)]
    for site in sites:
        site.routes["*"] = answer("<p>fine")
    calls = [call for site in sites for call in calls_to(site, 2)]
    outcomes = house.read(calls, house.manners(crawls=2))
    assert all(isinstance(page, Page) for page in outcomes)
