"""Redirects, refreshes and cookies: where a call goes, and what it takes along."""

from contextlib import suppress
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scrapy.http import HtmlResponse

from monitor.core.urls import acceptable
from monitor.model import Page, Unchanged
from spiders.outcome import MissedError
from spiders.reader import may_know
from spiders.trail import Trail
from tests.spiders.conftest import answer, call_to, redirect, source

FINE = answer("<html><p>fine" + " text" * 4000)


@pytest.fixture
def site(house):
    site = house.site()
    site.routes["/end"] = FINE
    return site


@pytest.fixture
def other(house):
    other = house.site("127.0.0.2")
    other.routes["/end"] = FINE
    return other


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_followed(house, site, status):
    site.routes["/a"] = redirect("/end#top", status)
    page = house.one(site.url("/a"))
    assert (page.requested, page.url) == (site.url("/a"), site.url("/end"))
    assert page.moved == (site.url("/end") if status in (301, 308) else None)


def test_only_redirects_that_are_all_for_good_are_learnt(house, site):
    site.routes["/a"] = redirect("/b", 301)
    site.routes["/b"] = redirect("/c", 308)
    site.routes["/c"] = redirect("/end", 301)
    assert house.one(site.url("/a")).moved == site.url("/end")
    site.routes["/b"] = redirect("/c", 302)
    assert house.one(site.url("/a")).moved is None
    assert house.one(site.url("/end")).moved is None


def test_five_redirects_are_followed_and_a_sixth_is_not(house, site):
    for n in range(5):
        site.routes[f"/{n}"] = redirect(f"/{n + 1}")
    site.routes["/5"] = FINE
    assert isinstance(house.one(site.url("/0")), Page)
    site.routes["/5"] = redirect("/end")
    assert house.one(site.url("/0")).kind == "redirects"


def test_two_addresses_that_redirect_to_each_other_end_at_once(house, site, other):
    site.routes["/a"] = redirect(other.url("/b"))
    other.routes["/b"] = redirect(site.url("/a"))
    missed = house.one(site.url("/a"))
    assert (missed.kind, "circle" in missed.reason) == ("redirects", True)
    assert (site.pages(), other.pages()) == (["/a"], ["/b"])


def test_an_endless_chain_with_cookies_ends_at_five(house, site):
    async def deeper(seen, writer):
        count = len(site.seen)
        await redirect(f"/x{count}", Set_Cookie=f"n={count}")(seen, writer)

    site.routes["*"] = deeper
    manners = house.manners(obey_robots=False)
    assert house.one(site.url("/x"), manners).kind == "redirects"
    assert len(site.pages()) == 6


def test_a_location_in_letters_of_the_land_is_understood(house, site):
    site.routes["/a"] = redirect("/기사?제목=종료")
    site.routes["/%EA%B8%B0%EC%82%AC"] = FINE
    page = house.one(site.url("/a"))
    assert isinstance(page, Page)
    assert page.url.isascii()


@settings(max_examples=300, deadline=None)
@given(
    body=st.binary(max_size=200),
    location=st.binary(max_size=120),
    cookie=st.binary(max_size=80),
    status=st.sampled_from([200, 301, 302, 404]),
)
def test_no_answer_makes_a_trail_stumble(body, location, cookie, status):
    named = {"Location": location, "Set-Cookie": cookie, "Content-Type": b"text/html"}
    page = b'<meta http-equiv=refresh content="0;url=' + body + b'">'
    trail = Trail("http://example.org/a", limit=5, cookies={})
    with suppress(MissedError):
        trail.follow(HtmlResponse(trail.url, status=status, body=page, headers=named))
    assert acceptable(trail.url)
    assert trail.cookie.isascii()
    assert trail.cookie.isprintable()


# ---- meta refresh --------------------------------------------------------------------


def refresh(target: str, seconds: int = 0):
    return answer(
        f'<html><head><meta http-equiv="refresh" content="{seconds};url={target}">'
    )


def test_one_refresh_is_followed_for_now(house, site):
    site.routes["/a"] = refresh("/b")
    site.routes["/b"] = refresh("/end")
    page = house.one(site.url("/a"))
    assert (page.url, page.moved) == (site.url("/b"), None)


@pytest.mark.parametrize(
    ("target", "seconds"),
    [("/a", 0), ("/end", 300), ("javascript:alert(1)", 0), ("file:///etc/passwd", 0)],
)
def test_a_page_that_reloads_itself_is_the_page(house, site, target, seconds):
    site.routes["/a"] = refresh(target, seconds)
    assert house.one(site.url("/a")).url == site.url("/a")
    assert site.pages() == ["/a"]


