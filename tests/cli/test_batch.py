"""The batch commands: files in, files out."""

import json

import pytest

TEXT = "Seoul said on Friday that it would end GSOMIA, the pact with Tokyo. " * 8


@pytest.fixture
def rows(tmp_path):
    """Write rows to a file, and read back what a command made of them."""

    def write(*given, name="in.jsonl"):
        path = tmp_path / name
        lines = (json.dumps(row, ensure_ascii=False) for row in given)
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    return write


def read(path):
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_pages_and_texts_become_articles_in_their_order(cli, rows, tmp_path):
    page = f"<html><body><article><h1>The pact</h1><p>{TEXT}</p></article></body>"
    (tmp_path / "page.html").write_text(page, encoding="utf-8")
    given = rows(
        {"id": "a", "url": "https://n.example/a", "html_path": "page.html"},
        {"id": "b", "url": "https://n.example/b", "html": "<html></html>"},
        {"id": "c", "url": "https://n.example/c", "title": "T", "text": TEXT},
    )
    out = tmp_path / "out.jsonl"
    ran = cli("extract", "--in", given, "--out", out)
    assert ran.status == 0
    first, second, third = read(out)
    assert [r["id"] for r in (first, second, third)] == ["a", "b", "c"]
    assert "GSOMIA" in first["text"]
    assert second["error"]
    assert second["text"] == ""
    assert "GSOMIA" in third["text"]
    assert "1 of the pages gave no article" in ran.err


def test_copies_are_grouped_in_order_of_arrival(cli, rows, tmp_path):
    given = rows(
        {"id": 1, "url": "https://a.example/1", "title": "End", "text": TEXT},
        {"id": 2, "url": "https://b.example/1", "title": "End", "text": TEXT},
    )
    out = tmp_path / "groups.jsonl"
    assert cli("group", "--in", given, "--out", out).status == 0
    first, second = read(out)
    assert first["story"] == second["story"]
    assert (first["relation"], second["relation"]) == ("opens", "copy")


def test_articles_are_matched_by_watchlist_files(cli, rows, folder):
    given = rows({"id": 7, "title": "지소미아를 종료", "text": "한국 정부는"})
    lists = folder / "watchlists" / "gsomia.yaml"
    ran = cli("match", "--watchlists", lists, "--in", given, "--out", "-")
    assert ran.status == 0
    (row,) = ran.rows
    assert (row["id"], row["watch"], row["terms"]) == (7, "pact", ["지소미아"])
    assert row["passages"] == [{"field": "title", "start": 0, "end": 4}]


def test_more_watchlists_may_follow_the_first(cli, rows, folder):
    more = folder / "more.yaml"
    more.write_text(
        "watchlist: more\nwatches: [{name: all, any: [Seoul]}]\n", encoding="utf-8"
    )
    given = rows({"id": 1, "title": "Seoul", "text": "GSOMIA"})
    lists = folder / "watchlists" / "gsomia.yaml"
    ran = cli("match", "--watchlists", lists, more, "--in", given, "--out", "-")
    assert {row["watchlist"] for row in ran.rows} == {"gsomia", "more"}


def test_cases_bring_their_own_queries(cli, rows):
    given = rows(
        {"id": 1, "query": "Abe", "title": "Aberdeen", "body": "no"},
        {"id": 2, "query": "Abe", "title": "Abe", "body": "yes"},
        {"id": 3, "query": "(Abe", "title": "Abe", "body": "wrong"},
    )
    ran = cli("match", "--cases", given, "--out", "-")
    assert ran.status == 0
    assert [row["match"] for row in ran.rows] == [False, True, False]
    assert "1 of the queries cannot be read" in ran.err


def test_rows_may_come_from_standard_input(cli):
    case = {"id": 1, "query": "a", "title": "a", "body": ""}
    ran = cli("match", "--cases", "-", "--out", "-", stdin=json.dumps(case))
    assert ran.rows[0]["match"] is True


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"id": 1, "text": "x"}\n{oops\n', "in.jsonl:2: not JSON"),
        ("[1]\n", "in.jsonl:1: not an object"),
        ('\n{"id": 1}\n', "in.jsonl:2: without text"),
        ('{"id": 1, "text": ["x"]}\n', "in.jsonl:1: text is no text"),
        ('{"id": 1, "text": "x", "url": 5}\n', "in.jsonl:1: url is no text"),
        ('{"id": 1, "text": "", "published": NaN}', "in.jsonl:1: published is no text"),
    ],
)
def test_a_line_that_cannot_be_used_is_named(cli, tmp_path, text, said):
    path = tmp_path / "in.jsonl"
    path.write_text(text, encoding="utf-8")
    ran = cli("group", "--in", path, "--out", tmp_path / "out.jsonl")
    assert ran.status == 1
    assert said in ran.err


@pytest.mark.parametrize(
    "args",
    [
        ["group"],
        ["match", "--out", "-"],
        ["match", "--out", "-", "--cases", "{missing}"],
        ["match", "--out", "-", "--cases", "{there}", "--in", "{there}"],
        ["group", "--in", "{missing}", "--out", "{there}"],
        ["group", "--in", "{there}", "--out", "/nowhere/at/all"],
    ],
)
def test_wrong_use_ends_with_2_and_spoils_nothing(cli, tmp_path, args):
    there = tmp_path / "there.jsonl"
    there.write_text('{"id": 1, "text": "x"}\n', encoding="utf-8")
    names = {"there": there, "missing": tmp_path / "missing.jsonl"}
    ran = cli(*(arg.format(**names) for arg in args))
    assert ran.status == 2
    assert ran.err
    assert there.read_text(encoding="utf-8") == '{"id": 1, "text": "x"}\n'


def test_a_watchlist_that_is_wrong_is_refused_with_its_place(cli, rows, folder):
    path = folder / "watchlists" / "gsomia.yaml"
    path.write_text("watchlist: x\nwatches: [{name: a, query: '(b'}]\n", "utf-8")
    given = rows({"id": 1, "title": "", "text": ""})
    ran = cli("match", "--watchlists", path, "--in", given, "--out", "-")
    assert ran.status == 2
    assert f"{path}:2:" in ran.err
