"""Whatever a server does, a call ends in one outcome of the right kind."""

import asyncio
import gzip
import socket
import zlib
from datetime import timedelta

import brotli
import pytest

from monitor.model import Missed, Page
from tests.spiders.conftest import answer, call_to, raw, redirect

try:
    from compression import zstd
except ImportError:
    from backports import zstd

LIMITS = {"max_page": 64 * 1024, "max_headers": 16 * 1024}
BRIEF = timedelta(seconds=0.7)
PATIENT = timedelta(seconds=15)  # for faults that come at once, on a busy machine
ZEROS = bytes(1 << 20)


async def hang_up(seen, writer):
    writer.transport.abort()
    return False


async def hang_up_politely(seen, writer):
    return False


async def break_off(seen, writer):
    writer.write(raw(200, b"only half", {"Content-Length": "1000"}))
    await writer.drain()
    return False


async def say_nothing(seen, writer):
    await asyncio.Event().wait()


def drip(start: bytes):
    async def handle(seen, writer):
        writer.write(start)
        while True:
            writer.write(b"x")
            await writer.drain()
            await asyncio.sleep(0.05)

    return handle


async def never_end(seen, writer):
    writer.write(raw(200, b"", {"Transfer-Encoding": "chunked"}))
    while True:
        writer.write(b"1000\r\n" + bytes(0x1000) + b"\r\n")
        await writer.drain()


async def talk_nonsense(seen, writer):
    writer.write(b"SSH-2.0-OpenSSH_9.2\r\n\r\n")
    return False