def test_a_refresh_to_a_private_address_is_refused(house, site):
    site.routes["/a"] = refresh("http://10.1.2.3/")
    assert house.one(site.url("/a")).kind == "private"


def test_a_feed_is_not_searched_for_refreshes(house, site):
    body = '<rss><meta http-equiv="refresh" content="0;url=/end"/></rss>'
    site.routes["/feed"] = answer(body, Content_Type="application/rss+xml")
    assert house.one(site.url("/feed")).url == site.url("/feed")


# ---- what is taken along -------------------------------------------------------------


def test_nothing_secret_crosses_to_another_host(house, site, other):
    site.routes["/a"] = redirect(other.url("/b"), Set_Cookie="s=1; Domain=127.0.0.2")
    other.routes["/b"] = redirect(site.url("/end"))
    headers = (("Authorization", "Bearer secret"), ("Cookie", "own=1"))
    assert isinstance(house.one(site.url("/a"), headers=headers), Page)
    first, last = (seen for seen in site.seen if seen.path != "/robots.txt")
    assert first.headers["authorization"] == "Bearer secret"
    assert first.headers["cookie"] == "own=1"
    assert last.headers["cookie"] == "own=1; s=1"
    for seen in other.seen:
        assert {"authorization", "cookie"}.isdisjoint(seen.headers)


def test_a_sources_own_headers_do_not_follow_its_links(house, site, other):
    of = source(site.url("/feed"), headers=(("X-Key", "secret"),))
    house.one(other.url("/end"), of=of)
    house.one(site.url("/end"), of=of)
    assert all("x-key" not in seen.headers for seen in other.seen)
    assert site.seen[-1].headers["x-key"] == "secret"


@pytest.mark.parametrize(
    ("owner", "url", "may"),
    [
        ("https://a.example/feed", "https://a.example/x", True),
        ("https://a.example/feed", "https://A.example:443/x", True),
        ("https://a.example/feed", "http://a.example/x", False),  # in the clear
        ("http://a.example/feed", "https://a.example/x", True),
        ("https://a.example/feed", "https://b.a.example/x", False),
        ("https://a.example/feed", "https://a.example:8443/x", False),
    ],
)
def test_who_may_know_a_sources_headers(owner, url, may):
    assert may_know(owner, url) is may


def test_cookies_last_for_one_call(house, site):
    site.routes["/a"] = redirect("/end", Set_Cookie="session=1; Path=/; HttpOnly")
    manners = house.manners()
    house.one(site.url("/a"), manners)
    assert site.seen[-1].headers["cookie"] == "session=1"
    house.one(site.url("/end"), manners)
    assert "cookie" not in site.seen[-1].headers


@pytest.mark.parametrize(
    ("headers", "sent"),
    [
        ("s=1; Max-Age=600", "s=1"),
        ("s=1; Max-Age=0", None),
        ("s=1; expires=Thu, 01 Jan 1970 00:00:00 GMT", None),
        ("s=1; expires=Thu, 01 Jan 2099 00:00:00 GMT", "s=1"),
        ("s=", "s="),
        ("=1", None),
        ("nonsense", None),
        ("s=a b", None),
        (f"s={'x' * 5000}", None),
    ],
)
def test_what_a_cookie_header_says(house, site, headers, sent):
    site.routes["/a"] = redirect("/end", Set_Cookie=headers)
    house.one(site.url("/a"))
    assert site.seen[-1].headers.get("cookie") == sent


# ---- consent walls -------------------------------------------------------------------


def walled(site, cookie="consent=yes; Path=/"):
    async def wall(seen, writer):
        if "consent=yes" in seen.headers.get("cookie", ""):
            await FINE(seen, writer)
        else:
            page = "<h1>Before you continue</h1><p>We use cookies."
            await answer(page, Set_Cookie=cookie)(seen, writer)

    return wall


def test_a_consent_wall_is_asked_once_more_and_remembered(house, site):
    site.routes["*"] = walled(site)
    manners = house.manners()
    first, second = house.read(
        [call_to(site.url("/1")), call_to(site.url("/2"))], manners
    )
    assert "fine" in first.body.decode()
    assert "fine" in second.body.decode()
    assert site.pages() == ["/1", "/1", "/2"]


def test_a_wall_that_its_cookie_does_not_open_is_the_page(house, site):
    page = "<h1>Before you continue</h1>"
    site.routes["*"] = answer(page, Set_Cookie="tracking=1")
    manners = house.manners()
    house.one(site.url("/1"), manners)
    assert site.pages() == ["/1", "/1"]
    assert manners.cookies == {}


