"""The newsroom serves what its content says is out, and nothing before its time."""

import asyncio
from collections.abc import Callable

import httpx
import pytest

from monitor.core import urls
from monitor.demo.content import Content, Piece, Site
from monitor.demo.newsroom import Newsroom
from monitor.demo.server import Request
from tests.demo.conftest import Clock, Reader

At = Callable[[float], Reader]


def _due(reader: Reader, site: Site) -> set[str]:
    return {
        urls.canonical(reader.newsroom.url(piece))
        for piece in reader.newsroom.content.pieces
        if piece.site == site.id and reader.newsroom.states(piece)
    }


def test_before_the_play_only_old_articles_are_listed(reader: Reader, site: Site):
    listed = {link.canonical for link in reader.listing(site).links}
    assert listed
    assert listed == _due(reader, site)
    old = {p.path for p in reader.newsroom.content.pieces if p.at is None}
    assert {
        url.partition(f":{reader.newsroom.ports[site.id]}")[2] for url in listed
    } <= old


@pytest.mark.parametrize("second", [0, 4, 30, 61])
def test_a_listing_names_what_is_out_by_then(at: At, site: Site, second: float):
    reader = at(second)
    assert {link.canonical for link in reader.listing(site).links} == _due(reader, site)


def test_at_the_end_everything_is_listed_with_title_and_time(at: At, site: Site):
    reader = at(61)
    links = {link.canonical: link for link in reader.listing(site).links}
    mine = reader.newsroom.shown(site.id)
    assert len(links) == len(mine)
    for each in mine:
        link = links[urls.canonical(reader.newsroom.url(each.piece))]
        assert link.title == " ".join(each.state.title.split())
        assert link.published == each.published.replace(microsecond=0)
        assert not link.doubtful


def test_an_article_is_not_found_before_its_time(
    reader: Reader, content: Content, piece: Piece
):
    site = content.site(piece.site)
    old = piece.at is None
    assert reader.get(site, piece.path).status == (200 if old else 404)
    reader.newsroom.begin()
    reader.clock.go((piece.at or 1) - 0.5)
    assert reader.get(site, piece.path).status == (200 if old else 404)
    reader.clock.go(1)
    assert reader.get(site, piece.path).status == 200


def test_a_faster_play_publishes_the_same_sooner(reader: Reader, content: Content):
    reader.newsroom.seconds = 6
    reader.newsroom.begin()
    reader.clock.go(5.9)
    newsroom = reader.newsroom
    assert newsroom.elapsed() == pytest.approx(59)
    assert all(newsroom.states(piece) for piece in content.pieces)


def test_a_revised_article_shows_its_new_text_and_a_new_etag(at: At, content: Content):
    piece = next(piece for piece in content.pieces if piece.material)
    site, (old, new) = content.site(piece.site), piece.states
    reader = at(float(piece.revised_at or 0) - 1)
    before = reader.get(site, piece.path)
    assert "Pompeo" in new.text
    assert "Pompeo" not in before.body.decode()
    reader.clock.go(2)
    after = reader.get(site, piece.path)
    assert "Pompeo" in after.body.decode()
    assert old.title != new.title
    assert after.headers["ETag"] != before.headers["ETag"]


def test_a_revision_waits_for_the_first_text_to_be_read(at: At, content: Content):
    piece = next(piece for piece in content.pieces if piece.material)
    site = content.site(piece.site)
    reader = at(float(piece.revised_at or 0) + 20)
    assert "Pompeo" not in reader.get(site, piece.path).body.decode()
    assert reader.newsroom.unread()
    assert "Pompeo" in reader.get(site, piece.path).body.decode()
    assert piece not in reader.newsroom.unread()


def test_a_page_that_is_as_it_was_is_answered_with_not_modified(at: At, site: Site):
    reader = at(61)
    for path in (site.listing, reader.newsroom.shown(site.id)[0].piece.path):
        first = reader.get(site, path)
        again = reader.get(site, path, if_none_match=first.headers["ETag"])
        assert (again.status, again.body) == (304, b"")
        assert reader.get(site, path, if_none_match='"old"').status == 200


def test_what_nobody_wrote_is_not_found_and_posting_is_refused(
    reader: Reader, site: Site
):
    assert reader.get(site, "/nothing").status == 404
    post = Request(method="POST", path="/", headers={})
    assert reader.newsroom.answer(site, post).status == 405


def test_robots_txt_names_what_is_closed_and_the_sitemap(reader: Reader, site: Site):
    robots = reader.get(site, "/robots.txt").body.decode()
    for path in site.disallow:
        assert f"Disallow: {path}" in robots
    assert ("Sitemap:" in robots) == (site.form == "sitemap")


def test_pages_are_sent_in_the_encoding_of_their_site(at: At, site: Site):
    reader = at(61)
    piece = reader.newsroom.shown(site.id)[0].piece
    page = reader.get(site, piece.path)
    assert piece.states[-1].paragraphs[-1] in page.body.decode(site.encoding)
    named = "charset" in page.headers["Content-Type"]
    assert named == (site.encoding == "utf-8")


def test_the_front_page_leads_to_every_article(at: At, site: Site):
    reader = at(61)
    front = reader.get(site, "/").body.decode(site.encoding)
    assert all(each.piece.path in front for each in reader.newsroom.shown(site.id))


def test_over_http_it_answers_and_notes_what_was_read(content: Content):
    async def ask() -> Newsroom:
        newsroom = Newsroom(content=content, now=Clock())
        await newsroom.open()
        try:
            async with httpx.AsyncClient(trust_env=False) as client:
                site = content.sites[0]
                base = newsroom.base(site.id)
                assert (await client.get(base + site.listing)).status_code == 200
                old = newsroom.shown(site.id)[0].piece
                page = await client.get(newsroom.url(old))
                assert old.states[0].title in page.text
                assert (await client.get(base + "/nothing")).status_code == 404
                assert old.id not in {piece.id for piece in newsroom.unread()}
        finally:
            newsroom.close()
        return newsroom

    newsroom = asyncio.run(ask())
    assert newsroom.visited == {content.sites[0].id}
    assert newsroom.asked == {200: 2, 404: 1}
    assert len(set(newsroom.ports.values())) == len(content.sites)


@pytest.mark.parametrize(
    "sent",
    [
        b"nonsense\r\n\r\n",
        b"GET /\r\n",
        b"POST / HTTP/1.1\r\ncontent-length: 99999999\r\n\r\n",
        b"POST / HTTP/1.1\r\ncontent-length: many\r\n\r\n",
        b"GET / HTTP/1.1\r\nx: " + b"a" * 100_000 + b"\r\n\r\n",
    ],
    ids=["nonsense", "cut off", "too large", "no number", "endless head"],
)
def test_a_caller_that_talks_nonsense_gets_no_answer(content: Content, sent: bytes):
    async def talk() -> bytes:
        newsroom = Newsroom(content=content, now=Clock())
        await newsroom.open()
        try:
            port = newsroom.ports[content.sites[0].id]
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(sent)
            writer.write_eof()
            try:
                answer = await reader.read()
            except ConnectionResetError:
                answer = b""
            writer.close()
            return answer
        finally:
            newsroom.close()

    assert asyncio.run(talk()) == b""
