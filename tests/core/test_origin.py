"""Where a text that many carry comes from, and where it can be read."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from monitor.core import origin
from monitor.model import AlsoIn, Article, ArticleId, Carrier, Content, SourceName

NOON = datetime(2024, 5, 3, 12, tzinfo=UTC)
TEXT = frozenset(range(100))


def carrier(outlet, *, after=0, **more):
    at = NOON + timedelta(minutes=after)
    url = f"https://{outlet.lower()}.example/1"
    return Carrier(outlet=outlet, url=url, seen=at, **({"published": at} | more))


@pytest.mark.parametrize(
    ("why", "npr", "kdnk"),
    [
        ("published first", carrier("NPR"), carrier("KDNK", after=5)),
        ("its credit line", carrier("NPR", after=5), carrier("KDNK", credit="NPR")),
        ("another agency's", carrier("NPR", after=5), carrier("KDNK", credit="AP")),
        (
            "a canonical link",
            carrier("NPR", after=5),
            carrier("KDNK", aliases=("https://npr.example/1",)),
        ),
        (
            "in furniture",
            carrier("NPR", after=5, shingles=TEXT),
            carrier("KDNK", shingles=frozenset(range(160))),
        ),
        (
            "its own credit",
            carrier("NPR", credit="NPR News"),
            carrier("KDNK", after=5),
        ),
        (
            "seen before it says that it came out",
            carrier("NPR", published=NOON + timedelta(hours=2)),
            carrier("KDNK", after=5),
        ),
        ("seen first", carrier("NPR", published=None), carrier("KDNK", after=5)),
    ],
)
def test_the_original_is_known_by(why, npr, kdnk):
    assert origin.original([npr, kdnk]).outlet == "NPR", why
    assert origin.original([kdnk, npr]).outlet == "NPR", why


def test_the_original_is_whole_and_little_else():
    whole = carrier("NPR", after=9, shingles=TEXT)
    cut = carrier("KDNK", shingles=frozenset(range(50)))
    dressed = carrier("WXYZ", after=5, shingles=frozenset(range(160)))
    assert origin.original([cut, dressed, whole]) == whole


@pytest.mark.parametrize(
    ("outlet", "credit", "named"),
    [
        ("AP", "(AP)", True),
        ("Yonhap News Agency", "Yonhap", True),
        ("共同", "共同", True),
        ("Maple Post", "AP", False),
        ("AP", "", False),
        ("", "AP", False),
    ],
)
def test_a_credit_line_names_whole_words(outlet, credit, named):
    assert origin.is_named(outlet, credit) is named


ARTICLE = Article(
    id=ArticleId("0" * 16),
    url="https://kdnk.example/1",
    fetched_url="https://kdnk.example/1",
    source=SourceName("kdnk"),
    outlet="KDNK",
    title="A title",
    text="A text",
    fetched=NOON,
    published=NOON,
    credit="NPR",
)
CONTENT = Content(
    title="A title",
    url=ARTICLE.url,
    outlet="KDNK",
    also=(AlsoIn(outlet="NPR", url="https://npr.example/1"),),
)


def test_an_alert_links_to_the_original():
    told = origin.linked(CONTENT, ARTICLE, [carrier("NPR", after=5)])
    assert (told.outlet, told.url) == ("NPR", "https://npr.example/1")
    assert told.also == (AlsoIn(outlet="KDNK", url=ARTICLE.url),)


def test_an_alert_says_where_a_paywalled_original_is_open():
    told = origin.linked(CONTENT, ARTICLE, [carrier("NPR", paywalled=True)])
    assert told.url == ARTICLE.url
    assert told.notes == ("The original, at NPR, is paywalled: https://npr.example/1",)


def test_an_alert_on_a_paywalled_original_says_where_a_copy_is_open():
    shut = replace(ARTICLE, paywalled=True, credit=None)
    copy = carrier("NPR", after=5, credit="KDNK")
    told = origin.linked(CONTENT, shut, [copy])
    assert told.url == ARTICLE.url
    assert told.notes == ("paywalled; open to read at NPR: https://npr.example/1",)


def test_an_alert_on_the_only_article_is_as_it_was():
    assert origin.linked(CONTENT, ARTICLE, []) == CONTENT
    shut = replace(ARTICLE, paywalled=True)
    assert origin.linked(CONTENT, shut, []) == CONTENT
