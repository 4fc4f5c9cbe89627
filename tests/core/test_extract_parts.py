"""The rules that give lines of a page back, and those that take them apart."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from monitor.core.extract import extract
from monitor.core.extraction.embedded import embedded_text, published_in, writer_in
from monitor.core.extraction.leftovers import leftover
from monitor.core.extraction.signature import closing, dateline
from monitor.model import Link, OutletHints, Page, SourceName

NOW = datetime(2026, 11, 1, tzinfo=UTC)
URL = "https://courier.example/news/harbour-wall"
GERMAN = (
    "Die Mauer am alten Hafen wird im Herbst um einen Meter erhöht, sagte die Baurätin am Dienstag in Marram.",
    "Zweimal stand das Wasser im vergangenen Winter in den Kellern der Fischergasse, zuletzt vier Tage lang.",
    "Die Arbeiten kosten elf Millionen Mark und sollen vor den ersten Stürmen beendet sein, so der Plan der Stadt.",
    "Die Fischer fürchten um den Blick auf die Boote. Sie wollen, dass Luken in der Mauer bleiben.",
)
ENGLISH = (
    "The wall at the old harbour will rise by a metre in the autumn, the town's engineer said on Tuesday.",
    "Water stood in the cellars of Fisher Lane twice last winter, the second time for four days on end.",
    "The work costs eleven million and should be over before the first storms come in, by the town's plan.",
    "Fishermen fear for the view of their boats, and want hatches to be left open in the wall.",
)
LEAD = "Nach zwei Fluten in einem Winter handelt die Stadt: Bis November soll die Mauer stehen."


def read(body, *, lang="en", head=""):
    html = f"<!doctype html><html lang='{lang}'><head><meta charset='utf-8'>{head}</head><body>{body}</body></html>"
    page = Page(
        requested=URL,
        url=URL,
        status=200,
        headers=(("content-type", "text/html; charset=utf-8"),),
        body=html.encode(),
        fetched=NOW,
        seconds=0.1,
    )
    link = Link(source=SourceName("s"), url=URL, canonical=URL)
    return extract(page, link, now=NOW, outlet=OutletHints(outlet="Courier"))


def paragraphs(lines):
    return "".join(f"<p>{line}</p>" for line in lines)


def lines_of(article):
    return article.text.split("\n")


def test_the_lead_is_a_part_of_a_german_text():
    article = read(
        f"<header><h1>Eine Mauer gegen das Meer</h1><p class='standfirst'>{LEAD}</p>"
        f"<p class='author'>Von Jonas Berg</p></header><div class='article-body'>{paragraphs(GERMAN)}</div>",
        lang="de",
    )
    assert lines_of(article) == [LEAD, *GERMAN]


def test_the_standfirst_is_no_part_of_an_english_text():
    article = read(
        "<header><h1>A wall against the sea</h1><p class='standfirst'>After two floods in a winter the town acts.</p>"
        f"</header><div class='article-body'>{paragraphs(ENGLISH)}</div>"
    )
    assert lines_of(article) == list(ENGLISH)


@pytest.mark.parametrize("tag", ["button", "nav", "select"])
def test_an_article_that_an_unclosed_tag_swallowed_is_found(tag):
    article = read(
        f"<header><{tag} class='menu'><a href='/'>Home</a><main><h1>A wall against the sea</h1>"
        f"<div class='body'>{paragraphs(ENGLISH)}</div></main></header>"
    )
    assert lines_of(article) == list(ENGLISH)


def test_lists_and_tables_between_paragraphs_belong_to_the_text():
    article = read(
        "<h1>A wall against the sea</h1><div class='article-body'>"
        f"{paragraphs(ENGLISH[:2])}<ul><li>Height: four metres</li><li>Length: 610 metres</li></ul>"
        "<table><tr><td>Marram</td><td>eleven million</td></tr></table>"
        f"{paragraphs(ENGLISH[2:])}</div>"
    )
    assert "Height: four metres" in lines_of(article)
    assert lines_of(article)[0] == ENGLISH[0]
    assert lines_of(article)[-1] == ENGLISH[-1]


def test_a_cell_of_a_table_beside_the_body_is_dropped():
    promo = "Subscribers get a calendar this month, and a cup in the next."
    article = read(
        f"<table><tr><td width=560><h1>A wall against the sea</h1>{paragraphs(ENGLISH)}</td>"
        f"<td width=200><table><tr><td>{promo}</td></tr></table></td></tr></table>"
    )
    assert lines_of(article) == list(ENGLISH)


def test_a_copy_of_the_whole_text_for_printing_is_said_before():
    many = [f"{line} That was paragraph {n}." for n in range(3) for line in ENGLISH]
    article = read(
        f"<h1>A wall against the sea</h1><div class='article-body'>{paragraphs(many)}</div>"
        f"<div class='article-body'><div>{' '.join(many)}</div></div>"
    )
    assert lines_of(article) == many


def test_words_for_screen_readers_alone_are_not_read():
    hidden = "<span style='position:absolute;clip:rect(0,0,0,0)'>, opens new tab</span>"
    article = read(
        f"<h1>A wall</h1><div class='article-body'><p>Shares of <a href='/x'>Harbour Works{hidden}</a> rose"
        f" by a tenth after the town's decision on Tuesday.</p>{paragraphs(ENGLISH)}</div>"
    )
    assert "opens new tab" not in article.text
    assert "Harbour Works rose by a tenth" in " ".join(article.text.split())


def test_a_sentence_that_is_mostly_a_link_stays_in_the_body():
    told = "<p><a href='/old'>The wall was built by prisoners in 1811</a> and mended since.</p>"
    article = read(
        f"<h1>A wall</h1><div class='article-body'>{paragraphs(ENGLISH[:2])}{told}{paragraphs(ENGLISH[2:])}</div>"
    )
    assert "The wall was built by prisoners in 1811 and mended since." in lines_of(
        article
    )


def test_a_line_that_points_elsewhere_goes():
    points = "<p>&gt;&gt; Building near the water? <a href='/c'>Compare our lenders</a> before you sign.</p>"
    article = read(
        f"<h1>A wall</h1><div class='article-body'>{paragraphs(ENGLISH[:2])}{points}{paragraphs(ENGLISH[2:])}</div>"
    )
    assert lines_of(article) == list(ENGLISH)


@pytest.mark.parametrize(
    ("line", "known"),
    [
        ("Get the Harbour Monthly delivered through your letterbox.", "newsletter"),
        ("Check out more by signing up to our free weekly newsletter", "newsletter"),
        ("Unser Newsletter informiert Sie jeden Morgen kostenlos.", "newsletter"),
        ("ニュースレター「潮」を毎週配信しています。登録はこちら", "newsletter"),
        ("Email Ana Whitcombe at ana@courier.example or follow her @ana.", "bio"),
        ("Berg reported from Marram.", "note"),
        ("This post has been updated throughout.", "note"),
        ("This review originally appeared in our summer issue.", "copyright"),
        ('[button link="https://a.example" type="big"]', "template"),
        ("김철수·이영희 기자", "byline"),
        ("해솔=윤하늘 기자 sky@haesol.example", "byline"),
        ("（水瀬航）", "byline"),
        ("佐伯真帆（文化部）", "byline"),
        ("［時事通信社］", "credit"),
        ("次ページは：机を運んだ人たち", "ui"),
        ("今すぐ登録（初月無料）", "wall"),
        ("첫 달 100원으로 시작하세요.", "wall"),
        ("The mayor's newsletter reached every house on Monday.", None),
        ("She said that she would follow him on his way.", None),
        ("He asked the ministry to contact the families.", None),
    ],
)
def test_a_line_is_known_by_what_it_does(line, known):
    assert leftover(line) == known


@pytest.mark.parametrize(
    ("line", "text", "who"),
    [
        ("雨はやんだ。（水瀬航）", "雨はやんだ。", "水瀬航"),
        ("雨はやんだ。【松枝大地】", "雨はやんだ。", "松枝大地"),
        ("船は出た。（共同）", "船は出た。", "共同"),
        ("그쳤다. 윤하늘 기자 sky@a.example", "그쳤다.", "윤하늘 기자 sky@a.example"),
        ("그쳤다. 김철수·이영희 기자", "그쳤다.", "김철수·이영희 기자"),
        ("彼は笑った。（敬称略）", "彼は笑った。（敬称略）", ""),
        ("The rain stopped (mostly).", "The rain stopped (mostly).", ""),
        ("비가 그쳤다고 김 기자가 말했다.", "비가 그쳤다고 김 기자가 말했다.", ""),
    ],
)
def test_who_signs_a_text_is_no_word_of_it(line, text, who):
    assert closing(line) == (text, who)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("SEOUL, South Korea (AP) — The wall", "SEOUL, South Korea (AP)"),
        ("MARRAM -- Two towns", "MARRAM"),
        ("(서울=한빛통신) 윤하늘 기자 = 다리가", "서울=한빛통신"),
        ("【ソウル共同】韓国政府は", "ソウル共同"),
        ("The wall rose.", None),
        ("NATO agreed - at last - to talk.", None),
    ],
)
def test_the_place_that_a_report_names_is_kept(text, place):
    assert dateline(text) == place


LONG = " ".join(ENGLISH)


@pytest.mark.parametrize(
    "script",
    [
        'window.Fusion={{}};Fusion.globalContent={{"content_elements":[{}]}};'.format(
            ",".join(f'{{"type":"text","content":"{t}"}}' for t in ENGLISH)
        ),
        '{{"props":{{"pageProps":{{"blocks":[{}]}}}}}}'.format(
            ",".join(f'{{"text":"{t}"}}' for t in ENGLISH)
        ),
        f'window.__INITIAL_STATE__ = {{"story":{{"bodyHtml":"{LONG}"}}}};',
        f'window.__NUXT__=(function(a){{return {{body:a}}}}("{LONG}"));',
        rf'self.__next_f.push([1,"{{\"articleBody\":\"{LONG}\"}}"])',
    ],
)
def test_a_text_is_found_in_the_state_of_a_page(script):
    found = embedded_text([script], ())
    assert all(line in found for line in ENGLISH)


def test_captions_and_links_in_a_pages_state_are_no_text():
    items = '{"type":"image","content":"A caption."},{"type":"link_list","content":"A link."}'
    texts = ",".join(f'{{"type":"text","content":"{t}"}}' for t in ENGLISH)
    found = embedded_text([f'Fusion.globalContent={{"e":[{items},{texts}]}}'], ())
    assert "caption" not in found
    assert "A link" not in found


def test_a_time_in_the_data_is_believed_when_it_is_the_only_one():
    one = '{"publishedAt":"2024-03-05T18:20:00+09:00"}'
    assert published_in([one, one]) == "2024-03-05T18:20:00+09:00"
    assert published_in([one, one.replace("03-05", "03-04")]) is None


def test_a_writer_in_the_data_is_believed_when_it_is_the_only_one():
    assert writer_in(['{"writer":{"name":"정유담"}}']) == "정유담"
    assert writer_in(['{"author":"Ana Whitcombe"}{"author":"Miro Aalto"}']) is None


def test_a_text_that_the_page_cuts_off_is_read_whole_from_its_data():
    whole = "".join(f"<p>{line}</p>" for line in ENGLISH * 3)
    data = whole.replace('"', '\\"')
    article = read(
        f"<h1>A wall</h1><div class='article-body'>{paragraphs(ENGLISH[:2])}</div>"
        f'<script>window.__STATE__={{"article":{{"bodyHtml":"{data}"}}}}</script>'
    )
    assert ENGLISH[-1] in article.text


@pytest.mark.parametrize(
    ("end", "paywalled"), [("The rest of the plan…", True), ("It ends here.", False)]
)
def test_a_text_that_stops_at_a_gate_is_the_free_part(end, paywalled):
    gate = "<div class='paywall-gate'>From one a month</div>"
    article = read(
        f"<h1>A wall</h1><div class='article-body'>{paragraphs([*ENGLISH, end])}</div>{gate}"
    )
    assert lines_of(article) == [*ENGLISH, end]
    assert article.paywalled is paywalled


def test_a_news_flash_is_not_taken_for_another_article_in_the_pages_data():
    flash = (
        "Marram has closed the harbour after a ship struck the wall, the mayor said."
    )
    other = "<p>".join(f"{t} A bakery won the prize for rye bread." for t in GERMAN * 3)
    article = read(
        f"<h1>Marram closes its harbour after a ship strikes the wall</h1><div class='article-body'><p>{flash}</p>"
        f'</div><script>window.__STATE__={{"related":{{"bodyHtml":"{other}"}}}}</script>'
    )
    assert lines_of(article) == [flash]