def headers_of(size: int, *, lines: int):
    part = "x" * (size // lines)
    return answer(b"hello", **{f"X_{n}": part for n in range(lines)})


def packed(body: bytes, encoding: str):
    return answer(body, Content_Encoding=encoding)


def lie_about_length(seen, writer):
    return answer(b"x" * 70_000)(seen, writer)


FAULTS = {
    "/404": (answer("no", 404), "missing", "404 Not Found"),
    "/410": (answer("gone", 410), "gone", "410 Gone"),
    "/401": (answer("who?", 401), "denied", "401 Unauthorized"),
    "/403": (answer("no", 403), "denied", "403 Forbidden"),
    "/451": (answer("law", 451), "denied", "451"),
    "/418": (answer("tea", 418), "status", "418"),
    "/500": (answer("oh", 500), "server", "500"),
    "/503": (answer("oh", 503), "server", "503"),
    "/599": (answer("oh", 599), "server", "599"),
    "/304": (answer("", 304), "status", "304 Not Modified"),
    "/300": (answer("which?", 300), "status", "300"),
    "/reset": (hang_up, "connection", "no answer"),
    "/close": (hang_up_politely, "connection", "no answer"),
    "/half": (break_off, "connection", "broke off in the middle"),
    "/nonsense": (talk_nonsense, "connection", "no answer"),
    "/silent": (say_nothing, "timeout", "within 0.7 s"),
    "/slow-status": (drip(b"HTTP/1."), "timeout", "within 0.7 s"),
    "/slow-header": (drip(b"HTTP/1.1 200 OK\r\nX-A: "), "timeout", "within 0.7 s"),
    "/slow-body": (drip(raw(200, b"", {"Content-Length": "9999"})), "timeout", "0.7 s"),
    "/large": (lie_about_length, "too_large", "larger than 64 KiB"),
    "/endless": (never_end, "too_large", "larger than 64 KiB"),
    "/headers": (headers_of(40_000, lines=100), "too_large", "headers"),
    "/long-header": (headers_of(40_000, lines=1), "too_large", "headers"),
    "/gzip-bomb": (packed(gzip.compress(ZEROS), "gzip"), "too_large", "64 KiB"),
    "/deflate-bomb": (packed(zlib.compress(ZEROS), "deflate"), "too_large", "64 KiB"),
    "/br-bomb": (packed(brotli.compress(ZEROS), "br"), "too_large", "64 KiB"),
    "/zstd-bomb": (packed(zstd.compress(ZEROS), "zstd"), "too_large", "64 KiB"),
    "/gzip-in-gzip": (
        packed(gzip.compress(gzip.compress(ZEROS)), "gzip, gzip"),
        "too_large",
        "64 KiB",
    ),
    "/no-gzip": (packed(b"plain text", "gzip"), "connection", "broken compressed"),
    "/no-br": (packed(bytes([255] * 20), "br"), "connection", "broken compressed"),
    "/no-zstd": (packed(b"plain text", "zstd"), "connection", "broken compressed"),
    "/no-deflate": (packed(b"plain text", "deflate"), "connection", "broken"),
    "/self": (redirect("/self"), "redirects", "in a circle"),
    "/nowhere": (answer("", 302), "redirects", "to nowhere"),
    "/deeper": (redirect("/deeper/x"), "redirects", "more than 5 times"),
    "/to-file": (redirect("file:///etc/passwd"), "scheme", "only http"),
    "/to-data": (redirect("data:text/html,hello"), "scheme", "only http"),
    "/to-gopher": (redirect("gopher://127.0.0.1:70/x"), "scheme", "only http"),
    "/to-nonsense": (redirect("http://[::bad/"), "scheme", ""),
    "/to-private": (redirect("http://10.0.0.1/"), "private", "not public: 10.0.0.1"),
}


@pytest.fixture
def faulty(house):
    async def deeper(seen, writer):
        await redirect(seen.path + "/x")(seen, writer)

    site = house.site()
    site.routes |= {path: handler for path, (handler, _, _) in FAULTS.items()}
    site.routes |= {"/fine": answer("<p>fine"), "/deeper": deeper}
    site.routes |= {f"/deeper{'/x' * n}": deeper for n in range(1, 8)}
    return site


@pytest.mark.parametrize("path", FAULTS)
def test_each_fault_has_its_kind_and_its_sentence(house, faulty, path):
    _, kind, words = FAULTS[path]
    timeout = BRIEF if kind == "timeout" else PATIENT
    missed = house.one(faulty.url(path), house.manners(timeout=timeout, **LIMITS))
    assert isinstance(missed, Missed)
    assert (missed.kind, missed.requested) == (kind, faulty.url(path))
    assert words in missed.reason
    assert len(missed.reason) < 200
    assert "\n" not in missed.reason


def test_one_bad_page_never_stops_the_others(house, faulty):
    names = [path for path in FAULTS if FAULTS[path][1] != "timeout"]
    calls = []
    for path in names:
        calls += [call_to(faulty.url(path)), call_to(faulty.url("/fine"))]
    outcomes = house.read(calls, house.manners(timeout=PATIENT, **LIMITS))
    kinds = [missed.kind for missed in outcomes[::2]]
    assert kinds == [FAULTS[path][1] for path in names]
    assert all(page.body == b"<p>fine" for page in outcomes[1::2])


def test_the_time_limit_holds_to_the_second(house, faulty):
    missed = house.one(faulty.url("/slow-body"), house.manners(timeout=BRIEF))
    assert 0.7 <= missed.seconds < 1.7


def test_a_name_that_nobody_knows(house):
    missed = house.one("http://nobody.invalid/")
    assert (missed.kind, "nobody.invalid" in missed.reason) == ("dns", True)


def test_a_server_that_refuses_the_connection(house):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        missed = house.one(f"http://127.0.0.1:{taken.getsockname()[1]}/")
    assert missed.kind == "connection"
    assert "refused" in missed.reason


@pytest.mark.parametrize(
    "url",
    [
        "",
        "nonsense",
        "file:///etc/passwd",
        "ftp://127.0.0.1/x",
        "data:text/html,x",
        "http://",
        "http://[::bad/",
        "http://127.0.0.1:99999/",
        "http://user:secret@127.0.0.1/",
        "http://127.0.0.1/" + "x" * 2048,
    ],
)
def test_what_is_no_address_is_not_asked_for(house, url):
    missed = house.one(url, of=call_to("http://127.0.0.1/").source)
    assert missed.kind == "scheme"
    assert "secret" not in missed.reason


def test_a_host_that_is_down_costs_three_time_limits_and_not_fifty(house, faulty):
    calls = [call_to(faulty.url("/silent")) for _ in range(50)]
    outcomes = house.read(calls, house.manners(timeout=timedelta(seconds=0.3)))
    assert {missed.kind for missed in outcomes} == {"timeout"}
    assert faulty.pages() == ["/silent"] * 3
    assert "not tried" in outcomes[3].reason


def test_an_answer_in_between_shows_that_a_host_is_not_down(house, faulty):
    calls = [call_to(faulty.url(p)) for p in ("/reset", "/reset", "/404") * 4]
    kinds = [missed.kind for missed in house.read(calls, house.manners())]
    assert kinds == ["connection", "connection", "missing"] * 4
    assert len(faulty.pages()) == 12


def test_a_fault_of_ours_is_a_crash_and_the_next_call_goes_on(house):
    site = house.site()
    site.routes["*"] = answer("<p>fine")
    broken = call_to(site.url("/a"), headers=(("X-Broken", object()),))
    crash, page = house.read([broken, call_to(site.url("/b"))], house.manners())
    assert crash.kind == "crash"
    assert isinstance(page, Page)


def test_packed_pages_arrive_unpacked(house):
    site = house.site()
    text = "지소미아 종료".encode() * 20
    site.routes |= {
        "/gzip": packed(gzip.compress(text), "gzip"),
        "/deflate": packed(zlib.compress(text), "deflate"),
        "/br": packed(brotli.compress(text), "br"),
        "/zstd": packed(zstd.compress(text), "zstd"),
        "/twice": packed(gzip.compress(gzip.compress(text)), "gzip, gzip"),
    }
    manners = house.manners()
    paths = ("/gzip", "/deflate", "/br", "/zstd", "/twice")
    for page in house.read([call_to(site.url(path)) for path in paths], manners):
        assert page.body == text
        assert page.header("content-encoding") is None


def test_a_gzip_file_is_left_as_it_is(house):
    site = house.site()
    body = gzip.compress(b"<urlset/>")
    site.routes["/sitemap.xml.gz"] = answer(body, Content_Type="application/gzip")
    assert house.one(site.url("/sitemap.xml.gz")).body == body


def test_an_empty_page_is_a_page(house):
    site = house.site()
    site.routes["/"] = answer(b"")
    page = house.one(site.url())
    assert (page.status, page.body) == (200, b"")


def test_a_page_says_what_was_answered(house):
    site = house.site()
    site.routes["/a"] = answer("<p>a", 203, X_Twice="one", ETag='"v1"')
    page = house.one(site.url("/a#part"))
    assert (page.requested, page.url) == (site.url("/a#part"), site.url("/a"))
    assert page.status == 203
    assert page.header("X-Twice") == "one"
    assert page.validators.etag == '"v1"'
    assert 0 < page.seconds < 5
    assert page.fetched.tzinfo is not None
