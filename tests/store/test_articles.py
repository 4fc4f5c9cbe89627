from dataclasses import replace

import nouns
import pytest
from sqlalchemy import select

from monitor.core import ids, similar
from monitor.model import AlsoIn, History, Joins, Same
from monitor.store import articles, ledger, links, outbox, prints, stories, tables
from monitor.store.articles import Causes

NOTHING = Causes()


def record(conn, article, placement, now, **more):
    return articles.record(
        conn,
        article,
        placement,
        prints=similar.prints(article.title, article.text, article.language),
        **{"causes": NOTHING, "baseline": False, "now": now} | more,
    )


def _first_seen(conn, known):
    column = tables.articles.c.first_seen
    return conn.scalar(select(column).where(tables.articles.c.id == known.id))


def test_an_article_comes_back_as_it_was_read(store, article, opens, now):
    whole = article(
        country="KR",
        authors=("Kim", "Lee"),
        published=now,
        published_doubtful=True,
        date_only=True,
        modified=now,
        summary="요약",
        section="Politics",
        credit="AP",
        image="https://i.example/1.jpg",
        paywalled=True,
        notes=("Updated at 9",),
        aliases=("https://news.example/amp/a",),
        origin="feed",
    )
    with store.begin() as conn:
        assert record(conn, whole, opens(whole), now) == whole.id
        assert articles.get(conn, whole.id) == whole
        assert articles.by_url(conn, whole.url) == whole
        assert articles.by_url(conn, whole.aliases[0]) == whole
        assert articles.get(conn, "0" * 16) is None
        assert articles.by_url(conn, "https://elsewhere.example/") is None


def test_recording_twice_is_recording_once(store, article, opens, match, alert, now):
    mine = article()
    caused = Causes(matches=[match()], alerts=[alert()], config="c1")
    seen = []
    with store.begin() as conn:
        for _ in range(2):
            record(conn, mine, opens(mine), now, causes=caused)
            assert articles.matched(conn, mine.id)
            seen.append(
                (
                    articles.all_versions(conn, mine.id),
                    stories.history(conn, opens(mine).story),
                    prints.neighbours(conn, mine, _prints(mine)),
                    [entry.alert for entry in ledger.entries(conn)],
                )
            )
    assert seen[0] == seen[1]
    assert len(seen[0][0]) == len(seen[0][3]) == 1


def test_an_article_and_its_alerts_stand_or_fall_together(
    store, article, opens, alert, now
):
    mine = article()

    def cut_off():
        with store.begin() as conn:
            record(conn, mine, opens(mine), now, causes=Causes(alerts=[alert()]))
            raise InterruptedError

    for _ in range(2):
        with pytest.raises(InterruptedError):
            cut_off()
    with store.read() as conn:
        assert articles.get(conn, mine.id) is None
        assert ledger.entries(conn) == []


def test_a_revision_is_a_new_version_in_its_old_place(
    store, article, opens, now, minutes
):
    first = article(text="One killed. The pact ends today.")
    placed = opens(first)
    revised = replace(
        first,
        text="Two killed. The pact ends today, Seoul said.",
        digest="2" * 64,
        fetched=now + minutes(9),
    )
    revision = nouns.revises(first, placed, "a number changed")
    with store.begin() as conn:
        record(conn, first, placed, now)
        for _ in range(2):
            record(conn, revised, revision, now + minutes(9))
        assert articles.get(conn, first.id) == revised
        versions = articles.all_versions(conn, first.id)
        near = prints.neighbours(conn, revised, _prints(revised))
        assert _first_seen(conn, near.same) == now
    assert [(v.version, v.text, v.material, v.reason) for v in versions] == [
        (1, first.text, True, ""),
        (2, revised.text, True, "a number changed"),
    ]
    assert (near.same.version, near.same.story) == (2, placed.story)
    assert near.same.prints.shingles == _prints(revised).shingles


@pytest.mark.parametrize(
    "said_later_kept",
    [(0, 9, 0), (0, None, 0), (0, -9, -9), (None, 9, 9), ("doubtful", 9, 9)],
)
def test_an_edited_page_is_as_old_as_it_was_whatever_it_says(
    store, article, opens, now, minutes, said_later_kept
):
    said, later, kept = said_later_kept
    day = {0: now, None: None, "doubtful": now}[said]
    first = article(published=day, published_doubtful=said == "doubtful")
    placed = opens(first)
    at = None if later is None else now + minutes(later)
    edited = replace(
        first, text="Edited.", digest="2" * 64, published=at, published_doubtful=False
    )
    revision = nouns.revises(first, placed, "a number changed")
    with store.begin() as conn:
        record(conn, first, placed, now)
        record(conn, edited, revision, now + minutes(9))
        known = articles.get(conn, first.id)
    assert (known.text, known.published) == ("Edited.", now + minutes(kept))
    assert not known.published_doubtful


