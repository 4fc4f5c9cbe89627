import asyncio
import json

import pytest

from monitor.channels import formats
from monitor.channels.webhook import WebhookChannel
from monitor.config.channels import WebhookSettings
from monitor.config.secrets import Secret
from monitor.errors import DeliveryError


def posted(http, context, alert, *, path="", **settings):
    """Send an alert; give the request as the service saw it."""

    async def play():
        async with http() as receiver:
            url = f"http://127.0.0.1:{receiver.port}{path}"
            made = WebhookSettings(kind="webhook", url=url, **settings)
            channel = WebhookChannel("chat", made, context)
            await channel.send(alert)
            await channel.close()
            return receiver.requests[0]

    return asyncio.run(play())


@pytest.mark.parametrize("chat", ["slack", "discord", "mattermost", "teams"])
def test_a_chat_is_told_title_outlet_reason_and_address(chat, http, context, alert):
    request = posted(http, context, alert(), path="/services/T0/B0", format=chat)
    assert request.target == "/services/T0/B0"
    text = json.dumps(json.loads(request.body), ensure_ascii=False).replace("\\", "")
    for told in ("Seoul ends military pact with Tokyo", "Herald", "Why: gsomia"):
        assert told in text.replace("&gt;", ">")
    assert "https://news.example/gsomia?id=3" in text


def test_ntfy_gets_the_topic_in_the_body_and_the_token(http, context, alert):
    request = posted(
        http, context, alert(), path="/sub/desk", format="ntfy", token=Secret("t0ken")
    )
    message = json.loads(request.body)
    assert request.target == "/sub/"
    assert request.headers["authorization"] == "Bearer t0ken"
    assert message["topic"] == "desk"
    assert message["priority"] == 4
    assert message["click"] == "https://news.example/gsomia?id=3&p=1"


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("https://ntfy.sh/topic", ("https://ntfy.sh/", "topic")),
        ("https://ntfy.sh/topic/", ("https://ntfy.sh/", "topic")),
        ("https://a.example/ntfy/topic", ("https://a.example/ntfy/", "topic")),
    ],
)
def test_an_ntfy_address_is_server_and_topic(url, place):
    assert formats.ntfy_place(url) == place


@pytest.mark.parametrize("chat", formats.CHATS)
def test_an_update_says_so_in_a_chat(chat, alert):
    update = alert("update", old_title="Seoul mulls", changes=("A new fact.",))
    text = json.dumps(formats.CHATS[chat](formats.talk(update))).replace("\\", "")
    for told in ("Updated: Seoul ends", "The headline was: Seoul mulls", "A new fact"):
        assert told in text


@pytest.mark.parametrize("chat", formats.CHATS)
def test_an_article_without_a_safe_address_is_told_without_a_link(chat, alert):
    bare = alert(url="javascript:alert(1)", also=(), excerpts=())
    text = json.dumps(formats.CHATS[chat](formats.talk(bare)))
    assert "javascript" not in text
    assert "OpenUrl" not in text


def test_one_line_that_is_too_long_is_cut(alert):
    # Discord's limit holds even when the title alone is over it once escaped.
    text = formats.discord(formats.talk(alert(title="*" * 500, excerpts=())))["content"]
    assert len(text) <= 2000
    giant = formats.Talk(title="*" * 3000, lines=(), url="", priority="normal")
    assert len(formats.discord(giant)["content"]) <= 2000


def test_a_host_without_an_address_is_unreachable(context, alert):
    url = f"http://{'a' * 64}.example/hook"  # no name server is asked for it
    settings = WebhookSettings(kind="webhook", url=url)

    async def play():
        channel = WebhookChannel("hook", settings, context)
        with pytest.raises(DeliveryError, match="cannot be resolved") as caught:
            await channel.send(alert())
        await channel.close()
        return caught.value

    error = asyncio.run(play())
    assert (error.permanent, error.uncertain) == (False, False)
