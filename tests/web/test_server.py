"""The pages on the daemon's loop: begun, refused, ended."""

import asyncio
import contextlib
import signal
import socket
from types import SimpleNamespace

import httpx
import pytest
from structlog.testing import capture_logs

from monitor.config.models import Web
from monitor.web import beside, build, listen, serve


@pytest.fixture
def port():
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return door.getsockname()[1]


@pytest.fixture
def at(view, reconfigured):
    """Give the house pages at an address."""

    def make(host, port, **more):
        web = f"host: '{host}', port: {port}"
        web += "".join(f", {name}: {value}" for name, value in more.items())
        monitor = f"web: {{{web}}}\nchannels: {{desk: {{kind: console}}}}\n"
        view.config = reconfigured(monitor=monitor)
        return view

    return make


async def answer(url, tries=200, **more):
    """Ask until somebody answers."""
    async with httpx.AsyncClient(trust_env=False) as client:
        for _ in range(tries):
            try:
                return await client.get(url, **more)
            except httpx.ConnectError:
                await asyncio.sleep(0.01)
    raise AssertionError("nobody answers")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_the_pages_are_there_until_the_house_stops(at, port, host):
    async def day():
        stopping = asyncio.Event()
        work = asyncio.create_task(serve(at(host, port), stopping))
        first = await answer(f"http://127.0.0.1:{port}/")
        stopping.set()
        await asyncio.wait_for(work, 10)
        with pytest.raises(httpx.ConnectError):
            async with httpx.AsyncClient(trust_env=False) as client:
                await client.get(f"http://127.0.0.1:{port}/")
        return first

    with capture_logs() as logs:
        first = asyncio.run(day())
    assert first.status_code == 200
    assert [told["event"] for told in logs] == ["web_served"]
    assert logs[0]["url"] == f"http://{host}:{port}/"


@pytest.mark.parametrize(
    "half",
    [
        b"",
        b"GET / HTTP/1.1\r\nHost: 127.0",
        b"POST /alerts/x/resend HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nhalf",
        b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\nGET / HT",
    ],
)
def test_a_request_that_stops_half_way_is_not_waited_for(at, port, half):
    async def day():
        view, stopping = at("127.0.0.1", port), asyncio.Event()
        serving = listen(build(view), "127.0.0.1", port, stopping, within=0.05)
        work = asyncio.create_task(serving)
        await answer(f"http://127.0.0.1:{port}/healthz")
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(half)
        with contextlib.suppress(ConnectionResetError):
            await reader.read()  # until it is closed
        writer.close()
        after = await answer(f"http://127.0.0.1:{port}/")
        stopping.set()
        await work
        return after

    assert asyncio.run(day()).status_code == 200


def test_the_signals_stay_the_daemons(at, port):
    async def day():
        before = signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)
        stopping = asyncio.Event()
        work = asyncio.create_task(serve(at("127.0.0.1", port), stopping))
        await answer(f"http://127.0.0.1:{port}/healthz")
        now = signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)
        stopping.set()
        await work
        assert before == now

    asyncio.run(day())


def test_a_port_in_use_is_one_line_and_the_house_goes_on(at, port):
    with socket.socket() as other, capture_logs() as logs:
        other.bind(("127.0.0.1", port))
        other.listen()
        asyncio.run(serve(at("127.0.0.1", port), asyncio.Event()))
    (told,) = logs
    assert (told["event"], told["log_level"]) == ("web_not_served", "error")
    assert told["port"] == port
    assert "in use" in told["reason"]
    assert "web.port" in told["reason"]


@pytest.mark.parametrize("host", ["192.0.2.7", "no-such-host.invalid"])
def test_an_address_of_another_machine_is_one_line_too(view, port, host):
    with capture_logs() as logs:
        asyncio.run(listen(None, host, port, asyncio.Event()))
    assert [told["event"] for told in logs] == ["web_not_served"]


def test_nothing_is_served_to_others_without_a_password(at, port):
    with capture_logs() as logs:
        asyncio.run(serve(at("0.0.0.0", port), asyncio.Event()))
    (told,) = logs
    assert (told["event"], told["log_level"]) == ("web_refused", "error")
    assert "web.password" in told["reason"]


def test_who_wants_no_pages_gets_none(at, port):
    with capture_logs() as logs:
        asyncio.run(serve(at("0.0.0.0", port, enabled="false"), asyncio.Event()))
    assert logs == []
    assert Web().enabled


def test_the_pages_show_the_configuration_that_the_daemon_has_in_force(
    at, port, reconfigured, archive
):
    async def day():
        view = at("127.0.0.1", port)
        standing = SimpleNamespace(config=view.config)
        house = SimpleNamespace(writer=view.writer, standing=standing, now=view.now)
        daemon = SimpleNamespace(
            house=house, stopping=asyncio.Event(), reload_error="line 1 is wrong"
        )
        work = asyncio.create_task(beside(daemon))
        before = await answer(f"http://127.0.0.1:{port}/")
        other = "watchlist: chips\nwatches: [{name: a, any: [chip]}]\n"
        house.standing = SimpleNamespace(config=reconfigured(other=other))
        daemon.reload_error = ""
        after = await answer(f"http://127.0.0.1:{port}/watchlists")
        daemon.stopping.set()
        await work
        return before.text, after.text

    before, after = asyncio.run(day())
    assert "line 1 is wrong" in before
    assert "chips" not in before
    assert "chips" in after
    assert "line 1 is wrong" not in after


def test_an_answer_under_way_may_end(port):
    begun = asyncio.Event()

    async def slow(scope, receive, send):
        begun.set()
        await asyncio.sleep(0.2)
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"done"})

    async def day():
        stopping = asyncio.Event()
        work = asyncio.create_task(listen(slow, "127.0.0.1", port, stopping))
        asked = asyncio.create_task(answer(f"http://127.0.0.1:{port}/"))
        await begun.wait()
        stopping.set()
        await work
        return (await asked).text

    assert asyncio.run(day()) == "done"
