"""Feeds that are broken, odd or hostile still give what they hold."""

import json
from datetime import UTC, datetime

import pytest
from feeds import BASE, NOW, item, only, read, rss
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import ExtractError

NINE_TWENTY = datetime(2019, 8, 22, 9, 20, tzinfo=UTC)
KO = "정부, 한일 군사정보보호협정 종료 결정"
JA = "韓国政府、軍事情報包括保護協定の破棄を決定"


@pytest.mark.parametrize(
    "body",
    [
        "\n  \t" + '<?xml version="1.0"?>' + rss(item()),
        "\ufeff" + '<?xml version="1.0" encoding="utf-8"?>' + rss(item()),
        '<?xml version="1.0" encoding="utf-16"?>' + rss(item()),
        '<?xml version="1.1"?>' + rss(item()),
        "<!-- cached -->" + rss(item()),
        rss(item()) + "<!-- 0.2 s --><script>x</script>",
        rss(item(more="<description>a\x0b\x00b\x1b</description>")),
        rss(item(more="<description>a & b &nbsp; c &copy &unknown; <3</description>")),
        rss(item(more="<description>&#11; &#xD800; &#150;</description>")),
        rss(item(more="<media:title>Photo</media:title><slash:comments>1</slash:comments>")),
        rss(item(more="<description><![CDATA[a & b]]> & c</description>")),
        rss(item(more="<description>unclosed <b>bold</description>")),
        rss(item(), root="<rss>"),
        rss(item(), head='<!DOCTYPE rss [<!ENTITY e "x]>"><!ENTITY f SYSTEM "file:///etc/passwd">]>'),
        rss(item(), head="<?xml-stylesheet href='x.xsl'?>"),
        rss(item()).replace("item", "ITEM").replace("title", "Title"),
        rss(item()).encode("utf-16"),
    ],
)  # fmt: skip
def test_a_broken_feed_gives_the_same_link(body):
    link = only(read(body))
    assert link.url == "https://news.example/1"
    assert link.title == "Seoul ends pact"


@pytest.mark.parametrize(
    ("written", "known"),
    [
        ("Moon &amp; Abe", "Moon & Abe"),
        ("Moon & Abe", "Moon & Abe"),
        ("Moon &amp;amp; Abe", "Moon & Abe"),
        ("Seoul&amp;#x27;s move", "Seoul's move"),
        ("Seoul&#8217;s move", "Seoul’s move"),
        ("Seoul&rsquo;s move", "Seoul’s move"),
        ("Seoul&#146;s move", "Seoul’s move"),
        ("<![CDATA[Seoul&#039;s <em>move</em>]]>", "Seoul's move"),
        ("<![CDATA[Moon & Abe]]>", "Moon & Abe"),
        ("&lt;b&gt;Seoul&lt;/b&gt; moves", "Seoul moves"),
        ("3 < 4 and 5 > 4", "3 < 4 and 5 > 4"),
        ("Vote: 3 &lt; 4", "Vote: 3 < 4"),
        ("<b>Seoul</b> moves", "Seoul moves"),
        ("  Seoul\n   moves ", "Seoul moves"),
        ("Seoul\u202e moves\u2028", "Seoul moves"),
        ("", None),
    ],
)
def test_a_headline_is_read_as_people_read_it(written, known):
    assert only(read(rss(item(title=written)))).title == known


def test_an_address_with_bare_ampersands_stays_whole():
    link = "<link>https://news.example/v?a=1&copy=3&b=2&lt=4</link>"
    assert only(read(rss("<title>x</title>" + link))).url == "https://news.example/v?a=1&copy=3&b=2&lt=4"  # fmt: skip


