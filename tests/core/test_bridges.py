"""Reports in other languages meet by names, numbers, days and places."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core import bridges, gazetteer, group, similar, sounds
from monitor.model import (
    Article,
    ArticleId,
    EventId,
    Joins,
    Known,
    Neighbours,
    Opens,
    SourceName,
    StoryId,
)

NOON = datetime(2019, 11, 22, 12, tzinfo=UTC)
ENGLISH = (
    "Seoul suspends end of pact",
    """South Korea suspended the expiry of GSOMIA with Japan on Nov. 22. Kang Kyung-wha
    said Seoul would halt its complaint at the WTO over export controls.""",
)
KOREAN = (
    "지소미아 종료 통보 효력 정지",
    """정부는 22일 일본과의 지소미아 종료 통보를 조건부로 정지했다. 강경화 외교부 장관은
    수출규제에 대한 세계무역기구 제소 절차도 중단한다고 말했다.""",
)
JAPANESE_OTHER = (
    "京都で和菓子の展示会",
    "京都市で15日、和菓子の歴史を紹介する展示会が開かれ、120人が訪れた。",
)


def known(name, title, text, language, *, event="e"):
    prints = similar.prints(title, text, language)
    weighed = replace(prints, bridges=bridges.weigh(prints.bridges, {}))
    return Known(
        id=ArticleId(name),
        story=StoryId(f"story of {name}"),
        event=EventId(event),
        version=1,
        url=f"https://example.org/{name}",
        outlet="The Post",
        title=title,
        text="",
        digest=name,
        prints=weighed,
    )


def nearest(title, text, language, *abroad):
    prints = similar.prints(title, text, language)
    return bridges.nearest(prints, abroad, counts={})


def test_a_korean_report_finds_the_english_one():
    found = nearest(*KOREAN, "ko", known("en", *ENGLISH, "en"))
    assert found is not None
    assert found[0].id == "en"
    assert bridges.JOINS_AT <= found[1] <= 1


def test_another_happening_is_not_bridged():
    assert nearest(*JAPANESE_OTHER, "ja", known("en", *ENGLISH, "en")) is None


def test_reports_of_one_language_are_not_bridged():
    assert nearest(*ENGLISH, "en", known("en", *ENGLISH, "en")) is None


def test_other_languages_have_no_bridges():
    assert bridges.keys("Ein Titel", "Ein Text aus Tokio", "de") == ()
    assert bridges.keys("A title", "A text", None) == ()


def test_a_concept_of_a_watchlist_bridges_what_no_table_knows():
    def with_concept(title, text, language):
        return bridges.weigh(
            bridges.keys(title, text, language, ["harp", "reed", "bow"]), {}
        )

    mine = with_concept("Harps", "Harps and reeds", "en")
    theirs = with_concept("하프", "하프 이야기", "ko")
    assert bridges.likeness(mine, theirs) > bridges.JOINS_AT


def place(title, text, language, **near):
    article = Article(
        id=ArticleId("0123456789abcdef"),
        url="https://example.org/new",
        fetched_url="https://example.org/new",
        source=SourceName("post"),
        outlet="Daily",
        title=title,
        text=text,
        fetched=NOON,
        language=language,
        digest="d",
    )
    prints = similar.prints(title, text, language)
    return group.place(article, prints, Neighbours(**near))


def test_an_article_joins_the_event_of_a_report_abroad():
    abroad = (known("en", *ENGLISH, "en", event="pact"),)
    joined = place(*KOREAN, "ko", abroad=abroad)
    assert isinstance(joined, Joins)
    assert (joined.event, joined.near, joined.merges) == ("pact", "en", ())
    assert isinstance(place(*JAPANESE_OTHER, "ja", abroad=abroad), Opens)


def test_a_report_that_bridges_two_events_makes_them_one():
    at_home = replace(known("ko", *KOREAN, "ko", event="home"), story=StoryId("s"))
    prints = similar.prints(*KOREAN, "ko")
    length = len(prints.terms) - 1
    same = tuple((term, length**-0.5) for term, _ in prints.terms[1:])
    at_home = replace(at_home, prints=replace(at_home.prints, terms=same))
    joined = place(
        KOREAN[0],
        KOREAN[1],
        "ko",
        recent=(at_home,),
        abroad=(known("en", *ENGLISH, "en", event="abroad"),),
    )
    assert isinstance(joined, Joins)
    assert (joined.event, joined.merges) == ("home", ("abroad",))


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Foreign Minister Kang Kyung-wha said"),
        ("ko", "강경화 외교부 장관은"),
        ("ja", "康京和外相は"),
        ("ja", "カン・ギョンファ外相は"),
    ],
)
def test_a_korean_name_sounds_the_same_in_every_script(language, text):
    assert "강 KN" in set(sounds.names(text, language))


@pytest.mark.parametrize(
    ("latin", "kana"),
    [("Mitsubishi", "ミツビシ"), ("Trump", "トランプ"), ("Samsung", "サムスン")],
)
def test_a_loan_sounds_as_its_original(latin, kana):
    assert sounds.latin(latin) == sounds.kana(kana)


@pytest.mark.parametrize(
    ("language", "plain", "keys"),
    [
        ("en", "south koreans vote", ["korea", "election"]),
        ("ko", "한일 정상회담", ["korea", "japan", "summit"]),
        ("ja", "首脳会談", ["summit"]),
        ("de", "seoul", []),
    ],
)
def test_things_have_one_key_in_three_languages(language, plain, keys):
    assert gazetteer.named(plain, language) == keys


def shared(*reports):
    raw = [dict(bridges.keys("", text, language)) for language, text in reports]
    return set.intersection(*map(set, raw))


@pytest.mark.parametrize(
    ("english", "korean", "japanese"),
    [
        ("1.2 million", "120만", "120万"),
        ("308,700", "30만8700명", "30万8700人"),
        ("on Nov. 22", "22일", "22日"),
        ("5.5 billion", "55억", "55億"),
    ],
)
def test_numbers_and_days_are_read_in_every_notation(english, korean, japanese):
    assert shared(("en", english), ("ko", korean), ("ja", japanese))


@given(st.text(max_size=300), st.sampled_from(["en", "ko", "ja"]))
def test_a_report_is_like_itself_in_another_language_and_never_more(text, language):
    weighed = bridges.weigh(bridges.keys("", text, language), {})
    other = (((0, 0.0), *weighed[1:])) if weighed else ()
    assert 0 <= bridges.likeness(weighed, other) <= 1 + 1e-9
    assert bridges.likeness(weighed, weighed) == 0
