"""How a page becomes lines, and what decides about a line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.extraction.blocks import bare, blocks, plain_blocks
from monitor.core.extraction.judge import judge
from monitor.core.extraction.leftovers import leftover
from monitor.core.extraction.markup import zones_of
from monitor.core.extraction.reading import parse


def lines(html):
    return [block.text for block in blocks(parse(html))]


@pytest.mark.parametrize(
    ("html", "texts"),
    [
        ("<p>one</p><p>two</p>", ["one", "two"]),
        ("<div>one<p>two</p>three</div>", ["one", "two", "three"]),
        ("one<br>two<br><br>three", ["one", "two", "three"]),
        ("<p>when <b>GSO</b>MIA mattered</p>", ["when GSOMIA mattered"]),
        ("<p>a\u3000b\u00a0c \n d</p>", ["a b c d"]),
        ("<p>soft\u00adhyphen zero\u200bwidth</p>", ["softhyphen zerowidth"]),
        ("<p>東京<rt>とうきょう</rt>都</p>", ["東京都"]),
        ("<p>a<script>x()</script>b</p>", ["ab"]),
        ("<table><tr><td>one</td><td>two</td></tr></table>", ["one", "two"]),
        ("<ul><li>one<li>two</ul>", ["one", "two"]),
        ("<nav>menu</nav><p>text</p>", ["text"]),
        ("<my-card><p>text</p></my-card>", ["text"]),
        ("<p> </p><div></div>", []),
    ],
)
def test_a_line_is_what_a_reader_sees_as_one(html, texts):
    assert lines(f"<html><body>{html}</body></html>") == texts


def test_a_block_knows_where_it_stands():
    html = "<aside class='related-stories'><ul><li><a href='/x'>Elsewhere</a> today</li></ul></aside>"
    (block,) = blocks(parse(f"<html><body>{html}</body></html>"))
    assert block.kind == "item"
    assert block.linked == pytest.approx(9 / 14)
    assert {zone for zone, _ in block.zones} == {"aside", "related"}


@pytest.mark.parametrize(
    ("name", "zones"),
    [
        ("article-body", {"body"}),
        ("ArticleBody__main", {"body"}),
        ("newsletterSignup", {"newsletter"}),
        ("wp-caption-text", {"caption"}),
        ("css-1ab2c3", set()),
        ("shadow cardinal", set()),
        ("readMore", {"related"}),
        ("adbox", {"ad"}),
        ("header", set()),
    ],
)
def test_names_in_the_markup_are_read_as_words(name, zones):
    assert zones_of("div", name, "", "") == zones


@pytest.mark.parametrize(
    "line",
    [
        "한국 정부는 지소미아를 종료하기로 했다",
        "「日本は重く受け止める」と述べた。",
        "Seoul and Tokyo said that the pact would stay.",
        "“It is over,” she said.",
        "By then it was too late for the harbour and for most of the boats in it.",
        "Share prices fell by a fifth on Monday, and trade was stopped twice.",
        "By the river",
        "Words of wisdom",
        "Por qué no te callas",
        "Image is everything in this trade, said the man who sold the most of it.",
        "관련 기사에 대한 정부의 설명은 없었다고 그는 말했다.",
    ],
)
def test_prose_is_no_leftover(line):
    assert leftover(line) is None


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("[광고]", "advertisement"),
        ("무단 전재 및 재배포 금지", "copyright"),
        ("관련기사", "related"),
        ("あわせて読みたい", "related"),
        ("2019년 8월 22일 18:20", "date"),
        ("Published: 3 March 2024, 10:15", "date"),
        ("12 comments", "share"),
        ("${title}", "template"),
        ("Photo: A. Person / Reuters", "credit"),
        ("Ana Whitcombe can be reached at ana@courier.example", "bio"),
        ("We and our 873 partners store and access information on a device, such as cookies.", "consent"),
        ("Have a tip? Send it to us", "newsletter"),
    ],
)  # fmt: skip
def test_a_leftover_is_known_by_its_words(line, name):
    assert leftover(line) == name


PROSE = (
    "The committee met for three hours on Tuesday and put the question off until the spring.",
    "Nobody in the room had asked for that, and nobody in the room spoke against it either.",
    "In the spring there will be a new committee, with two members who were there before.",
)


def verdicts(html, first, second, **more):
    found = blocks(parse(f"<html><body>{html}</body></html>"))
    return {v.block.text: v.reason for v in judge(found, first, second, **more)}


def test_a_paragraph_that_one_witness_lost_is_given_back():
    html = "<div class=body>" + "".join(f"<p>{p}</p>" for p in PROSE) + "</div>"
    said = verdicts(html, "\n".join(PROSE[:2]), "\n".join(PROSE))
    assert said[PROSE[2]] == "body"


def test_a_box_that_both_witnesses_took_is_dropped_by_its_name():
    box = (
        "Nobody knows why the mill was built so far from the river that was to turn it."
    )
    html = (
        "".join(f"<p>{p}</p>" for p in PROSE)
        + f"<div class='related-box'><p>{box}</p></div>"
    )
    everything = "\n".join((*PROSE, box))
    assert verdicts(html, everything, everything)[box] == "in related markup"


def test_a_name_says_nothing_of_an_element_that_holds_the_article():
    html = "<div class='sidebar'>" + "".join(f"<p>{p}</p>" for p in PROSE) + "</div>"
    everything = "\n".join(PROSE)
    assert set(verdicts(html, everything, everything).values()) == {"body"}


def test_a_line_that_the_outlets_other_articles_carry_is_dropped():
    html = "".join(f"<p>{p}</p>" for p in PROSE)
    everything = "\n".join(PROSE)
    said = verdicts(
        html, everything, everything, boilerplate=frozenset({bare(PROSE[1])})
    )
    assert said[PROSE[1]] == "seen in other articles"


def test_a_long_line_is_said_once():
    long = f"{PROSE[0]} {PROSE[1]}"
    html = "".join(f"<p>{p}</p>" for p in (long, *PROSE[1:], long))
    everything = "\n".join((long, *PROSE))
    found = blocks(parse(f"<html><body>{html}</body></html>"))
    assert [v.keep for v in judge(found, everything, everything)] == [
        True,
        True,
        True,
        False,
    ]


@given(st.text())
def test_bare_text_compares_equal_however_it_is_spaced_and_spelt(text):
    assert bare(text) == bare(f"  {text}\n")
    assert bare(bare(text)) == bare(text)


@given(st.text(max_size=600))
def test_any_line_can_be_asked_about(text):
    leftover(text)
    assert all(block.text for block in plain_blocks(text))
