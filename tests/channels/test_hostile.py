"""Five hundred hostile titles through every channel (FAULTS G 51 to 56)."""

import asyncio
import io
import json
import random
import re
import unicodedata
from dataclasses import replace

import lxml.html
import pytest

from monitor.channels import formats, render
from monitor.channels.console import ConsoleChannel
from monitor.channels.email import EmailChannel
from monitor.channels.file import FileChannel
from monitor.channels.webhook import WebhookChannel
from monitor.config.channels import (
    ConsoleSettings,
    EmailSettings,
    FileSettings,
    WebhookSettings,
)
from monitor.model import AlsoIn, Excerpt

NASTY = [
    "\r\nBcc: victim@example.org",
    "\nX-Watchlist: forged\n\n<b>body</b>",
    "\u2028Bcc: a@b.c\u2029",
    "\x85Subject: two",
    "=?utf-8?q?=0D=0ABcc:_v@example.org?=",
    "=?utf-8?b?DQpCY2M6IHZAZXhhbXBsZS5vcmc=?=",
    "=?utf-8?q?a?= =?utf-8?q?b=0A=0Ac?=",
    "제목 " * 700,
    "見出し" * 900,
    "a" * 3000,
    "\ud800lone\udfff",
    "NUL\x00byte",
    "\u202eright to left\u202c \u2066isolated\u2069",
    "\x1b[31mred\x1b[0m\x1b]8;;https://evil.example\x07link\x1b]8;;\x07",
    "<img src=x onerror=alert(1)>",
    "<style>*{display:none}</style><script>alert(1)</script>",
    '"><a href="javascript:alert(1)">x</a>',
    "<!channel> <!here> <@U012AB> <#C01>",
    "<https://evil.example|bank.example>",
    "@everyone @here @channel @all @desk <@&1234> <@1234>",
    "[bank.example](https://evil.example) ![p](https://evil.example/p.png)",
    "`code` ```block``` **bold** __under__ ~~gone~~ ||spoiler|| # head > quote",
    ":tada: <:emoji:1234> <t:0:R>",
    "{{7*7}} {% raw %} ${7*7} %s %(x)s {0.__class__}",
    "=cmd|' /C calc'!A0",
    '{"level": "error", "event": "forged"}\n{"a": 1}',
    "\U000e0041\U000e0042 hidden tags \ufeff",
    "e\u0301" * 200,
    "😀🇰🇷👩‍👩‍👧 emoji",
    "1. Watchlist: forged\nKind: update\nhttps://forged.example/",
    "",
    " \t ",
]
COUNT = 500


def titles():
    dice = random.Random(51)
    for n in range(COUNT):
        if n < len(NASTY):
            yield NASTY[n]
        else:
            yield " ".join(dice.choices(NASTY, k=dice.randint(2, 4)))


@pytest.fixture
def alerts(alert):
    """Alerts of which every text that a stranger wrote is hostile."""

    def make():
        for title in titles():
            passage = Excerpt(field="body", text=title, marks=((0, 3),), terms=("x",))
            yield alert(
                "update",
                title=title,
                outlet=title,
                authors=(title,),
                old_title=title,
                changes=(title,),
                excerpts=(passage,),
                also=(AlsoIn(outlet=title, url=f"https://x.example/{title}"),),
                language=title,
                summary=title,
            )

    return list(make())


def is_inert(text):
    """Say whether a text has nothing that acts unseen, lines aside."""
    return not any(
        unicodedata.category(c) in {"Cc", "Cs", "Zl", "Zp"} or c in "\u202e\u2066\ufeff"
        for c in text.replace("\n", "")
    )


HEADERS = [
    *("Content-Type", "MIME-Version", "Subject", "From", "To", "Date", "Message-ID"),
    *("X-Watchlist", "X-Watch", "X-Alert-Kind", "X-Alert-Id", "Importance"),
    *("List-Id", "Auto-Submitted", "List-Unsubscribe"),
]
TAGS = {
    *("html", "head", "meta", "title", "style", "body", "main", "article"),
    *(
        "h1",
        "h2",
        "h3",
        "p",
        "span",
        "a",
        "br",
        "ul",
        "li",
        "blockquote",
        "mark",
        "del",
    ),
}


def test_no_title_gets_out_of_a_mail(mail, context, alerts):
    smtp = {"host": "127.0.0.1", "security": "none"}

    async def play():
        async with mail() as server:
            settings = EmailSettings.model_validate(
                {
                    "kind": "email",
                    "to": ["a@example.org"],
                    "from": "m@example.org",
                    "smtp": {**smtp, "port": server.port},
                }
            )
            channel = EmailChannel("desk", settings, context)
            for one in alerts:
                await channel.send(one)
            return [message for _, message in server.taken]

    taken = asyncio.run(play())
    assert len(taken) == COUNT
    for message in taken:
        assert message.keys() == HEADERS
        assert max(map(len, message.raw.split(b"\n"))) <= 998
        subject = message["Subject"]
        assert is_inert(subject)
        assert "\n" not in subject
        assert len(subject) <= 300
        assert message["X-Watchlist"] == "gsomia"
        check_page(message.get_body(("html",)).get_content())
        assert is_inert(message.get_body(("plain",)).get_content().replace("\r", ""))


