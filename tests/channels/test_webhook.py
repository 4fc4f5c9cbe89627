import asyncio
import base64
import json
import random
import secrets
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from monitor import clock
from monitor.channels.base import ChannelContext
from monitor.channels.webhook import WebhookChannel, sign
from monitor.config.channels import WebhookSettings
from monitor.config.secrets import Secret
from monitor.errors import DeliveryError

NOW = datetime(2019, 8, 22, 9, 30, tzinfo=UTC)
KEY = "whsec_" + base64.b64encode(b"k" * 32).decode()
POINTS = [*range(0xD800), *range(0xE000, 0x110000)]  # of Unicode, but surrogates
ZONES = [ZoneInfo(n) for n in ("UTC", "America/New_York", "Asia/Kathmandu")]
OLD = "whsec_" + base64.b64encode(b"o" * 24).decode()


def hook(url, **more):
    return WebhookSettings(kind="webhook", url=url, **more)


def send(receiver, context, alert, *, times=1, path="", **more):
    """Send an alert; give the failure of the last time, or None."""

    async def play():
        async with receiver:
            settings = hook(receiver.url + path, **more)
            assert "canary" not in repr(settings)
            channel = WebhookChannel("hook", settings, context)
            error = None
            for _ in range(times):
                try:
                    await channel.send(alert)
                    error = None
                except DeliveryError as e:
                    error = e
            await channel.close()
            return error

    return asyncio.run(play())


# ---- signing ---------------------------------------------------------------------------


@given(
    content=st.text(st.characters(exclude_categories=("Cs",))),
    key=st.binary(min_size=24, max_size=64),
)
def test_the_official_library_takes_our_signatures(content, key):
    secret = "whsec_" + base64.b64encode(key).decode()
    at = clock.now()
    headers = {
        "webhook-id": "a" * 64,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": sign(
            content.encode(), [secret], webhook_id="a" * 64, at=at
        ),
    }
    Webhook(secret).verify(content, headers, json_parse=False)


def test_a12_ten_thousand_bodies_are_taken_as_signed_and_not_otherwise():
    draw, refused = random.Random(12), 0
    for number in range(10_000):
        content = "".join(map(chr, draw.choices(POINTS, k=draw.randrange(99)))).encode()
        key, name = (
            f"whsec_{base64.b64encode(draw.randbytes(32)).decode()}",
            f"{number:064x}",
        )
        at = clock.now() + timedelta(seconds=draw.uniform(-290, 290))
        at = at.astimezone(draw.choice(ZONES))
        given = {
            "webhook-id": name,
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": sign(content, [key, OLD], webhook_id=name, at=at),
        }
        Webhook(key).verify(content, given, json_parse=False)
        forged = [
            (KEY, content, given),
            (key, content + b"x", given),
            (key, content, given | {"webhook-id": name[:-1] + "x"}),
            (key, content, given | {"webhook-timestamp": str(int(at.timestamp()) + 1)}),
            (
                key,
                content,
                given | {"webhook-timestamp": str(int(at.timestamp()) - 900)},
            ),
        ]
        wrong, body, said = forged[number % len(forged)]
        with pytest.raises(WebhookVerificationError):
            Webhook(wrong).verify(body, said, json_parse=False)
        refused += 1
    assert refused == 10_000


def test_a_receiver_with_either_key_takes_an_alert_while_keys_change(http, alert):
    context = ChannelContext(now=clock.now)
    receiver = http()
    keys = {"secret": Secret(KEY), "old_secret": Secret(OLD)}
    assert send(receiver, context, alert(), allow_private=True, **keys) is None
    request = receiver.requests[0]
    for key in (KEY, OLD):
        body = Webhook(key).verify(request.body, request.headers)
        assert body["type"] == "alert.new"
    stranger = base64.b64encode(secrets.token_bytes(32)).decode()
    with pytest.raises(WebhookVerificationError):
        Webhook(stranger).verify(request.body, request.headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(KEY).verify(request.body + b" ", request.headers)


@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Seoul", "UTC"])
def test_the_time_of_a_signature_is_that_of_the_attempt_in_any_zone(
    zone, http, alert, context
):
    local = replace(context, now=lambda: NOW.astimezone(ZoneInfo(zone)))
    receiver = http()
    assert send(receiver, local, alert(), secret=Secret(KEY)) is None
    headers = receiver.requests[0].headers
    assert headers["webhook-timestamp"] == str(int(NOW.timestamp()))


def test_every_try_carries_the_same_id_and_the_same_body(http, context, alert):
    receiver, one = http(500, 500, 200), alert()
    assert send(receiver, context, one, times=3) is None
    assert {r.headers["webhook-id"] for r in receiver.requests} == {one.id}
    assert len({r.body for r in receiver.requests}) == 1


def test_a_receiver_that_cannot_verify_gets_a_bearer_token(http, context, alert):
    receiver = http()
    send(receiver, context, alert(), format="bearer", token=Secret("t0ken"))
    assert receiver.requests[0].headers["authorization"] == "Bearer t0ken"
    assert json.loads(receiver.requests[0].body)["data"]["watchlist"] == "gsomia"


# ---- what an answer means -----------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "permanent", "gone"),
    [
        *((code, True, False) for code in (300, 304, 308, 400, 401, 403, 404, 422)),
        (410, True, True),
        *((code, False, False) for code in (408, 425, 429, 500, 502, 503, 504, 599)),
    ],
)
def test_each_status_ends_or_goes_on(code, permanent, gone, http, context, alert):
    error = send(http(code), context, alert())
    assert (error.status, error.permanent, error.gone) == (code, permanent, gone)
    assert not error.uncertain


