"""Matching over rows, as the command line and evaluations ask for it."""

from monitor.batch.match import match_articles, match_cases
from monitor.core.match import Engine
from monitor.core.query import parse
from monitor.model import ChannelName, Watch, WatchlistName


def test_each_case_is_asked_its_own_query() -> None:
    rows = [
        {"id": 1, "query": "지소미아", "title": "지소미아를", "body": ""},
        {"id": 2, "query": "지소미아", "title": "", "body": "한 미아"},
        {"id": 3, "form": {"any": ["Moon"], "none": ["NASA"]}, "title": "Moon", "body": ""},
        {"id": 4, "query": "a lang:ko", "title": "a", "body": "", "story_lang": "ko"},
        {"id": 5, "query": "a source:kbs", "title": "a", "body": "", "source": "KBS World"},
        {"id": 6, "query": "NOT a", "title": "b", "body": ""},
    ]  # fmt: skip
    assert list(match_cases(rows)) == [
        {"id": 1, "match": True, "passages": [{"field": "title", "start": 0, "end": 4}]},
        {"id": 2, "match": False, "passages": []},
        {"id": 3, "match": True, "passages": [{"field": "title", "start": 0, "end": 4}]},
        {"id": 4, "match": True, "passages": [{"field": "title", "start": 0, "end": 1}]},
        {"id": 5, "match": True, "passages": [{"field": "title", "start": 0, "end": 1}]},
        {"id": 6, "match": True, "passages": []},
    ]  # fmt: skip


def test_a_case_with_a_wrong_query_matches_nothing_and_says_why() -> None:
    rows = [
        {"id": 1, "query": "(a OR", "title": "a", "body": ""},
        {"id": 2, "form": {}, "title": "a", "body": ""},
        {"id": 3, "query": "a", "title": "a", "body": ""},
    ]
    bracket, empty, right = match_cases(rows)
    assert bracket["match"] is False
    assert "needs a term after it" in bracket["error"]
    assert "nothing to look for" in empty["error"]
    assert "error" not in right


def test_articles_are_matched_against_all_watches() -> None:
    engine = Engine(
        [
            Watch(
                watchlist=WatchlistName("desk"),
                name=query,
                query=parse(query, {}),
                source=query,
                channels=(ChannelName("mail"),),
            )
            for query in ("GSOMIA", "Seoul lang:en", "football")
        ]
    )
    rows: list[dict[str, object]] = [
        {"id": "x", "title": "GSOMIA ends", "text": "In Seoul.", "language": "en"},
        {"id": "y", "title": None, "text": None},
    ]
    assert list(match_articles(engine, rows)) == [
        {
            "id": "x",
            "watchlist": "desk",
            "watch": "GSOMIA",
            "terms": ["GSOMIA"],
            "passages": [{"field": "title", "start": 0, "end": 6}],
        },
        {
            "id": "x",
            "watchlist": "desk",
            "watch": "Seoul lang:en",
            "terms": ["Seoul"],
            "passages": [{"field": "body", "start": 3, "end": 8}],
        },
    ]
