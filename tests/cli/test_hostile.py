"""Words of strangers stay words, whatever the command and the form."""

import json
import re
from dataclasses import replace

import pytest
from sqlalchemy import update

from monitor.cli.desk import json_line
from monitor.model import SourceName
from monitor.store import sources, tables

HOSTILE = "\x1b[31m[bold red]=HYPER()[/]\u202eevil\x9b2J\x07\nsecond line"
ACTIVE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


@pytest.fixture
def spoiled(filled):
    """Put a hostile text wherever a stranger's text is kept."""
    words = {
        tables.stories: ("title",),
        tables.articles: ("title", "outlet", "placed_reason"),
        tables.versions: ("title", "text"),
        tables.links: ("title", "reason"),
        tables.outcomes: ("reason",),
        tables.alerts: ("last_error",),
        tables.deliveries: ("answer",),
    }
    with filled.begin() as conn:
        for table, columns in words.items():
            conn.execute(update(table).values(dict.fromkeys(columns, HOSTILE)))
        conn.exec_driver_sql(
            "UPDATE alerts SET content = json_replace(content, '$.title', ?)",
            (HOSTILE,),
        )
        visit = sources.visit(conn, SourceName("harbor"))
        failed = replace(visit, failures=2, last=visit.added, reason=HOSTILE)
        sources.settle(conn, failed)
    return filled


COMMANDS = (
    "stories",
    "stories show {story}",
    "alerts list",
    "alerts show {alert}",
    "sources list",
    "explain https://news.example/pact",
    "explain https://news.example/show",
    "explain https://news.example/gone",
    "backtest pact",
)


@pytest.mark.parametrize("form", ["", "--json"])
@pytest.mark.parametrize("command", COMMANDS)
def test_no_command_lets_a_title_act_on_the_terminal(cli, spoiled, command, form):
    names = {
        "story": cli("stories", "--watch", "pact", "--json").rows[0]["story"],
        "alert": cli("alerts", "list", "--json").rows[0]["id"],
    }
    ran = cli(*command.format(**names).split(), *form.split())
    assert ran.status == 0
    assert not ACTIVE.search(ran.out)
    assert not ACTIVE.search(ran.err)
    if not form:
        assert "[bold red]=HYPER()[/]" in ran.out  # shown, not obeyed


@pytest.mark.parametrize("what", ["stories", "articles", "alerts"])
def test_exports_keep_the_words_and_disarm_them(cli, spoiled, what):
    ran = cli("export", what)
    assert not ACTIVE.search(ran.out)
    assert "[bold red]" in ran.rows[0]["title"]


def test_json_keeps_what_it_escapes():
    assert json.loads(json_line({"a": HOSTILE}))["a"] == HOSTILE
    assert json.loads(json_line({"a": "\ud800"}))["a"] == "\ud800"
    json_line({"a": "\ud800"}).encode("utf-8")