def test_a_large_page_that_sets_a_cookie_is_the_page(house, site):
    site.routes["*"] = answer("<p>long" + " text" * 4000, Set_Cookie="consent=yes")
    house.one(site.url("/1"))
    assert site.pages() == ["/1"]


def test_a_redirect_to_itself_that_sets_a_cookie_is_no_circle(house, site):
    async def check(seen, writer):
        if "seen=1" in seen.headers.get("cookie", ""):
            await FINE(seen, writer)
        else:
            await redirect("/a", Set_Cookie="seen=1")(seen, writer)

    site.routes["/a"] = check
    assert isinstance(house.one(site.url("/a")), Page)


# ---- conditional requests ------------------------------------------------------------

DATE = "Fri, 22 Nov 2019 08:00:00 GMT"


def test_a_second_visit_asks_whether_anything_changed(house, site):
    async def feed(seen, writer):
        known = seen.headers.get("if-none-match") == '"v1"'
        reply = answer("<rss/>", 304 if known else 200, ETag='"v1"', Last_Modified=DATE)
        await reply(seen, writer)

    site.routes["/feed"] = feed
    manners = house.manners()
    page = house.one(site.url("/feed"), manners, purpose="listing")
    again = house.one(
        site.url("/feed"), manners, purpose="listing", validators=page.validators
    )
    assert isinstance(again, Unchanged)
    assert (again.by, again.validators) == ("status", page.validators)
    assert site.seen[-1].headers["if-modified-since"] == DATE
    assert "if-none-match" not in site.seen[0].headers


def test_a_304_may_bring_new_validators(house, site):
    site.routes["/feed"] = answer("", 304, ETag='"v2"')
    given = {"etag": '"v1"', "last_modified": DATE, "digest": "d"}
    unchanged = house.one(site.url("/feed"), validators=given)
    kept = unchanged.validators
    assert (kept.etag, kept.last_modified, kept.digest) == ('"v2"', DATE, "d")


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd"])
def test_a_304_that_claims_to_be_packed_is_unchanged(house, site, encoding):
    site.routes["/feed"] = answer("", 304, Content_Encoding=encoding)
    outcome = house.one(site.url("/feed"), validators={"etag": '"v1"'})
    assert isinstance(outcome, Unchanged)


def test_the_same_body_is_unchanged_whatever_the_server_says(house, site):
    site.routes["/feed"] = answer("<rss/>", ETag='"v1"')
    page = house.one(site.url("/feed"))
    site.routes["/feed"] = answer("<rss/>", ETag='"v2"')
    again = house.one(site.url("/feed"), validators=page.validators)
    assert isinstance(again, Unchanged)
    assert (again.by, again.validators.etag) == ("digest", '"v2"')


def test_new_content_under_an_old_tag_is_seen(house, site):
    site.routes["/feed"] = answer("<rss/>", ETag='"v1"')
    page = house.one(site.url("/feed"))
    site.routes["/feed"] = answer("<rss>new</rss>", ETag='"v1"')
    again = house.one(site.url("/feed"), validators=page.validators)
    assert isinstance(again, Page)
    assert again.body == b"<rss>new</rss>"


def test_a_move_is_learnt_from_an_unchanged_page_too(house, site):
    site.routes["/old"] = redirect("/feed", 301)
    site.routes["/feed"] = answer("", 304)
    unchanged = house.one(site.url("/old"), validators={"etag": '"v1"'})
    assert unchanged.moved == site.url("/feed")


def test_a_tag_cannot_smuggle_a_header(house, site):
    validators = {"etag": '"a"\r\nX-Smuggled: 1'}
    house.one(site.url("/end"), validators=validators)
    assert all("x-smuggled" not in seen.headers for seen in site.seen)


def test_time_spent_waiting_for_a_turn_is_not_the_servers(house, site):
    manners = house.manners(delay=timedelta(seconds=0.5))
    first, second = house.read([call_to(site.url("/end"))] * 2, manners)
    assert max(first.seconds, second.seconds) < 0.5


def test_redirects_of_many_calls_do_not_mix(house, site):
    async def away(seen, writer):
        await redirect("/end?" + seen.path.strip("/"))(seen, writer)

    site.routes["*"] = away
    site.routes["/robots.txt"] = answer("")
    calls = [call_to(site.url(f"/{n}")) for n in range(12)]
    outcomes = house.read(calls, house.manners(per_host=4))
    assert [page.url for page in outcomes] == [site.url(f"/end?{n}") for n in range(12)]
