"""Who may ask, from where, and what every answer carries (FAULTS H 57 to 59, 61)."""

import asyncio
import base64
from datetime import timedelta

import httpx
import pytest
from starlette.routing import Route
from structlog.testing import capture_logs

from monitor.config.models import Web
from monitor.errors import StoreBusy
from monitor.store import ledger
from monitor.web import build
from monitor.web.guard import OPEN, is_loopback, trouble

PASSWORD = "correct horse 배터리"
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self';"
    " base-uri 'none'; frame-ancestors 'none'"
)
PLACES = {
    "story": "0" * 16,
    "alert": "0" * 64,
    "watchlist": "gsomia",
    "token": "0" * 40,
}


def basic(password, user="desk"):
    coded = base64.b64encode(f"{user}:{password}".encode()).decode()
    return {"Authorization": f"Basic {coded}"}


def addresses(app):
    for route in app.routes:
        assert isinstance(route, Route)
        path = route.path
        for name, value in PLACES.items():
            for written in (f"{{{name}:{name}}}", f"{{{name}}}"):
                path = path.replace(written, value)
        assert "{" not in path
        for method in route.methods or ():
            yield path, method


@pytest.fixture
def locked(view, reconfigured):
    """Open the same house with a password, on every address of the machine."""
    monitor = """\
public_url: https://m.example.org
web: {host: 0.0.0.0, password: env:WEB}
channels: {desk: {kind: console}}
"""
    view.config = reconfigured(monitor=monitor, env={"WEB": PASSWORD})
    return build(view)


def test_every_answer_carries_the_headers_that_close_it(ask, pages):
    wrong = ("/nothing", "/stories?limit=x", "/api/v1/stories?limit=x")
    more = ("/healthz", "/metrics", "/api/v1/stories", "/feeds/gsomia.atom")
    for path in (*pages, *wrong, *more, "/static/style.css"):
        headers = ask(path).headers
        assert headers["content-security-policy"] == POLICY, path
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert headers["cross-origin-resource-policy"] == "same-origin"
        assert headers["referrer-policy"] in ("no-referrer", "same-origin")
        assert "server" not in headers
    for path in pages:
        assert ask(path).headers["cache-control"] == "no-store"


def test_only_pages_with_a_form_that_changes_something_say_where_it_came_from(
    ask, world
):
    assert ask("/").headers["referrer-policy"] == "no-referrer"
    policy = ask(f"/alerts/{world.dead}").headers["referrer-policy"]
    assert policy == "same-origin"  # or browsers send `Origin: null` with the form


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:8700", 200),
        ("localhost:8700", 200),
        ("LOCALHOST", 200),
        ("[::1]:8700", 200),
        ("monitor.example.org", 200),  # of public_url
        ("monitor.example.org:443", 200),
        ("evil.example", 421),  # a name that was bent to this machine
        ("evil.example:8700", 421),
        ("localhost.evil.example", 421),
        ("monitor.example.org.evil.example", 421),
        ("127.0.0.1.nip.io", 421),
        ("192.0.2.7:8700", 421),
        ("evil.example@localhost", 421),
        ("localhost/evil", 421),
        ("localhost:port", 421),
        ("", 421),
    ],
)
def test_a_name_that_is_not_ours_gets_nothing(ask, world, host, status):
    for path in ("/", "/api/v1/stories", "/static/style.css", "/metrics"):
        answer = ask(path, headers={"Host": host})
        assert answer.status_code == status, path
        assert ("pact" in answer.text) <= (status == 200)


def test_where_others_may_reach_us_any_address_is_a_name_of_ours(locked, asker):
    for host, status in (
        ("192.0.2.7:8700", 200),
        ("[2001:db8::7]:8700", 200),
        ("m.example.org", 200),
        ("evil.example", 421),
    ):
        answer = asker(locked, headers=basic(PASSWORD))("/", headers={"Host": host})
        assert answer.status_code == status, host


