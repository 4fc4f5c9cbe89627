"""Notices and corrections as mail, webhook, chat and text."""

import email
import email.policy
import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import jsonschema
import pytest

import monitor.channels
from monitor.channels import formats, render
from monitor.channels.body import encoded
from monitor.channels.message import Envelope, message
from monitor.core import notices
from monitor.core.notices import Trouble
from monitor.model import Alert, ChannelRule, Content

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
SCHEMA = json.loads(
    (Path(monitor.channels.__file__).parent / "webhook.schema.json").read_text()
)
HOSTILE = "<!channel> @everyone\r\nBcc: x@y.example <img src=x onerror=alert(1)>"


def notice(error="HTTP 500"):
    trouble = Trouble(channel="hook", dead=2, dead_last=NOW, last_error=error)
    (found,) = notices.of_channels([trouble], NOW)
    return notices.alert(found, "mail", ChannelRule(name="mail"), now=NOW)


def correction(**more):
    return Alert(
        id="a" * 64,
        watchlist="gsomia",
        channel="mail",
        kind="correction",
        story="5" * 16,
        event="e" * 16,
        article="b" * 16,
        version="x.2",
        watches=("pact",),
        priority="normal",
        created=NOW,
        due=NOW,
        content=Content(
            title="Seoul keeps the pact",
            url="https://x.example/1",
            outlet="Harbor",
            replaced=(("Seoul will end GSOMIA.", "Seoul will not end GSOMIA."),),
            notes=("The page is gone: its server answers 410.",),
        ),
        thread="b" * 64,
        **more,
    )


def mail(alert):
    envelope = Envelope(sender="m@example.org", to=("desk@example.org",))
    raw = message(alert, envelope, now=NOW)
    return email.message_from_bytes(raw, policy=email.policy.default)


@pytest.mark.parametrize(
    "alert",
    [notice(), notice(HOSTILE), correction(), correction(said=f"DESK\n{HOSTILE}")],
)
def test_every_body_is_as_the_schema_says(alert):
    body = json.loads(encoded(alert))
    jsonschema.Draft202012Validator(SCHEMA).validate(body)
    assert len(encoded(alert)) < 20_000


def test_a_notice_reads_as_a_sentence_and_what_to_do():
    text = render.text(notice())
    assert text.startswith("2 alerts to hook could not be delivered\n")
    assert "HTTP 500" in text
    assert "`news-monitor alerts dead`" in text
    assert mail(notice())["Subject"] == "[MONITOR] 2 alerts to hook could not be delivered"  # fmt: skip
    assert formats.talk(notice()).lines[0] == "The last answer was: HTTP 500"


def test_a_correction_shows_the_old_and_the_new_wording_side_by_side():
    text = render.text(correction())
    assert "It said: Seoul will end GSOMIA.\nNow: Seoul will not end GSOMIA." in text
    assert "The page is gone: its server answers 410." in text
    html = mail(correction()).get_body(("html",)).get_content()
    assert "<del>Seoul will end GSOMIA.</del>" in html
    assert mail(correction())["Subject"].startswith("[CORRECTION] ")
    gone = replace(correction().content, replaced=(("Seoul will end GSOMIA.", ""),))
    assert "Now: that is gone" in render.text(replace(correction(), content=gone))


def test_56_words_of_a_template_are_text_at_every_exit():
    alert = correction(said=f"{{{{ 7*7 }}}} {HOSTILE}\nsecond line")
    read = mail(alert)
    assert read["Bcc"] is None
    html = read.get_body(("html",)).get_content()
    assert "<img" not in html
    assert "{{ 7*7 }}" in html
    assert "second line" in read.get_body(("plain",)).get_content()
    slack = json.dumps(formats.slack(formats.talk(alert)))
    assert '"mrkdwn": false' in slack
    assert formats.discord(formats.talk(alert))["allowed_mentions"] == {"parse": []}
