"""Queries asked of articles: fields, nearness, counts, exclusions, evidence."""

from datetime import UTC, datetime

import pytest

from monitor.core.match import (
    Engine,
    Facts,
    explain_miss,
    facts,
    match,
    match_query,
)
from monitor.core.query import Concept, PlainForm, Query, parse, plain
from monitor.model import (
    Article,
    ArticleId,
    ChannelName,
    SourceName,
    Watch,
    WatchlistName,
)

CONCEPTS = {
    "gsomia": Concept("gsomia", {"en": ("GSOMIA",), "ko": ("지소미아",), "ja": ("ジーソミア",)}),
    "ending": Concept("ending", {"en": ("terminate", "withdraw")}),
}  # fmt: skip


def holds(
    query: str, title: str = "", body: str = "", about: Facts | None = None
) -> bool:
    return match_query(parse(query, CONCEPTS), title, body, about) is not None


def article(title: str, text: str = "", **more: str) -> Article:
    given = {"outlet": "Yonhap News Agency", "language": "en", "country": "KR"} | more
    return Article(
        id=ArticleId("a"),
        url="https://en.yna.example/view/1",
        fetched_url="https://en.yna.example/view/1",
        source=SourceName("yonhap-en"),
        title=title,
        text=text,
        fetched=datetime(2019, 8, 22, tzinfo=UTC),
        **given,  # type: ignore[arg-type]
    )


def watch(name: str, query: str | Query) -> Watch:
    read = parse(query, CONCEPTS) if isinstance(query, str) else query
    return Watch(
        watchlist=WatchlistName("desk"),
        name=name,
        query=read,
        source=str(query),
        channels=(ChannelName("mail"),),
        priority="high",
    )


@pytest.mark.parametrize(
    ("query", "title", "body", "expected"),
    [
        # both halves of a story count as one, but for phrases and nearness
        ("Japan Seoul", "Japan acts", "Seoul waits", True),
        ("Japan AND Seoul", "Japan acts", "", False),
        ("Japan OR Seoul", "", "Seoul", True),
        ('"Abe Moon"', "Abe", "Moon", False),
        ("Abe NEAR/5 Moon", "flies Abe", "Moon stays", False),
        # fields
        ("title:Seoul", "Seoul acts", "", True),
        ("title:Seoul", "", "Seoul acts", False),
        ("body:Seoul", "Seoul acts", "", False),
        ("title:(Japan AND Korea)", "Japan", "Korea", False),
        ("title+body:(Japan AND Korea)", "Japan", "Korea", True),
        ("title:(Japan OR body:Korea)", "", "Korea", False),
        ("lead:Seoul", "", "One. Two. Seoul.", True),
        ("lead:Seoul", "", "Stocks fell. " * 60 + "Seoul.", False),
        ("title+lead:Seoul", "Seoul", "", True),
        # nearness: so many words between
        ("Abe NEAR/2 Moon", "Abe and then Moon", "", True),
        ("Abe NEAR/1 Moon", "Abe and then Moon", "", False),
        ("Abe NEAR/1 Moon", "Moon meets Abe", "", True),
        ("Abe ONEAR/1 Moon", "Moon meets Abe", "", False),
        ('"Kim Jong-un" NEAR/1 missile', "missile for Kim Jong-un", "", True),
        ("Korea NEAR/9 Korea", "Korea wins", "", False),
        ("Korea NEAR/9 Korea", "Korea beats Korea", "", True),
        ("(Japan OR Tokyo) NEAR/1 (Korea OR Seoul)", "Tokyo warns Seoul", "", True),
        ("Japan NEAR/2 (curb AND export)", "curb by Japan on export", "", True),
        ("Japan NEAR/1 (curb AND export)", "curb by Japan, and later no export", "", False),
        ("@gsomia NEAR/2 @ending", "to terminate the GSOMIA", "", True),
        ("a NEAR/1 b NEAR/1 c", "a x b y c", "", True),
        ("a NEAR/1 b NEAR/1 c", "a x b y z c", "", False),
        ('"export Japan curb"~2', "Japan to curb the export", "", True),
        ('"export Japan curb"~1', "Japan to curb the export", "", False),
        ("지소미아 NEAR/1 종료", "지소미아를 곧 종료", "", True),
        ("지소미아 NEAR/1 종료", "지소미아를 올해 안에 종료", "", False),
        ("韓国 NEAR/1 破棄", "韓国が協定を破棄", "", True),
        ("韓国 NEAR/1 破棄", "韓国の国会で予算案を審議し破棄", "", False),
        # counts
        ("ATLEAST2(Seoul)", "Seoul", "in Seoul", True),
        ("ATLEAST3(Seoul)", "Seoul", "in Seoul", False),
        ("ATLEAST2(Japan OR Tokyo)", "Japan", "Tokyo", True),
        ('ATLEAST2(Seoul OR "Seoul city")', "Seoul city", "", False),
        ("ATLEAST2(a AND b)", "a b a", "", False),
        ("ATLEAST2(a AND b)", "a b a b", "", True),
        # exclusions
        ("Georgia NOT Atlanta", "Georgia votes", "", True),
        ("Georgia -Atlanta", "Georgia votes", "in Atlanta", False),
        ('Georgia EXCEPT "Georgia Tech"', "Georgia Tech wins", "", False),
        ('Georgia EXCEPT "Georgia Tech"', "Georgia Tech", "in Georgia", True),
        ("NOT Atlanta", "Georgia", "", True),
        # capitals and patterns
        ("case:Moon", "the moon", "", False),
        ("case:Moon", "President Moon", "", True),
        ("/G[a-z]+A\\b/", "the GSOMIA", "", True),
        ("case:/G[a-z]+A/", "the GSOMIA", "", False),
        ("@gsomia", "지소미아를", "", True),
    ],
)  # fmt: skip
def test_a_query_asks_what_it_says(
    query: str, title: str, body: str, expected: bool
) -> None:
    assert holds(query, title, body) is expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("Seoul lang:en", True),
        ("Seoul lang:ko", False),
        ("Seoul lang:en-US", True),
        ("Seoul lang:(ko OR en)", True),
        ("Seoul -lang:en", False),
        ("Seoul country:kr", True),
        ("Seoul outlet:yonhap", True),
        ('Seoul outlet:"News Agency"', True),
        ("Seoul outlet:yon*", True),
        ("Seoul outlet:yon", False),
        ("Seoul source:yonhap-en", True),
        ("Seoul source:yna.example", True),
        ("Seoul source:kbs", False),
    ],
)
def test_a_query_may_ask_who_wrote_in_which_language(
    query: str, expected: bool
) -> None:
    about = facts(
        language="en-GB",
        outlet="Yonhap News Agency",
        source="yonhap-en",
        country="KR",
        url="https://en.yna.example/view/1",
    )
    assert holds(query, "Seoul acts", about=about) is expected