def test_with_a_password_nothing_is_open_but_what_is_listed(locked, asker):
    ask, seen = asker(locked), set()
    for path, method in addresses(locked):
        status = ask(path, method).status_code
        if status != 401:
            seen.add(path)
    assert {"/healthz"} == OPEN
    assert seen == OPEN | {f"/unsubscribe/{'0' * 40}"}  # where a token opens one thing
    for path in ("/nothing", "/static/../app.py", "/healthz/", "//healthz"):
        assert ask(path).status_code == 401, path


@pytest.mark.parametrize(
    "headers",
    [
        {},
        basic(""),
        basic("wrong"),
        basic(PASSWORD + " "),
        basic(PASSWORD[:-1]),
        {"Authorization": "Basic"},
        {"Authorization": "Basic !!!"},
        {"Authorization": "Basic " + base64.b64encode(b"\xff\xfe").decode()},
        {"Authorization": "Basic " + base64.b64encode(b"nocolon").decode()},
        {"Authorization": "Bearer x"},
        {"Authorization": "Digest username=desk"},
    ],
)
def test_a_wrong_password_opens_nothing(locked, asker, headers):
    answer = asker(locked)("/", headers=headers)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Basic ")


def test_the_password_opens_for_any_user_name(locked, asker):
    for user in ("desk", "", "누구"):
        answer = asker(locked)("/", headers=basic(PASSWORD, user))
        assert answer.status_code == 200


def test_guessing_passwords_is_slow(locked, asker, view):
    ask = asker(locked)
    tried = [ask("/", headers=basic(f"guess {n}")).status_code for n in range(15)]
    assert tried == [401] * 10 + [429] * 5
    assert ask("/", headers=basic(PASSWORD)).status_code == 429
    view.moment += timedelta(seconds=61)
    assert ask("/", headers=basic(PASSWORD)).status_code == 200


def test_asking_without_a_password_is_no_guess(locked, asker):
    ask = asker(locked)
    assert {ask("/").status_code for _ in range(15)} == {401}
    assert ask("/", headers=basic(PASSWORD)).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:8701"},
        {"Origin": "https://127.0.0.1.evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://127.0.0.1:8700"},
    ],
)
def test_another_sites_page_changes_nothing(ask, world, archive, headers):
    page = ask(f"/alerts/{world.dead}").text
    token = page.split('name="token" value="')[1].split('"')[0]
    path = f"/alerts/{world.dead}/resend"
    answer = ask(path, "POST", data={"token": token}, headers=headers)
    assert answer.status_code == 403
    with archive.read() as conn:
        assert ledger.show(conn, world.dead).state == "dead"


@pytest.mark.parametrize(
    "body", [b"", b"token=", b"token=x", b"\xff\xfe", b"token=a&token=b"]
)
def test_a_form_without_our_token_changes_nothing(ask, world, archive, body):
    answer = ask(
        f"/alerts/{world.dead}/resend",
        "POST",
        content=body,
        headers={"Origin": "http://127.0.0.1:8700"},
    )
    assert answer.status_code == 403
    with archive.read() as conn:
        assert ledger.show(conn, world.dead).state == "dead"


def test_a_browser_that_tells_only_the_origin_is_believed(ask, world):
    page = ask(f"/alerts/{world.dead}").text
    token = page.split('name="token" value="')[1].split('"')[0]
    answer = ask(
        f"/alerts/{world.dead}/resend",
        "POST",
        data={"token": token},
        headers={"Origin": "http://127.0.0.1:8700"},
    )
    assert answer.status_code == 303


def test_each_start_has_a_token_of_its_own(view, asker, world):
    tokens = {
        asker(build(view))(f"/alerts/{world.dead}").text.split('name="token" value="')[
            1
        ][:43]
        for _ in range(2)
    }
    assert len(tokens) == 2


