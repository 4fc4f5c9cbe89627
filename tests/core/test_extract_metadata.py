"""What a page says about its article: headline, authors, times, addresses, language."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from monitor.core.extract import extract
from monitor.core.extraction.authors import names
from monitor.core.extraction.head import read_head
from monitor.core.extraction.language import language_of
from monitor.core.extraction.metadata import addresses
from monitor.core.extraction.reading import parse
from monitor.core.extraction.structured import statements
from monitor.core.extraction.titles import headline
from monitor.model import Link, OutletHints, Page, SourceName

NOW = datetime(2026, 11, 1, tzinfo=UTC)
URL = "https://www.courier.example/news/town-plants-limes"
PROSE = "<p>The committee met for three hours on Tuesday and put the question off until the spring.</p>"


def read(head="", *, top="", bottom="", url=URL, link=None, **hints):
    html = f"<html><head>{head}</head><body><article>{top}{PROSE * 4}</article>{bottom}</body></html>"
    page = Page(
        requested=link.url if link else url,
        url=url,
        status=200,
        headers=(("content-type", "text/html; charset=utf-8"),),
        body=html.encode(),
        fetched=NOW,
        seconds=0.1,
    )
    link = link or Link(source=SourceName("s"), url=url, canonical=url)
    return extract(
        page, link, now=NOW, outlet=OutletHints(outlet="Northern Courier", **hints)
    )


def ld(**fields):
    data = {"@type": "NewsArticle", **fields}
    return f'<script type="application/ld+json">{json.dumps(data)}</script>'


@pytest.mark.parametrize(
    ("html", "title"),
    [
        ("<title>Town plants limes - Northern Courier</title><h1>Town plants limes</h1>", "Town plants limes"),
        ("<title>Northern Courier – Town plants limes</title>", "Town plants limes"),
        ("<title>Town plants limes | News | Northern Courier</title>", "Town plants limes"),
        ("<title>한빛일보 - 다리 닫힌다</title><meta property='og:site_name' content='한빛일보'>", "다리 닫힌다"),
        ("<title>橋が通行止めに：みどり新報</title><meta property='og:site_name' content='みどり新報'>", "橋が通行止めに"),
        ("<title>Courier: limes</title><meta property='og:title' content='Town plants limes'><h1>Northern Courier</h1>", "Town plants limes"),
        ("<title>x</title><meta property='og:title' content='Why a town plants limes'><h1>Culture : Why a town plants limes</h1>", "Why a town plants limes"),
        ("<title>Limes: all you need to know</title>" + ld(headline="Town plants limes") + "<h1>Town plants limes after storm</h1>", "Town plants limes"),
        ("<title>Desk</title><div><h2>Town plants limes</h2></div><meta property='og:title' content='Town plants limes'>", "Town plants limes"),
        ("<title>Pro - and con: a town divided</title><h1>Pro - and con: a town divided</h1>", "Pro - and con: a town divided"),
    ],
)  # fmt: skip
def test_the_headline_is_the_articles_and_not_the_sites(html, title):
    head = read_head(parse(f"<html>{html}<p>x</p></html>"))
    assert headline(head, outlet="Northern Courier", url=URL, announced=None) == title


def test_the_announced_title_serves_where_the_page_has_none():
    head = read_head(parse("<html><body><p>x</p></body></html>"))
    assert headline(head, outlet="A", url=URL, announced="Limes") == "Limes"


@pytest.mark.parametrize(
    ("byline", "people"),
    [
        ("By Ana Whitcombe", ("Ana Whitcombe",)),
        ("By Ana Whitcombe and Miro Aalto", ("Ana Whitcombe", "Miro Aalto")),
        ("Von Jonas Berg, Miro Aalto", ("Jonas Berg", "Miro Aalto")),
        ("Ana Whitcombe, Staff Writer", ("Ana Whitcombe",)),
        ("윤하늘 기자 sky@hanbit.example", ("윤하늘",)),
        ("(서울=한빛통신) 윤하늘 기자 =", ("윤하늘",)),
        ("Ana Whitcombe ana@courier.example", ("Ana Whitcombe",)),
        ("山田太郎、鈴木花子", ("山田太郎", "鈴木花子")),
        ("Updated 3 March", ()),
        ("https://www.courier.example/ana", ()),
    ],
)
def test_bylines_become_names(byline, people):
    assert names([byline]) == people


def test_authors_are_those_the_page_declares_first():
    article = read(
        ld(author=[{"name": "Ana Whitcombe"}, {"name": "Miro Aalto"}]),
        top="<p class='byline'>By Somebody Else</p>",
    )
    assert article.authors == ("Ana Whitcombe", "Miro Aalto")


def test_a_byline_serves_where_nothing_is_declared():
    assert read(top="<h1>Limes</h1><p class='byline'>By Ana Whitcombe</p>").authors == (
        "Ana Whitcombe",
    )


def test_a_time_without_a_zone_takes_the_outlets_and_is_doubtful():
    article = read(
        "<meta property='article:published_time' content='2024-03-05 18:20'>",
        timezone="Asia/Seoul",
    )
    assert article.published == datetime(2024, 3, 5, 9, 20, tzinfo=UTC)
    assert article.published_doubtful


def test_a_time_to_come_becomes_now_and_is_doubtful():
    article = read(
        "<meta property='article:published_time' content='2026-12-24T08:00:00Z'>"
    )
    assert article.published == NOW
    assert article.published_doubtful


def test_what_the_source_announced_is_better_than_a_guess():
    announced = datetime(2024, 3, 5, 9, 0, tzinfo=UTC)
    link = Link(source=SourceName("s"), url=URL, canonical=URL, published=announced)
    article = read("<meta name='date' content='2024-03-04'>", link=link)
    assert article.published == announced
    assert not article.published_doubtful


def test_a_day_in_the_address_is_better_than_nothing():
    article = read(url="https://www.courier.example/2024/03/05/limes")
    assert article.published == datetime(2024, 3, 5, tzinfo=UTC)
    assert article.date_only


@pytest.mark.parametrize(
    ("canonical", "final", "own"),
    [
        ("https://www.courier.example/news/limes", "https://www.courier.example/news/limes?utm_source=x", "https://www.courier.example/news/limes"),
        ("/news/limes", "https://www.courier.example/print/limes", "https://www.courier.example/news/limes"),
        ("https://www.courier.example/", "https://www.courier.example/news/limes", "https://www.courier.example/news/limes"),
        ("https://www.courier.example/news", "https://www.courier.example/news/2024/limes", "https://www.courier.example/news/2024/limes"),
        ("https://wire.example/limes", "https://www.courier.example/news/limes", "https://www.courier.example/news/limes"),
        ("javascript:void(0)", "https://www.courier.example/news/limes", "https://www.courier.example/news/limes"),
    ],
)  # fmt: skip
def test_a_canonical_link_is_believed_within_its_site(canonical, final, own):
    head = read_head(
        parse(
            f"<html><head><link rel=canonical href='{canonical}'></head><p>x</p></html>"
        )
    )
    assert addresses(head, requested=final, final=final)[0] == own


def test_every_address_of_an_article_is_known():
    link = Link(
        source=SourceName("s"),
        url="https://feed.example/r?u=1",
        canonical="https://feed.example/r?u=1",
    )
    article = read(
        "<link rel=canonical href='https://www.courier.example/news/limes'><link rel=amphtml href='https://www.courier.example/lite/limes'>",
        url="https://www.courier.example/news/limes-2",
        link=link,
    )
    assert article.url == "https://www.courier.example/news/limes"
    assert set(article.aliases) >= {
        "https://feed.example/r?u=1",
        "https://www.courier.example/news/limes-2",
    }
    assert article.url not in article.aliases


def test_an_original_at_another_outlet_is_kept_as_an_alias():
    article = read("<link rel=canonical href='https://wire.example/world/limes-77'>")
    assert article.url == URL
    assert "https://wire.example/world/limes-77" in article.aliases


@pytest.mark.parametrize(
    ("head", "bottom", "paywalled"),
    [
        ("", "", False),
        (ld(isAccessibleForFree=False), "", True),
        (ld(isAccessibleForFree="False"), "", True),
        (ld(isAccessibleForFree=True), "", False),
        ("<meta property='article:content_tier' content='locked'>", "", True),
        ("<meta property='article:content_tier' content='free'>", "", False),
    ],
)
def test_a_paywall_that_is_declared_is_told(head, bottom, paywalled):
    assert read(head, bottom=bottom).paywalled is paywalled


@pytest.mark.parametrize(
    ("box", "paywalled"),
    [
        ("<div class='offer'>Sign in to read the whole story.</div>", True),
        ("<div class='offer'>この記事は有料会員記事です。残り624文字</div>", True),
        ("<div hidden>Sign in to read the whole story.</div>", False),
        ("", False),
    ],
)
def test_a_wall_behind_the_free_part_is_noticed(box, paywalled):
    article = read(bottom=box)
    assert article.paywalled is paywalled
    assert "Sign in" not in article.text


@pytest.mark.parametrize(
    ("text", "declared", "language"),
    [
        ("지소미아 종료 결정", None, "ko"),
        ("GSOMIA 종료를 통보했다고 청와대가 22일 밝혔다", "en", "ko"),
        ("日韓軍事情報包括保護協定を破棄すると発表した", None, "ja"),
        ("韩国政府宣布终止军事情报保护协定", None, "zh"),
        ("The two sides said that they would meet again in the spring and that the talks were for all.", "ko", "en"),
        ("Die beiden Seiten sagten, dass sie sich im Frühjahr nicht mit den anderen treffen und auf eine Lösung warten.", None, "de"),
        ("Les deux parties se sont entendues pour une rencontre dans les mois qui viennent avec des garanties sur les prix.", None, "fr"),
        ("Обе стороны договорились встретиться снова весной, сообщили они в понедельник в совместном заявлении.", None, "ru"),
        ("GSOMIA", "ko-KR", "ko"),
        ("12:00", None, None),
    ],
)  # fmt: skip
def test_the_text_tells_its_language_before_its_page_does(text, declared, language):
    assert language_of(text, declared) == language


def test_structured_data_is_read_through_graphs_and_small_faults():
    told = statements(
        [
            "not json at all",
            '{"@graph": [{"@type": "WebPage", "name": "Home"}, {"@type": ["Article", "NewsArticle"], "headline": "A &amp; B",}]}',
            '[{"@type": "Organization", "name": "Courier"}]',
        ]
    )
    assert [s.headline for s in told] == ["A & B", "Home"]


@pytest.mark.parametrize(
    "value", [None, 1, [], {}, [None], {"name": 3}, "x" * 10, [["deep"]], float("nan")]
)
def test_structured_data_may_hold_anything(value):
    data = json.dumps(
        {
            "@type": "NewsArticle",
            "headline": value,
            "author": value,
            "datePublished": value,
            "image": value,
            "isAccessibleForFree": value,
        }
    )
    assert len(statements([data])) == 1


@pytest.mark.parametrize(
    "hostile",
    [
        "Town \u202eplants\u202c limes",
        "Town\x00 plants\x07 limes",
        "Town plants\u2028limes",
        "Town plants\nlimes",
        "Town plants limes\ud800",
        "Town\u0085plants\u3000limes",
        "&#x54;own plants &amp;#8203;limes",
    ],
)
def test_no_mark_that_hides_or_breaks_a_line_is_left_in_a_headline(hostile):
    article = read(ld(headline=hostile, author={"name": f"{hostile} Ana"}))
    assert article.title.replace("&#8203;", "") == "Town plants limes"
    assert article.title.encode()
    assert all(author.isprintable() for author in article.authors)
