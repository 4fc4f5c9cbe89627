"""Feeds of every form are read alike."""

import json
from datetime import UTC, datetime

import pytest
from feeds import item, only, read, rss

NINE_TWENTY = datetime(2019, 8, 22, 9, 20, tzinfo=UTC)


RSS_091 = """<?xml version="1.0"?><!DOCTYPE rss PUBLIC
 "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.netscape.com/publish/formats/rss-0.91.dtd">
 <rss version="0.91"><channel><title>News</title><item><title>Seoul ends pact</title>
 <link>https://news.example/1</link><description>It said so.</description></item></channel></rss>"""
RSS_20 = rss(
    item(
        more="""<description>It said so.</description><guid isPermaLink="false">g-1</guid>
        <pubDate>Thu, 22 Aug 2019 18:20:00 +0900</pubDate>
        <dc:creator>Kim Min-ji</dc:creator><dc:creator>Park Seo-yun</dc:creator>
        <content:encoded><![CDATA[<p>It said so.</p><p>At noon.</p>]]></content:encoded>"""
    ),
    root="""<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"
        xmlns:content="http://purl.org/rss/1.0/modules/content/">""",
)
RDF = """<?xml version="1.0"?><rdf:RDF xmlns="http://purl.org/rss/1.0/"
 xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dc="http://purl.org/dc/elements/1.1/">
 <channel rdf:about="https://news.example/rss"><title>News</title><dc:language>ja</dc:language></channel>
 <item rdf:about="https://news.example/1"><title>Seoul ends pact</title><link>https://news.example/1</link>
 <dc:date>2019-08-22T18:20:00+09:00</dc:date><dc:creator>Kim Min-ji</dc:creator></item></rdf:RDF>"""
RSS_090 = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns="http://my.netscape.com/rdf/simple/0.9/"><channel><title>News</title></channel>
 <item><title>Seoul ends pact</title><link>https://news.example/1</link></item></rdf:RDF>"""
ATOM = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en-US">
 <title>News</title><link rel="self" href="https://news.example/atom"/><id>x</id>
 <entry><title type="html">Seoul &amp;lt;b&amp;gt;ends&amp;lt;/b&amp;gt; pact</title>
 <link rel="edit" href="https://news.example/edit/1"/>
 <link rel="alternate" type="application/json" href="https://news.example/1.json"/>
 <link rel="alternate" type="text/html" href="https://news.example/1"/>
 <link rel="enclosure" href="https://news.example/1.mp3"/><id>tag:1</id>
 <published>2019-08-22T18:20:00+09:00</published><updated>2019-08-22T18:40:00+09:00</updated>
 <author><name>Kim Min-ji</name><email>m@news.example</email></author>
 <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>It said so.</p></div></content>
 </entry></feed>"""
ATOM_03 = """<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>News</title>
 <entry><title>Seoul ends pact</title><link rel="alternate" type="text/html" href="https://news.example/1"/>
 <issued>2019-08-22T09:20:00Z</issued><modified>2019-08-22T09:40:00Z</modified></entry></feed>"""
JSON = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "News",
        "language": "en",
        "items": [
            {
                "id": "g-1",
                "url": "https://news.example/1",
                "title": "Seoul ends pact",
                "content_html": "<p>It said so.</p>",
                "date_published": "2019-08-22T18:20:00+09:00",
                "authors": [{"name": "Kim Min-ji"}],
            }
        ],
    }
)


@pytest.mark.parametrize(
    "body", [RSS_091, RSS_20, RDF, RSS_090, ATOM, ATOM_03, JSON],
    ids=["rss 0.91", "rss 2.0", "rdf", "rss 0.90", "atom", "atom 0.3", "json"],
)  # fmt: skip
def test_every_form_of_feed_gives_its_links(body):
    listing = read(body)
    link = only(listing)
    assert link.url == link.canonical == "https://news.example/1"
    assert link.title == "Seoul ends pact"
    assert listing.title == "News"
    assert listing.note == ""
    assert link.published in (None, NINE_TWENTY)
    assert not link.doubtful


@pytest.mark.parametrize("body", [RSS_20, RDF, ATOM, ATOM_03, JSON])
def test_the_time_is_read_wherever_it_is_written(body):
    assert only(read(body)).published == NINE_TWENTY


@pytest.mark.parametrize("body", [RSS_20, ATOM, JSON])
def test_full_text_in_a_feed_is_kept_with_its_paragraphs(body):
    text = only(read(body)).text
    assert "<p" in text
    assert "It said so." in text
    assert "html:" not in text.replace("http", "")


@pytest.mark.parametrize(
    ("said", "known"),
    [
        ("<dc:creator>Kim Min-ji</dc:creator>", ("Kim Min-ji",)),
        ("<author>desk@news.example (Kim Min-ji)</author>", ("Kim Min-ji",)),
        ("<author>desk@news.example</author>", ()),
        ("<author><name>Kim</name></author><author><name>Park</name></author>", ("Kim", "Park")),
        ("<dc:creator><![CDATA[By <b>Kim</b>]]></dc:creator>", ("By Kim",)),
        ("<author>Kim</author><dc:creator>Kim</dc:creator>", ("Kim",)),
        ("", ()),
    ],
)  # fmt: skip
def test_authors_are_names_and_not_mailboxes(said, known):
    assert only(read(rss(item(more=said)))).authors == known


def test_a_feed_says_the_language_of_its_entries_or_the_source_does():
    assert only(read(ATOM)).language == "en"
    assert only(read(RDF)).language == "ja"
    assert only(read(rss(item(more="<dc:language>ko-KR</dc:language>")))).language == "ko"  # fmt: skip
    assert only(read(rss(item()), language="fr")).language == "fr"
    assert only(read(rss(item(), channel="<language>nonsense 1</language>"))).language is None  # fmt: skip


def test_an_entry_that_only_says_when_it_was_updated_has_a_doubtful_date():
    link = only(read(ATOM.replace("published", "other")))
    assert link.published == link.modified == datetime(2019, 8, 22, 9, 40, tzinfo=UTC)
    assert link.doubtful


# ---- searches ----


def test_a_search_names_the_outlet_and_resolves_its_wrappers():
    google = rss(
        """<title>Seoul ends pact - The Korea Herald</title>
        <link>https://www.google.com/url?rct=j&amp;url=https%3A%2F%2Fkh.example%2F1&amp;ct=ga</link>
        <source url="https://kh.example">The Korea Herald</source>"""
    )
    link = only(read(google, kind="search"))
    assert (link.url, link.title, link.outlet) == ("https://kh.example/1", "Seoul ends pact", "The Korea Herald")  # fmt: skip
    bing = rss(
        """<title>Seoul ends pact</title><News:Source>Reuters</News:Source>
        <link>http://www.bing.com/news/apiclick.aspx?ref=FexRss&amp;url=https%3a%2f%2freuters.example%2f1&amp;c=3</link>"""
    )
    link = only(read(bing, kind="search"))
    assert (link.url, link.outlet) == ("https://reuters.example/1", "Reuters")


def test_a_feed_that_names_a_source_keeps_its_own_outlet_and_title():
    body = rss(item(title="A - B", more="<source url='https://b.example'>B</source>"))
    link = only(read(body))
    assert (link.outlet, link.title) == (None, "A - B")
