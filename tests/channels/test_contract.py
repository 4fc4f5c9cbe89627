"""What every channel owes to the corridor, on real servers."""

import asyncio
import socket
from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.channels.registry import build, build_all
from monitor.config.channels import (
    ConsoleSettings,
    DigestSettings,
    EmailSettings,
    FileSettings,
    WebhookSettings,
)
from monitor.errors import ConfigError, DeliveryError


def closed_port():
    """Give a port on which nobody listens."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def webhook_to(port, **more):
    url = f"http://127.0.0.1:{port}/hook"
    return WebhookSettings(kind="webhook", url=url, **more)


def mail_to(port, *readers, **more):
    smtp = {"host": "127.0.0.1", "port": port, "security": "none", **more}
    to = readers or ("desk@example.org",)
    return EmailSettings.model_validate(
        {"kind": "email", "to": to, "from": "monitor@example.org", "smtp": smtp}
    )


async def attempt(settings, context, alert):
    """Send once; give the failure, or None."""
    channel = build("desk", settings, context=context)
    assert channel.name == "desk"
    try:
        await channel.send(alert)
    except DeliveryError as e:
        return e
    finally:
        await channel.close()
    return None


SITUATIONS = {
    "accepted": None,
    "refused": {"permanent": True, "retry_after": None},
    "asked to wait": {"permanent": False},
    "unreachable": {"permanent": False, "status": None, "uncertain": False},
    "hanging": {"permanent": False, "status": None, "uncertain": True},
}


@pytest.mark.parametrize("situation", SITUATIONS)
def test_a_webhook_says_what_became_of_an_alert(
    http, answer, context, alert, situation
):
    replies = {
        "refused": answer(404, body=b"no such hook"),
        "asked to wait": answer(429, "Retry-After: 7"),
        "hanging": "hang",
    }

    async def play():
        async with http(replies.get(situation, 200)) as receiver:
            port = closed_port() if situation == "unreachable" else receiver.port
            timeout = timedelta(seconds=0.3 if situation == "hanging" else 15)
            settings = webhook_to(port, timeout=timeout)
            return await attempt(settings, context, alert())

    error = asyncio.run(play())
    expect(error, SITUATIONS[situation])
    if situation == "refused":
        assert (error.status, error.answer) == (404, "no such hook")
    if situation == "asked to wait":
        assert (error.status, error.retry_after) == (429, timedelta(seconds=7))


@pytest.mark.parametrize("situation", SITUATIONS)
def test_mail_says_what_became_of_an_alert(mail, context, alert, situation):
    replies = {
        "refused": {"rcpt": {"desk@example.org": ["550 5.1.1 no such mailbox"]}},
        "asked to wait": {"rcpt": {"desk@example.org": ["451 4.3.0 later"]}},
        "hanging": {"data": {"desk@example.org": ["hang"]}},
    }

    async def play():
        async with mail(**replies.get(situation, {})) as server:
            port = closed_port() if situation == "unreachable" else server.port
            timeout = timedelta(seconds=0.3 if situation == "hanging" else 60)
            settings = mail_to(port, timeout=timeout)
            return await attempt(settings, context, alert()), server.taken

    error, taken = asyncio.run(play())
    expect(error, SITUATIONS[situation])
    assert len(taken) == (situation == "accepted")
    if situation == "refused":
        assert (error.status, error.refused) == (550, ())


def test_a_file_says_what_became_of_an_alert(tmp_path, context, alert):
    good = FileSettings(kind="file", path=str(tmp_path / "new" / "alerts.jsonl"))
    bad = FileSettings(kind="file", path=str(tmp_path))
    assert asyncio.run(attempt(good, context, alert())) is None
    expect(asyncio.run(attempt(bad, context, alert())), SITUATIONS["unreachable"])


def test_a_console_says_what_became_of_an_alert(tmp_path, context, alert):
    settings = ConsoleSettings(kind="console")
    with (tmp_path / "out").open("w") as out:
        good = replace(context, out=out)
        assert asyncio.run(attempt(settings, good, alert())) is None
    error = asyncio.run(attempt(settings, good, alert()))  # closed by now
    expect(error, SITUATIONS["unreachable"])


def test_a_digest_goes_through_the_channel_it_names(http, context, alert):
    async def play():
        async with http() as receiver:
            settings = {
                "daily": DigestSettings(kind="digest", of="hook"),
                "hook": webhook_to(receiver.port),
            }
            channels = build_all(settings, context=context)
            await channels["daily"].send(alert(items=[alert()]))
            kinds = {name: c.kind for name, c in channels.items()}
            for channel in channels.values():
                await channel.close()
            return kinds, receiver.requests

    kinds, requests = asyncio.run(play())
    assert kinds == {"daily": "webhook", "hook": "webhook"}
    assert b'"type":"alert.digest"' in requests[0].body


def test_every_channel_that_cannot_be_made_is_named(tmp_path, context):
    missing = str(tmp_path / "none.pem")
    settings = {
        "a": webhook_to(1, ca_file=missing),
        "b": mail_to(1),
        "c": DigestSettings(kind="digest", of="nobody"),
        "d": DigestSettings(kind="digest", of="c"),
    }
    with pytest.raises(ConfigError) as caught:
        build_all(settings, context=context)
    named = {problem.message.partition(":")[0] for problem in caught.value.problems}
    assert named == {"a", "c", "d"}


def expect(error, wanted):
    if wanted is None:
        assert error is None
        return
    assert isinstance(error, DeliveryError)
    assert not error.gone
    for name, value in wanted.items():
        assert getattr(error, name) == value, name
