"""Edits of ten articles in three languages: which of them readers must hear of."""

import json
from pathlib import Path

import pytest

from monitor.core import revision
from monitor.core.amounts import amounts
from monitor.core.stances import acts, turned

DATA = Path(__file__).parents[1] / "data" / "revisions" / "cases.json"
CASES = json.loads(DATA.read_text(encoding="utf-8"))
LANGUAGES = ("en", "ko", "ja")


def changed(case):
    known = CASES["texts"][case["text"]]
    title, text = known["title"], known["body"]
    assert case.get("old", "") in text + title
    after = text.replace(case["old"], case["new"]) if "old" in case else text
    after = case.get("before", "") + after
    after += f"\n{case['after']}" if "after" in case else ""
    return revision.compare(title, text, case.get("title", title), after)


@pytest.mark.parametrize("case", CASES["material"], ids=str)
def test_a_reader_hears_of_what_is_said_otherwise(case):
    assert changed(case).material


@pytest.mark.parametrize("case", CASES["cosmetic"], ids=str)
def test_a_reader_does_not_hear_of_what_is_said_in_other_words(case):
    found = changed(case)
    assert not found.material, found.reason


@pytest.mark.parametrize("kind", ["material", "cosmetic"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_its_share_of_the_cases(kind, language):
    mine = [c for c in CASES[kind] if c["text"].endswith(language)]
    assert len(mine) >= 35


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("£12.4m", "£12.4 million"),
        ("1,200건", "1200건"),
        ("9천톤", "9,000톤"),
        ("9千トン", "9000トン"),
        ("30만8700명", "30万8700人"),
        ("두 차례", "2차례"),
        ("二度", "2度"),
        ("二〇一九年", "2019年"),
        ("twenty-one ships", "21 ships"),
        ("two hundred", "200"),
        ("twice", "two times"),
        ("1.50", "1.5"),
        ("１２００", "1,200"),
    ],
)
def test_a_number_is_its_value_however_it_is_written(one, other):
    assert amounts(one) == amounts(other) != frozenset()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("24억", "42억"),
        ("14:05", "15:04"),
        ("3.10", "3.1.0"),
        ("2 million", "2 billion"),
    ],
)
def test_another_number_is_another(one, other):
    assert amounts(one) != amounts(other)


@pytest.mark.parametrize(
    "text", ["十分に説明した", "一時的に止めた", "한편 정부는", "a once rare bird"]
)
def test_what_only_looks_like_a_number_is_none(text):
    assert amounts(text) == frozenset()


def test_a_word_of_the_other_side_turns_a_statement_and_a_like_one_does_not():
    assert turned("Its shares rose on Friday.", "Its shares fell on Friday.")
    assert not turned("Its shares rose on Friday.", "Its shares climbed on Friday.")
    assert turned("賛成する方針だ", "反対する方針だ")
    assert not turned("유가가 상승했다", "유가가 올랐다")


def test_a_grave_word_that_readers_knew_is_no_news_in_a_headline():
    assert acts("Captain questioned", "Captain arrested")
    assert (
        acts("Captain questioned", "Captain arrested", known="police arrested him")
        == ()
    )
    assert acts("The talks were called off", "The talks were cancelled") == ()


def test_two_sentences_made_one_and_one_made_two_say_what_they_said():
    old = "The union met on Friday night. Its members will return to the docks within the week."
    new = "The union met on Friday night, and its members will return to the docks within the week."
    assert not revision.compare("t", old, "t", new).material
    assert not revision.compare("t", new, "t", old).material
    assert revision.compare("t", old, "t", new.replace("will", "will not")).material


@pytest.mark.parametrize("unit", ["A ", "1,", "二", "a", "1억", "no "])
def test_a_hostile_text_of_one_sentence_is_compared_and_does_not_hang(unit):
    text = unit * (60_000 // len(unit))
    assert revision.compare("t", text, "t", f"{text[:-7]} rose. b").reason
