"""`backtest`: what a watch would have found."""

import pytest


def test_a_watch_is_counted_by_story_and_not_by_copy(cli, filled):
    (row,) = cli("backtest", "gsomia/pact", "--json").rows
    assert (row["articles"], row["matched"], row["stories"]) == (4, 3, 2)
    assert sum(row["alerts_by_day"].values()) == 2
    assert row["terms"] == {"GSOMIA": 3}
    assert row["silent_terms"] == ["intelligence pact", "지소미아"]
    assert row["silent_sources"] == []
    assert [e["title"] for e in row["examples"]]
    assert any("GSOMIA" in p for e in row["examples"] for p in e["passages"])


def test_a_name_alone_is_enough(cli, filled):
    ran = cli("backtest", "pact")
    assert ran.status == 0
    assert "never fired  intelligence pact, 지소미아" in ran.out
    assert "Seoul ends pact (Yonhap" in ran.out


def test_a_query_in_quotes_is_tried_with_the_concepts_at_hand(cli, filled):
    ran = cli("backtest", "@pact AND chemicals", "--json")
    assert ran.rows[0]["stories"] == 1
    assert "taken as a query" in ran.err


def test_what_is_neither_watch_nor_query_is_refused(cli, filled):
    ran = cli("backtest", "(oops")
    assert ran.status == 2
    assert "gsomia/pact" in ran.err


@pytest.mark.parametrize(("most", "status"), [(2, 0), (1, 1)])
def test_too_many_alerts_a_day_are_something_wrong(cli, filled, most, status):
    ran = cli("backtest", "pact", "--max-per-day", most)
    assert ran.status == status
    assert ("too many" in ran.err) == bool(status)


def test_only_what_is_young_enough_is_asked(cli, filled):
    (row,) = cli("backtest", "pact", "--since", "10m", "--json").rows
    assert row["articles"] == 0


def test_a_new_configuration_is_tried_on_the_old_archive(cli, filled, folder):
    path = folder / "watchlists" / "gsomia.yaml"
    path.write_text(
        "watchlist: new\nwatches: [{name: w, any: [puppets]}]\n", encoding="utf-8"
    )
    (row,) = cli("backtest", "w", "--json").rows
    assert row["examples"][0]["title"] == "Puppets at the library"
    assert "yonhap-en" not in row["silent_sources"]
    assert row["silent_sources"] == ["harbor"]


def test_a_name_that_several_watches_have_is_asked_back(cli, filled, folder):
    (folder / "watchlists" / "b.yaml").write_text(
        "watchlist: b\nwatches: [{name: pact, any: [x]}]\n", encoding="utf-8"
    )
    ran = cli("backtest", "pact")
    assert ran.status == 2
    assert "b/pact, gsomia/pact" in ran.err


def test_a_changed_watch_is_compared_with_what_was_recorded(cli, filled, folder):
    path = folder / "watchlists" / "gsomia.yaml"
    path.write_text(
        "watchlist: gsomia\nwatches: [{name: pact, any: [puppets, Tokyo answers]}]\n",
        encoding="utf-8",
    )
    (row,) = cli("backtest", "pact", "--json").rows
    assert row["compared"] is True
    assert row["gained"] == ["Puppets at the library"]
    assert row["lost"] == ["Seoul ends pact"]
    ran = cli("backtest", "pact")
    assert "gained       1: Puppets at the library" in ran.out
    assert "lost         1: Seoul ends pact" in ran.out


def test_a_query_of_the_moment_is_compared_with_nothing(cli, filled):
    (row,) = cli("backtest", "GSOMIA", "--json").rows
    assert (row["compared"], row["gained"], row["lost"]) == (False, [], [])
    assert "gained" not in cli("backtest", "GSOMIA").out


def test_mails_are_counted_apart_and_a_digest_is_one(cli, filled, folder):
    settings = (folder / "monitor.yaml").read_text(encoding="utf-8")
    (folder / "monitor.yaml").write_text(
        f"{settings}"
        "  mail: {kind: email, to: [a@example.org], from: m@example.org,"
        " smtp: {host: smtp.example.org}}\n"
        "  daily: {kind: digest, of: mail, at: '00:00'}\n",
        encoding="utf-8",
    )
    path = folder / "watchlists" / "gsomia.yaml"
    for channels, alerts, mails in (
        ("desk", 2, 0),
        ("mail, desk", 4, 2),
        ("daily", 2, 1),
    ):
        path.write_text(
            "watchlist: gsomia\n"
            f"watches: [{{name: pact, any: [GSOMIA], channels: [{channels}]}}]\n",
            encoding="utf-8",
        )
        (row,) = cli("backtest", "pact", "--json").rows
        assert sum(row["alerts_by_day"].values()) == alerts
        assert sum(row["mails_by_day"].values()) == mails
