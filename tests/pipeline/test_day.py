"""A whole day, from the papers to the mailbox: one process, real servers."""

from collections import Counter

import pytest
from newsroom.desk import SECRET
from standardwebhooks import Webhook

pytestmark = pytest.mark.slow

PAPERS = ("rss", "atom", "json", "sitemap", "section", "search", "korean", "japanese")


def test_what_was_out_before_the_first_visit_is_stored_and_tells_nobody(day):
    assert day.told_at_first == 0
    stored = {row.title for row in day.desk.rows("SELECT title FROM articles")}
    for name, paper in day.papers.items():
        assert next(iter(paper.pieces.values())).title in stored, name


@pytest.mark.parametrize("name", PAPERS)
def test_a_report_in_any_kind_of_source_is_told_once_to_each_channel(day, name):
    piece = day.news[name]
    (first, *later) = day.about(piece)
    assert first["kind"] == "new"
    assert first["title"] == piece.title
    assert [one["kind"] for one in later] == (["update"] if name == "rss" else [])
    new = [m for m in day.mail.taken if m["X-Alert-Kind"] == "new"]
    assert [m["Subject"] for m in new].count(piece.title) == 1


def test_a_search_names_the_outlet_that_it_found(day):
    assert day.about(day.news["search"])[0]["outlet"] == "The Courier"


@pytest.mark.parametrize(("name", "language"), [("korean", "ko"), ("japanese", "ja")])
def test_an_alert_shows_the_passage_in_the_paper_s_own_letters(day, name, language):
    alert = day.about(day.news[name])[0]
    assert alert["language"] == language
    shown = " ".join(passage["text"] for passage in alert["passages"])
    assert day.news[name].paragraphs[0][:20] in shown


def test_every_webhook_is_signed_as_the_standard_says(day):
    for post in day.hook.posts:
        Webhook(SECRET).verify(post.raw, post.headers)
        assert post.body["type"] == f"alert.{post.body['data']['kind']}"


def test_every_mail_says_what_it_is_and_who_it_is_for(day):
    for mail in day.mail.taken:
        assert mail["To"] == "desk@example.test"
        assert mail["X-Watchlist"] == "gsomia"
        assert mail["X-Watch"] == "all"
        assert mail["Message-ID"] == f"<{mail['X-Alert-Id']}@example.test>"
        assert {part.get_content_subtype() for part in mail.iter_parts()} == {
            "plain",
            "html",
        }


def test_both_channels_hear_the_same(day):
    posts = sorted((p.body["data"]["kind"], p.title) for p in day.hook.posts)
    mails = sorted(
        (m["X-Alert-Kind"], m["Subject"].removeprefix("[UPDATE] "))
        for m in day.mail.taken
    )
    assert posts == mails


def test_a_copy_in_another_paper_is_folded_into_the_story(day):
    (read,) = day.daemon.saw("page_read", url=day.url(day.copied))
    assert read["placement"] == "copy"
    assert day.about(day.copied) == []


def test_a_report_announced_again_in_other_words_is_told_once(day):
    json = day.news["json"]
    titles = [post.title for post in day.hook.posts]
    assert titles.count(json.title) == 1
    read = day.desk.rows(f"SELECT 1 FROM links WHERE url LIKE '%{json.slug}%'")
    assert len(read) == 1


def test_new_facts_make_one_update_in_the_thread_of_the_first_alert(day):
    first, update = day.about(day.revised)
    assert update["kind"] == "update"
    assert update["first_alert"] == first["id"]
    assert any("120 days" in change for change in update["changes"])
    mails = {m["X-Alert-Id"]: m for m in day.mail.taken}
    assert [m["X-Alert-Kind"] for m in mails.values()].count("update") == 1
    (threaded,) = (m for m in mails.values() if m["X-Alert-Kind"] == "update")
    begun = mails[threaded["In-Reply-To"].strip("<>").split("@")[0]]
    assert begun["Subject"] == day.revised.title
    assert threaded["References"] == begun["Message-ID"]


def test_a_retouched_article_tells_nobody(day):
    read = day.daemon.saw("page_read", url=day.url(day.retouched))[-1]
    assert (read["placement"], read["material"], read["alerts"]) == (
        "revision",
        False,
        0,
    )


def test_a_term_that_stands_only_beside_the_article_does_not_match(day):
    (read,) = day.daemon.saw("page_read", url=day.url(day.trapped))
    assert read["watches"] == []
    assert day.about(day.trapped) == []


def test_an_archive_that_an_index_names_one_day_is_stored_and_tells_nobody(day):
    (read,) = day.daemon.saw("page_read", url=day.url(day.dug_out))
    assert read["watches"]
    assert day.about(day.dug_out) == []


def test_the_daemon_stops_when_asked_to(day):
    assert day.status == 0


def test_another_pass_over_the_same_papers_tells_nothing_new(day):
    assert day.later.wait() == 0
    assert len(day.later.saw("source_visited")) >= len(day.papers)
    assert len(day.hook.posts) == day.told


def test_an_unchanged_list_is_asked_for_conditionally(day):
    for name in ("rss", "atom", "json", "section"):
        asked = day.papers[name].site.asked("/list")
        assert any(seen.status == 304 for seen in asked), name


def test_every_request_left_exactly_one_outcome(day):
    made = Counter(
        paper.site.url(seen.path)
        for paper in day.papers.values()
        for seen in paper.site.seen
        if seen.path != "/robots.txt"
        and not (paper.name == "search" and seen.path.startswith("/news/"))  # hops
    )
    kept = "SELECT url, count(*) AS n FROM outcomes WHERE kind != 'stopped' GROUP BY 1"
    assert {row.url: row.n for row in day.desk.rows(kept)} == made
