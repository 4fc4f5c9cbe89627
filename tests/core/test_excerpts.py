"""What people are shown of an article that matched."""

from monitor.core.excerpts import LONGEST, excerpts
from monitor.core.match import match_query
from monitor.core.query import parse
from monitor.model import Excerpt

LEAD = "Seoul will end the pact with Tokyo, officials said on Thursday."
FILLER = "Nothing of note was said about it by anyone at all. " * 12


def shown(query: str, title: str, body: str) -> tuple[Excerpt, ...]:
    passages = match_query(parse(query, {}), title, body)
    assert passages is not None
    return excerpts(title, body, passages)


def marked(excerpt: Excerpt) -> list[str]:
    return [excerpt.text[start:end] for start, end in excerpt.marks]


def test_an_excerpt_is_the_sentence_that_holds_the_terms() -> None:
    (only,) = shown("Tokyo", "", f"{FILLER}{LEAD} {FILLER}")
    assert only.text == LEAD
    assert marked(only) == ["Tokyo"]
    assert only.terms == ("Tokyo",)
    assert only.field == "body"


def test_a_title_is_shown_whole_and_first() -> None:
    first, second = shown("pact", "Pact ends", f"{FILLER}{LEAD}")
    assert (first.field, first.text, marked(first)) == ("title", "Pact ends", ["Pact"])
    assert second.text == LEAD


def test_a_long_sentence_is_cut_at_words_and_says_so() -> None:
    long = (
        "and so on and so forth " * 30 + "until GSOMIA came " + "again and again " * 30
    )
    (only,) = shown("GSOMIA", "", long + ".")
    assert len(only.text) <= LONGEST
    assert only.text.startswith("…")
    assert only.text.endswith("…")
    assert set(only.text.strip("…").split()) <= set(long.split())
    assert marked(only) == ["GSOMIA"]


def test_a_long_japanese_sentence_is_cut_too() -> None:
    long = "韓国政府は協定を" * 60 + "GSOMIA" + "破棄すると発表した" * 60
    (only,) = shown("GSOMIA", "", long)
    assert len(only.text) <= LONGEST
    assert marked(only) == ["GSOMIA"]


def test_a_korean_sentence_is_not_cut_inside_a_word() -> None:
    long = (
        "정부는 협정을 연장하지 않기로 " * 30 + "GSOMIA " + "결정했다고 발표했다 " * 30
    )
    (only,) = shown("GSOMIA", "", long)
    assert set(only.text.strip("…").split()) <= set(long.split())


def test_an_excerpt_does_not_cross_a_paragraph() -> None:
    (only,) = shown("Tokyo", "", f"A caption\n{LEAD}\nAnother caption")
    assert only.text == LEAD


def test_three_excerpts_at_the_most_and_each_has_something_new() -> None:
    said = "GSOMIA is here. " * 40
    assert len(shown("GSOMIA", "", said)) <= 2
    body = " ".join(
        f"The {word} is named in this sentence. {FILLER}" for word in "abcdefg"
    )
    found = shown("a OR b OR c OR d OR e", "", body)
    assert len(found) == 3
    assert len({term for excerpt in found for term in excerpt.terms}) == 3


def test_terms_that_overlap_have_one_mark() -> None:
    (only,) = shown('"trade war" OR war OR "war ends"', "", "The trade war ends.")
    assert marked(only) == ["trade war ends"]
    assert set(only.terms) == {"trade war", "war", "war ends"}


def test_a_term_over_the_end_of_a_line_is_shown_whole() -> None:
    (only,) = shown('"trade war"', "", "The trade\nwar goes on.")
    assert marked(only) == ["trade war"]


def test_no_passages_give_no_excerpts() -> None:
    assert excerpts("title", "body", ()) == ()
