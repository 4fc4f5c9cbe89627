"""Rules for sites: the program's, and a desk's own."""

import pytest

from monitor.config import load
from monitor.errors import ConfigError

RULE = """\
hosts: [paper.example]
since: 2026-11-21
why: its class names change with every release
body: [section.story]
"""
FILES = {
    "monitor.yaml": "contact: desk@example.org\n",
    "sources.yaml": "sources: [{name: a, outlet: A, kind: feed, url: 'https://a.example/rss'}]\n",
    "watchlists/w.yaml": "watchlist: w\nwatches: [{name: all, any: [pact]}]\n",
}


def desk(folder, **files):
    for name, text in {**FILES, **files}.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return load(folder, env={})


def test_the_rules_of_the_program_are_there(tmp_path):
    assert "newsis.com" in desk(tmp_path).sites


def test_a_desk_adds_rules_of_its_own(tmp_path):
    rules = desk(tmp_path, **{"sites/paper.yaml": RULE}).sites
    assert rules["paper.example"].body == ("section.story",)
    assert "newsis.com" in rules


def test_a_desk_puts_its_rule_over_the_program_s(tmp_path):
    rule = RULE.replace("paper.example", "newsis.com")
    assert desk(tmp_path, **{"sites/n.yaml": rule}).sites["newsis.com"].body == ("section.story",)  # fmt: skip


def test_another_rule_is_another_version_of_the_configuration(tmp_path):
    before = desk(tmp_path).version
    assert desk(tmp_path, **{"sites/paper.yaml": RULE}).version != before


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (RULE.replace("section.story", "section..story"), "not a CSS selector"),
        (RULE.replace("paper.example", "https://paper.example"), "not a host"),
        (RULE.replace("paper.example", "www.paper.example"), "without www"),
        (RULE.replace("body: [section.story]\n", ""), "body"),
        (RULE.replace("2026-11-21", "yesterday"), "since"),
        (RULE.replace("hosts", "host"), "host"),
        (RULE + "lines: ['(']\n", "not a regular expression"),
    ],
)
def test_a_rule_that_cannot_be_used_is_refused_with_its_place(tmp_path, wrong, said):
    with pytest.raises(ConfigError) as caught:
        desk(tmp_path, **{"sites/paper.yaml": wrong})
    assert "sites/paper.yaml" in str(caught.value)
    assert said in str(caught.value)
