"""What a person asks the archive: stories, alerts, health of sources."""

import io
from contextlib import redirect_stdout
from dataclasses import replace
from datetime import timedelta

import pytest

from monitor import clock
from monitor.cli.asking import Answer, advice
from monitor.cli.desk import Desk
from monitor.cli.sources import show_answers
from monitor.model import Link, Page, Source
from monitor.store import channels, sources


def test_stories_are_listed_newest_first_with_who_carries_them(cli, filled):
    ran = cli("stories")
    assert ran.status == 0
    assert "Seoul ends pact" in ran.out
    assert "Yonhap +1" in ran.out
    assert "gsomia/pact" in ran.out
    assert "3 stories" in ran.err


@pytest.mark.parametrize(
    ("args", "titles"),
    [
        ([], {"Seoul ends pact", "Tokyo answers", "Puppets at the library"}),
        (["--matched"], {"Seoul ends pact", "Tokyo answers"}),
        (["--watch", "gsomia/pact"], {"Seoul ends pact", "Tokyo answers"}),
        (["--watch", "pact"], {"Seoul ends pact", "Tokyo answers"}),
        (["--watch", "gsomia"], {"Seoul ends pact", "Tokyo answers"}),
        (["--watch", "storm"], set()),
        (["--search", '"puppets to children"'], {"Puppets at the library"}),
        (["--search", "nothing"], set()),
        (["--since", "10m"], set()),
        (["--since", "2020-01-01", "--matched", "--limit", "1"], None),
    ],
)
def test_stories_can_be_chosen(cli, filled, args, titles):
    found = {row["title"] for row in cli("stories", "--json", *args).rows}
    assert found == titles if titles is not None else len(found) == 1


def test_one_story_is_shown_whole(cli, filled):
    row = next(r for r in cli("stories", "--json").rows if r["articles"] == 2)
    ran = cli("stories", "show", row["story"])
    assert ran.status == 0
    for words in (
        "https://news.example/copy",
        "copy (98% alike)",
        "gsomia/pact: GSOMIA",
        "Seoul ends GSOMIA today",
        "sent",
        "Tokyo answers",
    ):
        assert words in ran.out
    whole = cli("stories", "show", row["story"], "--json").rows[0]
    assert [a["relation"] for a in whole["articles"]] == ["opens", "copy"]
    assert whole["alerts"][0]["state"] == "sent"


def test_a_story_that_is_not_there_is_said_so(cli, filled):
    ran = cli("stories", "show", "beef")
    assert ran.status == 1
    assert "no story beef" in ran.err


def test_the_ledger_lists_alerts_and_filters_them(cli, filled):
    assert {row["state"] for row in cli("alerts", "list", "--json").rows} == {
        "sent",
        "due",
    }
    (due,) = cli("alerts", "list", "--state", "due", "--json").rows
    assert due["title"] == "Tokyo answers"
    assert cli("alerts", "list", "--channel", "book").err == "no alert\n"
    assert cli("alerts", "list", "--state", "lost").status == 2


def test_an_alert_is_shown_with_each_attempt(cli, dead):
    ran = cli("alerts", "show", dead.id[:10])
    assert ran.status == 0
    assert "550 no such mailbox" in ran.out
    assert dead.id in ran.out
    (row,) = cli("alerts", "show", dead.id, "--json").rows
    assert row["deliveries"][0]["outcome"] == "refused"


def test_dead_alerts_are_something_wrong(cli, filled):
    assert cli("alerts", "dead").status == 0


def test_dead_alerts_are_listed_and_sent_again(cli, dead):
    listed = cli("alerts", "dead")
    assert listed.status == 1
    assert "resend --dead" in listed.err
    assert cli("alerts", "resend", "--dead").status == 0
    (row,) = cli("alerts", "list", "--state", "due", "--json").rows
    assert (row["id"], row["attempts"]) == (dead.id, 0)


def test_one_alert_is_sent_again_under_its_id(cli, dead):
    ran = cli("alerts", "resend", dead.id[:12])
    assert ran.status == 0
    assert "1 alert due at once" in ran.err


def test_resending_switches_a_channel_on_again(cli, dead, filled):
    with filled.begin() as conn:
        channels.switch_off(conn, "desk", "410 Gone")
    ran = cli("alerts", "resend", dead.id)
    assert "410 Gone" in ran.err
    with filled.read() as conn:
        assert not channels.states(conn)["desk"].off


@pytest.mark.parametrize("args", [[], ["0123", "--dead"]])
def test_resend_must_be_told_which(cli, filled, args):
    assert cli("alerts", "resend", *args).status == 2


def test_an_alert_that_is_not_there_is_said_so(cli, filled):
    ran = cli("alerts", "resend", "zzz")
    assert ran.status == 1
    assert "no single alert" in ran.err


