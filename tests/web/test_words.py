"""How pages say things."""

from datetime import UTC, datetime, timedelta

import pytest
from markupsafe import Markup

from monitor.model import Excerpt
from monitor.web import words

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        (" a b ", " a b "),
        ("a\x00\x1b[31mb", "a[31mb"),
        ("\u202ea\u2066", "a"),
        ("\ud800", ""),
        ("a\u2028b\r\nc", "a\nb\nc"),
        ("\n", "\n"),
        ("   ", " "),
        ("\n a", "\na"),
        ("e\u0301", "é"),
        ("", ""),
        (5, 5),
    ],
)
def test_words_of_strangers_are_inert(given, shown):
    assert words.inert(given) == shown


def test_what_templates_made_is_left_as_it_is():
    made = Markup("<b>\n\n</b>")
    assert words.inert(made) is made


@pytest.mark.parametrize(
    ("url", "link"),
    [
        ("https://a.example/x?y=1", "https://a.example/x?y=1"),
        ("http://a.example/", "http://a.example/"),
        ("javascript:alert(1)", ""),
        ("JaVaScRiPt:alert(1)", ""),
        ("data:text/html,x", ""),
        ("//a.example/", ""),
        ("/stories", ""),
        ("http://bank.example@evil.example/", ""),
        ("https://a.example/\nb", ""),
        ("", ""),
        (None, ""),
    ],
)
def test_only_addresses_of_the_web_are_links(url, link):
    assert words.link(url) == link


@pytest.mark.parametrize(
    ("at", "shown"),
    [
        (NOW, "18:30"),
        (NOW - timedelta(hours=9), "09:30"),
        (NOW - timedelta(hours=10), "08:30"),
        (NOW - timedelta(hours=19), "20 Nov 23:30"),
        (NOW - timedelta(days=400), "17 Oct 2025"),
        (None, ""),
    ],
)
def test_times_are_as_short_as_they_are_clear(at, shown):
    assert words.clock(at, "Asia/Seoul", NOW) == shown


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(0, "0 s ago"), (59, "59 s ago"), (60, "1 min ago"), (7300, "2 h ago"),
     (86_400 * 3, "3 d ago"), (-120, "in 2 min")],
)  # fmt: skip
def test_how_long_ago_is_said_roughly(seconds, shown):
    assert words.ago(NOW - timedelta(seconds=seconds), NOW) == shown


def test_what_never_was_is_never():
    assert words.ago(None, NOW) == "never"


def test_marks_that_overlap_are_marked_once():
    excerpt = Excerpt(
        field="body", text="ends the pact", marks=((5, 13), (9, 13), (0, 4)), terms=()
    )
    parts = words.parts(excerpt)
    assert "".join(p.text for p in parts) == excerpt.text
    assert [p.text for p in parts if p.marked] == ["ends", "the pact"]