@pytest.mark.parametrize("code", [200, 201, 202, 204, 299])
def test_any_2xx_is_success(code, http, context, alert):
    assert send(http(code), context, alert()) is None


@pytest.mark.parametrize("code", [301, 302, 307, 308])
def test_a_redirect_is_not_followed(code, http, answer, context, alert):
    receiver = http(answer(code, "Location: /elsewhere"), 200)
    assert send(receiver, context, alert()).permanent
    assert [r.target for r in receiver.requests] == ["/hook"]


@pytest.mark.parametrize(
    ("header", "wait"),
    [
        ("120", timedelta(minutes=2)),
        (
            format_datetime(NOW + timedelta(minutes=5), usegmt=True),
            timedelta(minutes=5),
        ),
        ("999999", timedelta(hours=24)),
        ("soon", None),
    ],
)
def test_a_receiver_says_how_long_to_wait(header, wait, http, answer, context, alert):
    receiver = http(answer(503, f"Retry-After: {header}"))
    assert send(receiver, context, alert()).retry_after == wait


def test_a_connection_that_breaks_may_have_brought_the_alert(http, context, alert):
    error = send(http("reset"), context, alert())
    assert error.uncertain
    assert not error.permanent


@pytest.mark.parametrize("code", [200, 404])
def test_the_status_of_an_answer_that_never_ends_counts(code, http, context, alert):
    receiver = http(f"drip HTTP/1.1 {code} Said\r\n\r\n".encode())
    error = send(receiver, context, alert(), timeout=timedelta(seconds=0.6))
    assert (error is None) == (code == 200)
    assert code == 200 or (error.status, error.permanent) == (404, True)


def test_headers_that_never_end_are_cut_at_the_deadline(http, context, alert):
    receiver = http(b"drip HTTP/1.1 200 OK\r\nX-Slow: ")
    error = send(receiver, context, alert(), timeout=timedelta(seconds=0.3))
    assert error.uncertain


def test_a_huge_answer_is_not_read_to_its_end(http, answer, context, alert):
    receiver = http(answer(500, body=b"x" * 5_000_000))
    assert send(receiver, context, alert()).answer == "x" * 500


# ---- where it connects --------------------------------------------------------------


@pytest.mark.parametrize(
    "host",
    [
        *("127.0.0.1", "localhost", "127.1", "2130706433", "0x7f000001", "0.0.0.0"),
        *("[::1]", "[::ffff:127.0.0.1]", "①②⑦.0.0.1", "169.254.169.254", "10.0.0.1"),
    ],
)
def test_an_address_that_is_not_public_is_refused_unless_allowed(host, http, alert):
    receiver = http()
    url = "http://{}:{}/hook"

    async def play():
        async with receiver:
            settings = hook(url.format(host, receiver.port))
            channel = WebhookChannel("hook", settings, ChannelContext())
            with pytest.raises(DeliveryError) as caught:
                await channel.send(alert())
            await channel.close()
            return caught.value

    error = asyncio.run(play())
    assert not error.permanent  # the operator may allow it within the days of retries
    assert receiver.requests == []


@pytest.mark.parametrize("allowed", [True, ["127.0.0.0/8"]])
def test_an_operator_may_allow_a_private_receiver(allowed, http, alert):
    settings = {"allow_private": allowed}
    assert send(http(), ChannelContext(), alert(), **settings) is None


def test_another_private_network_stays_refused(http, alert):
    receiver = http()
    error = send(receiver, ChannelContext(), alert(), allow_private=["10.0.0.0/8"])
    assert "allow_private" in str(error)
    assert receiver.requests == []


def test_a_proxy_of_the_environment_is_ignored(http, context, alert, monkeypatch):
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    receiver = http()
    assert send(receiver, context, alert()) is None
    assert len(receiver.requests) == 1


def test_a_certificate_is_checked(http, context, alert, authority):
    file, shown = authority
    assert send(http(tls=shown), context, alert(), ca_file=file) is None
    receiver = http(tls=shown)
    error = send(receiver, context, alert())
    assert "certificate" in str(error).lower()
    assert not error.permanent
    assert receiver.requests == []


def test_no_error_shows_the_address_or_a_secret(http, context, alert):
    more = {"format": "bearer", "token": Secret("canary")}
    for receiver in (http(404), http("reset"), http("hang")):
        short = timedelta(seconds=0.2)
        error = send(receiver, context, alert(), path="/canary", timeout=short, **more)
        assert "canary" not in str(error)