@pytest.mark.parametrize(
    ("item_", "known"),
    [
        ("<link>/1?a=1</link>", "https://news.example/1?a=1"),
        ("<link>1</link>", "https://news.example/rss/1"),
        ("<link>//cdn.example/1</link>", "https://cdn.example/1"),
        ("<link>\n https://news.example/1 \n</link>", "https://news.example/1"),
        ("<link><![CDATA[https://news.example/1]]></link>", "https://news.example/1"),
        ("<link/>https://news.example/1", "https://news.example/1"),
        ("<link href='https://news.example/1'/>", "https://news.example/1"),
        ("<guid>https://news.example/1</guid>", "https://news.example/1"),
        ("<guid isPermaLink='true'>https://news.example/1</guid>", "https://news.example/1"),
        ("<link></link><guid>https://news.example/1</guid>", "https://news.example/1"),
        ("<link>javascript:x</link><guid>https://news.example/1</guid>", "https://news.example/1"),
        ("<atom:link rel='self' href='https://news.example/s'/><link>/1</link>", "https://news.example/1"),
        ("<link>https://feeds.example/~r/1</link><feedburner:origLink>https://news.example/1</feedburner:origLink>", "https://news.example/1"),
    ],
)  # fmt: skip
def test_the_address_is_found_wherever_it_is_written(item_, known):
    assert only(read(rss(f"<title>x</title>{item_}"))).url == known


@pytest.mark.parametrize(
    "item_",
    ["<title>x</title>", "<guid isPermaLink='false'>https://news.example/1</guid>", "<guid>tag:1</guid>", "<link>mailto:x@y.example</link>", "<link>file:///etc/passwd</link>"],
)  # fmt: skip
def test_an_entry_without_an_address_is_left_out_and_counted(item_):
    listing = read(rss(item_, item()))
    assert len(listing.links) == 1
    assert listing.note == "1 items without an address"


def test_xml_base_says_what_relative_links_are_relative_to():
    body = """<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://a.example/b/">
      <entry xml:base="c/"><title>x</title><link href="1"/></entry></feed>"""
    assert only(read(body)).url == "https://a.example/b/c/1"


def test_a_feed_cut_off_half_way_gives_its_whole_entries_and_says_so():
    whole = rss(item(1), item(2), item(3))
    for cut in range(
        whole.index("news.example/3"), len(whole) - len("</channel></rss>")
    ):
        listing = read(whole[:cut])
        urls = [link.url for link in listing.links]
        known = ["https://news.example/1", "https://news.example/2"]
        if "</item>" in whole[whole.index("news.example/3") : cut]:
            known.append("https://news.example/3")
        assert urls == known
        assert listing.note == f"truncated XML, {len(known)} items saved"


def test_entries_behind_a_fault_in_the_middle_are_saved_one_by_one():
    deep = "<a>" * 400 + "x" + "</a>" * 400
    listing = read(rss(item(1), item(2, more=deep), item(3)))
    assert [link.url[-1] for link in listing.links] == ["1", "2", "3"]


@pytest.mark.parametrize(
    ("codec", "declared", "header", "title"),
    [
        ("euc-kr", "euc-kr", "text/xml", KO),
        ("cp949", "euc-kr", "text/xml", "똠방각하 " + KO),
        ("euc-kr", "utf-8", "text/xml", KO),
        ("euc-kr", None, None, KO),
        ("cp949", None, "text/xml; charset=utf-8", KO),
        ("shift_jis", "shift_jis", "text/xml", JA),
        ("cp932", "Shift_JIS", "text/xml; charset=UTF-8", JA + "①"),
        ("euc-jp", "euc-jp", "text/xml", JA),
        ("iso2022_jp", "iso-2022-jp", "text/xml", JA),
        ("utf-8", "euc-kr", "text/xml", KO),
        ("utf-8", None, "text/xml; charset=iso-8859-1", KO),
        ("windows-1252", "iso-8859-1", "text/xml", "Seoul’s “move” – €5"),
        ("windows-1252", "iso-8859-1", "text/xml; charset=iso-8859-1", "Seoul’s move"),
        ("windows-1252", "utf-8", "text/xml", "Seoul’s “move” – €5"),
        ("utf-16", "utf-16", "text/xml", KO),
    ],
)
def test_a_feed_is_read_in_the_charset_that_its_bytes_are_in(
    codec, declared, header, title
):
    head = f'<?xml version="1.0" encoding="{declared}"?>' if declared else ""
    body = rss(item(title=title), head=head).encode(codec)
    assert only(read(body, content_type=header)).title == title


