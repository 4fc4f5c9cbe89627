import json
from dataclasses import replace
from datetime import timedelta

import nouns
import pytest

from monitor.core import similar
from monitor.model import Call, Missed
from monitor.store import (
    archive,
    articles,
    explain,
    health,
    links,
    outbox,
    outcomes,
    prune,
    sources,
    views,
)
from monitor.store.articles import Causes

STEP = timedelta(minutes=10)


@pytest.fixture
def filled(store, article, opens, match, alert, link, source, now):  # noqa: PLR0917
    """A story in two outlets with a match, an alert and a revision; another of its
    event; and a third of nobody's interest."""
    first = article("a", published=now, aliases=("https://news.example/amp/a",))
    copy = article("b", outlet="NPR", source="npr")
    other = article("c", title="서울의 결정", text="지소미아 종료 결정", language="ko")
    third = article("d", title="Weather", text="Rain.")
    placed = opens(first)
    revised = replace(
        first, title="Pact ended", digest="2" * 64, fetched=now + STEP * 4
    )
    told = alert(placed.story, article=first.id, event=placed.event)
    with store.begin() as conn:
        sources.register(conn, [source("yonhap-en"), source("npr")], now)
        links.announce(conn, [link("a"), link("x")], now=now)
        call = Call(
            url="https://r.example/", purpose="page", source=source(), link=link("x")
        )
        gone = Missed(requested=call.url, kind="gone", reason="410", at=now, status=410)
        outcomes.keep(conn, call, gone)
        links.lease(conn, now, limit=9, hold=STEP)
        links.failed(conn, link("x").canonical, reason="410")

        def record(one, placement, at, **causes):
            nouns.record(conn, one, placement, now=at, **causes)

        record(first, placed, now, matches=[match(), match("any")], alerts=[told])
        links.done(conn, first.url, article=first.id)
        record(copy, nouns.copy_of(first, placed), now + STEP)
        record(
            other,
            nouns.joins(other, first, placed),
            now + STEP * 2,
            matches=[match(watchlist="pacts")],
        )
        record(third, opens(third), now + STEP * 3)
        again = nouns.revises(first, placed, "a new headline")
        record(revised, again, now + STEP * 4)
        (leased,) = outbox.lease(conn, now, channel="desk", limit=1, hold=STEP)
        outbox.settle(conn, nouns.delivery(leased, at=now, status=200))
    return store


def titles(rows):
    return [row.title for row in rows]


def test_stories_are_listed_newest_first_with_who_carries_and_who_matched(filled, now):
    with filled.read() as conn:
        rows = views.stories(conn)
    assert titles(rows) == ["Weather", "서울의 결정", "Title of a"]
    row = rows[-1]
    assert (row.articles, row.outlets, row.alerts, row.silent) == (2, 2, 1, False)
    assert row.watches == ("gsomia/any", "gsomia/termination")
    assert (row.first_seen, row.published) == (now, now)
    assert rows[0].watches == ()


@pytest.mark.parametrize(
    ("which", "found"),
    [
        ({"search": "지소미아"}, ["서울의 결정"]),
        ({"search": "pact", "watchlist": "gsomia"}, ["Title of a"]),
        ({"search": "nothing like it"}, []),
        ({"watchlist": "pacts"}, ["서울의 결정"]),
        ({"watch": "any"}, ["Title of a"]),
        ({"watchlist": "pacts", "watch": "any"}, []),
        ({"ids": ()}, []),
    ],
)
def test_stories_are_found_by_words_and_watches(filled, which, found):
    with filled.read() as conn:
        assert titles(views.stories(conn, views.Filter(**which))) == found


def test_stories_are_found_by_time_and_page_by_page(filled, now):
    with filled.read() as conn:
        since = views.Filter(since=now + STEP * 2)
        assert titles(views.stories(conn, since)) == ["Weather", "서울의 결정"]
        assert titles(views.stories(conn, limit=1, offset=2)) == ["Title of a"]


