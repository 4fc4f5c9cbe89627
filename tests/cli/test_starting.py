"""The first minutes: `init`, `check`, `check --send`."""

import json

from typer.testing import CliRunner

from monitor.cli.app import app


def plain(*args):
    return CliRunner().invoke(app, [str(arg) for arg in args])


def test_what_init_writes_can_be_used_at_once(tmp_path):
    folder = tmp_path / "desk"
    made = plain("init", folder)
    assert made.exit_code == 0
    assert str(folder / "monitor.yaml") in made.stdout
    assert f"news-monitor check --config {folder}" in made.stderr
    checked = plain("check", "--config", folder)
    assert checked.exit_code == 0
    assert "can be used" in checked.stdout


def test_init_changes_no_file_that_is_there(tmp_path, folder):
    before = (folder / "monitor.yaml").read_bytes()
    assert plain("init", folder).exit_code == 0
    assert (folder / "monitor.yaml").read_bytes() == before


def test_a_configuration_that_is_not_there_is_no_traceback(tmp_path):
    ran = plain("check", "--config", tmp_path / "nowhere")
    assert ran.exit_code == 2
    assert "news-monitor init" in ran.stderr
    assert "Traceback" not in ran.stderr


def spoil(folder):
    with (folder / "monitor.yaml").open("a", encoding="utf-8") as file:
        file.write("contcat: x\ntimezone2: y\n")
    with (folder / "sources.yaml").open("a", encoding="utf-8") as file:
        file.write("  - {name: bad, outlet: B, kind: fed, url: https://b.example/}\n")


def test_every_problem_is_listed_with_its_place(cli, folder):
    spoil(folder)
    ran = cli("check")
    assert ran.status == 2
    lines = ran.err.splitlines()
    assert len(lines) == 3
    assert all(line.startswith(str(folder)) for line in lines)
    assert any("sources.yaml:4:" in line for line in lines)


def test_problems_can_be_read_by_programs(cli, folder):
    spoil(folder)
    ran = cli("check", "--json")
    assert ran.status == 2
    assert {row["line"] for row in ran.rows} >= {4}
    assert all(row["message"] for row in ran.rows)


def test_every_command_refuses_a_wrong_configuration(cli, folder, filled):
    spoil(folder)
    for command in ("stories", "run", "sources list", "migrate"):
        ran = cli(*command.split())
        assert ran.status == 2
        assert "sources.yaml:4:" in ran.err


def test_check_counts_what_is_configured(cli):
    ran = cli("check")
    assert ran.status == 0
    assert "2 sources of 2 outlets; 2 watches in 1 watchlist; 2 channels" in ran.out


def test_check_send_tries_every_channel(cli, tmp_path):
    ran = cli("check", "--send")
    assert ran.status == 0
    assert "desk: sent" in ran.out
    assert "Test alert from news-monitor" in ran.out
    (row,) = (tmp_path / "alerts.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(row)["data"]["title"] == "Test alert from news-monitor"


def add_channels(folder, more):
    path = folder / "monitor.yaml"
    path.write_text(path.read_text(encoding="utf-8") + more, encoding="utf-8")


def test_check_send_names_the_channel_that_fails(cli, folder):
    add_channels(
        folder,
        "  hook: {kind: webhook, url: 'http://127.0.0.1:9/x', allow_private: true}\n"
        "  daily: {kind: digest, of: desk, at: '08:00'}\n",
    )
    ran = cli("check", "--send", "--json")
    assert ran.status == 1
    sent = {row["channel"]: row["sent"] for row in ran.rows if "channel" in row}
    assert sent == {"desk": True, "book": True, "hook": False, "daily": True}
    assert "Digest test" in ran.err
