import gzip
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.discover import Found, discover, find, usual
from monitor.core.listing.sitemaps import MAX_ADDRESSES, MAX_CHILDREN
from monitor.errors import ExtractError
from monitor.model import Page, SectionRule, Source, SourceName

NOW = datetime(2019, 8, 22, 12, 0, tzinfo=UTC)
MAP = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
NEWS = 'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'


def page(body, url, content_type=None):
    return Page(
        requested=url,
        url=url,
        status=200,
        headers=(("content-type", content_type),) if content_type else (),
        body=body if isinstance(body, bytes) else body.encode(),
        fetched=NOW,
        seconds=0.1,
    )


def read(body, kind="sitemap", url="https://news.example/sitemap.xml", **more):
    about = {"outlet": "The Example", "timezone": "Asia/Seoul"} | more
    source = Source(name=SourceName("s"), kind=kind, url=url, **about)
    return discover(page(body, url), source, NOW)


def urls(listing):
    return [link.url for link in listing.links]


# ---- sitemaps ----


def urlset(*entries, attributes=f"{MAP} {NEWS}"):
    inside = "".join(f"<url>{entry}</url>" for entry in entries)
    return f"<?xml version='1.0'?><urlset {attributes}>{inside}</urlset>"


ENTRY = """<loc>https://news.example/1</loc><lastmod>2019-08-22T18:40:00+09:00</lastmod>
<news:news><news:publication><news:name>The Example</news:name><news:language>ko</news:language>
</news:publication><news:publication_date>2019-08-22T18:20:00+09:00</news:publication_date>
<news:title>Seoul &amp; Tokyo</news:title></news:news>
<image:image><image:loc>https://img.example/1.jpg</image:loc><image:title>Photo</image:title></image:image>"""


@pytest.mark.parametrize("attributes", [f"{MAP} {NEWS}", MAP, "", NEWS])
def test_a_news_sitemap_gives_title_dates_and_language(attributes):
    (link,) = read(urlset(ENTRY, attributes=attributes)).links
    assert (link.url, link.title, link.language) == ("https://news.example/1", "Seoul & Tokyo", "ko")  # fmt: skip
    assert link.published == datetime(2019, 8, 22, 9, 20, tzinfo=UTC)
    assert link.modified == datetime(2019, 8, 22, 9, 40, tzinfo=UTC)
    assert not link.doubtful


def test_a_plain_sitemap_says_when_a_page_changed_and_not_when_it_appeared():
    (link,) = read(urlset("<loc>/1</loc><lastmod>2019-08-22</lastmod>")).links
    assert (link.url, link.published) == ("https://news.example/1", None)
    assert link.modified == datetime(2019, 8, 21, 15, tzinfo=UTC)


def test_a_fingerprint_follows_the_day_of_change():
    one, two = (
        read(urlset(f"<loc>/1</loc><lastmod>2019-08-{day}</lastmod>")).links[0]
        for day in (21, 22)
    )
    assert one.fingerprint != two.fingerprint


@pytest.mark.parametrize("kind", ["sitemap", "feed", "search"])
def test_a_sitemap_is_read_as_one_whatever_the_source_was_called(kind):
    assert urls(read(urlset(ENTRY), kind=kind)) == ["https://news.example/1"]


def test_a_sitemap_in_a_gzip_file_is_unpacked():
    packed = gzip.compress(urlset(ENTRY).encode())
    assert urls(read(packed)) == ["https://news.example/1"]


