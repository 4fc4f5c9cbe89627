"""Secrets are references, and never show themselves."""

import copy
import json
import pickle
import traceback

import pytest
from pydantic import ValidationError

from monitor.config import load
from monitor.config.secrets import Secret, resolve
from monitor.config.values import Settings
from monitor.errors import ConfigError


class Login(Settings):
    """What a test needs."""

    password: Secret
    """The password."""


def test_a_secret_comes_from_the_environment():
    assert resolve("env:NAME", env={"NAME": "canary"}).reveal() == "canary"


@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
def test_a_secret_comes_from_a_file_without_its_last_line_break(tmp_path, end):
    (tmp_path / "s").write_bytes(f" canary{end}".encode())
    assert resolve("file:s", env={}, folder=tmp_path).reveal() == " canary"
    assert resolve(f"file:{tmp_path}/s", env={}).reveal() == " canary"


@pytest.mark.parametrize(
    ("reference", "message"),
    [
        ("canary", "a secret is not written here; write `env:NAME` or `file:/path`"),
        ("ENV:NAME", "a secret is not written here"),
        ("env:", "this is no name of an environment variable"),
        ("env:A-B", "this is no name of an environment variable"),
        ("env:ABSENT", "the environment variable ABSENT is not set"),
        ("env:EMPTY", "the environment variable EMPTY is empty"),
        ("file:absent", "cannot be read: No such file or directory"),
        ("file:.", "cannot be read: Is a directory"),
        ("file:a\0b", "cannot be read: not a path"),
        ("file:empty", "is empty; put the secret into it"),
        ("file:binary", "is not UTF-8 text"),
        ("file:large", "is larger than 64 KiB"),
    ],
)
def test_a_reference_that_leads_nowhere_says_why(tmp_path, reference, message):
    (tmp_path / "empty").write_bytes(b"\n")
    (tmp_path / "binary").write_bytes(b"canary\xff")
    (tmp_path / "large").write_bytes(b"canary" * 20_000)
    with pytest.raises(ValueError, match=r"secret|variable") as caught:
        resolve(reference, env={"EMPTY": ""}, folder=tmp_path)
    assert message in str(caught.value)
    assert "canary" not in str(caught.value)


def test_a_secret_prints_as_stars_everywhere():
    login = Login(password=Secret("canary"))
    shown = [
        str(login),
        repr(login),
        f"{login.password}",
        f"{login.password!r:>9}",
        str([login.password]),
        str(login.model_dump()),
        login.model_dump_json(),
        json.dumps(login.model_dump(mode="json")),
        str(copy.deepcopy(login)),
        str(vars(login)),
    ]
    assert not any("canary" in text for text in shown)
    assert all("***" in text for text in shown)


def test_a_secret_does_not_leave_the_process():
    with pytest.raises(TypeError, match="not to be pickled"):
        pickle.dumps(Secret("canary"))


def test_secrets_are_compared_by_what_they_hold():
    assert Secret("a", shown="x") == Secret("a")
    assert Secret("a") != Secret("b")
    assert Secret("a") != "a"
    assert len({Secret("a"), Secret("a")}) == 1


@pytest.mark.parametrize("value", ["canary", 42, ["canary"], {"env": "canary"}, True])
def test_a_literal_is_refused_without_being_shown(value):
    with pytest.raises(ValidationError) as caught:
        Login.model_validate({"password": value})
    assert "canary" not in str(caught.value)


SPOILT = [
    ("env:SMTP_PASSWORD", "canary-literal"),
    ("env:SMTP_PASSWORD", "'canary-literal: x'"),
    ("env:SMTP_PASSWORD", "[canary-literal]"),
    ("env:SMTP_PASSWORD", "{canary-literal: 1}"),
    ("env:SMTP_PASSWORD", "*canary-literal"),
    ("env:SMTP_PASSWORD", "!canary-literal"),
    ("env:SMTP_PASSWORD", "&canary-literal"),
    ("env:SMTP_PASSWORD", "@canary-literal"),
    ("env:SMTP_PASSWORD", "'canary-literal"),
    ("env:SMTP_PASSWORD", "canary-literal: x"),
    ("      password: env:SMTP_PASSWORD", "      pasword: canary-literal"),
    ("      password: env:SMTP_PASSWORD", "      password:canary-literal"),
    ("      password: env:SMTP_PASSWORD", "    - canary-literal"),
    ("env:APPRISE_URL", "tgram://canary-literal/1"),
    ("https://hooks.example.org/news", "https://u:canary-literal@hooks.example.org/x"),
    ("https://hooks.example.org/news", "hooks.example.org/canary-literal"),
    ("file:hook.secret", "whsec_canary-literal"),
    ("file:hook.secret", "env:SMTP_PASSWORD"),
    ("user: desk\n", "user: {x: canary-literal}\n"),
    ("port: 587", "port: canary-literal"),
    ("sqlite:///data/monitor.db", "mysql://u:canary-literal@h/db"),
    ("sqlite:///data/monitor.db", "canary-literal"),
    ("sqlite:///data/monitor.db", "[canary-literal]"),
]


@pytest.mark.parametrize(
    ("old", "new"), SPOILT, ids=[f"{i}" for i, _ in enumerate(SPOILT)]
)
def test_no_error_shows_what_may_be_a_secret(read, files, canaries, old, new):
    files["monitor.yaml"] = files["monitor.yaml"].replace(old, new)
    with pytest.raises(ConfigError) as caught:
        read(files)
    shown = f"{caught.value}{caught.value.problems}" + "".join(
        traceback.format_exception(caught.value)
    )
    for canary in ("canary-literal", *canaries):
        # The file's own name for a key is shown; nothing behind a colon is.
        assert canary not in shown, shown


def test_a_configuration_prints_without_its_secrets(folder, env, canaries):
    config = load(folder, env=env)
    shown = f"{config}{config!r}{config.channels}{config.problems}"
    assert not any(canary in shown for canary in canaries)
    assert config.secret_files == (folder / "hook.secret",)