def test_an_article_seen_again_changes_nothing(store, article, opens, now, minutes):
    mine = article()
    placed = opens(mine)
    same = Same(story=placed.story, event=placed.event, version=1)
    again = replace(
        mine, fetched=now + minutes(5), aliases=("https://m.news.example/a",)
    )
    with store.begin() as conn:
        record(conn, mine, placed, now)
        record(conn, again, same, now + minutes(5))
        assert articles.get(conn, mine.id) == replace(mine, fetched=again.fetched)
        assert articles.by_url(conn, "https://m.news.example/a").id == mine.id
        assert len(articles.all_versions(conn, mine.id)) == 1


def test_an_address_that_is_used_for_another_text_moves_to_its_story(
    store, article, opens, now, minutes
):
    first = article(text="The morning briefing of Monday, with its news.")
    second = replace(first, text="Quite another thing.", digest="3" * 64)
    with store.begin() as conn:
        record(conn, first, opens(first), now)
        record(conn, second, opens(second), now + minutes(5))
        near = prints.neighbours(conn, second, _prints(second))
        assert (near.same.story, near.same.version) == (opens(second).story, 2)
        assert _first_seen(conn, near.same) == now + minutes(5)
        assert [v.version for v in articles.all_versions(conn, first.id)] == [1, 2]
        assert stories.carriers(conn, opens(first).story) == ()


def test_what_was_told_of_a_story_is_known_when_a_copy_comes(
    store, article, opens, alert, now, minutes
):
    first, copy = article("a"), article("b", outlet="NPR", language="ko")
    placed = opens(first)
    told = alert(placed.story)
    with store.begin() as conn:
        assert stories.history(conn, placed.story) == History()
        record(conn, first, placed, now, causes=Causes(alerts=[told]))
        joined = nouns.copy_of(first, placed, 0.98)
        record(conn, copy, joined, now + minutes(1), baseline=True)
        history = stories.history(conn, placed.story)
    assert [past.id for past in history.alerts] == [told.id]
    assert history.first_seen == now
    assert not history.silent  # what an early copy told stays told
    assert history.also == (
        AlsoIn(outlet="Yonhap", url=first.url, language="en"),
        AlsoIn(outlet="NPR", url=copy.url, language="ko"),
    )


def test_a_story_that_was_out_before_its_source_was_visited_is_silent(
    store, article, opens, now
):
    mine = article()
    with store.begin() as conn:
        record(conn, mine, opens(mine), now, baseline=True)
        assert stories.history(conn, opens(mine).story).silent


def test_an_article_that_joins_an_event_opens_its_own_story(store, article, opens, now):
    first = article("a")
    other = article("b", text="A wholly different report about the pact.")
    placed = opens(first)
    joins = Joins(
        story=ids.story_id(other.id, other.digest),
        event=placed.event,
        near=first.id,
        similarity=0.4,
        reason="the same names and numbers",
    )
    with store.begin() as conn:
        record(conn, first, placed, now)
        record(conn, other, joins, now)
        assert stories.history(conn, joins.story).first_seen == now
        assert not articles.matched(conn, other.id)
        near = prints.neighbours(conn, other, _prints(other))
        assert (near.same.story, near.same.event) == (joins.story, placed.event)


def test_alerts_of_a_digest_channel_are_gathered(store, article, opens, alert, now):
    mine = article()
    caused = Causes(alerts=[alert(channel="daily")], digests=frozenset({"daily"}))
    with store.begin() as conn:
        record(conn, mine, opens(mine), now, causes=caused)
        assert outbox.counts(conn) == {"daily": {"gathering": 1}}


def test_a_link_to_an_address_that_an_article_has_is_known(
    store, article, opens, link, now
):
    mine = article(aliases=("https://news.example/amp/a",))
    with store.begin() as conn:
        record(conn, mine, opens(mine), now)
        assert links.unseen(conn, [link("amp/a"), link("a"), link("z")]) == [link("z")]


def _prints(article):
    return similar.prints(article.title, article.text, article.language)
