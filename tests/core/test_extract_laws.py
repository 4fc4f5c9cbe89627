"""What holds for every page whatsoever."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.core.extract import extract, from_text
from monitor.core.extraction.blocks import bare
from monitor.core.extraction.reading import parse
from monitor.errors import ExtractError
from monitor.model import Link, OutletHints, Page, SourceName

NOW = datetime(2026, 11, 1, tzinfo=UTC)
URL = "https://a.example/news/story"
LINK = Link(source=SourceName("s"), url=URL, canonical=URL)
HINTS = OutletHints(outlet="A")
calm = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))

words = st.text(alphabet="abc dé한글漢字。. \u200b{}<&", max_size=60)
tags = st.sampled_from(
    [
        "p",
        "div",
        "li",
        "h1",
        "h2",
        "span",
        "a",
        "aside",
        "figure",
        "figcaption",
        "blockquote",
        "td",
        "br",
        "ul",
        "article",
    ]
)
names = st.sampled_from(
    ["", "article-body", "related", "caption", "byline", "paywall", "ad", "x"]
)


@st.composite
def elements(draw, depth=3):
    inner = draw(words)
    if depth:
        inner += "".join(draw(st.lists(elements(depth=depth - 1), max_size=3)))
    tag, name = draw(tags), draw(names)
    return f'<{tag} class="{name}">{inner}</{tag}>{draw(words)}'


def page(body, kind="text/html"):
    return Page(
        requested=URL,
        url=URL,
        status=200,
        headers=(("content-type", kind),),
        body=body,
        fetched=NOW,
        seconds=0.1,
    )


def read(body, kind="text/html"):
    try:
        return extract(page(body, kind), LINK, now=NOW, outlet=HINTS)
    except ExtractError as e:
        return e.kind


@calm
@given(st.lists(elements(), max_size=12).map("".join))
def test_nothing_is_in_the_article_that_was_not_on_the_page(html):
    article = read(html.encode(), "text/html; charset=utf-8")
    if not isinstance(article, str):
        everything = bare("".join(parse(html).itertext()))
        assert all(bare(line) in everything for line in article.text.split("\n"))


SENTENCES = (
    "The wall at the old harbour will rise by a metre in the autumn, the town said.",
    "Water stood in the cellars of Fisher Lane twice last winter, four days on end.",
    "彼らは来年の春までに橋を架け替えると発表し、費用は町と県が半分ずつ負担する。",
    "해솔시가 낡은 다리를 내년 봄까지 새로 놓는다고 5일 밝혔다. （水瀬航）",
)


@calm
@given(
    st.lists(elements(depth=1), min_size=len(SENTENCES), max_size=len(SENTENCES)),
    st.sampled_from(["en", "de", "ja", ""]),
)
def test_an_article_among_anything_is_made_of_the_pages_words(between, language):
    body = "".join(f"<p>{s}</p>{b}" for s, b in zip(SENTENCES, between, strict=True))
    html = f"<html lang='{language}'><h1>The wall</h1><article>{body}</article></html>"
    article = read(html.encode(), "text/html; charset=utf-8")
    assert not isinstance(article, str)
    assert SENTENCES[0] in article.text
    everything = bare("".join(parse(html).itertext()))
    assert all(bare(line) in everything for line in article.text.split("\n"))
    assert bare(article.title) in everything
    assert article == read(html.encode(), "text/html; charset=utf-8")


@calm
@given(st.lists(elements(), max_size=8).map("".join))
def test_the_same_page_gives_the_same_article(html):
    assert read(html.encode()) == read(html.encode())


@calm
@given(
    st.binary(max_size=3000),
    st.sampled_from(
        [
            "",
            "text/html; charset=euc-kr",
            "text/html; charset=idna",
            "text/html; charset=\x00",
        ]
    ),
)
def test_any_bytes_end_in_an_article_or_a_reason(body, kind):
    article = read(body, kind)
    assert isinstance(article, str) or article.text


@calm
@given(st.text(max_size=2000))
def test_any_text_ends_in_an_article_or_a_reason(text):
    try:
        kind, left = "", from_text(LINK, text, now=NOW, outlet=HINTS).text
    except ExtractError as e:
        kind, left = e.kind, ""
    assert bool(left) != (kind == "empty")
