"""Live pages and videos are told from reports."""

from datetime import UTC, datetime

import nouns
import pytest

from monitor.core.extract import extract
from monitor.model import OutletHints, Page

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
REPORT = "The ferry left the harbour at noon with forty people and a piano on board. "
POSTS = "".join(
    f"<div class='post'><time datetime='2026-11-21T0{n}:15:00+09:00'>0{n}:15</time>"
    f"<p>At quarter past {n} the ministers came out and said that talks on the pact would go on.</p></div>"
    for n in range(1, 8)
)


def form(
    body: str, *, url: str = "https://tide.example/world/ferry", head: str = ""
) -> str:
    html = f"<html><head>{head}</head><body>{body}</body></html>"
    page = Page(
        requested=url,
        url=url,
        status=200,
        headers=(("content-type", "text/html"),),
        body=html.encode(),
        fetched=NOW,
        seconds=0.1,
    )
    outlet = OutletHints(outlet="The Tide")
    return extract(page, nouns.link("a"), now=NOW, outlet=outlet).form


def said(kind: str) -> str:
    return f'<script type="application/ld+json">{{"@type": "{kind}", "headline": "Ferry leaves"}}</script>'


def report(words: int = 12, title: str = "Ferry leaves") -> str:
    text = "".join(f"<p>{n}: {REPORT}</p>" for n in range(words))
    return f"<article><h1>{title}</h1>{text}</article>"


@pytest.mark.parametrize(
    "live",
    [
        {"head": said("LiveBlogPosting")},
        {"head": said("http://schema.org/LiveBlogPosting")},
        {"url": "https://tide.example/world/live/2026/nov/21/pact-talks"},
        {"url": "https://tide.example/news/live-blog/pact-talks-rcna1"},
        {"url": "https://tide.example/politics/pact-talks-live-updates-1234"},
    ],
)
def test_a_page_that_goes_on_changing_is_live(live):
    assert (
        form(f"<article><h1>Pact talks go on</h1>{POSTS}</article>", **live) == "live"
    )


@pytest.mark.parametrize(
    "title",
    [
        "Live: ministers meet over the pact",
        "Pact talks: live updates",
        "[라이브] 지소미아 종료 시한 앞둔 청와대",
        "【ライブ】日韓協定めぐり会見",
        "実況 官房長官会見",
    ],
)
def test_a_headline_that_says_live_is_believed(title):
    assert form(f"<article><h1>{title}</h1>{POSTS}</article>") == "live"


@pytest.mark.parametrize(
    "video",
    [
        {"head": said("VideoObject")},
        {"head": '<meta property="og:type" content="video.other">'},
        {"url": "https://tide.example/video/ferry-leaves-1"},
        {"url": "https://tide.example/news/av/world-1"},
    ],
)
def test_a_video_with_a_few_words_is_a_video(video):
    assert form(report(2), **video) == "video"


@pytest.mark.parametrize(
    "text",
    [
        {"body": report()},
        {"body": report(), "head": said("NewsArticle") + said("VideoObject")},
        {"body": report(24), "head": said("VideoObject")},
        {"body": report(24), "url": "https://tide.example/video/ferry-leaves-1"},
        {"body": report(title="How people live: the islands without a ferry")},
        {"body": report(title="Ministers want to live with the pact")},
        {"body": report(), "url": "https://tide.example/lifestyle/live-music-is-back"},
        {"body": report(), "url": "https://tide.example/live/ferry"},
    ],
)
def test_a_report_is_a_report_with_a_video_in_it_or_life_in_its_title(text):
    assert form(text.pop("body"), **text) == "article"
