"""Seeing how a page was read, line by line."""

import json
from datetime import UTC, datetime

from monitor.core.extraction import memory
from monitor.core.extraction.blocks import bare
from monitor.model import Lesson
from monitor.store import sites
from monitor.store.engine import open_store

NOW = datetime(2026, 11, 21, tzinfo=UTC)
URL = "https://radio.example/news/harbour"
NOTICE = "Come to our open evening on Friday: supper and songs, free for members."
TEXT = [
    "The harbour opened again on Monday after two years of work on its northern wall.",
    "Forty people and a piano were on the first boat that left it for the islands.",
    "The council wants two boats a day in winter, and says so the evening before.",
]


def pages(tmp_path, url=URL):
    body = "".join(f"<p>{line}</p>" for line in (NOTICE, *TEXT))
    html = f"<html><body><div class='top'><a href='/'>Home</a></div><article><h1>Harbour opens</h1>{body}</article></body></html>"
    path = tmp_path / "pages.jsonl"
    path.write_text(json.dumps({"id": 1, "url": url, "html": html}) + "\n", "utf-8")
    return path


def taught(database):
    """Have a database that knows of the station's notice."""
    database.parent.mkdir(exist_ok=True)
    store = open_store(f"sqlite:///{database}")
    store.migrate()
    with store.begin() as conn:
        for number in range(5):
            lines = memory.lines_of([NOTICE, f"Report {number}, of its own."], "Ferry")
            lesson = Lesson(by="full", title=number, lines=lines)
            sites.learn(conn, "radio.example", lesson, event=f"{number:x}", now=NOW)
        assert memory.line_key(bare(NOTICE)) in sites.known(conn, "radio.example").lines
    store.close()


def test_each_line_is_shown_with_what_was_decided(cli, tmp_path):
    ran = cli("extract", "--in", pages(tmp_path), "--explain")
    assert ran.status == 0
    assert f"{URL} read in full" in ran.out
    assert f"  + {TEXT[0]}" in ran.out
    assert "  - [title] Harbour opens" in ran.out
    assert f"  + {NOTICE}" in ran.out


def test_a_file_of_explanations_holds_the_same(cli, tmp_path):
    out = tmp_path / "out.jsonl"
    cli("extract", "--in", pages(tmp_path), "--explain", "--out", out)
    (row,) = map(json.loads, out.read_text("utf-8").splitlines())
    assert row["by"] == "full"
    kept = [block["text"] for block in row["blocks"] if block["keep"]]
    assert kept == [NOTICE, *TEXT]
    assert all(block["reason"] for block in row["blocks"])


def test_what_the_monitor_remembers_of_a_site_is_used_when_asked_for(
    cli, database, tmp_path
):
    taught(database)
    ran = cli("extract", "--in", pages(tmp_path), "--explain", "--remember")
    assert f"  - [{memory.REPEATED}] {NOTICE}" in ran.out
    out = tmp_path / "out.jsonl"
    cli("extract", "--in", pages(tmp_path), "--out", out, "--remember")
    assert json.loads(out.read_text("utf-8"))["text"] == "\n".join(TEXT)


def test_a_rule_is_named_that_a_page_was_read_by(cli, tmp_path):
    body = "<br>".join(TEXT)
    html = f"<html><body><h4 class='headline-title'>Harbour opens</h4><div id='cont_newstext'>{body}</div></body></html>"
    path = tmp_path / "pages.jsonl"
    row = {"id": 1, "url": "https://news.kbs.co.kr/view?ncd=1", "html": html}
    path.write_text(json.dumps(row), "utf-8")
    ran = cli("extract", "--in", path, "--explain")
    assert "read by a rule for its site (spiders/sites/kbs.yaml)" in ran.out


def test_a_page_that_is_no_article_is_said_to_be_none(cli, tmp_path):
    path = tmp_path / "pages.jsonl"
    path.write_text('{"id": 1, "html": "<h1>404 Not Found</h1>"}\n', "utf-8")
    ran = cli("extract", "--in", path, "--explain")
    assert "no article: the page is no article but: soft_404" in ran.out


def test_without_a_file_to_write_one_is_told_to_name_it(cli, tmp_path):
    ran = cli("extract", "--in", pages(tmp_path))
    assert ran.status == 2
    assert "write --out FILE" in ran.err
