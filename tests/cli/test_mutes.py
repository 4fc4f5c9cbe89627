"""Hearing nothing of a watch or a story for a while, and seeing what would be heard."""

import re

import pytest


def test_a_watch_is_muted_listed_and_heard_again(cli, filled):
    assert cli("mute").err.strip() == "nothing is muted"
    assert cli("mute", "gsomia/pact", "--until", "2d").status == 0
    assert cli("mute", "pact", "--until", "3d").status == 0
    (row,) = cli("mute", "--json").rows
    assert (row["kind"], row["name"]) == ("watch", "gsomia/pact")
    assert re.search(r"watch +gsomia/pact +20\d\d-", cli("mute").out)
    assert cli("unmute", "pact").status == 0
    assert cli("unmute", "pact").status == 1
    assert cli("mute", "--json").rows == []


def test_a_whole_watchlist_is_muted_by_its_name(cli, filled):
    assert cli("mute", "gsomia").status == 0
    assert [r["name"] for r in cli("mute", "--json").rows] == [
        "gsomia/pact",
        "gsomia/storm",
    ]


def test_a_story_is_muted_by_its_id(cli, filled):
    story = cli("stories", "--json").rows[0]["story"]
    assert cli("mute", story, "--until", "2099-01-01").status == 0
    (row,) = cli("mute", "--json").rows
    assert (row["kind"], row["name"]) == ("story", story)


@pytest.mark.parametrize("until", ["yesterday", "2019-08-22", "0s", "-2d"])
def test_a_silence_ends_in_the_future(cli, filled, until):
    ran = cli("mute", "gsomia/pact", f"--until={until}")
    assert ran.status == 2
    assert "yet to come" in ran.err


def test_what_is_nowhere_cannot_be_muted(cli, filled):
    ran = cli("mute", "nothing")
    assert ran.status == 2
    assert "gsomia/pact" in ran.err


def test_a_preview_shows_an_alert_on_a_real_story(cli, filled):
    ran = cli("alerts", "preview", "gsomia/pact")
    assert ran.status == 0
    assert "GSOMIA" in ran.out
    assert "Why: gsomia / pact" in ran.out


def test_a_preview_is_in_the_words_of_the_channels_own_template(cli, filled, folder):
    settings = folder / "monitor.yaml"
    own = 'desk: {kind: console, template: "DESK {{ outlet }} :: {{ title }}"}'
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("desk: {kind: console}", own), encoding="utf-8")
    ran = cli("alerts", "preview", "pact")
    assert "DESK Yonhap :: " in ran.out
    assert "its own template" in ran.out


def test_a_template_that_never_ends_is_ended_and_said_so(cli, filled, folder):
    settings = folder / "monitor.yaml"
    loop = (
        "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}"
    )
    own = f'desk: {{kind: console, template: "{loop}"}}'
    text = settings.read_text(encoding="utf-8").replace("desk: {kind: console}", own)
    settings.write_text(text + "workers: {seconds: 1}\n", encoding="utf-8")
    ran = cli("alerts", "preview", "pact")
    assert "took over 1 s" in ran.err
    assert "Why: gsomia / pact" in ran.out


def test_a_template_that_cannot_be_read_is_refused_with_its_line(cli, filled, folder):
    settings = folder / "monitor.yaml"
    text = settings.read_text(encoding="utf-8")
    own = 'desk: {kind: console, template: "{{ title "}'
    settings.write_text(text.replace("desk: {kind: console}", own), encoding="utf-8")
    ran = cli("alerts", "preview", "pact")
    assert ran.status == 2
    assert "monitor.yaml:" in ran.err
    assert "not a template: line 1" in ran.err
