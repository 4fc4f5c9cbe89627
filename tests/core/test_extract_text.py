"""Text that was extracted before: a feed's full text, without markup or with little."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from monitor.core.extract import from_text
from monitor.errors import ExtractError
from monitor.model import Link, OutletHints, SourceName

NOW = datetime(2026, 11, 1, tzinfo=UTC)
BODY = (
    "The old valley bridge will close to cars on the first of May, the county said on Tuesday.",
    "Engineers found cracks in two of its nine piers during an inspection in the autumn.",
    '"We could patch it once more, and we have patched it three times," said Dora Finch.',
    "Buses will take the northern road, which adds eleven minutes to the journey.",
)


def read(
    *lines, url="https://radio.example/2024-03-05/valley-bridge-to-close", title=None
):
    link = Link(source=SourceName("s"), url=url, canonical=url, title=title)
    return from_text(
        link, "\n".join(lines), now=NOW, outlet=OutletHints(outlet="Radio")
    )


@pytest.mark.parametrize(
    "leftover",
    [
        "ArrowArtboardCreated with Sketch.Title ChevronTitle ChevronEye IconIcon FacebookIcon MailPath LayerMenu Burger",
        "You have {{numberArticlesLeft}} free article{{numberArticlesLeft-plural}} left this month",
        "This is your last free article this month",
        "Get Unlimited access",
        "Sponsored Content",
        "Advertisement",
        "SKIP ADVERTISEMENT",
        "Image",
        "Play Live Radio",
        "Next Up:",
        "0:00 0:00",
        "Available On Air Stations",
        "Order Reprints | Today’s Paper | Subscribe",
        "A version of this article appears in print on , Section A, Page 9 of the City edition.",
        "Copyright 2021 NPR. To see more, visit https://www.npr.example.",
        "Sign up to our newsletters to get our best stories delivered straight to your inbox.",
        "An angry crowd by the river.Credit...Chang Lee/The Valley Times",
        "Read more: How the county counted its bridges",
        "관련기사",
        "[저작권자 ⓒ 한빛일보, 무단 전재 및 재배포 금지]",
        "この記事は有料会員記事です。残り624文字",
        "윤하늘 기자 sky@hanbit.example",
    ],
)
def test_no_leftover_reaches_a_reader(leftover):
    article = read("Valley bridge to close", BODY[0], leftover, *BODY[1:])
    assert article.text.split("\n") == list(BODY)


def test_what_stands_above_the_headline_is_not_the_article():
    article = read(
        "Public radio that connects the valley to itself and the world",
        "Meet us at the spring fair on Saturday.",
        "Valley bridge to close for a year",
        *BODY,
        *BODY[1:2],
    )
    assert article.title == "Valley bridge to close for a year"
    assert article.text.split("\n") == list(BODY)


def test_the_title_that_the_feed_gives_is_believed():
    article = read(*BODY, title="Bridge to close")
    assert article.title == "Bridge to close"
    assert article.text.split("\n") == list(BODY)


def test_the_text_ends_at_the_copyright_line():
    article = read(
        "Valley bridge to close",
        *BODY,
        "Copyright 2024 NPR. To see more, visit https://www.npr.example.",
        "Ana Whitcombe covers roads, rivers and the people who mend them, and lives in a house by the water.",
    )
    assert article.text.split("\n") == list(BODY)
    assert article.credit == "NPR"


def test_a_name_and_a_caption_above_a_credit_go_with_it():
    article = read(
        "Valley bridge to close",
        "The bridge on a quiet morning in February, seen from the northern bank of the river.",
        "HOW Tom Marlow",
        "AFP/Getty Images",
        "The bridge on a quiet morning in February, seen from the northern bank of the river.",
        *BODY,
    )
    assert article.text.split("\n") == list(BODY)


def test_corrections_and_contributors_are_kept_beside_the_text():
    notes = (
        "Updated at 3 p.m. ET",
        "Lara Holm contributed reporting from Eastholm.",
        "Correction: an earlier version misspelt the mayor's name.",
    )
    article = read("Valley bridge to close", notes[0], *BODY, *notes[1:])
    assert article.text.split("\n") == list(BODY)
    assert article.notes == notes


def test_markup_in_a_feed_is_read_as_markup():
    html = "".join(f"<p>{line}</p>" for line in BODY) + "<script>track()</script>"
    assert read(html, title="Bridge to close").text.split("\n") == list(BODY)


def test_prose_with_the_words_of_leftovers_stays():
    lines = (
        "The advertisement that ran on Sunday cost the party four million, more than all others together.",
        "Subscribers to the opera have paid for a season that may never come, its director said.",
        "In print, a version of the report had said the opposite; nobody noticed for a week.",
        "She asked for copyright on the photograph of the river and was refused it twice.",
    )
    assert read("Four small stories", *lines, url="https://a.example/x").text.split(
        "\n"
    ) == list(lines)


def test_a_text_of_nothing_but_leftovers_is_no_article():
    with pytest.raises(ExtractError) as caught:
        read("Advertisement", "Play Live Radio")
    assert caught.value.kind == "empty"
