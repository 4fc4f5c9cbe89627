"""robots.txt as RFC 9309 has it."""

import os
from datetime import timedelta

import pytest

from monitor.model import Page
from tests.spiders.conftest import Clock, answer, call_to, redirect

FORBID = "User-agent: *\nDisallow: /no\n"
FORBIDDEN = int(os.environ.get("NEWS_MONITOR_TEST_FORBIDDEN", "1000"))


@pytest.fixture
def site(house):
    site = house.site()
    site.routes["*"] = answer("<p>fine")
    site.routes["/robots.txt"] = answer(FORBID, Content_Type="text/plain")
    return site


def test_what_is_forbidden_is_not_asked_for(house, site):
    missed = house.one(site.url("/no/1"))
    assert missed.kind == "robots"
    assert missed.reason == f"robots.txt of 127.0.0.1:{site.port} forbids this address to news-monitor"  # fmt: skip
    assert site.paths() == ["/robots.txt"]


def test_of_a_thousand_forbidden_addresses_none_is_asked_for(house, site):
    calls = [call_to(site.url(f"/no/{n}?page={n}")) for n in range(FORBIDDEN)]
    outcomes = house.read(calls, house.manners())
    assert {outcome.kind for outcome in outcomes} == {"robots"}
    assert (len(outcomes), site.paths()) == (FORBIDDEN, ["/robots.txt"])


def test_rules_for_us_go_before_rules_for_all(house, site):
    site.routes["/robots.txt"] = answer(
        "User-agent: *\nDisallow: /\n\nUser-agent: news-monitor\nDisallow: /no\n"
    )
    yes, no = house.read(
        [call_to(site.url("/yes")), call_to(site.url("/no"))], house.manners()
    )
    assert isinstance(yes, Page)
    assert no.kind == "robots"


def test_a_byte_order_mark_hides_no_rule(house, site):
    site.routes["/robots.txt"] = answer(b"\xef\xbb\xbf" + FORBID.encode())
    assert house.one(site.url("/no")).kind == "robots"


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 451])
def test_a_file_that_is_refused_forbids_nothing(house, site, status):
    site.routes["/robots.txt"] = answer(FORBID, status)
    assert isinstance(house.one(site.url("/no")), Page)


@pytest.mark.parametrize("status", [500, 502, 503, 599])
def test_a_server_in_trouble_forbids_everything_for_five_minutes(house, site, status):
    clock = Clock()
    manners = house.manners(now=clock.now)
    site.routes["/robots.txt"] = answer("", status)
    missed = house.one(site.url("/yes"), manners)
    assert (missed.kind, missed.status) == ("robots", status)
    assert missed.retry_after == timedelta(minutes=5)
    assert f"answered {status}" in missed.reason
    site.routes["/robots.txt"] = answer(FORBID)
    clock.pass_(minutes=4)
    assert house.one(site.url("/yes"), manners).retry_after == timedelta(minutes=1)
    clock.pass_(minutes=1)
    assert isinstance(house.one(site.url("/yes"), manners), Page)
    assert site.paths() == ["/robots.txt", "/robots.txt", "/yes"]


def test_a_robots_txt_that_asks_to_wait_rests_the_host(house, site):
    clock = Clock()
    manners = house.manners(now=clock.now, monotonic=clock.monotonic)
    site.routes["/robots.txt"] = answer("", 429, Retry_After="60")
    missed = house.one(site.url("/yes"), manners)
    assert (missed.kind, missed.retry_after) == ("busy", timedelta(minutes=1))
    site.routes["/robots.txt"] = answer(FORBID)
    clock.pass_(minutes=1)
    assert isinstance(house.one(site.url("/yes"), manners), Page)


def test_a_server_that_does_not_answer_is_named_with_its_trouble(house):
    missed = house.one("http://nobody.invalid/")
    assert missed.kind == "dns"
    assert "robots.txt" in missed.reason


def test_an_unreached_server_is_asked_again_after_a_minute(house, site):
    async def hang_up(seen, writer):
        return False

    clock = Clock()
    manners = house.manners(now=clock.now)
    site.routes["/robots.txt"] = hang_up
    first, second = house.read(
        [call_to(site.url("/a")), call_to(site.url("/b"))], manners
    )
    assert (first.kind, second.kind) == ("connection", "connection")
    assert site.paths() == ["/robots.txt"]
    site.routes["/robots.txt"] = answer(FORBID)
    clock.pass_(minutes=1)
    assert isinstance(house.one(site.url("/a"), manners), Page)


