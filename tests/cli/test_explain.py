"""`explain`: the life of an address, and the step that stopped it."""

import pytest


def steps(cli, path):
    rows = cli("explain", f"https://news.example/{path}", "--json").rows
    return {row["step"]: row for row in rows}


def test_an_alerted_page_went_all_the_way(cli, filled):
    told = steps(cli, "pact")
    assert list(told) == [
        "announced",
        "robots",
        "fetched",
        "extracted",
        "dated",
        "placed",
        "matched",
        "planned",
        "delivered",
    ]
    assert {row["mark"] for row in told.values()} == {"done"}
    assert "yonhap-en" in told["announced"]["said"]
    assert "new to desk after 1 attempt" in told["delivered"]["said"]


def test_what_no_watch_wanted_stops_there_with_the_reason(cli, filled):
    told = steps(cli, "show")
    assert list(told)[-1] == "matched"
    assert told["matched"]["mark"] == "stopped"
    reasons = " ".join(told["matched"]["more"])
    assert "gsomia/pact: @pact" in reasons
    assert "is not found" in reasons
    assert "gsomia/storm" in reasons


@pytest.mark.parametrize(
    ("path", "step", "said"),
    [
        ("gone", "fetched", "missing: the server said 404"),
        ("closed", "robots", "robots.txt forbids"),
    ],
)
def test_a_page_that_was_not_to_be_had_stops_there(cli, filled, path, step, said):
    told = steps(cli, path)
    assert list(told)[-1] == step
    assert told[step]["mark"] == "stopped"
    assert said in told[step]["said"]


def test_a_page_that_was_not_read_yet_waits(cli, filled):
    assert steps(cli, "waiting")["fetched"]["mark"] == "waits"


def test_a_page_that_nobody_announced_is_something_wrong(cli, filled):
    ran = cli("explain", "https://news.example/never")
    assert ran.status == 1
    assert "no source named this address" in ran.out


def test_any_spelling_of_the_address_will_do(cli, filled):
    ran = cli("explain", "news.example/pact?utm_source=x#top")
    assert ran.status == 0
    assert "Seoul ends pact" in ran.out


def test_a_story_that_was_out_before_is_called_silent(cli, filled):
    from sqlalchemy import update

    from monitor.store.tables import stories

    with filled.begin() as conn:
        conn.execute(update(stories).values(silent=True))
        conn.exec_driver_sql("DELETE FROM deliveries")
        conn.exec_driver_sql("DELETE FROM alerts")
    told = steps(cli, "pact")
    assert told["planned"]["mark"] == "stopped"
    assert "was out before its source was added" in told["planned"]["said"]


def test_people_see_marks_and_times_of_their_zone(cli, filled):
    out = cli("explain", "https://news.example/pact").out
    assert "✓ announced" in out
    assert "✓ delivered" in out


def test_what_a_concept_looks_for_is_listed_once(cli, folder, filled):
    watchlist = folder / "watchlists" / "gsomia.yaml"
    more = "  - {name: pact-too, query: '@pact AND treaty'}\n"
    watchlist.write_text(watchlist.read_text(encoding="utf-8") + more, encoding="utf-8")
    lines = [
        line
        for line in steps(cli, "show")["matched"]["more"]
        if line.startswith("gsomia/pact")
    ]
    assert len(lines) == 2
    assert sum("intelligence pact" in line for line in lines) == 1


def test_times_are_the_reader_s_in_every_line(cli, filled):
    ran = cli("explain", "https://news.example/gone")
    assert "UTC" not in ran.out