def test_dates_that_are_missing_naive_ahead_or_nonsense_are_marked():
    def dated(text):
        link = only(read(rss(item(more=f"<pubDate>{text}</pubDate>"))))
        return link.published, link.doubtful

    assert dated("") == (None, False)
    assert dated("2019-08-22 18:20:00") == (NINE_TWENTY, True)
    assert dated("2019년 08월 22일 18시 20분") == (NINE_TWENTY, True)
    assert dated("22/08/2019 18.20") == (NINE_TWENTY, True)
    assert dated("Thu, 22 Aug 2019 23:00:00 +0000") == (NOW, True)
    assert dated("tomorrow") == (None, False)
    assert dated("2019-08-22")[1] is True
    assert dated("Mon, 05 Sep 9999 00:00:00 GMT") == (None, False)


def test_a_fingerprint_changes_with_the_announcement_and_with_nothing_else():
    def prints(title="Seoul ends pact", more="", channel=""):
        return only(
            read(rss(item(title=title, more=more), channel=channel))
        ).fingerprint

    first = prints()
    assert len(first) == 16
    assert prints() == first
    assert prints(channel="<lastBuildDate>x</lastBuildDate>") == first
    assert prints(more="<guid>item-2</guid>") == first
    assert prints(title="Seoul ends pact, envoy summoned") != first
    assert prints(more="<updated>2019-08-22T10:00:00Z</updated>") != first


def test_a_guid_that_moves_between_entries_identifies_nothing():
    one = read(rss(item(1, more="<guid>slot-1</guid>"), item(2, more="<guid>slot-2</guid>")))  # fmt: skip
    two = read(rss(item(3, more="<guid>slot-1</guid>"), item(1, more="<guid>slot-2</guid>")))  # fmt: skip
    assert {a.canonical for a in one.links} & {a.canonical for a in two.links} == {"https://news.example/1"}  # fmt: skip


def test_an_article_listed_twice_is_one_link():
    listing = read(rss(item(1), item("1?utm_source=rss"), item("1#top")))
    assert only(listing).url == "https://news.example/1"


def test_a_feed_that_has_moved_says_where_to():
    channel = "<itunes:new-feed-url>https://news.example/new.xml</itunes:new-feed-url>"
    assert read(rss(item(), channel=channel)).moved == "https://news.example/new.xml"
    here = f"<itunes:new-feed-url>{BASE}</itunes:new-feed-url>"
    assert read(rss(item(), channel=here)).moved is None


def test_an_empty_feed_is_an_empty_list_and_no_fault():
    assert read(rss()).links == ()


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("", "empty"),
        ("   \n", "empty"),
        ("<html><title>Log in</title><form></form></html>", "Log in"),
        ("<!doctype html><title>Before you continue</title>", "Before you continue"),
        ("Service unavailable", "no feed"),
        ("<opml><body><outline/></body></opml>", "no feed"),
        ("{}", "JSON"),
        ('{"items": 3}', "JSON"),
        ("[" * 100_000, "JSON"),
        ('{"items": [' + "9" * 9000, "JSON"),
        (b"\x1f\x8b\x08nonsense", "gzip"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "no feed"),
    ],
)
def test_what_is_no_feed_is_told_from_an_empty_one(body, said):
    with pytest.raises(ExtractError, match=said) as caught:
        read(body)
    assert caught.value.kind == "not_a_list"


