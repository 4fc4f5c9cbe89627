"""Stories found with the language of watches; on both databases."""

import pytest

from monitor.core import ids, query, similar
from monitor.errors import QueryError
from monitor.store import articles, finding
from monitor.store.articles import Causes

PACT = query.Concept(name="pact", terms={"en": ("GSOMIA",), "ko": ("지소미아",)})
TEXTS = {
    "ends": ("Seoul ends GSOMIA", "The agency said the talks had failed.", "en"),
    "keeps": ("Seoul keeps the pact", "Agencies report: GSOMIA was extended.", "en"),
    "korean": ("정부 발표", "정부는 지소미아를 종료하기로 했다.", "ko"),
    "ukraine": ("GSOMIA and Ukraine", "A word on Ukraine.", "en"),
    "weather": ("Rain", "Rain on the coast.", "en"),
}


@pytest.fixture
def archive(store, article, opens, now, minutes):
    with store.begin() as conn:
        for number, (path, (title, text, language)) in enumerate(TEXTS.items()):
            one = article(path, title=title, text=text, language=language)
            articles.record(
                conn,
                one,
                opens(one),
                prints=similar.prints(title, text, language),
                causes=Causes(),
                baseline=False,
                now=now + minutes(number),
            )
    return store


@pytest.fixture
def find(archive, article):
    names = {}
    for path, (title, text, _) in TEXTS.items():
        one = article(path)
        names[ids.story_id(one.id, ids.text_digest(title, text))] = path

    def search(written, **more):
        with archive.read() as conn:
            found = finding.find(conn, query.parse(written, {"pact": PACT}), **more)
        return {names[story] for story in found}

    return search


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("GSOMIA", {"ends", "keeps", "ukraine"}),
        ("@pact", {"ends", "keeps", "ukraine", "korean"}),
        ("@pact NOT Ukraine", {"ends", "keeps", "korean"}),
        ("@pact lang:ko", {"korean"}),
        ("지소미아 AND 종료", {"korean"}),
        ("title:GSOMIA", {"ends", "ukraine"}),
        ("agency", {"ends", "keeps"}),
        ("rain OR 정부", {"weather", "korean"}),
        ("Seoul NEAR/2 GSOMIA", {"ends"}),
        ("exten*", {"keeps"}),
        ("ATLEAST2(rain)", {"weather"}),
        ("GSOMIA AND nothing", set()),
        ('"the pact" AND lang:en', {"keeps"}),
    ],
)
def test_a_query_finds_what_a_watch_would_find(find, written, found):
    assert find(written) == found


@pytest.mark.parametrize("written", ["NOT rain", "lang:ko", "/GSOM.A/", "*land"])
def test_a_query_that_needs_no_word_is_told_so(find, written):
    with pytest.raises(QueryError, match="needs a word"):
        find(written)


def test_only_the_newest_articles_are_asked(find):
    assert find("GSOMIA", most=1) == {"ukraine"}
