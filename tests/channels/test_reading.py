"""How alerts read: words, columns, times."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from monitor.channels import inert, render
from monitor.channels.card import card, pieces, plain
from monitor.channels.wrap import COLUMNS, wrap
from monitor.model import AlsoIn, Excerpt

LONG = {
    "ko": "정부는 한일 군사비밀정보보호협정(GSOMIA·지소미아)을 종료하기로 결정했다. "
    * 4,
    "ja": "韓国政府は日韓軍事情報包括保護協定（GSOMIA）を破棄すると決めた。「遺憾」と述べた。"
    * 4,
    "en": "South Korea said it would end the General Security of Military Information. "
    * 4,
}


# ---- columns -----------------------------------------------------------------------------


@pytest.mark.parametrize("language", LONG)
def test_plain_text_fits_seventy_two_columns(language):
    lines = wrap(LONG[language], first="> ", rest="> ").split("\n")
    assert all(cell_len(line) <= COLUMNS for line in lines)
    assert all(line.startswith("> ") for line in lines)
    assert min(cell_len(line) for line in lines[:-1]) > 30


def test_no_japanese_line_begins_with_what_closes_a_sentence():
    lines = wrap("「破棄」、" * 40).split("\n")
    assert not any(line[0] in "」、。" for line in lines)


def test_a_long_address_stands_whole_on_a_line_of_its_own():
    url = "https://example.org/" + "a" * 100
    assert wrap(f"see {url} there").split("\n") == ["see", url, "there"]


@given(st.text(st.characters(exclude_categories=("C", "Z", "M"))), st.integers(10, 80))
def test_wrapping_loses_no_character(text, columns):
    wrapped = wrap(text, columns=columns)
    assert "".join(wrapped.split()) == "".join(text.split())


def test_nothing_stays_nothing():
    assert wrap("") == ""
    assert wrap("", first="- ") == "-"


# ---- inert ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "made"),
    [
        ("a\r\nBcc: b", "a Bcc: b"),
        ("a\u2028b\x85c\tz", "a b c z"),
        ("\u202eabc\u202c\x00\x1b[1m", "abc[1m"),
        ("lone \ud800 half", "lone half"),
        ("가", "가"),  # decomposed
        ("  much   space ", "much space"),
        ("👩‍👧 가족", "👩‍👧 가족"),  # the joiner stays
        ("x" * 600, "x" * 499 + "…"),
    ],
)
def test_a_title_is_one_line_without_what_acts_unseen(given, made):
    assert inert.line(given) == made


@pytest.mark.parametrize(
    ("given", "made"),
    [
        ("https://a.example/x?y=1&z=2#f", "https://a.example/x?y=1&z=2#f"),
        ("https://a.example/기사", "https://a.example/기사"),
        ('https://a.example/"><script>', "https://a.example/%22%3E%3Cscript%3E"),
        ("https://a.example/a b\n", "https://a.example/a%20b%0A"),
        ("HTTP://A.example/", "HTTP://A.example/"),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("//a.example/", ""),
        ("https:///x", ""),
        ("https://bank.example@evil.example/", ""),
        ("https://[::1", ""),
        ("https://a.example/\u202e", ""),
        ("https://a.example/" + "a" * 3000, ""),
        ("", ""),
    ],
)
def test_only_an_address_that_leads_where_it_says_is_linked(given, made):
    assert inert.link(given) == made


# ---- words ---------------------------------------------------------------------------------


def test_terms_are_marked_where_they_stand_even_when_marks_touch_or_overlap():
    passage = Excerpt(
        field="body",
        text="한일 지소미아를 종료",
        marks=((9, 11), (3, 7), (5, 8)),
        terms=("지소미아",),
    )
    assert plain(pieces(passage)) == "한일 *지소미아**를* *종료*"
    assert "".join(p.text for p in pieces(passage)) == passage.text


@given(st.text(), st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40))))
def test_marks_lose_no_word_of_a_passage(text, marks):
    passage = Excerpt(field="body", text=text, marks=tuple(marks), terms=())
    whole = "".join(p.text for p in pieces(passage))
    cut = "".join(inert.segment(c) for c in text)
    assert "".join(inert.segment(whole).split()) == "".join(inert.segment(cut).split())


def test_times_are_told_by_both_clocks_only_where_they_differ(alert):
    one = alert()
    assert len(card(one, timezone="Asia/Seoul").times) == 1
    assert len(card(one, timezone="Europe/Berlin").times) == 2


def test_a_doubtful_date_says_so_and_a_missing_one_gives_way(alert):
    doubtful = alert(published_doubtful=True)
    assert card(doubtful).times[0].endswith("KST (date uncertain)")
    missing = alert(published=None, first_seen=datetime(2019, 8, 22, 9, tzinfo=UTC))
    assert card(missing).times == ("first seen Thu 22 Aug 2019, 09:00 UTC",)
    assert card(alert(published=None, first_seen=None)).times == ()


def test_a_title_that_is_empty_is_called_so(alert):
    assert render.text(alert(title="\u202e")).startswith("(no title)\n")


def test_many_outlets_are_counted_and_not_listed(alert):
    also = tuple(
        AlsoIn(outlet=f"Outlet {n}", url="https://x.example") for n in range(30)
    )
    text = render.text(alert(also=also))
    assert text.count("Outlet ") == 12
    assert "- and 18 more" in text
    assert "and 18 more" in render.html(alert(also=also))


def test_a_paywall_is_mentioned(alert):
    assert card(alert(paywalled=True)).byline.endswith("behind a paywall")


@pytest.mark.parametrize(
    ("form", "said"), [("live", "a live page"), ("video", "a video")]
)
def test_a_page_that_is_no_plain_report_is_called_what_it_is(alert, form, said):
    assert card(alert(form=form)).byline.endswith(said)
    assert said in render.text(alert(form=form))
    assert said in render.html(alert(form=form))


def test_an_update_shows_what_changed(alert):
    update = alert("update", old_title="Seoul mulls", changes=("A new fact.",))
    text, page = render.text(update), render.html(update)
    assert text.startswith("Updated: Seoul ends")
    assert "The headline was: Seoul mulls" in text
    assert "+ A new fact." in text
    assert '<del lang="en">Seoul mulls</del>' in page
    assert '<li lang="en">A new fact.</li>' in page


def test_the_story_page_is_linked_when_there_is_one(alert):
    one = replace(alert(), story="abc")
    url = "https://monitor.example/stories/abc"
    assert url in render.text(one, public_url="https://monitor.example/")
    assert url in render.html(one, public_url="https://monitor.example")
    assert "stories/" not in render.text(one)


def test_a_page_loads_nothing_from_anywhere(alert):
    page = render.html(alert(items=[alert(), alert("update")]))
    for sign in ("src=", "<link", "url(", "@import", "<script"):
        assert sign not in page


def test_a_digest_reads_from_the_most_reported_on(alert):
    widely = alert(title="Widely told", also=(AlsoIn(outlet="B", url="https://b"),) * 3)
    items = [alert(title="Hardly told", also=()), widely]
    text = render.text(alert(items=items))
    assert text.index("1. Widely told") < text.index("2. Hardly told")
    assert text.rstrip().endswith("- 3 of 3 sources are normal.")
