"""Pages that answer 200 and are no article."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from monitor.core.extract import extract
from monitor.errors import ExtractError
from monitor.model import Link, OutletHints, Page, SourceName

NOW = datetime(2026, 11, 1, tzinfo=UTC)
PROSE = "<p>The committee met for three hours on Tuesday and put the question off until the spring.</p>"


def read(
    html,
    *,
    url="https://a.example/news/some-story-1234",
    kind="text/html; charset=utf-8",
):
    page = Page(
        requested=url,
        url=url,
        status=200,
        headers=(("content-type", kind),),
        body=html.encode(),
        fetched=NOW,
        seconds=0.1,
    )
    link = Link(source=SourceName("s"), url=url, canonical=url)
    return extract(page, link, now=NOW, outlet=OutletHints(outlet="A"))


@pytest.mark.parametrize(
    ("html", "kind"),
    [
        ("", "empty"),
        ("<html><body></body></html>", "empty"),
        ("<html><body><p>Hello.</p></body></html>", "empty"),
        (
            ("<html><head><title>Desk</title></head><body><h1>Oops! That page can’t be found.</h1>"
            "<p>Try these: GSOMIA pact between Japan and South Korea explained; five noodle recipes.</p></body></html>"),
            "soft_404",
        ),
        ("<title>404 Not Found</title><h1>404 Not Found</h1>" + PROSE, "soft_404"),
        ("<title>한빛일보</title><h1>요청하신 페이지를 찾을 수 없습니다</h1>" + PROSE, "soft_404"),
        ("<title>みどり新報</title><h1>お探しのページは見つかりませんでした</h1>" + PROSE, "soft_404"),
        ("<h1>Before you continue</h1><p>We use cookies to make this site work for you and for our partners.</p>", "consent_wall"),
        ("<title>Wir und unsere Partner</title><h1>Bevor Sie fortfahren</h1><p>Cookies akzeptieren oder ablehnen Sie hier.</p>", "consent_wall"),
        ("<title>Just a moment...</title><p>Checking your browser before accessing the site.</p>", "captcha"),
        ("<title>Access denied</title><p>Unusual traffic was seen from your network. Are you a robot?</p>", "captcha"),
        ("<title>Log in</title><h1>Log in</h1><form><input type=password><p>Enter your name and the word that you chose.</p></form>", "login"),
        ("<title>로그인</title><h1>로그인</h1><form><input type='password'></form><p>회원 아이디와 비밀번호를 넣어 주십시오. 처음이면 가입하십시오.</p>", "login"),
    ],
)  # fmt: skip
def test_a_page_that_is_no_article_says_what_it_is(html, kind):
    with pytest.raises(ExtractError) as caught:
        read(html)
    assert caught.value.kind == kind


def test_a_picture_is_not_read_as_a_page():
    with pytest.raises(ExtractError) as caught:
        read("GIF89a", kind="image/gif")
    assert caught.value.kind == "not_html"


def test_the_front_page_of_a_site_is_a_list_and_no_article():
    with pytest.raises(ExtractError) as caught:
        read(f"<h1>Today</h1><article>{PROSE * 4}</article>", url="https://a.example/")
    assert caught.value.kind == "listing"


def test_a_long_article_about_cookies_is_an_article():
    body = "".join(
        f"<p>Paragraph {n}: the court found that a site may not say only that it uses cookies and store them before anybody agreed.</p>"
        for n in range(9)
    )
    article = read(f"<h1>Court rules on cookie consent</h1><article>{body}</article>")
    assert article.title == "Court rules on cookie consent"
    assert article.text.count("\n") == 8


@pytest.mark.parametrize(
    "html",
    [
        "<html><body>" + "<br>" * 40_000 + PROSE + "</body></html>",
        "<html><body><p "
        + " ".join(f"a{n}=x" for n in range(400))
        + ">"
        + "Word. " * 50,
    ],
)
def test_a_page_that_would_take_minutes_is_refused_at_once(html):
    with pytest.raises(ExtractError) as caught:
        read(html)
    assert caught.value.kind == "limit"


def test_a_page_nested_a_hundred_thousand_deep_ends_in_seconds():
    with pytest.raises(ExtractError):
        read("<html><body>" + "<div>" * 100_000 + PROSE)


def test_structured_data_of_any_depth_is_survived():
    bomb = '{"a":' * 50_000 + "1" + "}" * 50_000
    html = f'<script type="application/ld+json">{bomb}</script><h1>A quiet spring</h1><article>{PROSE * 5}</article>'
    assert read(html).title == "A quiet spring"