def test_sources_say_how_they_do_the_worst_first(cli, filled):
    with filled.begin() as conn:
        visit = sources.visit(conn, "yonhap-en")
        sources.settle(
            conn,
            replace(
                visit,
                last=clock.now(),
                failures=3,
                outcome="dns",
                reason="no such name",
            ),
        )
    ran = cli("sources", "list")
    assert ran.status == 0
    lines = ran.out.splitlines()
    assert "yonhap-en" in lines[1]
    assert "failing" in lines[1]
    assert "no such name" in lines[1]
    assert "not visited yet" in lines[2]
    rows = cli("sources", "list", "--failing", "--json").rows
    assert [(r["source"], r["failures"]) for r in rows] == [("yonhap-en", 3)]


def test_sources_are_listed_before_anything_ran(cli, database):
    ran = cli("sources", "list", "--json")
    assert ran.status == 0
    assert {row["state"] for row in ran.rows} == {"not visited yet"}
    assert not database.exists()


def test_a_source_that_is_not_configured_is_met_with_a_hint(cli):
    ran = cli("sources", "test", "harbour")
    assert ran.status == 2
    assert "harbor" in ran.err


def test_the_answers_of_sources_are_a_table_with_advice(filled):
    now = clock.now()
    harbor = Source(name="harbor", outlet="H", kind="feed", url="https://h.example/rss")
    page = Page(
        requested=harbor.url,
        url=harbor.url,
        status=200,
        headers=(),
        body=b"",
        fetched=now,
        seconds=0.1,
        moved="https://h.example/new",
    )
    link = Link(
        source="harbor",
        url="https://h.example/a",
        canonical="https://h.example/a",
        published=now - timedelta(days=40),
    )
    moved = Answer(source=harbor, outcome=page, links=(link,))
    stale = replace(moved, outcome=replace(page, moved=None))
    empty = replace(stale, links=(), kind="empty", trouble="it lists nothing")
    assert "write https://h.example/new" in advice(moved, now)
    assert "nothing new for 40 days" in advice(stale, now)
    out = io.StringIO()
    with redirect_stdout(out):
        show_answers(Desk(quiet=True), [moved, empty], now, as_json=False)
    assert "it lists nothing; right form, nothing in it" in out.getvalue()


def test_both_databases_can_be_asked(cli, folder, store_url):
    path = folder / "monitor.yaml"
    settings = path.read_text(encoding="utf-8").splitlines()
    settings[0] = f"database: {store_url}"
    path.write_text("\n".join(settings), encoding="utf-8")
    for command in ("stories", "alerts list", "sources list", "prune", "migrate"):
        assert cli(*command.split()).status == 0
    assert cli("explain", "https://news.example/a").status == 1


def test_a_server_that_is_not_there_is_a_sentence_without_the_password(cli, folder):
    path = folder / "monitor.yaml"
    settings = path.read_text(encoding="utf-8").splitlines()
    settings[0] = "database: postgresql://u:hunter2@127.0.0.1:9/x"
    path.write_text("\n".join(settings), encoding="utf-8")
    ran = cli("stories")
    assert ran.status == 1
    assert "cannot be reached" in ran.err
    assert "hunter2" not in ran.err + ran.out


def test_a_check_lists_what_was_added_to_the_name_of_a_person(cli, folder):
    path = folder / "watchlists" / "gsomia.yaml"
    path.write_text(
        "watchlist: gsomia\nconcepts:\n"
        "  kim: {person: true, en: [Kim You-geun], ko: [김유근], ja: [金有根]}\n"
        "  abe: {person: true, en: [Abe Shinzo, Shinzo Abe]}\n"
        "watches: [{name: w, query: '@kim OR @abe'}]\n",
        encoding="utf-8",
    )
    told = cli("-v", "check").err
    assert "@gsomia.kim also finds: You-geun Kim" in told
    assert "@gsomia.abe also finds: no other form of the name" in told
    assert "also finds" not in cli("check").err


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("GSOMIA", {"Seoul ends pact", "Tokyo answers"}),
        ("@pact", {"Seoul ends pact", "Tokyo answers"}),
        ("title:Seoul -football", {"Seoul ends pact"}),
        ("puppet NEAR/3 children", {"Puppets at the library"}),
        ("pupp*", {"Puppets at the library"}),
    ],
)
def test_a_search_takes_what_a_watch_takes(cli, filled, query, titles):
    found = cli("stories", "--json", "--search", query).rows
    assert {row["title"] for row in found} == titles


@pytest.mark.parametrize(
    ("query", "said"),
    [
        (
            "pact Seoul OR Tokyo",
            ["AND (or a space) and OR are mixed", "\n             ^"],
        ),
        ("지소미아 (", ["column 6", "\n           ^"]),
        ("-Seoul", ["a search needs a word"]),
        ("@pct", ["there is no concept @pct", "@pact"]),
    ],
)
def test_a_wrong_search_is_refused_with_its_place_and_advice(cli, filled, query, said):
    ran = cli("stories", "--search", query)
    assert ran.status == 2
    for words in said:
        assert words in ran.err
