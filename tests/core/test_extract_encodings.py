"""Pages whose server, document and bytes disagree give the same article, in NFC."""

from __future__ import annotations

import codecs
import unicodedata
from datetime import UTC, datetime

import pytest

from monitor.core.extract import extract
from monitor.model import Link, OutletHints, Page, SourceName

NOW = datetime(2026, 11, 1, tzinfo=UTC)
URL = "https://a.example/news/story"
KOREAN = (
    "해솔시가 낡은 다리를 내년 봄까지 새로 놓는다고 5일 밝혔다. 공사비는 시와 도가 반씩 낸다.",
    "다리를 건너던 버스는 열한 달 동안 북쪽 길로 돌아간다. 걷는 사람은 아래층을 쓸 수 있다.",
    "똠방 장터 상인들은 손님이 줄까 걱정한다며 임시 주차장을 넓혀 달라고 요구했다.",
)
JAPANESE = (
    "潮見市は五日、古い橋を来年の春までに架け替えると発表した。費用は市と県が半分ずつ負担する。",
    "橋を通るバスは十一か月間、北の道を回る。歩行者は下の階を使うことができる。",
    "商店街は客が減ることを心配し、臨時の駐車場を広げるよう求めている。",
)
FRENCH = (
    "La mairie a décidé mardi de rehausser la digue d’un mètre avant l’hiver, à l’unanimité.",
    "Les pêcheurs regrettent déjà la vue sur leurs bateaux et réclament des ouvertures dans le mur.",
    "Coût de l’opération : onze millions d’euros, dont la moitié à la charge du département.",
)


def read(body, header):
    page = Page(
        requested=URL,
        url=URL,
        status=200,
        headers=(("content-type", header),),
        body=body,
        fetched=NOW,
        seconds=0.1,
    )
    link = Link(source=SourceName("s"), url=URL, canonical=URL)
    return extract(page, link, now=NOW, outlet=OutletHints(outlet="A"))


def written(lines, *, meta=None, divide="p", title="다리"):
    declared = f'<meta charset="{meta}">' if meta else ""
    inner = (
        "".join(f"<p>{t}</p>" for t in lines)
        if divide == "p"
        else "<br><br>".join(f"　{t}" for t in lines)
    )
    return f"<html><head>{declared}<title>{title}</title></head><body><h1>{title}</h1><div class='article-body'>{inner}</div></body></html>"


PLAIN = "text/html"
LATIN = "text/html; charset=iso-8859-1"
UTF8 = "text/html; charset=utf-8"


@pytest.mark.parametrize(
    ("codec", "header", "meta", "lines"),
    [
        ("euc_kr", PLAIN, "euc-kr", KOREAN[:2]),
        ("cp949", "text/html; charset=euc-kr", None, KOREAN),
        ("cp949", UTF8, "ks_c_5601-1987", KOREAN),  # the server is wrong
        ("cp949", UTF8, "utf-8", KOREAN),  # both are
        ("cp949", LATIN, None, KOREAN),
        ("cp949", PLAIN, None, KOREAN),  # nobody says anything
        ("utf-8", "text/html; charset=euc-kr", "euc-kr", KOREAN),
        ("utf-8", LATIN, "iso-8859-1", KOREAN),
        ("shift_jis", PLAIN, "Shift_JIS", JAPANESE),
        ("cp932", UTF8, "x-sjis", JAPANESE),
        ("cp932", PLAIN, None, JAPANESE),
        ("euc_jp", PLAIN, "euc-jp", JAPANESE),
        ("euc_jp", "text/html; charset=Shift_JIS", None, JAPANESE),
        ("iso2022_jp", PLAIN, "iso-2022-jp", JAPANESE),
        ("iso2022_jp", UTF8, None, JAPANESE),
        ("utf-8", "text/html; charset=Shift_JIS", "Shift_JIS", JAPANESE),
        ("gb18030", PLAIN, "gb2312", ("山路被雪封住了三天，村民自己挖开了一条小道通往车站。", "医生每周两次步行上山，村里的孩子替她背药箱，从未迟到。", "县里说，明年春天以前要修好这条路，并装上路灯。")),
        ("cp1252", LATIN, None, FRENCH),  # curly quotes and € are windows-1252's
        ("cp1252", PLAIN, "latin-1", FRENCH),
        ("utf-8", LATIN, None, FRENCH),
    ],
)  # fmt: skip
@pytest.mark.parametrize("divide", ["p", "br"])
def test_the_words_come_through(codec, header, meta, lines, divide):
    html = written(lines, meta=meta, divide=divide, title="A")
    found = read(html.encode(codec, "xmlcharrefreplace"), header).text
    assert found.split("\n") == list(lines)


@pytest.mark.parametrize("meta", ["euc-kr", "shift_jis", "iso-8859-1"])
def test_a_byte_order_mark_wins_over_what_is_declared(meta):
    body = codecs.BOM_UTF8 + written(KOREAN, meta=meta).encode()
    assert read(body, f"text/html; charset={meta}").text.split("\n") == list(KOREAN)


def test_decomposed_hangul_and_kana_are_composed():
    for lines in (KOREAN, JAPANESE):
        body = unicodedata.normalize("NFD", written(lines)).encode()
        text = read(body, UTF8).text
        assert text == unicodedata.normalize("NFC", text)
        assert text.split("\n") == list(lines)


def test_the_readings_above_han_letters_are_not_read():
    marked = JAPANESE[0].replace(
        "古い橋", "<ruby>古い橋<rp>（</rp><rt>ふるいはし</rt><rp>）</rp></ruby>"
    )
    article = read(written((marked, *JAPANESE[1:])).encode(), UTF8)
    assert article.text.split("\n") == list(JAPANESE)


def test_full_width_spaces_that_open_a_paragraph_go():
    article = read(written(tuple(f"　　{t}　" for t in JAPANESE)).encode(), UTF8)
    assert article.text.split("\n") == list(JAPANESE)
