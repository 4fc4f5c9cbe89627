"""Events that turn out to be one, on both databases."""

from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import select

from monitor.core import ids, similar
from monitor.model import EventId, Joins, Opens
from monitor.store import articles as rows
from monitor.store import events, stories, views
from monitor.store.tables import addresses
from monitor.store.tables import events as event_rows


@pytest.fixture
def put(store, article, now):
    def put(path, place=None, **more):
        it = article(path, f"A text about {path}.", **more)
        story = ids.story_id(it.id, it.digest)
        default = Opens(story=story, event=ids.event_id(story))
        with store.begin() as conn:
            rows.record(
                conn,
                it,
                place(story) if place else default,
                prints=similar.prints(it.title, it.text, it.language),
                causes=rows.Causes(),
                baseline=False,
                now=now,
            )
        return it, default

    return put


def joins(first, other):
    return lambda story: Joins(
        story=story,
        event=first.event,
        near="0" * 16,
        similarity=0.5,
        reason="",
        merges=(other.event,),
    )


def test_a_bridging_report_makes_two_events_one(store, put):
    _, first = put("a")
    _, second = put("b")
    put("c", joins(first, second))
    with store.begin() as conn:
        found = views.stories(conn, views.Filter(event=first.event))
        by_old_name = views.stories(conn, views.Filter(event=second.event))
        told = events.current(conn, second.event)
    assert len(found) == len(by_old_name) == 3
    assert told == first.event


def test_merging_twice_and_in_a_chain_ends_at_one_event(store, put):
    names = [put(path)[1].event for path in "abc"]
    with store.begin() as conn:
        events.merge(conn, names[1], [names[2]])
        events.merge(conn, names[0], [names[1], names[0]])
        events.merge(conn, names[0], [names[1]])
        events.merge(conn, names[0], [])
        kept = conn.execute(
            select(event_rows.c.id).where(event_rows.c.merged_into.is_(None))
        ).scalars()
        assert list(kept) == [names[0]]
        assert {events.current(conn, name) for name in names} == {names[0]}
        assert events.current(conn, EventId("unknown")) == "unknown"


def test_an_alias_never_takes_the_address_of_another_article(store, put):
    first, _ = put("a")
    second, _ = put("b", aliases=(first.url, "https://news.example/b?amp"))
    with store.begin() as conn:
        found = dict(
            conn.execute(select(addresses.c.url, addresses.c.article_id)).all()
        )
    assert found[first.url] == first.id
    assert found["https://news.example/b?amp"] == second.id


def test_the_first_report_of_an_event_in_each_language_is_known(store, put, now):
    early, late = now - timedelta(minutes=50), now - timedelta(minutes=12)
    _, first = put("a", language="ko", outlet="Yonhap", published=early)
    same = {"event": first.event, "near": "0" * 16, "similarity": 0.5, "reason": ""}
    joined = partial(Joins, **same)
    put("b", lambda s: joined(story=s), language="en", outlet="Harbor", published=late)
    put("c", lambda s: joined(story=s), language="en", outlet="Post", published=now)
    doubtful = {"published": early, "published_doubtful": True}
    put("d", lambda s: joined(story=s), language="ja", outlet="Doubt", **doubtful)
    put("e", lambda s: joined(story=s), language=None, outlet="Nobody")
    with store.begin() as conn:
        found = stories.first_reports(conn, first.event)
        whole = views.story(conn, first.story)
    assert [(f.language, f.outlet, f.at) for f in found] == [
        ("ko", "Yonhap", early),
        ("en", "Harbor", late),
        ("ja", "Doubt", now),
    ]
    assert whole.firsts == found


def test_an_alias_stays_with_the_article_that_had_it_first(store, put):
    """A redirect that moves from one article to another makes them not one story."""
    moving = "https://news.example/latest"
    first, _ = put("a", aliases=(moving,))
    second, _ = put("b", aliases=(moving,))
    with store.begin() as conn:
        held = select(addresses.c.article_id).where(addresses.c.url == moving)
        assert conn.scalar(held) == first.id
    at_last, _ = put("latest")
    with store.begin() as conn:
        assert conn.scalar(held) == at_last.id
        assert rows.by_url(conn, second.url).id == second.id