@pytest.mark.parametrize(
    ("form", "title", "expected"),
    [
        (PlainForm(any=("GSOMIA", "intelligence pact")), "intelligence pacts", True),
        (PlainForm(any=("Moon",), none=("NASA",)), "NASA's Moon probe", False),
        (PlainForm(any=("Moon",), all=("Seoul", "Tokyo")), "Moon, Seoul", False),
        (PlainForm(any=("GSOMIA", "pact"), min=2), "GSOMIA is a pact", True),
        (PlainForm(any=("GSOMIA",), min=2), "GSOMIA, a pact", False),
        (PlainForm(any=("조국",), except_=("조국통일",)), "조국통일 헌장", False),
        (PlainForm(any=("조국",), except_=("조국통일",)), "조국통일과 조국", True),
        (PlainForm(any=("@gsomia",), in_=("body",)), "GSOMIA", False),
        (PlainForm(any=("@gsomia",), lang=("ko",)), "GSOMIA", False),
    ],
)
def test_the_plain_form_asks_what_its_lists_say(
    form: PlainForm, title: str, expected: bool
) -> None:
    query = plain(form, CONCEPTS)
    assert (match_query(query, title, "", facts(language="en")) is not None) is expected


def test_a_match_names_its_terms_as_written_with_the_places_that_prove_it() -> None:
    story = article(
        "Seoul to terminate GSOMIA", "The pact, ＧＳＯＭＩＡ, was signed in Séoul."
    )
    engine = Engine(
        [watch("end", "@gsomia AND @ending"), watch("city", "seoul -Tokyo")]
    )
    end, city = match(story, engine)
    assert (end.watchlist, end.watch, end.channels, end.priority) == (
        "desk",
        "end",
        ("mail",),
        "high",
    )
    assert end.terms == ("terminate", "GSOMIA")
    text = {"title": story.title, "body": story.text}
    assert [(p.field, text[p.field][p.start : p.end]) for p in end.passages] == [
        ("title", "terminate"),
        ("title", "GSOMIA"),
        ("body", "ＧＳＯＭＩＡ"),
    ]
    assert [text[p.field][p.start : p.end] for p in city.passages] == ["Seoul", "Séoul"]


def test_only_the_pairs_that_are_near_are_shown_as_proof() -> None:
    query = parse("Abe NEAR/1 Moon", {})
    title = "Abe, alone, far away; later Moon met Abe"
    passages = match_query(query, title, "") or ()
    assert [title[p.start :] for p in passages] == ["Moon met Abe", "Abe"]


