"""The demo's mail server and webhook receiver take what ours send, and check it."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import aiosmtplib
import httpx
import pytest
from standardwebhooks.webhooks import Webhook

from monitor.demo.receivers import Hook, Mailbox

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def _with_mailbox(talk: Callable[[Mailbox], Awaitable[None]]) -> list[EmailMessage]:
    async def work() -> Mailbox:
        mailbox = Mailbox()
        await mailbox.open()
        try:
            await talk(mailbox)
        finally:
            mailbox.close()
        return mailbox

    return asyncio.run(work()).mails


def test_a_mail_arrives_as_it_was_sent():
    mail = EmailMessage()
    mail["Subject"], mail["From"], mail["To"] = (
        "지소미아를 종료",
        "a@b.example",
        "c@d.example",
    )
    mail.set_content("one\n.\n..two\n.three\n" + "long " * 400 + "\n")

    async def send(mailbox: Mailbox) -> None:
        await aiosmtplib.send(
            mail, hostname="127.0.0.1", port=mailbox.port, start_tls=False
        )

    (got,) = _with_mailbox(send)
    assert got["Subject"] == "지소미아를 종료"
    assert got.get_content().splitlines() == mail.get_content().splitlines()


def test_several_mails_come_through_one_connection():
    async def send(mailbox: Mailbox) -> None:
        client = aiosmtplib.SMTP(
            hostname="127.0.0.1", port=mailbox.port, start_tls=False
        )
        async with client:
            for number in range(3):
                mail = EmailMessage()
                mail["Subject"], mail["To"] = str(number), "c@d.example"
                mail["From"] = "a@b.example"
                mail.set_content("text")
                await client.send_message(mail)
            await client.noop()
            await client.rset()

    assert [mail["Subject"] for mail in _with_mailbox(send)] == ["0", "1", "2"]


def test_an_unknown_command_is_refused_and_a_lost_client_does_no_harm():
    answers: list[bytes] = []

    async def talk(mailbox: Mailbox) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", mailbox.port)
        answers.append(await reader.readline())
        writer.write(b"EXPN staff\r\n")
        answers.append(await reader.readline())
        writer.write(b"DATA\r\nhalf a mail\r\n")
        writer.write_eof()
        await reader.read()
        writer.close()

    assert _with_mailbox(talk) == []
    assert [answer[:3] for answer in answers] == [b"220", b"502"]


def _posted(
    *, at: datetime = NOON, spoil: bool = False, method: str = "POST"
) -> tuple[int, Hook]:
    async def work() -> tuple[int, Hook]:
        hook = Hook(now=NOON.timestamp)
        await hook.open()
        body = '{"data": {"title": "韓国"}}'
        headers = {
            "webhook-id": "msg_1",
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": Webhook(hook.secret).sign("msg_1", at, body),
        }
        try:
            async with httpx.AsyncClient(trust_env=False) as client:
                answer = await client.request(
                    method,
                    f"http://127.0.0.1:{hook.port}/news",
                    content=body.replace("韓", "朝") if spoil else body,
                    headers=headers,
                )
        finally:
            hook.close()
        return answer.status_code, hook

    return asyncio.run(work())


def test_a_webhook_signed_by_the_reference_library_is_taken():
    status, hook = _posted()
    assert status == 204
    (post,) = hook.posts
    assert post.signed
    assert post.json == {"data": {"title": "韓国"}}
    assert post.headers["webhook-id"] == "msg_1"


@pytest.mark.parametrize("late", [timedelta(minutes=-6), timedelta(minutes=6)])
def test_a_webhook_of_another_time_is_refused(late: timedelta):
    status, hook = _posted(at=NOON + late)
    assert status == 401
    assert not hook.posts[0].signed


def test_a_webhook_that_was_changed_on_the_way_is_refused():
    status, hook = _posted(spoil=True)
    assert status == 401
    assert not hook.posts[0].signed


def test_only_posts_are_taken():
    status, hook = _posted(method="PUT")
    assert status == 405
    assert hook.posts == []


def test_every_receiver_has_a_secret_of_its_own():
    one, other = (Hook(now=NOON.timestamp) for _ in range(2))
    assert one.secret != other.secret
    assert one.secret.startswith("whsec_")
