"""The commands of the contract, their help, and how they end."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from monitor.cli.app import app
from monitor.cli.desk import Desk
from monitor.cli.options import with_desk
from monitor.store.lock import hold

# DESIGN, section 6.
CONTRACT = (
    "run",
    "demo",
    "init",
    "check",
    "sources list",
    "sources check",
    "sources find",
    "sources test",
    "stories",
    "stories show",
    "alerts list",
    "alerts show",
    "alerts resend",
    "alerts dead",
    "explain",
    "backtest",
    "mute",
    "unmute",
    "alerts preview",
    "unsubscribed",
    "export",
    "extract",
    "group",
    "match",
    "migrate",
    "backup",
    "restore",
    "prune",
    "reindex",
    "schema",
    "worker",
    "version",
)
OPTIONS = {
    "run": ["--once"],
    "demo": ["--serve"],
    "check": ["--send", "--json"],
    "sources list": ["--json"],
    "sources check": ["--json"],
    "stories": ["--since", "--watch", "--search", "--json"],
    "alerts resend": ["--dead"],
    "backtest": ["--since", "--max-per-day"],
    "export": ["--format"],
    "extract": ["--in", "--out"],
    "group": ["--in", "--out"],
    "match": ["--watchlists", "--in", "--out", "--cases"],
}
HEAVY = ("rich", "pydantic", "sqlalchemy", "scrapy", "trafilatura", "lxml", "structlog")


@pytest.mark.parametrize("command", CONTRACT)
def test_every_command_of_the_contract_has_a_help_page(cli, command):
    ran = cli(*command.split(), "--help")
    assert ran.status == 0
    assert f"news-monitor {command}" in " ".join(ran.out.split()) or "Usage:" in ran.out
    for option in (*OPTIONS.get(command, ()), "--config", "--quiet", "--no-color"):
        assert option in ran.out
    assert "Args:" not in ran.out


@pytest.mark.parametrize("command", CONTRACT)
def test_a_help_page_names_no_type_of_the_program(cli, command):
    page = cli(*command.split(), "--help").out
    assert not re.search(r"<(str|int|path|list|float)|<=x|x>=|\[\]|\{", page), page


def test_the_help_page_shows_every_command_under_a_heading(cli):
    page = cli("--help").out
    for command in CONTRACT:
        assert f"\n  {command.split()[0]} " in page
    for heading in ("Start:", "Look and ask:", "Data in and out:", "Upkeep:"):
        assert f"\n{heading}\n" in page
    assert "Examples:" in page
    assert "_" not in page.split("Options:")[0].replace("NEWS_MONITOR", "")


def test_help_loads_nothing_heavy():
    code = (
        f"import sys, monitor.cli.app; print([m for m in {HEAVY} if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_a_mistyped_command_is_answered_with_the_right_one(cli):
    ran = cli("storys")
    assert ran.status == 2
    assert "'stories'" in ran.err


def test_the_version_can_be_asked_for_in_two_ways(cli):
    assert cli("version").out == cli("--version").out
    assert cli("version", "--json").rows[0]["version"] in cli("version").out


def test_workers_say_that_they_need_postgresql(process):
    ran = process("worker")  # its own process: a reactor begins once
    assert ran.status == 1
    assert "PostgreSQL" in ran.err


@pytest.mark.parametrize("roles", ["cook", "visit,cook", ","])
def test_a_role_that_there_is_not_is_named_with_those_that_there_are(cli, roles):
    ran = cli("worker", "--only", roles)
    assert ran.status == 2
    assert "visit, ingest, deliver, schedule, web" in ran.err


@pytest.mark.parametrize("before", [True, False])
def test_common_options_may_stand_before_or_after_the_command(cli, filled, before):
    args = ["-q", "stories"] if before else ["stories", "-q"]
    ran = cli(*args)
    assert (ran.status, ran.err) == (0, "")


def test_an_error_is_a_sentence_and_with_v_a_traceback(cli):
    short, long = cli("stories"), cli("-v", "stories")
    assert short.status == long.status == 1
    assert short.err.count("\n") == 1
    assert "Traceback" in long.err
    assert short.err in long.err


@pytest.mark.parametrize(
    "args",
    [
        ["stories"],
        ["stories", "show", "0" * 16],
        ["alerts", "list"],
        ["alerts", "dead"],
        ["alerts", "show", "0"],
        ["alerts", "resend", "--dead"],
        ["explain", "https://news.example/a"],
        ["backtest", "pact"],
        ["export", "stories"],
        ["prune"],
        ["reindex"],
    ],
)
def test_looking_never_makes_a_database(cli, database, args):
    ran = cli(*args)
    assert ran.status == 1
    assert "no database yet" in ran.err
    assert "news-monitor run" in ran.err
    assert not database.parent.exists()


def test_a_database_of_another_version_is_named(cli, database):
    database.parent.mkdir()
    database.touch()
    ran = cli("stories")
    assert ran.status == 1
    assert "news-monitor migrate" in ran.err


def test_migrate_makes_the_database(cli, database):
    assert cli("migrate").status == 0
    assert cli("migrate").status == 0
    ran = cli("stories")
    assert (ran.status, ran.out, ran.err) == (0, "", "no story\n")


def test_migrate_leaves_a_database_that_a_daemon_holds(cli, filled):
    with hold(filled):
        ran = cli("migrate")
    assert ran.status == 75
    assert "process" in ran.err


def test_prune_tells_what_it_forgot(cli, filled):
    (forgotten,) = cli("prune", "--json").rows
    kinds = {"outcomes", "pages", "deliveries", "texts", "event_terms", "sites"}
    assert forgotten == dict.fromkeys(kinds, 0)
    assert "0 outcomes" in cli("prune").out


def test_schema_prints_what_editors_read(cli, tmp_path):
    assert set(json.loads(cli("schema").out)) == {"monitor", "sources", "watchlist"}
    assert json.loads(cli("schema", "sources").out)["title"] == "SourcesFile"
    cli("schema", "--write", tmp_path / "schema")
    assert (tmp_path / "schema" / "watchlist.json").exists()


@pytest.mark.parametrize("command", CONTRACT)
def test_the_page_on_the_command_line_names_every_command(command):
    page = Path(__file__).parents[2] / "docs" / "cli.md"
    assert f"`{command}" in page.read_text(encoding="utf-8")


def test_the_page_names_no_option_that_is_not_there(cli):
    page = Path(__file__).parents[2] / "docs" / "cli.md"
    helps = " ".join(cli(*command.split(), "--help").out for command in CONTRACT)
    for option in set(re.findall(r"--[a-z][a-z-]+", page.read_text(encoding="utf-8"))):
        assert option in helps


def test_a_fault_of_ours_is_called_so():
    ran = CliRunner().invoke(broken_app(), [])
    assert ran.exit_code == 1
    assert "fault of ours: ZeroDivisionError" in ran.stderr
    assert "Traceback" not in ran.stderr
    assert "Traceback" in CliRunner().invoke(broken_app(), ["-v"]).stderr


def broken_app():
    def broken(_desk: Desk) -> int:
        """Fail."""
        return 1 // 0

    app = typer.Typer(rich_markup_mode=None)
    app.command()(with_desk(broken))
    return app


def test_nothing_is_said_of_names_that_there_are_and_the_others_are_named(cli, filled):
    assert cli("stories", "--watch", "storm").status == 0
    mistyped = cli("stories", "--watch", "gsomia/pct")
    assert mistyped.status == 2
    assert "did you mean gsomia/pact?" in mistyped.err
    assert cli("alerts", "list", "--channel", "desk").status == 0
    for option, known in (("--channel", "desk, book"), ("--watchlist", "gsomia")):
        ran = cli("alerts", "list", option, "nope")
        assert ran.status == 2
        assert known in ran.err


def test_an_absurd_limit_and_an_empty_address_are_wrong_usage(cli, filled):
    assert cli("stories", "--limit", "9" * 30).status == 2
    assert cli("explain", " ").status == 2


@pytest.mark.parametrize("command", ["stories", "schema", "--help"])
def test_a_closed_standard_output_is_no_fault_of_ours(folder, filled, command):
    line = f'"{sys.executable}" -m monitor --config "{folder}" {command} >&-'
    done = subprocess.run(line, shell=True, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "fault" not in done.stderr
    assert "Traceback" not in done.stderr


def test_a_help_page_that_cannot_be_written_is_a_sentence(folder):
    line = f'"{sys.executable}" -m monitor --help >/dev/full'
    done = subprocess.run(line, shell=True, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("No space left on device")
    assert "Traceback" not in done.stderr


def every_command(group, before=""):
    for name, one in group.commands.items():
        if hasattr(one, "commands"):
            yield from every_command(one, f"{before}{name} ")
        elif not one.hidden:
            yield f"{before}{name}"


@pytest.mark.parametrize("command", list(every_command(typer.main.get_command(app))))
def test_every_command_stands_in_the_reference(command):
    page = (Path(__file__).parents[2] / "docs" / "cli.md").read_text(encoding="utf-8")
    assert re.search(rf"`{command}\b", page), command