def test_asking_changes_nothing(ask, app, world, archive):
    for path, method in addresses(app):
        if method in ("GET", "HEAD") and path != "/healthz":
            assert ask(path, method).status_code < 500, path
    assert ask(f"/alerts/{world.dead}/resend").status_code == 405
    with archive.read() as conn:
        assert ledger.show(conn, world.dead).state == "dead"


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_methods_that_no_page_has_are_refused(ask, method):
    headers = {"Origin": "http://127.0.0.1:8700"}
    assert ask("/", method, headers=headers).status_code == 405


def test_a_large_upload_is_refused_before_it_is_read(app, world):
    sent = 0

    async def flood():
        nonlocal sent
        for _ in range(1600):
            sent += 1
            yield b"x" * 65_536

    async def post():
        transport = httpx.ASGITransport(app=app)
        base = "http://127.0.0.1:8700"
        async with httpx.AsyncClient(transport=transport, base_url=base) as client:
            return await client.post(
                f"/alerts/{world.dead}/resend",
                content=flood(),
                headers={"Origin": base},
            )

    with capture_logs() as logs:
        assert asyncio.run(post()).status_code == 413
    assert sent < 5
    assert logs == []


def test_a_websocket_is_closed_at_the_door(app):
    sent = []

    async def receive():
        return {"type": "websocket.connect"}

    async def send(message):
        sent.append(message)

    scope = {"type": "websocket", "path": "/", "headers": []}
    asyncio.run(app(scope, receive, send))
    assert [message["type"] for message in sent] == ["websocket.close"]


def test_a_page_that_fails_says_so_and_shows_nothing_of_why(view, asker, world):
    async def broken(*_, **__):
        raise RuntimeError("secret inside")

    view.read = broken
    ask = asker(build(view))
    for path in ("/", "/api/v1/stories"):
        with capture_logs() as logs:
            answer = ask(path)
        (told,) = logs
        assert (told["event"], told["log_level"]) == ("request_failed", "error")
        assert told["exc_info"]
        assert answer.status_code == 500
        assert "secret" not in answer.text
        assert answer.headers["content-security-policy"] == POLICY
        if path.startswith("/api/"):
            assert answer.json()["error"]["status"] == 500


def test_a_database_that_is_busy_is_told_as_such(view, asker):
    async def busy(*_, **__):
        raise StoreBusy("another process holds the database")

    view.read = busy
    with capture_logs() as logs:
        answer = asker(build(view))("/")
    assert [told["event"] for told in logs] == ["web_store_failed"]
    assert answer.status_code == 503
    assert "another process holds the database" in answer.text


@pytest.mark.parametrize(
    ("host", "loopback"),
    [
        ("127.0.0.1", True),
        ("127.1.2.3", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("::", False),
        ("192.168.1.5", False),
        ("desk.local", False),
    ],
)
def test_whoever_others_can_reach_needs_a_password(host, loopback, reconfigured):
    assert is_loopback(host) is loopback
    assert bool(trouble(Web(host=host))) is not loopback
    if not loopback:
        assert "web.password" in trouble(Web(host=host))


def test_no_secret_is_on_any_page(view, reconfigured, asker, pages):
    monitor = """\
public_url: https://m.example.org
web: {password: env:WEB}
channels:
  desk: {kind: webhook, url: env:HOOK, secret: env:SECRET}
"""
    env = {
        "WEB": "canary-web-1",
        "HOOK": "https://hooks.example.org/canary-hook",
        "SECRET": "whsec_" + "Y2FuYXJ5" * 5,
    }
    view.config = reconfigured(monitor=monitor, env=env)
    ask = asker(build(view), headers=basic("canary-web-1"))
    more = ("/healthz", "/metrics", "/api/v1/sources", "/api/v1/alerts")
    for path in (*pages, *more):
        text = ask(path).text
        for canary in ("canary-web", "canary-hook", "Y2FuYXJ5"):
            assert canary not in text, path
