"""What people see."""

import re
from datetime import timedelta

import lxml.html
import pytest

from monitor.store import ledger


@pytest.fixture
def see(ask):
    """Open a page; give it as a tree."""

    def look(path):
        answer = ask(path)
        assert answer.status_code == 200, answer.text
        return lxml.html.fromstring(answer.text)

    return look


def words(node):
    return re.sub(r"\s+", " ", node.text_content()).strip()


def test_every_page_opens_and_is_html(ask, pages):
    for page in pages:
        answer = ask(page)
        assert answer.status_code == 200, (page, answer.text)
        assert answer.headers["content-type"] == "text/html; charset=utf-8"


def test_every_page_has_one_heading_a_title_and_named_fields(see, pages):
    for page in pages:
        tree = see(page)
        assert len(tree.xpath("//h1")) == 1, page
        assert words(tree.xpath("//title")[0]).endswith("· news-monitor")
        for field in tree.xpath("//input[@type!='hidden'] | //select"):
            assert field.xpath("ancestor::label"), (page, field.get("name"))
        ids = tree.xpath("//@id")
        assert len(ids) == len(set(ids)), page
        for name in tree.xpath("//@aria-labelledby"):
            assert name in ids


def test_an_empty_archive_has_pages_too(ask):
    for page in ("/", "/stories", "/alerts", "/sources", "/watchlists", "/explain"):
        assert ask(page).status_code == 200, page


def test_the_first_page_shows_what_was_found_newest_match_first(see, world):
    tree = see("/")
    titles = [words(node) for node in tree.xpath("//ol[@class='stories']//h3")]
    assert titles == ["서울의 결정", "Old pact news", "Title of a"]
    assert "Weather" not in words(tree)
    assert words(tree.xpath("//h2[@id='found']")[0]) == "Found today"
    assert tree.xpath("//h3[@lang='ko']/a/text()") == ["서울의 결정"]
    assert "Yonhap and 1 other outlet" in words(tree)


def test_a_quiet_day_shows_the_days_before(see, view, world):
    view.moment += timedelta(days=2)
    tree = see("/")
    assert words(tree.xpath("//h2[@id='found']")[0]) == "Found in the last days"
    assert len(tree.xpath("//ol[@class='stories']/li")) == 3
    view.moment += timedelta(days=30)
    assert "Nothing has matched a watch in seven days" in words(see("/"))


def test_the_first_page_shows_alerts_sources_and_a_refused_configuration(
    see, view, world
):
    view.reload_error = "config/monitor.yaml:3:1: there is no <b>setting</b> x"
    tree = see("/")
    assert view.reload_error in words(tree.xpath("//*[@role='alert']")[0])
    assert words(tree.xpath("//a[@class='bad']")[0]) == "1"  # dead
    assert tree.xpath("//a[@href='/sources#npr']")
    assert "no answer in 30 s" in words(tree)
    assert "ok 1 silent 1 failing 1" in words(tree)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", ["Weather", "Old pact news", "서울의 결정", "Title of a"]),
        ("?q=지소미아", ["서울의 결정"]),
        ("?q=%22ends the pact%22", ["Title of a"]),
        ("?q=pact&watchlist=gsomia&since=", ["Old pact news", "Title of a"]),
        ("?watchlist=gsomia&watch=termination", ["Title of a"]),
        ("?since=30m", ["Weather", "Old pact news", "서울의 결정"]),
        ("?since=2026-11-22", []),
        ("?q=nothing-like-it", []),
        ("?q=@pact NOT ends", ["Old pact news", "서울의 결정"]),
        ("?q=@gsomia.pact lang:en&since=30m", ["Old pact news"]),
        (
            "?q=title:pact OR 지소미아&watchlist=gsomia",
            ["Old pact news", "서울의 결정", "Title of a"],
        ),
        ("?q=pact AND nothing", []),
    ],
)
def test_stories_are_found_by_words_watchlist_and_time(see, world, asked, found):
    tree = see(f"/stories{asked}")
    titles = [words(node) for node in tree.xpath("//ol[@class='stories']//h3")]
    assert sorted(titles) == sorted(found)
    if not found:
        assert "No story is like that" in words(tree)