def test_a_gzip_file_cut_off_gives_what_is_whole():
    entries = [f"<loc>https://news.example/{n:06d}-{n * 7919 % 1009}</loc>" for n in range(500)]  # fmt: skip
    packed = gzip.compress(urlset(*entries).encode())
    listing = read(packed[: len(packed) // 2])
    assert 100 < len(listing.links) < 400
    assert "truncated gzip" in listing.note
    assert "truncated XML" in listing.note


@pytest.mark.slow
def test_a_gzip_bomb_is_unpacked_no_further_than_any_sitemap_goes():
    packed = gzip.compress(b"<urlset>" + b" " * 200_000_000)
    listing = read(packed)
    assert "more than 32 MiB" in listing.note


def test_a_sitemap_of_lines_is_read():
    body = "https://news.example/1\nhttps://news.example/2\r\n\nnot one\nhttps://news.example/1\n"  # fmt: skip
    assert urls(read(body)) == ["https://news.example/1", "https://news.example/2"]


def test_of_a_very_long_sitemap_the_newest_are_kept():
    day = datetime(2000, 1, 1, tzinfo=UTC)
    entries = [
        f"<loc>/{n}</loc><lastmod>{day + timedelta(hours=n):%Y-%m-%dT%H:%M}Z</lastmod>"
        for n in range(MAX_ADDRESSES + 500)
    ]
    listing = read(urlset(*entries))
    assert len(listing.links) == MAX_ADDRESSES
    assert listing.links[0].url.endswith(f"/{MAX_ADDRESSES + 499}")
    assert f"the newest {MAX_ADDRESSES} kept" in listing.note


def index(*entries):
    inside = "".join(f"<sitemap>{entry}</sitemap>" for entry in entries)
    return f"<sitemapindex {MAP}>{inside}</sitemapindex>"


def test_an_index_names_its_sitemaps_news_first_then_the_newest():
    listing = read(
        index(
            "<loc>/sitemap-2017.xml</loc><lastmod>2017-12-31</lastmod>",
            "<loc>/sitemap-2019.xml</loc><lastmod>2019-08-22</lastmod>",
            "<loc>/sitemap-2018.xml</loc><lastmod>2018-12-31</lastmod>",
            "<loc>/news.xml</loc>",
            "<loc>/sitemap.xml</loc>",  # itself
            "<loc>ftp://news.example/x.xml</loc>",
        )
    )
    assert listing.links == ()
    assert [u.rpartition("/")[2] for u in listing.children] == ["news.xml", "sitemap-2019.xml", "sitemap-2018.xml", "sitemap-2017.xml"]  # fmt: skip


def test_months_in_addresses_tell_the_newest_sitemap_when_nothing_else_does():
    months = [f"<loc>/map-{y}-{m:02d}.xml</loc>" for y in (2018, 2019) for m in range(1, 9)]  # fmt: skip
    listing = read(index(*months))
    assert listing.children[0].endswith("map-2019-08.xml")
    assert len(listing.children) == MAX_CHILDREN
    assert listing.note == f"16 sitemaps, {MAX_CHILDREN} read"


def test_a_sitemap_cut_off_gives_only_whole_addresses():
    whole = urlset("<loc>https://news.example/1</loc>", "<loc>https://news.example/22</loc>")  # fmt: skip
    listing = read(whole[: whole.index("/22") + 2])
    assert urls(listing) == ["https://news.example/1"]
    assert listing.note == "truncated XML, 1 addresses saved"


@pytest.mark.slow
def test_fifty_thousand_addresses_are_read_in_a_moment():
    entries = [ENTRY.replace("/1<", f"/{n}<") for n in range(50_000)]
    body = urlset(*entries)
    assert len(read(body).links) == MAX_ADDRESSES


# ---- section pages ----


def card(n, title, href=None, more=""):
    href = href or f"/2019/08/22/world/story-number-{n}.html"
    return f'<div class="card"><a href="{href}"><img src="/{n}.jpg" alt=""></a><h3><a href="{href}">{title}</a></h3>{more}</div>'


TITLES = [
    "Seoul to end military intelligence pact with Tokyo",
    "Envoy summoned over pact",
    "지소미아 종료 결정, 한미 동맹에 파장",
    "日韓軍事情報協定の破棄を決定",
]
CHROME = """<header><a href="/">The Example</a></header>
<nav><a href="/world/">World</a><a href="/2019/08/22/world/menu-item-in-the-navigation-1.html">A very long entry in the menu of the site</a></nav>
<div class="breadcrumb"><a href="/2019/08/22/world/x-y-z-1.html">Everything about this section is here</a></div>"""
TAIL = """<ul class="tags"><li><a href="/tag/gsomia">General Security of Military Information Agreement</a></li></ul>
<a href="/login?next=/world/">Log in to read all of our articles</a><a href="/page/2/">Older stories from this section</a>
<a href="/author/kim-min-ji-12345">Kim Min-ji, Seoul correspondent</a><a href="/2019/08/">August 2019</a>
<a href="https://ads.example/2019/08/22/buy-our-nice-noodles-12345.html">Buy our nice noodles now, they are cheap</a>
<a href="mailto:desk@news.example">Write to the desk</a><a href="#top">Back to the top of this page</a>
<a href="/files/report-20190822.pdf">The report of the ministry as a document</a>
<footer><a href="/2019/08/22/about-this-newspaper-123456.html">About this newspaper and its people</a></footer>"""


def section(cards, tail=TAIL):
    return f"<!doctype html><html><head><title>World - The Example</title></head><body>{CHROME}<main>{''.join(cards)}</main>{tail}</body></html>"


def read_section(body, rule=None, url="https://www.news.example/world/"):
    return read(body, kind="section", url=url, rule=rule)


def test_the_articles_of_a_section_are_found_without_a_rule():
    cards = [card(n, title) for n, title in enumerate(TITLES)]
    listing = read_section(section(cards))
    assert [link.title for link in listing.links] == TITLES
    assert listing.title == "World - The Example"


@pytest.mark.parametrize(
    "href",
    [
        "/news/articleView.html?idxno={n}4654",
        "/view/AKR2019082200{n}615001",
        "/articles/ASM8QD{n}DW2R5.html",
        "/news/html/20190822/k1001000735{n}000.html",
        "/Politics/International-relations/could-gsomia-be-the-next-casualty-{n}",
        "/article/{n}23456789",
        "/world/asia/story-about-the-pact-{n}/",
        "/arti/politics/defense/90680{n}.html",
        "https://en.news.example/2019/08/22/story-{n}",
        "/기사/지소미아-종료-결정-한미-동맹-{n}",
    ],
)
def test_articles_are_known_by_many_shapes_of_address(href):
    cards = [card(n, TITLES[n % 4], href.format(n=n)) for n in range(6)]
    assert len(read_section(section(cards)).links) == 6


def test_a_list_without_pictures_or_classes_is_found_too():
    items = "".join(
        f"<li><a href='/news/{n}12345'>{TITLES[n % 4]}</a></li>" for n in range(8)
    )
    assert len(read_section(f"<body>{CHROME}<ul>{items}</ul>{TAIL}</body>").links) == 8


def test_a_card_that_is_one_link_is_known_by_its_headline():
    cards = [
        f"<a class='c' href='/2019/08/22/s-{n}'><span>Politics</span><h4>Pact</h4><h3>{title}</h3><p>{'word ' * 40}</p></a>"
        for n, title in enumerate(TITLES)
    ]
    assert [link.title for link in read_section(section(cards)).links] == TITLES


def test_a_date_that_stands_in_a_card_is_its_articles():
    stamp = '<time datetime="2019-08-22T18:20:00+09:00">6:20 pm</time>'
    cards = [card(n, TITLES[n], more=stamp) for n in range(4)]
    when = {link.published for link in read_section(section(cards)).links}
    assert when == {datetime(2019, 8, 22, 9, 20, tzinfo=UTC)}


def test_a_rule_finds_what_guessing_cannot():
    cards = [f'<p class="x"><a href="/x/{c}">{c}</a></p>' for c in "abc"]
    body = section(cards)
    assert read_section(body).links == ()
    for selector in ("p.x a", "p.x", "main p > a"):
        found = read_section(body, SectionRule(links=selector))
        assert [link.title for link in found.links] == ["a", "b", "c"]
    chosen = read_section(body, SectionRule(links="a", url=r"/x/[ab]$"))
    assert [link.title for link in chosen.links] == ["a", "b"]


@pytest.mark.parametrize("rule", [SectionRule(links="p..x"), SectionRule(links="a", url="(")])  # fmt: skip
def test_a_rule_that_cannot_be_used_is_said_so(rule):
    listing = read_section(section([card(1, TITLES[0])]), rule)
    assert listing.links == ()
    assert "the rule cannot be used" in listing.note


def test_a_page_without_articles_is_an_empty_list_that_says_so():
    listing = read_section(section([]))
    assert (listing.links, listing.note) == ((), "no links to articles were found")


def test_a_base_element_moves_the_links():
    body = f"<head><base href='https://www.news.example/ko/'></head>{card(1, TITLES[0], '2019/08/22/a-1')}"
    assert urls(read_section(body)) == ["https://www.news.example/ko/2019/08/22/a-1"]


@pytest.mark.parametrize(
    ("codec", "label"), [("euc-kr", "euc-kr"), ("euc-kr", None), ("utf-8", "euc-kr")]
)
def test_a_korean_section_page_is_read_in_its_charset(codec, label):
    meta = f'<meta charset="{label}">' if label else ""
    body = section([card(n, TITLES[2]) for n in range(4)]).replace("<head>", f"<head>{meta}")  # fmt: skip
    titles = {link.title for link in read_section(body.encode(codec)).links}
    assert titles == {TITLES[2]}


def test_a_section_address_that_serves_a_feed_is_read_as_a_feed():
    body = "<rss><channel><item><title>x</title><link>/1</link></item></channel></rss>"
    assert urls(read_section(body)) == ["https://www.news.example/1"]


@pytest.mark.parametrize(
    "body",
    [
        "<div>" * 100_000 + "<a href='/2019/08/22/a-1'>x</a>",
        "<a href='/2019/08/22/a-1'>" * 20_000,
        "".join(card(n, TITLES[0]) for n in range(5_000)),
        "<a " + "x='1' " * 100_000 + ">",
        "<time>" * 20_000 + card(1, TITLES[0]),
    ],
    ids=["deep", "links in links", "many", "attributes", "times"],
)
def test_a_hostile_page_costs_little(body):
    assert len(read_section(f"<body>{body}").links) <= 300


@given(st.text(alphabet="<>/ahref=' \"div1\n&;-", max_size=200))
def test_any_page_is_read_without_another_error(body):
    try:
        read_section(body)
    except ExtractError:
        return


# ---- finding sources ----


def test_a_sites_page_names_its_feeds():
    body = """<head><link rel="alternate" type="application/rss+xml" title="World" href="/rss/world.xml">
    <link rel="alternate" type="application/atom+xml" href="/atom.xml"><link rel="stylesheet" type="text/css" href="/x.css">
    <link rel="alternate" hreflang="ko" href="/ko/"></head>
    <body><a href="/rss/world.xml">RSS</a><a href="/service/rss">Our RSS feeds</a><a href="/feedback">Write to us</a></body>"""
    assert find(page(body, "https://news.example/")) == [
        Found("feed", "https://news.example/rss/world.xml", "World"),
        Found("feed", "https://news.example/atom.xml", None),
        Found("feed", "https://news.example/service/rss", "Our RSS feeds"),
    ]


def test_a_robots_file_names_its_sitemaps():
    body = "User-agent: *\nSitemap: https://news.example/news.xml\nsitemap:/b.xml\n# Sitemap: https://x.example/\nDisallow: /x"  # fmt: skip
    assert find(page(body, "https://news.example/robots.txt")) == [
        Found("sitemap", "https://news.example/news.xml", None),
        Found("sitemap", "https://news.example/b.xml", None),
    ]


def test_the_usual_addresses_are_tried_where_nothing_is_named():
    tried = usual("https://news.example/world/")
    assert Found("feed", "https://news.example/rss", None) in tried
    assert Found("sitemap", "https://news.example/sitemap.xml", None) in tried
    assert len({each.url for each in tried}) == len(tried)


def test_a_page_that_is_none_names_nothing():
    assert find(page(b"", "https://news.example/")) == []
    assert find(page(b"\x00\xff", "https://news.example/robots.txt")) == []