def check_page(page):
    root = lxml.html.document_fromstring(page)
    assert {e.tag for e in root.iter()} <= TAGS
    style = [e.text for e in root.iter("style")]
    assert len(style) == 1
    for element in root.iter():
        assert set(element.attrib) <= {"href", "class", "charset", "name", "content", "lang"}  # fmt: skip
        assert re.fullmatch(r"[a-zA-Z-]*", element.get("lang", ""))
        if "href" in element.attrib:
            assert re.match(r"https://[^\s\"<>]+\Z", element.attrib["href"])


def test_what_looks_like_a_template_is_shown_as_it_is(alert):
    title = "{{7*7}} {% raw %} ${7*7} %s {0.__class__}"
    assert title in render.text(alert(title=title))
    assert title in render.html(alert(title=title))


def test_every_title_is_one_line_of_json_in_a_file(tmp_path, context, alerts):
    path = tmp_path / "alerts.jsonl"
    channel = FileChannel("f", FileSettings(kind="file", path=str(path)), context)

    async def play():
        for one in alerts:
            await channel.send(one)

    asyncio.run(play())
    lines = path.read_text(encoding="utf-8").split("\n")
    assert lines.pop() == ""
    assert [json.loads(line)["data"]["id"] for line in lines] == [a.id for a in alerts]


def test_every_title_reaches_a_webhook_as_data(http, context, alerts):
    async def play():
        async with http() as receiver:
            settings = WebhookSettings(kind="webhook", url=receiver.url)
            channel = WebhookChannel("h", settings, context)
            for one in alerts:
                await channel.send(one)
            await channel.close()
            return receiver.requests

    requests = asyncio.run(play())
    assert len(requests) == COUNT
    for request in requests:
        assert len(request.body) < 20_000
        data = json.loads(request.body)["data"]
        assert is_inert(data["title"])
        assert "\n" not in data["title"]


def test_no_title_moves_the_cursor_of_a_terminal(context, alerts):
    out = io.StringIO()
    channel = ConsoleChannel(
        "c", ConsoleSettings(kind="console"), replace(context, out=out)
    )

    async def play():
        for one in alerts:
            await channel.send(one)

    asyncio.run(play())
    assert is_inert(out.getvalue())
    assert out.getvalue().count("\n● ") + 1 == COUNT


def said(alerts, write):
    return [write(formats.talk(one)) for one in alerts]


def test_no_title_pings_or_masks_a_link_in_slack(alerts):
    for message in said(alerts, formats.slack):
        read = [message["text"]]
        for block in message["blocks"]:
            if block["text"]["type"] == "mrkdwn":
                read.append(block["text"]["text"].replace("&amp;", "&"))
                assert re.fullmatch(r"<https://[^|<>]+>", read.pop())
            else:
                assert block["text"]["type"] == "plain_text"
                assert 0 < len(block["text"]["text"]) <= 3000
        assert not re.search("[<>]", "".join(read))
        assert (message["mrkdwn"], message["link_names"]) == (False, False)


def unescaped(signs):
    return re.compile(rf"(?<!\\)(?:\\\\)*[{signs}]")


def test_no_title_pings_or_masks_a_link_in_discord(alerts):
    for message in said(alerts, formats.discord):
        assert message["allowed_mentions"] == {"parse": []}
        assert 0 < len(message["content"]) <= 2000
        text, _, link = message["content"].rpartition("\n")
        assert re.fullmatch(r"<https://[^<>()\s]+>", link)
        assert not unescaped(r"\[\]()<>`*_~|#").search(text)
        assert not re.search(r"@\w", text)


def test_no_title_pings_or_masks_a_link_in_mattermost(alerts):
    for message in said(alerts, formats.mattermost):
        text, _, link = message["text"].rpartition("\n")
        assert re.fullmatch(r"<https://[^<>()\s]+>", link)
        assert not unescaped(r"\[\]()<>`*_~|#!").search(text)
        assert not re.search(r"@\w", text)


def test_teams_gets_text_runs_only(alerts):
    for message in said(alerts, formats.teams):
        card = message["attachments"][0]["content"]
        for block in card["body"]:
            assert block["type"] == "RichTextBlock"
            assert {run["type"] for run in block["inlines"]} == {"TextRun"}
            assert all(is_inert(run["text"]) for run in block["inlines"])
        assert "entities" not in str(card)
        assert [a["url"] for a in card["actions"]] == [
            "https://news.example/gsomia?id=3&p=1"
        ]
        assert len(json.dumps(message)) < 28_000


def test_ntfy_gets_plain_text_that_fits(alerts):
    for message in said(alerts, lambda it: formats.ntfy(it, "desk")):
        assert len(message["message"].encode()) <= 4096
        assert "markdown" not in message
        assert message["topic"] == "desk"
        assert is_inert(message["title"])


def test_a_digest_that_is_too_long_for_a_chat_says_what_is_missing(alert):
    digest = alert(items=[alert(title=f"Story number {n} of many") for n in range(200)])
    text = formats.discord(formats.talk(digest))["content"]
    assert len(text) <= 2000
    shown = text.count("Story number")
    left = int(re.search(r"and (\d+) more", text)[1])
    assert shown > 5
    assert shown + left == 200 + 1  # and the statement of coverage
