"""Every page of the demo carries leftovers, and its article comes out without them."""

from collections.abc import Callable

from monitor.core.extract import extract
from monitor.demo.content import Content, Piece, Site
from monitor.model import Link, OutletHints
from tests.demo.conftest import Reader

At = Callable[[float], Reader]

# What stands on every page of a site and belongs to no article.
LEFTOVERS = {
    "courier": [
        "You have {{numberArticlesLeft}} free articles left",
        "Advertisement",
        "SKIP ADVERTISEMENT",
        "We value your privacy",
        "Sign up for the Harbor Light",
        "is a staff writer for the Courier",
        "Most read",
        "tidewatcher",
        "All rights reserved",
    ],
    "larkspur": [
        "ArrowArtboardCreated with Sketch.Title Chevron",
        "Play Live Radio",
        "Next Up:",
        "0:00 0:00",
        "Available On Air Stations",
        "Rosalind Pike / Radio Larkspur",
        "is a reporter for Radio Larkspur",
        "Support local journalism",
        "More stories from Radio Larkspur",
        "GSOMIA",
    ],
    "meridian": ["[AD]", "This material may not be published", "Topics:", "Read next"],
    "solnae": ["카카오톡", "광고", "무단전재 및 재배포 금지", "많이 본 기사", "댓글"],
    "mulgyeol": [
        "쿠키를 사용",
        "뉴스레터",
        "제보는 카카오톡",
        "이 시각 주요뉴스",
        "속보",
    ],
    "shiomi": ["広告", "会員限定", "関連記事", "アクセスランキング", "無断転載"],
    "aonami": ["あわせて読みたい", "ニュースレター", "新着記事", "【速報】GSOMIA破棄"],
}


def _states(piece: Piece) -> list[tuple[float, int]]:
    """Give times at which an article stands in each of its states."""
    first = [] if piece.revised_at is None else [(piece.revised_at - 0.1, 0)]
    return [*first, (61.0, len(piece.states) - 1)]


def test_the_article_comes_out_of_its_page_as_it_was_written(
    reader: Reader, content: Content, piece: Piece
):
    site = content.site(piece.site)
    hints = OutletHints(
        outlet=site.name, timezone=site.timezone, language=site.language
    )
    for second, number in _states(piece):
        _play_to(reader, second)
        page = reader.page(site, piece.path)
        link = Link(source=reader.source(site).name, url=page.url, canonical=page.url)
        article = extract(page, link, now=reader.clock(), outlet=hints)
        state = piece.states[number]
        assert article.text == state.text
        assert article.title == " ".join(state.title.split())
        assert article.language == site.language
        shown = next(s for s in reader.newsroom.shown(site.id) if s.piece == piece)
        assert article.published == shown.published.replace(microsecond=0)


def _play_to(reader: Reader, second: float) -> None:
    if reader.newsroom.begun is None:
        reader.newsroom.begin()
    reader.clock.go(second - reader.newsroom.elapsed())


def test_pages_carry_what_real_pages_carry(at: At, site: Site):
    reader = at(61)
    for each in reader.newsroom.shown(site.id):
        html = reader.get(site, each.piece.path).body.decode(site.encoding)
        for leftover in LEFTOVERS[site.id]:
            assert leftover in html, each.piece.id


def test_traps_say_the_word_around_a_text_that_does_not(at: At, content: Content):
    reader = at(61)
    traps = [piece for piece in content.pieces if piece.related or piece.comments]
    assert len(traps) == 2
    for piece in traps:
        html = reader.get(content.site(piece.site), piece.path).body.decode()
        assert "GSOMIA" in html
        assert "GSOMIA" not in piece.states[0].text


def test_latest_headlines_stand_beside_an_article_whatever_they_are_about(
    at: At, content: Content
):
    reader = at(58)
    site = content.sites[0]
    harbor = content.piece("harbor-market-gets-a-roof")
    html = reader.get(site, harbor.path).body.decode()
    assert content.piece("seoul-holds-off-ending-pact").states[0].title in html
