"""Connections to a receiver: used again while they are good, and only then."""

import asyncio
from contextlib import asynccontextmanager

import pytest

from monitor.channels.webhook import WebhookChannel
from monitor.config.channels import WebhookSettings
from monitor.config.secrets import Secret
from monitor.errors import DeliveryError

OK = b"HTTP/1.1 204 No Content\r\n\r\n"


class Receiver:
    """Counts connections; answers each request on one as its script says.

    A reply is bytes, "close" (answered, then closed) or "cut" (half an answer).
    """

    def __init__(self, *script):
        self.script, self.connections, self.posts = list(script), 0, 0
        self.open, self.closed = set(), asyncio.Event()
        self.full, self.expects = asyncio.Event(), 0  # set once so many posts came
        self.gate: asyncio.Event | None = None  # answers wait for it

    async def serve(self, reader, writer):
        self.connections += 1
        self.open.add(writer)
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                length = head.lower().partition(b"content-length: ")[2].split()[0]
                await reader.readexactly(int(length))
                self.posts += 1
                if self.posts == self.expects:
                    self.full.set()
                if self.gate is not None:
                    await self.gate.wait()
                reply = self.script.pop(0) if self.script else OK
                writer.write({"close": OK, "cut": OK[:20]}.get(reply, reply))
                await writer.drain()
                if reply in {"close", "cut"}:
                    break
        except (asyncio.IncompleteReadError, OSError):
            pass
        finally:
            writer.close()
            self.closed.set()


@asynccontextmanager
async def posting(receiver, context):
    """Give a webhook channel that posts to the receiver."""
    server = await asyncio.start_server(receiver.serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    settings = WebhookSettings(
        kind="webhook", url=Secret(f"http://127.0.0.1:{port}/"), format="bearer", token=Secret("t")
    )  # fmt: skip
    channel = WebhookChannel("hook", settings, context)
    try:
        yield channel
    finally:
        await channel.close()
        server.close()
        for writer in receiver.open:
            writer.transport.abort()


def test_posts_that_follow_each_other_share_one_connection(context, alert):
    async def play():
        receiver = Receiver()
        async with posting(receiver, context) as channel:
            for _ in range(5):
                await channel.send(alert())
        return receiver.connections, receiver.posts

    assert asyncio.run(play()) == (1, 5)


def test_posts_at_once_have_each_their_own_and_leave_them_to_the_next(context, alert):
    async def play():
        receiver = Receiver()
        async with posting(receiver, context) as channel:
            for turn in range(1, 4):
                receiver.gate, receiver.full = asyncio.Event(), asyncio.Event()
                receiver.expects = 8 * turn
                sends = [asyncio.create_task(channel.send(alert())) for _ in range(8)]
                await receiver.full.wait()
                receiver.gate.set()
                await asyncio.gather(*sends)
        return receiver.connections, receiver.posts

    assert asyncio.run(play()) == (8, 24)


def test_a_connection_that_the_receiver_closed_is_not_used_again(context, alert):
    async def play():
        receiver = Receiver("close")
        async with posting(receiver, context) as channel:
            await channel.send(alert())
            await receiver.closed.wait()
            await channel.send(alert())
        return receiver.connections, receiver.posts

    assert asyncio.run(play()) == (2, 2)


def test_after_half_an_answer_the_next_post_begins_anew(context, alert):
    async def play():
        receiver = Receiver("cut")
        async with posting(receiver, context) as channel:
            with pytest.raises(DeliveryError) as caught:
                await channel.send(alert())
            await channel.send(alert())
        return caught.value.uncertain, receiver.connections

    assert asyncio.run(play()) == (True, 2)


def test_a_post_that_was_given_up_leaves_no_connection_behind(context, alert):
    async def play():
        receiver = Receiver()
        async with posting(receiver, context) as channel:
            receiver.gate, receiver.expects = asyncio.Event(), 1
            sending = asyncio.create_task(channel.send(alert()))
            await receiver.full.wait()
            sending.cancel()
            await asyncio.gather(sending, return_exceptions=True)
            receiver.gate.set()
            await receiver.closed.wait()  # we hung up
            await channel.send(alert())
        return receiver.connections, receiver.posts

    assert asyncio.run(play()) == (2, 2)
