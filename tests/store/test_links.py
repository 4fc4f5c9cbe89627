import threading
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import insert, select

from monitor.model import ArticleId, Validators
from monitor.store import links, sources
from monitor.store.tables import addresses, articles
from monitor.store.tables import links as rows

HOLD = timedelta(minutes=5)


def take(conn, now, limit=10, **more):
    return links.lease(conn, now, limit=limit, hold=HOLD, **more)


def state(conn, url):
    row = conn.execute(select(rows).where(rows.c.url == url)).one()
    return row.state


def test_a_link_is_new_once(store, link, now):
    with store.begin() as conn:
        assert links.unseen(conn, [link("a"), link("b")]) == [link("a"), link("b")]
        assert links.announce(conn, [link("a"), link("b"), link("a")], now=now) == 2
        assert links.announce(conn, [link("b"), link("c")], now=now) == 1
        assert links.unseen(conn, [link("d"), link("a")]) == [link("d")]
        assert links.announce(conn, [], now=now) == 0


def test_a_link_comes_back_as_it_was_announced(store, link, now):
    whole = link(
        title="제목",
        summary="요약",
        published=now,
        doubtful=True,
        modified=now,
        guid="g",
        text="<p>전문</p>",
        authors=("Kim", "Lee"),
        language="ko",
        outlet="KBS",
        fingerprint="f1",
        url="https://news.example/a?utm_source=x",
    )
    with store.begin() as conn:
        links.announce(conn, [whole], now=now)
        (leased,) = take(conn, now)
    assert leased.link == whole
    assert leased.host == "news.example"
    assert (leased.attempts, leased.checks, leased.article) == (1, 0, None)
    assert leased.validators is None


def test_a_leased_link_is_nobody_elses_until_the_lease_ends(store, link, now):
    with store.begin() as conn:
        links.announce(conn, [link("a")], now=now)
        assert len(take(conn, now)) == 1
        assert take(conn, now + HOLD / 2) == []
        (again,) = take(conn, now + HOLD)
        assert again.attempts == 2


def test_a_link_that_is_given_back_was_not_tried(store, link, now):
    with store.begin() as conn:
        links.announce(conn, [link("a"), link("b")], now=now)
        take(conn, now)
        links.give_back(conn, [link("a").canonical, link("b").canonical])
        links.give_back(conn, [link("a").canonical])
        assert [leased.attempts for leased in take(conn, now)] == [1, 1]


def test_fresh_links_go_before_rechecks_and_those_before_old_news(store, link, now):
    with store.begin() as conn:
        links.announce(conn, [link("old")], now=now, baseline=lambda _: True)
        links.announce(conn, [link("checked")], now=now)
        take(conn, now, 1)
        links.done(
            conn, link("checked").canonical, article=ArticleId("1" * 16), next_check=now
        )
        links.announce(conn, [link("fresh")], now=now + timedelta(seconds=1))
        leased = take(conn, now + timedelta(seconds=1))
    assert [one.link.title for one in leased] == ["fresh", "checked", "old"]
    assert [one.baseline for one in leased] == [False, False, True]


def test_busy_hosts_are_left_alone_and_hosts_share(store, link, now):
    with store.begin() as conn:
        many = [
            link(f"{n}", host) for host in ("a.example", "b.example") for n in "123"
        ]
        links.announce(conn, [*many, link("1", "c.example")], now=now)
        leased = take(conn, now, busy=frozenset({"b.example"}), per_host=2)
        assert sorted(one.host for one in leased) == ["a.example"] * 2 + ["c.example"]
        assert len(take(conn, now, 1)) == 1


def test_a_first_visit_reads_the_newest_and_remembers_the_rest(store, link, now):
    dated = [link(f"{n}", published=now - timedelta(days=n)) for n in (3, 1, 2)]
    with store.begin() as conn:
        assert links.announce(conn, [*dated, link("undated")], now=now, most=2) == 4
        assert sorted(one.link.title for one in take(conn, now)) == ["1", "undated"]
        assert state(conn, link("2").canonical) == "skipped"
        assert links.unseen(conn, dated) == []


def test_a_changed_announcement_is_read_again(store, link, now, minutes):
    first = link("a", fingerprint="f1")
    with store.begin() as conn:
        links.announce(conn, [first], now=now)
        take(conn, now)
        links.done(conn, first.canonical, article=ArticleId("1" * 16))
        links.announce(conn, [first], now=now + minutes(1))
        assert take(conn, now + minutes(1)) == []
        changed = replace(first, title="Corrected", fingerprint="f2")
        validators = Validators(etag='"1"')
        sources.keep_validators(conn, {first.url: validators}, now)
        assert links.announce(conn, [changed], now=now + minutes(2)) == 0
        (again,) = take(conn, now + minutes(2))
    assert again.link.title == "Corrected"
    assert again.article == "1" * 16
    assert again.validators == validators


