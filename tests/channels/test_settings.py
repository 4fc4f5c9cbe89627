import base64

import pytest
from pydantic import TypeAdapter, ValidationError

from monitor.config.channels import (
    CHANNEL_SETTINGS,
    AnyChannelSettings,
    DigestSettings,
    EmailSettings,
    SmtpSettings,
    WebhookSettings,
    channel_rule,
)
from monitor.model import ChannelRule, DigestRule

KEY = base64.b64encode(b"k" * 32).decode()
ENV = {"KEY": f"whsec_{KEY}", "BARE": KEY, "SHORT": "whsec_c2hvcnQ=", "TOKEN": "t0ken"}
ENV["HOOK"] = "https://chat.example/canary"
SMTP = {"host": "smtp.example.org"}
MAIL = {"kind": "email", "to": ["a@example.org"], "from": "m@example.org", "smtp": SMTP}
HOOK = {"kind": "webhook", "url": "https://hooks.example.org/news"}


def read(written):
    adapter = TypeAdapter(AnyChannelSettings)
    return adapter.validate_python(written, context={"env": ENV})


GOOD = [
    MAIL,
    {**MAIL, "to": ["The desk <a@example.org>", "뉴스 <b@example.org>"]},
    {**MAIL, "smtp": {"host": "127.0.0.1", "security": "none"}},
    {
        **MAIL,
        "smtp": {"host": "mail.example.org", "security": "none", "insecure": True},
    },
    {**MAIL, "smtp": {**SMTP, "user": "desk", "password": "env:TOKEN"}},
    HOOK,
    {**HOOK, "url": "env:HOOK"},
    {**HOOK, "secret": "env:KEY", "old_secret": "env:BARE"},
    {**HOOK, "format": "bearer", "token": "env:TOKEN"},
    {**HOOK, "allow_private": ["10.0.0.0/8"], "quiet": "22:00-07:00"},
    {**HOOK, "format": "ntfy", "url": "https://ntfy.sh/topic"},
    {"kind": "apprise", "url": "env:TOKEN"},
    {"kind": "console"},
    {"kind": "file", "path": "alerts.jsonl"},
    {"kind": "digest", "of": "desk", "every": "hour", "at": "00:15"},
]
BAD = [
    ({**MAIL, "to": []}, "at least 1"),
    ({**MAIL, "to": ["a@example.org\nBcc: b@example.org"]}, "not a mail address"),
    ({**MAIL, "from": "=?utf-8?q?x?= <a@example.org>"}, "not a mail address"),
    ({**MAIL, "from": "nobody"}, "not a mail address"),
    ({**MAIL, "smtp": {**SMTP, "security": "none"}}, "in the clear"),
    ({**MAIL, "smtp": {**SMTP, "user": "desk"}}, "go together"),
    ({**MAIL, "smtp": {**SMTP, "port": 0}}, "greater than or equal to 1"),
    (
        {**MAIL, "smtp": {**SMTP, "user": "d", "password": "p"}},
        "a secret is not written",
    ),
    ({**HOOK, "url": "ftp://x/"}, "a secret is not written"),
    ({**HOOK, "url": "https://user:pass@x.example/"}, "not an address of a receiver"),
    ({**HOOK, "url": "https://x.example:99999/"}, "not an address of a receiver"),
    ({**HOOK, "url": "env:TOKEN"}, "not an address of a receiver"),
    ({**HOOK, "secret": "env:SHORT"}, "not a signing secret"),
    ({**HOOK, "secret": "env:TOKEN"}, "not a signing secret"),
    ({**HOOK, "old_secret": "env:KEY"}, "write secret too"),
    ({**HOOK, "format": "bearer"}, "bearer needs one"),
    ({**HOOK, "token": "env:TOKEN"}, "goes with format"),
    ({**HOOK, "format": "ntfy", "url": "https://ntfy.sh/"}, "needs a topic"),
    ({**HOOK, "timeout": "3m"}, "between 1s and 2m"),
    ({**HOOK, "timeout": "0s"}, "between 1s and 2m"),
    ({**MAIL, "smtp": {**SMTP, "timeout": "1h"}}, "between 1s and 2m"),
    ({**HOOK, "format": "telex"}, "Input should be"),
    ({**HOOK, "colour": "red"}, "not permitted"),
    ({"kind": "digest", "of": "d", "every": "hour", "at": "08:00"}, "minutes only"),
]


@pytest.mark.parametrize("written", GOOD)
def test_what_is_meant_is_read(written):
    assert isinstance(read(written), CHANNEL_SETTINGS[written["kind"]])


@pytest.mark.parametrize(("written", "message"), BAD)
def test_what_cannot_work_is_refused_with_what_to_write(written, message):
    model = CHANNEL_SETTINGS[written["kind"]]
    with pytest.raises(ValidationError, match=message):
        model.model_validate(written, context={"env": ENV})


@pytest.mark.parametrize(
    "written",
    [{**HOOK, "url": "https://chat.example/canary"}, {**HOOK, "url": "env:HOOK"}],
)
def test_the_address_of_a_receiver_is_kept_secret_but_for_its_host(written):
    settings = read(written)
    assert settings.url.reveal() == "https://chat.example/canary"
    assert "canary" not in f"{settings!r} {settings} {settings.model_dump_json()}"


@pytest.mark.parametrize(
    ("security", "port"), [("starttls", 587), ("tls", 465), ("none", 25)]
)
def test_a_mail_server_is_reached_at_its_usual_port(security, port):
    settings = SmtpSettings(host="127.0.0.1", security=security)
    assert settings.reached_at == port
    assert SmtpSettings(host="127.0.0.1", port=26).reached_at == 26


def test_every_setting_has_its_sentence():
    for model in {*CHANNEL_SETTINGS.values(), SmtpSettings}:
        for name, field in model.model_fields.items():
            assert field.description, f"{model.__name__}.{name}"


def test_a_channel_keeps_the_hours_of_its_own_zone_or_the_monitors():
    hook = WebhookSettings(**HOOK, quiet="22:00-07:00", timezone="Asia/Tokyo")
    assert channel_rule("h", hook, timezone="UTC") == ChannelRule(
        name="h", timezone="Asia/Tokyo", quiet=(1320, 420), storm=10
    )
    mail = EmailSettings.model_validate(MAIL)
    assert channel_rule("m", mail, timezone="Asia/Seoul").timezone == "Asia/Seoul"


@pytest.mark.parametrize(
    ("written", "rule"),
    [
        ({}, DigestRule(of="m", every="day", at=480)),
        ({"every": "hour"}, DigestRule(of="m", every="hour", at=0)),
        (
            {"every": "week", "weekday": "friday", "at": "17:30", "send_empty": True},
            DigestRule(of="m", every="week", at=1050, weekday=4, send_empty=True),
        ),
    ],
)
def test_a_digest_comes_when_its_settings_say(written, rule):
    settings = DigestSettings(kind="digest", of="m", **written)
    assert channel_rule("d", settings, timezone="UTC").digest == rule