def test_old_rules_hold_while_new_ones_are_not_to_be_had(house, site):
    clock = Clock()
    manners = house.manners(now=clock.now)
    assert house.one(site.url("/no"), manners).kind == "robots"
    site.routes["/robots.txt"] = answer("", 503)
    clock.pass_(days=1)
    yes, no = house.read([call_to(site.url("/yes")), call_to(site.url("/no"))], manners)
    assert isinstance(yes, Page)
    assert no.kind == "robots"
    assert "forbids" in no.reason


def test_the_file_is_read_again_after_a_day(house, site):
    clock = Clock()
    manners = house.manners(now=clock.now)
    assert house.one(site.url("/no"), manners).kind == "robots"
    site.routes["/robots.txt"] = answer("User-agent: *\nDisallow: /yes\n")
    clock.pass_(hours=23)
    assert house.one(site.url("/no"), manners).kind == "robots"
    clock.pass_(hours=1)
    no, yes = house.read([call_to(site.url("/no")), call_to(site.url("/yes"))], manners)
    assert isinstance(no, Page)
    assert yes.kind == "robots"
    assert site.paths().count("/robots.txt") == 2


def test_five_redirects_lead_to_the_file(house, site):
    other = house.site("127.0.0.2")
    site.routes["/robots.txt"] = redirect("/r1", 301)
    for n in range(1, 4):
        site.routes[f"/r{n}"] = redirect(f"/r{n + 1}", 301)
    site.routes["/r4"] = redirect(other.url("/rules"), 301)
    other.routes["/rules"] = answer(FORBID)
    assert house.one(site.url("/no")).kind == "robots"
    assert site.pages() == ["/r1", "/r2", "/r3", "/r4"]


@pytest.mark.parametrize("target", ["/robots.txt", "/r", "file:///etc/passwd"])
def test_redirects_that_lead_nowhere_forbid_nothing(house, site, target):
    site.routes["/robots.txt"] = redirect(target, 301)
    site.routes["/r"] = redirect("/robots.txt", 301)
    assert isinstance(house.one(site.url("/no")), Page)


def test_the_first_500_kib_of_a_large_file_count(house, site):
    filler = "# " + "x" * 98 + "\n"
    body = FORBID + filler * 6000 + "Disallow: /late\n"
    assert len(body) > 600_000
    site.routes["/robots.txt"] = answer(body)
    no, late = house.read(
        [call_to(site.url("/no")), call_to(site.url("/late"))], house.manners()
    )
    assert no.kind == "robots"
    assert isinstance(late, Page)


def test_nobody_slips_through_while_the_file_is_loading(house, site):
    calls = [call_to(site.url(f"/no/{n}")) for n in range(20)]
    outcomes = house.read(calls, house.manners(per_host=20))
    assert [missed.kind for missed in outcomes] == ["robots"] * 20
    assert site.paths() == ["/robots.txt"]


def test_a_redirect_needs_leave_of_the_host_it_leads_to(house, site):
    other = house.site("127.0.0.2")
    other.routes["*"] = answer("<p>fine")
    other.routes["/robots.txt"] = answer(FORBID)
    site.routes["/out"] = redirect(other.url("/no/1"))
    assert house.one(site.url("/out")).kind == "robots"
    assert other.paths() == ["/robots.txt"]


def test_schemes_and_ports_have_rules_of_their_own(house, site):
    other = house.site()
    other.routes["*"] = answer("<p>fine")
    manners = house.manners()
    outcomes = house.read(
        [call_to(site.url("/no")), call_to(other.url("/no"))], manners
    )
    assert outcomes[0].kind == "robots"
    assert isinstance(outcomes[1], Page)


def test_rules_may_be_switched_off(house, site):
    assert isinstance(
        house.one(site.url("/no"), house.manners(obey_robots=False)), Page
    )
    assert site.paths() == ["/no"]


def test_the_sitemaps_that_the_file_names_are_known_afterwards(house, site):
    site.routes["/robots.txt"] = answer("Sitemap: https://example.org/news.xml\n")
    manners = house.manners()
    assert manners.robots.sitemaps(site.url("/")) == ()
    house.one(site.url("/a"), manners)
    named = manners.robots.sitemaps(site.url("/"))
    assert named == ("https://example.org/news.xml",)


def test_a_hostile_file_neither_hangs_nor_crashes(house, site):
    lines = ["User-agent: *", *(f"Disallow: /{'*a' * 40}{n}$" for n in range(3000))]
    site.routes["/robots.txt"] = answer("\n".join(lines))
    page = house.one(site.url("/" + "a" * 1900), house.manners())
    assert isinstance(page, Page)
