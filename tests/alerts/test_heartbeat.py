"""The dead man's switch: told while all is well, told otherwise when it is not."""

import asyncio
from datetime import timedelta

import pytest

from monitor.channels import heartbeat
from monitor.config.models import Heartbeat
from monitor.errors import DeliveryError
from monitor.pipeline.heartbeat import Pulse


class Switch:
    """Answers on 127.0.0.1, and remembers what it was told."""

    def __init__(self, status=200):
        self.told, self.status = [], status

    async def __aenter__(self):
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        port = self._server.sockets[0].getsockname()[1]
        self.url = f"http://127.0.0.1:{port}/ping"
        return self

    async def __aexit__(self, *exc):
        self._server.close()

    async def _serve(self, reader, writer):
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        size = int(head.lower().partition("content-length: ")[2].split("\r\n")[0] or 0)
        body = (await reader.readexactly(size)).decode()
        self.told.append((head.split(" ")[1], body))
        writer.write(f"HTTP/1.1 {self.status} x\r\nContent-Length: 0\r\n\r\n".encode())
        writer.close()


def settings(url, *, private=True, every="1h"):
    return Heartbeat.model_validate(
        {"url": url, "allow_private": private, "every": every}, context={"env": {}}
    )


def test_it_is_told_of_the_start_of_success_and_of_failure():
    async def story():
        async with Switch() as switch:
            for what in ("start", "success", "fail"):
                await heartbeat.beat(settings(switch.url), what, "why")
            return switch.told

    paths = asyncio.run(story())
    assert paths == [("/ping/start", "why"), ("/ping", "why"), ("/ping/fail", "why")]


def test_a_switch_at_a_private_address_is_not_told_unless_that_is_meant():
    async def story():
        async with Switch() as switch:
            with pytest.raises(DeliveryError, match="not public"):
                await heartbeat.beat(settings(switch.url, private=False), "success")
            return switch.told

    assert asyncio.run(story()) == []


def test_a_switch_that_refuses_is_no_success():
    async def story():
        async with Switch(status=404) as switch:
            with pytest.raises(DeliveryError, match="404"):
                await heartbeat.beat(settings(switch.url), "success")

    asyncio.run(story())


def test_the_monitor_beats_once_in_its_time_and_fails_when_nothing_is_read(lived):
    async def story(desk):
        async with Switch() as switch:
            heart = {"url": switch.url, "allow_private": True, "every": "1h"}
            desk.settings["heartbeat"] = heart
            await desk.change()
            pulse = Pulse(desk.house)
            for _ in range(3):
                await pulse.beat()
            desk.now += timedelta(hours=9)  # and no source was read meanwhile
            pulse.last = None
            await pulse.beat()
            return switch.told

    first, second = lived(story)
    assert first == ("/ping/start", "")
    assert second[0] == "/ping/fail"
    assert "last_fetch" in second[1]


def test_a_switch_that_is_down_disturbs_nothing(lived):
    async def story(desk):
        desk.settings["heartbeat"] = {
            "url": "http://127.0.0.1:9/ping",
            "allow_private": True,
        }
        await desk.change()
        await Pulse(desk.house).beat()
        return True

    assert lived(story)


def test_an_address_alone_is_a_setting_of_its_own(lived):
    async def story(desk):
        return desk.house.standing.config.heartbeat

    found = lived(story, settings={"heartbeat": "https://hc.example/ping/secret"})
    assert found.every == timedelta(minutes=1)
    assert "secret" not in str(found.url)