def test_a_story_shows_all_that_it_is_made_of(filled, now):
    with filled.read() as conn:
        listed = views.stories(conn)[-1]
        whole = views.story(conn, listed.id)
        assert views.story(conn, "0" * 16) is None
    assert whole.row == listed
    assert [(a.title, a.relation, a.version) for a in whole.articles] == [
        ("Pact ended", "opens", 2),
        ("Title of b", "copy", 1),
    ]
    assert [v.title for v in whole.versions] == [
        "Title of a",
        "Pact ended",
        "Title of b",
    ]
    assert [p.match.watch for p in whole.matches] == ["any", "termination"]
    assert whole.matches[0].match.passages[0].term == "pact"
    assert whole.matches[0].config == "c1"
    (entry,) = whole.alerts
    assert (entry.state, [d.status for d in entry.deliveries]) == ("sent", [200])
    assert titles(whole.event) == ["서울의 결정"]


def test_the_life_of_an_address_ends_where_it_stopped(filled, article):
    with filled.read() as conn:
        whole = explain.life(conn, article("a").url)
        stopped = explain.life(conn, "https://news.example/x")
        unknown = explain.life(conn, "https://elsewhere.example/")
        alias = explain.life(conn, "https://news.example/amp/a")
    assert whole.announced.state == "done"
    assert whole.addresses == ("https://news.example/a", "https://news.example/amp/a")
    assert [v.version for v in whole.versions] == [1, 2]
    assert [p.match.watch for p in whole.matches] == ["any", "termination"]
    assert whole.story.title == "Title of a"
    assert [entry.state for entry in whole.alerts] == ["sent"]
    assert alias.article == whole.article
    assert (stopped.announced.state, stopped.announced.reason) == ("failed", "410")
    assert [(r.kind, r.status) for r in stopped.requests] == [("gone", 410)]
    assert (stopped.article, stopped.story, stopped.alerts) == (None, None, ())
    assert unknown.announced is None
    assert unknown.requests == ()


def test_each_source_has_its_health_and_each_day_its_counts(filled, now):
    with filled.read() as conn:
        sources_health = health.of_sources(conn, now - STEP)
        counts = health.summary(conn, now, now + STEP)
    assert [(h.visit.source, h.articles) for h in sources_health] == [
        ("npr", 1),
        ("yonhap-en", 3),
    ]
    assert (counts.sources, counts.due, counts.waiting) == (2, 2, 0)
    assert (counts.articles, counts.stories) == (4, 3)
    assert (counts.matches, counts.alerts, counts.pages) == (3, 1, 1)


@pytest.mark.parametrize(
    ("what", "number"), [("stories", 3), ("articles", 4), ("alerts", 1)]
)
def test_everything_can_be_taken_along_as_plain_values(filled, now, what, number):
    with filled.read() as conn:
        rows = list(archive.export(conn, what))
        assert json.loads(json.dumps(rows)) == rows
        assert len(rows) == number
        assert list(archive.export(conn, what, now + STEP * 99)) == []


def test_an_exported_article_names_its_story_and_versions(filled, article, now):
    with filled.read() as conn:
        row = next(archive.export(conn, "articles"))
        story = next(archive.export(conn, "stories"))
    assert row["url"] == article("a").url
    assert row["title"] == "Pact ended"
    assert row["story"] == story["story"]
    assert row["event"] == story["event"]
    assert row["first_seen"] == now.isoformat()
    assert [v["title"] for v in row["versions"]] == ["Title of a", "Pact ended"]


def test_the_archive_is_walked_in_order_whatever_its_size(
    store, article, opens, now, minutes
):
    with store.begin() as conn:
        for n in range(20):
            one = article(f"{n}", text=f"Number {n} of many")
            articles.record(
                conn,
                one,
                opens(one),
                prints=similar.prints(one.title, one.text, one.language),
                causes=Causes(),
                baseline=False,
                now=now + minutes(n // 4),  # some at the same instant
            )
    with store.read() as conn:
        walked = list(archive.archive(conn, page=3))
        assert len({one.id for one, _ in walked}) == len(walked) == 20
        assert [seen for _, seen in walked] == sorted(seen for _, seen in walked)
        late = list(archive.archive(conn, now + minutes(4), page=3))
        assert len(late) == 4


def test_texts_that_nobody_watched_are_emptied_and_the_others_kept(
    filled, article, now
):
    with filled.begin() as conn:
        assert prune.texts_before(conn, now + STEP * 99) == 2  # the copy, the weather
        assert prune.texts_before(conn, now + STEP * 99) == 0
        assert articles.get(conn, article("d").id).text == ""
        assert articles.all_versions(conn, article("d").id)[0].text == ""
        assert articles.get(conn, article("c").id).text != ""
