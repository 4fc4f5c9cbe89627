"""Feeds out: read by a reader that knows nothing of us."""

import feedparser
import pytest
from lxml import etree

from monitor.core.listing import feeds as ours
from monitor.core.listing import jsonfeed, xmltext

ATOM = "{http://www.w3.org/2005/Atom}"


def test_atom_holds_what_a_watchlist_found_and_nobody_knew(ask, world):
    answer = ask("/feeds/gsomia.atom")
    assert answer.headers["content-type"].startswith("application/atom+xml")
    feed = feedparser.parse(answer.content)
    assert not feed.bozo
    assert feed.version == "atom10"
    titles = [entry.title for entry in feed.entries]
    assert titles == ["서울의 결정", "Title of a"]  # "Old pact news" was out before
    entry = feed.entries[1]
    assert entry.link == "https://news.example/a"
    assert entry.author == "Yonhap"
    assert entry.summary == (
        "Yonhap, also in 1 other outlet. gsomia/any, gsomia/termination"
    )
    related = [link.href for link in entry.links if link.rel == "related"]
    assert related == [f"https://monitor.example.org/stories/{world.story}"]


def test_atom_has_every_element_that_the_standard_asks_for(ask, world):
    tree = etree.fromstring(ask("/feeds/gsomia.atom").content)
    for node in (tree, *tree.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated", "author/" + ATOM + "name"):
            assert node.findtext(f"{ATOM}{name}"), name
    ids = [node.text for node in tree.iter(f"{ATOM}id")]
    assert len(ids) == len(set(ids))
    assert all(name.startswith("urn:uuid:") for name in ids)


def test_json_feed_tells_the_same(ask, world):
    answer = ask("/feeds/gsomia.json")
    assert answer.headers["content-type"].startswith("application/feed+json")
    body = answer.json()
    assert body["version"] == "https://jsonfeed.org/version/1.1"
    assert body["feed_url"] == "https://monitor.example.org/feeds/gsomia.json"
    assert [item["title"] for item in body["items"]] == ["서울의 결정", "Title of a"]
    for item in body["items"]:
        assert {"id", "url", "content_text", "date_published"} <= item.keys()
    assert body["items"][1]["tags"] == ["gsomia/any", "gsomia/termination"]


def test_our_own_readers_read_them(ask, world):
    atom = xmltext.parse(ask("/feeds/gsomia.atom").text)
    read = ours.read(atom, "https://monitor.example.org/")
    other = jsonfeed.read(ask("/feeds/gsomia.json").text, "https://x.example/")
    for feed in (read, other):
        assert [e.url for e in feed.entries] == [
            "https://news.example/c",
            "https://news.example/a",
        ]


@pytest.mark.parametrize("kind", ["atom", "json"])
def test_a_reader_that_has_the_feed_is_told_so(ask, world, view, kind):
    first = ask(f"/feeds/gsomia.{kind}")
    tag = first.headers["etag"]
    assert ask(f"/feeds/gsomia.{kind}").headers["etag"] == tag  # whatever the time
    again = ask(f"/feeds/gsomia.{kind}", headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("kind", ["atom", "json"])
def test_a_watchlist_that_found_nothing_has_an_empty_feed(ask, kind):
    answer = ask(f"/feeds/gsomia.{kind}")
    assert answer.status_code == 200
    assert feedparser.parse(answer.content).entries == []


def test_the_watchlist_page_and_the_first_page_name_the_feeds(ask):
    assert 'href="/feeds/gsomia.atom"' in ask("/").text
    assert 'href="/feeds/gsomia.json"' in ask("/watchlists").text