def test_a_long_list_comes_in_parts_that_keep_the_question(see, world):
    first = see("/stories?limit=3&since=30d")
    assert len(first.xpath("//ol[@class='stories']/li")) == 3
    (older,) = first.xpath("//a[@rel='next']/@href")
    last = see(older)
    assert len(last.xpath("//ol[@class='stories']/li")) == 1
    assert not last.xpath("//a[@rel='next']")
    (newer,) = last.xpath("//a[@rel='prev']/@href")
    assert "since=30d" in newer
    assert len(see(newer).xpath("//ol[@class='stories']/li")) == 3


def test_a_story_shows_who_had_it_first_what_matched_and_what_changed(see, world):
    tree = see(f"/stories/{world.story}")
    timeline = [words(li) for li in tree.xpath("//ol[@class='timeline']/li")]
    assert timeline == ["17:30 Yonhap first", "18:30 NPR 1 h later"]
    article = tree.xpath(f"//article[@id='{world.first.id}']")[0]
    assert {words(m) for m in article.xpath(".//mark")} == {"pact"}
    assert [words(ins) for ins in article.xpath(".//ins")] == [
        "Pact",
        "ended",
        "with Tokyo",
    ]
    assert "changed, name changed: Tokyo" in words(article)
    copy = tree.xpath(f"//article[@id='{world.copy.id}']")[0]
    assert "a copy: the same text" in words(copy)
    assert "18:30 refused 550" in words(tree)
    assert "18:30 sent 200" in words(tree)
    event = tree.xpath("//section[@aria-labelledby='event']//h3")
    assert [words(h3) for h3 in event] == ["서울의 결정"]


def test_alerts_are_listed_by_state_and_channel(see, world):
    assert len(see("/alerts").xpath("//tbody/tr")) == 2
    dead = see("/alerts?state=dead&channel=&watchlist=gsomia")
    assert len(dead.xpath("//tbody/tr")) == 1
    assert "550 no such user" in words(dead)
    assert dead.xpath("//form[@method='post']/button/text()") == ["Send again"]
    assert not see("/alerts?state=sent").xpath("//form[@method='post']")
    assert "There is no such alert" in words(see("/alerts?channel=elsewhere"))


def test_an_alert_shows_what_it_said_and_each_attempt(see, world):
    tree = see(f"/alerts/{world.dead[:12]}")
    assert words(tree.xpath("//blockquote/mark")[0]) == "pact"
    row = words(tree.xpath("//tbody/tr")[0])
    assert row == "18:30 1 refused 550 0.25 550 no such user"
    assert tree.xpath(f"//a[@href='/stories/{world.story}']")


def test_a_dead_alert_is_sent_again_from_its_page(ask, see, world, archive, now):
    form = see(f"/alerts/{world.dead}").xpath("//form[@method='post']")[0]
    token = form.xpath("./input[@name='token']/@value")[0]
    answer = ask(
        form.get("action"),
        "POST",
        data={"token": token},
        headers={"Sec-Fetch-Site": "same-origin", "Origin": "null"},
    )
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/alerts/{world.dead}"
    with archive.read() as conn:
        entry = ledger.show(conn, world.dead)
    assert (entry.state, entry.alert.due, entry.alert.attempts) == ("due", now, 0)
    assert not see(f"/alerts/{world.dead}").xpath("//form[@method='post']")
    again = ask(
        form.get("action"),
        "POST",
        data={"token": token},
        headers={"Sec-Fetch-Site": "same-origin"},
    )
    assert again.status_code == 409
    assert "this alert is due" in again.text


def test_sources_stand_the_worst_first(see, world):
    rows = [words(row) for row in see("/sources").xpath("//tbody/tr")]
    assert [row.split()[0] for row in rows] == ["failing", "silent", "ok"]
    assert "4 failures in a row: no answer in 30 s" in rows[0]
    assert "15 d ago" in rows[1]