def test_a_json_feed_with_odd_entries_gives_the_others():
    items = [None, 3, {}, {"id": 7}, {"id": 8, "url": 9}, {"id": "https://news.example/2"}, {"url": "/1", "title": ["x"], "authors": [None, {"name": 5}]}]  # fmt: skip
    listing = read(json.dumps({"items": items}))
    assert [link.url for link in listing.links] == ["https://news.example/2", "https://news.example/1"]  # fmt: skip


# ---- hostile feeds ----

LAUGHS = '<!DOCTYPE r [<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">' for i in range(9)
)
HOSTILE = {
    "billion laughs": rss(item(title="&j;"), head=LAUGHS + "]>"),
    "quadratic entity": rss(item(title="&a;" * 50_000), head=f'<!DOCTYPE r [<!ENTITY a "{"x" * 50_000}">]>'),
    "external entity": rss(item(title="&a;"), head='<!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/hostname">]>'),
    "parameter entity": rss(item(), head='<!DOCTYPE r [<!ENTITY % a SYSTEM "http://127.0.0.1:9/x"> %a;]>'),
    "xinclude": rss(item(more='<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/hostname" parse="text"/>')),
    "deep": rss("<a>" * 200_000 + "x", item()),
    "deep and closed": rss(item(more="<a>" * 200_000 + "x" + "</a>" * 200_000)),
    "many attributes": rss(item(), root="<rss " + " ".join(f'a{i}="1"' for i in range(100_000)) + ">"),
    "many namespaces": rss(item(), root="<rss " + " ".join(f'xmlns:a{i}="u{i}"' for i in range(20_000)) + ">"),
    "one long text": rss(item(more=f"<description>{'x' * 4_000_000}</description>")),
    "only ampersands": "<rss>" + "&" * 1_000_000,
    "only brackets": "<rss>" + "<" * 1_000_000,
    "open sections": "<rss>" + "<![CDATA[" * 200_000,
    "open comments": "<rss>" + "<!--" * 300_000,
    "open types": "<!DOCTYPE [" * 100_000,
    "open quotes": '<!DOCTYPE r [ "' + "'" * 1_000_001,
    "open declarations": "<?xml " * 200_000,
    "open items": "<rss>" + "<item>" * 200_000,
    "closed items": "<rss>" + "</item>" * 300_000,
    "empty items": rss(*[""] * 50_000),
    "open tags in a title": rss(item(title="&lt;b " * 200_000)),
    "entities in a title": rss(item(title="&amp;" * 300_000)),
    "deep json": '{"items":' * 50_000,
    "wide json": '{"items":[' + "{}," * 300_000 + "{}]}",
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_feed_costs_little_and_leaks_nothing(name):
    try:
        titles = str([link.title for link in read(HOSTILE[name]).links])
    except ExtractError as e:
        titles = str(e)
    assert "haha" not in titles
    assert "xxxx" not in titles


PIECES = st.sampled_from(
    ["<rss>", "</rss>", "<channel>", "<item>", "</item>", "<link>", "</link>", "<title>", "</title>", "<![CDATA[", "]]>", "<!--", "-->", "&", "&lt;", "&#0;", "<!DOCTYPE x [", "]>", "<feed>", "<entry>", "</entry>", "<a:b c='", "'/>", "http://a.example/1", "x", "\x00", "지", "<?xml ", "?>", "<urlset>", "<url>", "<loc>", "</loc>", "</url>", "<html>", "{", '"items":[', "{}", "]}", "\n"]
)  # fmt: skip


@given(
    body=st.one_of(st.binary(max_size=200), st.lists(PIECES, max_size=30).map("".join)),
    kind=st.sampled_from(["feed", "sitemap", "section", "search"]),
    header=st.sampled_from([None, "text/xml", "text/html; charset=euc-kr"]),
)
def test_any_bytes_are_a_list_or_said_to_be_none(body, kind, header):
    try:
        listing = read(body, kind=kind, content_type=header)
    except ExtractError:
        return  # no other error may come out
    assert all(link.url.startswith("http") for link in listing.links)
