"""Text as it is compared, and as it is kept."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.text import (
    clean_line,
    clean_text,
    fold,
    nfkc_fold,
    scripts,
    sentences,
)


@pytest.mark.parametrize(
    ("written", "compared"),
    [
        ("GSOMIA", "gsomia"),
        ("ＧＳＯＭＩＡ", "gsomia"),
        ("The oﬃce", "the office"),
        ("Se\u200boul agree\u00adment", "seoul agreement"),
        ("İSTANBUL Łódź Tromsø Erdoğan São", "istanbul lodz tromso erdogan sao"),
        ("Straße", "strasse"),
        ("Abe’s “pact” cease‐fire", 'abe\'s "pact" cease-fire'),
        ("㈱東芝", "(株)東芝"),
        ("ﾄﾗﾝﾌﾟ", "トランプ"),
        (unicodedata.normalize("NFD", "ジーソミア"), "ジーソミア"),
        (unicodedata.normalize("NFD", "지소미아"), "지소미아"),
        ("國學院 臺灣 渡邊", "国学院 台湾 渡辺"),
        ("한ㆍ일 ムン・ジェイン", "한·일 ムン·ジェイン"),
    ],
)
def test_one_spelling_to_compare_in(written: str, compared: str) -> None:
    assert nfkc_fold(written) == compared
    assert fold(written).text == compared
    assert nfkc_fold(compared) == compared


def test_a_voiced_kana_is_not_its_plain_sister() -> None:
    assert nfkc_fold("か\u3099") == "が" != nfkc_fold("か")


def test_em_dashes_stay_apart_from_hyphens() -> None:
    assert nfkc_fold("Seoul—Tokyo Seoul–Tokyo") == "seoul—tokyo seoul-tokyo"


@given(st.text(max_size=60))
def test_folding_twice_is_folding_once(text: str) -> None:
    once = nfkc_fold(text)
    assert nfkc_fold(once) == once


@given(st.text(alphabet="aé ﬁ㈱한한\u200b國İß'’ｶﾞ-", max_size=40))
def test_every_place_in_a_folded_text_leads_back_to_its_origin(text: str) -> None:
    folded = fold(text)
    assert folded.start(0) >= 0
    assert folded.end(len(folded.text)) <= len(text)
    for at in range(len(folded.text)):
        start, end = folded.start(at), folded.end(at + 1)
        assert 0 <= start < end <= len(text)
        piece = text[start:end]
        assert folded.text[at] in nfkc_fold(piece)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("GSOMIA pact", {"latin": 10}),
        ("지소미아 GSOMIA", {"hangul": 4, "latin": 6}),
        ("日韓のジーソミア", {"kanji": 2, "hiragana": 1, "katakana": 5}),
        ("2019-08-22!", {}),
        ("Привет", {"other": 6}),
    ],
)
def test_letters_are_counted_by_script(text: str, found: dict[str, int]) -> None:
    assert scripts(text) == found


def test_a_line_from_outside_is_safe_to_keep() -> None:
    hostile = "Se\x00oul\u202e \ud800acts\u2028now\r\n\x1b[31m  again\x85 "
    assert clean_line(hostile) == "Seoul acts now [31m again"


def test_a_long_line_is_cut_and_says_so() -> None:
    line = clean_line("word " * 400, 50)
    assert len(line) <= 50
    assert line.endswith("word…")


def test_a_text_keeps_its_paragraphs_and_loses_its_controls() -> None:
    assert clean_text(" a\u2029 b \r\n\r\n\tc\x07 ") == "a\nb\nc"
    assert clean_text(unicodedata.normalize("NFD", "지소미아")) == "지소미아"


@given(st.text(max_size=80))
def test_what_was_cleaned_is_clean(text: str) -> None:
    assert clean_text(clean_text(text)) == clean_text(text)
    assert "\n" not in clean_line(text)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "Mr. Abe met U.S. officials. S. Korea protested! “Why?” he asked.",
            [
                "Mr. Abe met U.S. officials.",
                "S. Korea protested!",
                "“Why?” he asked.",
            ],
        ),
        (
            "정부는 종료하기로 했다. 일본은 반발했다.",
            ["정부는 종료하기로 했다.", "일본은 반발했다."],
        ),
        (
            "破棄を決めた。「遺憾だ。」と述べた。",
            ["破棄を決めた。", "「遺憾だ。」", "と述べた。"],
        ),
        (
            "A headline\nA paragraph of 3.5 percent.",
            ["A headline", "A paragraph of 3.5 percent."],
        ),
        ("", []),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text: str, parts: list[str]) -> None:
    assert sentences(text) == parts