def test_two_sources_that_word_it_differently_cause_no_reading(store, link, now):
    feed = link("a", fingerprint="f", title="Pact ends")
    sitemap = link("a", source="sitemap", fingerprint="s", title="PACT ENDS | News")
    with store.begin() as conn:
        links.announce(conn, [feed], now=now)
        take(conn, now)
        links.done(conn, feed.canonical, article=ArticleId("1" * 16))
        for _ in range(3):
            assert links.announce(conn, [feed], now=now) == 0
            assert links.announce(conn, [sitemap], now=now) == 0
        assert take(conn, now) == []
        changed = replace(sitemap, fingerprint="s2")
        links.announce(conn, [changed], now=now)
        assert len(take(conn, now)) == 1


def test_a_second_source_adds_what_the_first_did_not_say(store, link, now):
    bare = link("a", source="section", title="Pact", fingerprint="1")
    feed = link("a", source="feed", title="Pact ends", published=now, fingerprint="2")
    with store.begin() as conn:
        links.announce(conn, [bare], now=now)
        links.announce(conn, [feed], now=now)
        (leased,) = take(conn, now)
    assert (leased.link.title, leased.link.published) == ("Pact", now)


def test_another_address_of_a_known_article_is_not_read(store, link, now, article):
    with store.begin() as conn:
        known = article("original")
        conn.execute(insert(articles).values(_article_row(known, now)))
        alias = link("amp/original")
        conn.execute(insert(addresses).values(url=alias.canonical, article_id=known.id))
        assert links.unseen(conn, [alias]) == []
        assert links.announce(conn, [alias], now=now) == 0
        assert take(conn, now) == []
        assert state(conn, alias.canonical) == "done"


def test_rechecks_are_counted_and_come_when_they_are_due(store, link, now, minutes):
    url, mine = link("a").canonical, ArticleId("1" * 16)
    with store.begin() as conn:
        links.announce(conn, [link("a", text="<p>x</p>")], now=now)
        take(conn, now)
        links.done(conn, url, article=mine, next_check=now + minutes(15))
        assert take(conn, now + minutes(14)) == []
        (first,) = take(conn, now + minutes(15))
        assert (first.checks, first.attempts, first.link.text) == (0, 1, None)
        links.done(conn, url, article=mine, next_check=now + minutes(60))
        (second,) = take(conn, now + minutes(60))
        assert second.checks == 1
        links.done(conn, url, article=mine)
        assert take(conn, now + minutes(9_999)) == []


def test_a_failure_is_tried_again_when_told_and_given_up_otherwise(
    store, link, now, minutes
):
    url = link("a").canonical
    with store.begin() as conn:
        links.announce(conn, [link("a")], now=now)
        take(conn, now)
        links.failed(
            conn,
            url,
            reason="the worker was killed",
            next_due=now + minutes(5),
            poisoned=True,
        )
        assert take(conn, now + minutes(4)) == []
        (again,) = take(conn, now + minutes(5))
        assert (again.attempts, again.poisoned) == (2, 1)
        links.failed(conn, url, reason="404")
        assert state(conn, url) == "failed"
        assert take(conn, now + minutes(9_999)) == []


def test_no_link_is_handed_out_twice(store, link, now):
    with store.begin() as conn:
        many = [link(f"{n}", f"h{n % 7}.example") for n in range(400)]
        links.announce(conn, many, now=now)
    taken = []

    def work():
        while True:
            with store.begin() as conn:
                mine = take(conn, now, 9)
            if not mine:
                return
            taken.extend(one.link.canonical for one in mine)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken) == len(set(taken)) == 400


def _article_row(article, now):
    return {
        "id": article.id,
        "url": article.url,
        "fetched_url": article.url,
        "source": "s",
        "outlet": "o",
        "title": "t",
        "text": "x",
        "authors": [],
        "published_doubtful": False,
        "date_only": False,
        "paywalled": False,
        "notes": [],
        "aliases": [],
        "origin": "page",
        "digest": "d",
        "version": 1,
        "story_id": "s",
        "event_id": "e",
        "relation": "opens",
        "placed_reason": "",
        "baseline": False,
        "first_seen": now,
        "fetched": now,
    }