def test_watches_show_their_query_and_what_they_found(see, world):
    rows = [words(row) for row in see("/watchlists").xpath("//tbody/tr")]
    assert rows == [
        "termination high @pact AND ends desk 1 1 h ago",
        "any @pact desk 3 0 s ago",
    ]
    assert "@pact" in words(see("/watchlists").xpath("//details")[0])


@pytest.mark.parametrize(
    ("url", "marks", "said"),
    [
        ("https://NEWS.example/a#top", "none done done done done done stopped done", "550 no such user"),
        ("https://news.example/gone", "done stopped stopped", "410 Gone"),
        ("https://news.example/d", "none done none done stopped", "No watch matched"),
        ("https://news.example/e", "none done none done done stopped", "nobody is told"),
        ("https://nowhere.example/", "stopped", "No source has announced"),
    ],
)  # fmt: skip
def test_the_life_of_an_address_is_told_up_to_where_it_stopped(
    see, world, url, marks, said
):
    tree = see(f"/explain?url={url.replace('#', '%23')}")
    steps = tree.xpath("//ol[@class='steps']/li")
    assert [step.get("class") for step in steps] == marks.split()
    assert said in words(tree)


def test_an_article_that_did_not_match_shows_what_each_watch_missed(see, world):
    tree = see("/explain?url=https://news.example/d")
    notes = [words(li) for li in tree.xpath("//li[@class='stopped']//li")]
    assert len(notes) == 2
    assert notes[0].startswith("gsomia/termination: ")
    assert "pact" in notes[0].lower()


@pytest.mark.parametrize(
    "path",
    [
        "/nothing",
        "/stories/0000000000000000",
        "/stories/short",
        "/stories/../../etc/passwd",
        "/alerts/" + "0" * 64,
        "/alerts/xyz",
        "/feeds/unknown.atom",
        "/static/../app.py",
        "/static/base.html",
    ],
)
def test_what_is_not_there_is_said_so(ask, world, path):
    answer = ask(path)
    assert answer.status_code == 404
    assert "<h1>Not here</h1>" in answer.text


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("/stories?limit=0", "limit: "),
        ("/stories?limit=1000", "limit: "),
        ("/stories?offset=-1", "offset: "),
        ("/stories?since=soon", "since: write how long ago (6h, 30d) or a date"),
        ("/stories?since=9999-12-31T23:59:59-14:00", "since: "),
        ("/stories?q=a&q=b", "q: write it once"),
        ("/stories?color=red", "color: "),
        ("/stories?q=a%00b", "q: leave control characters out"),
        ("/stories?watchlist=%0a", "watchlist"),
        ("/alerts?state=odd", "state: "),
        ("/alerts?story=1", "story: "),
        ("/explain?url=javascript:alert(1)", "url: write a whole address"),
        ("/sources?x=1", "x: "),
    ],
)
def test_a_question_that_makes_no_sense_is_answered_with_what_to_write(
    ask, asked, said
):
    answer = ask(asked)
    if asked.endswith("%0a"):  # blank: as if it were not said
        assert answer.status_code == 200
        return
    assert answer.status_code == 422
    assert said in lxml.html.fromstring(answer.text).text_content()


def test_times_are_the_readers(see, reconfigured, view, world):
    assert "18:30 Asia/Seoul" in words(see("/"))
    text = "timezone: America/New_York\nchannels: {desk: {kind: console}}\n"
    view.config = reconfigured(monitor=text)
    assert "04:30 America/New_York" in words(see("/"))


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("pact AND ends OR regrets", "AND"),
        ("@pakt AND ends", "did you mean @pact?"),
        ("(pact", "bracket"),
        ("NOT pact", "A search needs a word that is in the text"),
    ],
)
def test_a_query_that_makes_no_sense_is_shown_with_what_to_write(ask, asked, said):
    answer = ask("/stories", params={"q": asked})
    assert answer.status_code == 422
    tree = lxml.html.fromstring(answer.text)
    assert said in words(tree.xpath("//*[@role='alert']")[0])
    assert tree.xpath("//input[@name='q']/@value") == [asked]
    api = ask("/api/v1/stories", params={"q": asked})
    assert api.status_code == 422
    assert api.json()["error"]["message"].startswith("q: ")