def test_a_term_said_a_thousand_times_gives_a_hundred_passages_and_none_is_lost() -> (
    None
):
    body = "Seoul " * 1000 + "Tokyo"
    passages = match_query(parse("Seoul Tokyo", {}), "", body) or ()
    assert len(passages) <= 101
    assert {p.term for p in passages} == {"Seoul", "Tokyo"}


def test_an_engine_answers_as_its_watches_would_one_by_one() -> None:
    queries = [
        "GSOMIA",
        "@gsomia NEAR/3 @ending",
        "Japan OR 日本 OR 일본",
        "(Seoul OR 서울) AND NOT football",
        "lang:en",
        "NOT football",
        "/[Pp]act/",
        "title:Seoul OR lead:football",
        "ATLEAST2(Seoul)",
        'Seoul EXCEPT "Seoul FC"',
        '"pact the end"~4',
    ]
    stories = [
        article(
            "Seoul ends the pact", "GSOMIA will end. Seoul said it would withdraw."
        ),
        article("Seoul FC win", "A football match."),
        article("日本が反発", "ジーソミアの破棄。", language="ja"),
        article("서울, 지소미아 종료", "일본은 반발했다.", language="ko"),
        article("", ""),
    ]
    watches = [watch(query, query) for query in queries]
    together = Engine(watches)
    for story in stories:
        alone = [m for w in watches for m in match(story, Engine([w]))]
        assert match(story, together) == alone


def test_an_engine_without_watches_matches_nothing() -> None:
    assert match(article("GSOMIA"), Engine([])) == []


@pytest.mark.parametrize(
    ("query", "title", "text", "says"),
    [
        ("Abe AND @ending", "Abenomics pays", "", ["Abe", "“Abenomics”", "@ending (terminate, withdraw)"]),
        ("title:GSOMIA", "Seoul", "GSOMIA here", ["found in the body", "not all of it in the title"]),
        ("Abe NEAR/2 Moon", "Abe one two three Moon", "", ["3 words apart, 2 are allowed"]),
        ("Abe ONEAR/2 Moon", "Moon Abe", "", ["in the other order"]),
        ("Abe NEAR/2 Moon", "Abe", "Moon", ["not in the same field"]),
        ("Abe NEAR/2 Moon", "Abe", "", ["Moon is not found"]),
        ("Seoul NOT (football OR tennis)", "Seoul", "In tennis news", ["must be absent", "body", "tennis news"]),
        ("ATLEAST3(Seoul)", "Seoul", "Seoul", ["3 mentions wanted, 2 found"]),
        ("Seoul lang:ko", "Seoul", "", ["lang:ko is wanted", "lang is en"]),
        ("US", "tell us", "", ["“us”"]),
        ('Georgia EXCEPT "Georgia Tech"', "Georgia Tech", "", ["only inside", "Georgia Tech"]),
        ("Netanyahu", "Netanjahu says", "", ["“Netanjahu”"]),
        ("京都", "東京都で", "", ["京都 is not found", "東京都"]),
        ("Seoul", "Seoul", "", []),
        (
            "(Osaka AND Kyoto) OR (Tokyo AND Busan)", "Tokyo answers", "",
            ["none of 2 alternatives holds; the nearest is Tokyo AND Busan: Busan is not found"],
        ),
        (
            '"military information agreement"', "A military information act", "",
            ["only “military information” of it stands in the title"],
        ),
        ("Seoul AND (Osaka OR Kobe)", "Seoul", "", ["Osaka OR Kobe is not found"]),
    ],
)  # fmt: skip
def test_a_miss_is_explained_by_the_part_that_failed_and_the_nearest_thing(
    query: str, title: str, text: str, says: list[str]
) -> None:
    said = explain_miss(article(title, text), watch("w", query))
    for words in says:
        assert words in said
    assert bool(said) == bool(says)


@pytest.mark.parametrize(
    ("query", "outlet", "expected"),
    [
        ("outlet:朝日", "朝日新聞", True),
        ("outlet:조선", "조선일보", True),
        ("outlet:新聞", "朝日新聞デジタル", True),
        ("outlet:毎日", "朝日新聞", False),
        ("outlet:hap", "Yonhap", False),
        ("outlet:KBS", "KBS월드", True),
    ],
)
def test_an_outlet_without_blanks_is_known_by_a_part_of_its_name(
    query: str, outlet: str, *, expected: bool
) -> None:
    found = match_query(parse(f"Seoul {query}", {}), "Seoul", "", facts(outlet=outlet))
    assert (found is not None) is expected
