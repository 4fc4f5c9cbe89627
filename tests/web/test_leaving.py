"""Leaving a list by one click, over real HTTP, as a mail program does it."""

import asyncio
import re
import socket
from dataclasses import replace
from email import message_from_bytes, policy

import httpx
import nouns
import pytest

from monitor.channels.message import Envelope, message
from monitor.core import leaving
from monitor.model import Opens
from monitor.store import unsubscribed
from monitor.web import serve

READER, OTHER = "a.reader@example.org", "The Other <b@example.org>"
MONITOR = f"""\
public_url: https://monitor.example.org
web: {{host: 127.0.0.1, port: PORT, password: env:WEB}}
channels:
  desk: {{kind: email, to: [{READER}, {OTHER}], from: m@example.org, smtp: {{host: mail.example.org}}}}
  daily: {{kind: digest, of: desk}}
"""
KEY = b"k" * 32


def mail_to(reader, now, *, watchlist="gsomia", channel="desk", kind="new"):
    """Give the mail that the channel would send this reader."""
    story = Opens(story="5" * 16, event="e" * 16, reason="nothing near")
    alert = replace(
        nouns.alert(story, channel, now=now), watchlist=watchlist, kind=kind
    )
    envelope = Envelope(
        sender="m@example.org",
        to=(READER, OTHER),
        public_url="https://monitor.example.org",
        key=KEY,
    )
    written = message(alert, envelope, now=now, reader=reader)
    return message_from_bytes(written, policy=policy.default)


def one_click(mail):
    """Give the path of the address that a mail program posts to."""
    (page,) = re.findall(
        r"<https://monitor\.example\.org(/[^>]+)>", mail["List-Unsubscribe"]
    )
    return page


@pytest.fixture
def posting(view, archive, reconfigured):
    """Serve the pages with a password, and play a story with a client without one."""
    with archive.begin() as conn:
        unsubscribed.make_key(conn, KEY)
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        port = door.getsockname()[1]
    monitor = MONITOR.replace("PORT", str(port))
    view.config = reconfigured(monitor=monitor, env={"WEB": "long enough"})

    def play(story):
        async def main():
            stopping = asyncio.Event()
            serving = asyncio.create_task(serve(view, stopping))
            base = f"http://127.0.0.1:{port}"
            async with httpx.AsyncClient(base_url=base, trust_env=False) as client:
                for _ in range(500):
                    try:
                        await client.get("/healthz")
                        break
                    except httpx.ConnectError:
                        await asyncio.sleep(0.01)
                found = await story(client)
            stopping.set()
            await serving
            return found

        return asyncio.run(main())

    return play


def left(archive):
    with archive.read() as conn:
        return [(w.channel, w.reader, w.watchlist) for w in unsubscribed.every(conn)]


CLICK = {"List-Unsubscribe": "One-Click"}


def test_one_click_ends_what_this_reader_gets_of_this_list(posting, archive, view):
    mail = mail_to(READER, view.now())
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "<mailto:" in mail["List-Unsubscribe"]

    async def story(client):
        seen = await client.get(one_click(mail))
        before = left(archive)
        done = await client.post(one_click(mail), data=CLICK)
        again = await client.post(one_click(mail), data=CLICK)
        return seen, before, done, again

    seen, before, done, again = posting(story)
    assert (seen.status_code, before) == (200, [])  # scanners of mail follow links
    assert "<button" in seen.text
    assert (done.status_code, again.status_code) == (200, 200)
    assert "Unsubscribed" in done.text
    assert left(archive) == [("desk", READER, "gsomia")]


def test_who_left_can_come_back_by_the_same_page(posting, archive, view):
    path = one_click(mail_to(OTHER, view.now(), watchlist="", channel="daily"))

    async def story(client):
        await client.post(path, data=CLICK)
        gone = left(archive)
        back = await client.post(path, data={"back": "1"})
        return gone, back

    gone, back = posting(story)
    assert gone == [("daily", OTHER, "")]
    assert "Send no more" in back.text
    assert left(archive) == []


@pytest.mark.parametrize("body", [{}, {"List-Unsubscribe": "Two-Clicks"}])
def test_a_post_that_asks_for_nothing_changes_nothing(posting, archive, view, body):
    path = one_click(mail_to(READER, view.now()))

    async def story(client):
        return await client.post(path, data=body)

    assert posting(story).status_code == 400
    assert left(archive) == []


def test_a_made_up_token_opens_nothing_and_tells_nothing(posting, archive, view):
    path = one_click(mail_to(READER, view.now()))
    wrong = path[:-1] + ("0" if path[-1] != "0" else "1")

    async def story(client):
        asked = [
            await client.post(wrong, data=CLICK),
            await client.get(wrong),
            await client.put(path),
            await client.get(path, headers={"Host": "evil.example"}),
            await client.get("/alerts"),
        ]
        return [answer.status_code for answer in asked], asked[0].text

    codes, said = posting(story)
    assert codes == [404, 404, 405, 421, 401]
    assert "@" not in said
    assert left(archive) == []


def test_the_address_names_nobody(view):
    path = one_click(mail_to(READER, view.now()))
    assert path.startswith(leaving.PATH)
    assert "reader" not in path


def test_each_reader_has_an_address_of_their_own_and_a_notice_none(view):
    paths = {one_click(mail_to(reader, view.now())) for reader in (READER, OTHER)}
    assert len(paths) == 2
    notice = mail_to(READER, view.now(), kind="notice")
    assert "List-Unsubscribe-Post" not in notice
    assert "https" not in notice["List-Unsubscribe"]
