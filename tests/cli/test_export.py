"""`export`: nothing is lost on the way, and no spreadsheet runs what strangers wrote."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.cli.export import cell

ATTACKS = [
    '=HYPERLINK("http://evil.example","x")',
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1+1",
    "＠SUM(1)",
    "'=1",
]
STARTS = tuple("=+-@\t\r\n＝＋－＠")


def back(written):
    """Read a cell as docs/cli.md says: one leading mark is ours."""
    return written.removeprefix("'")


@pytest.mark.parametrize("text", [*ATTACKS, "plain", "", '일본, "한국"\n둘째 줄'])
def test_no_cell_begins_like_a_formula_and_each_reads_back(text):
    assert not str(cell(text)).startswith(STARTS)
    assert back(str(cell(text))) == text


@given(st.text())
def test_any_text_survives_csv(text):
    out = io.StringIO(newline="")
    csv.writer(out).writerow([cell(text), "end"])
    ((first, last),) = csv.reader(io.StringIO(out.getvalue(), newline=""))
    assert (back(first), last) == (text, "end")


def test_numbers_stay_numbers_and_nothing_is_empty():
    assert [cell(v) for v in (-3, 0.5, True, None)] == [-3, 0.5, True, None]
    assert cell(["=a"]) == '["=a"]'


def test_articles_come_with_text_and_place(cli, filled):
    rows = cli("export", "articles").rows
    assert len(rows) == 4
    pact = next(row for row in rows if row["url"].endswith("/pact"))
    copy = next(row for row in rows if row["url"].endswith("/copy"))
    assert pact["story"] == copy["story"]
    assert "GSOMIA" in pact["text"]
    assert {"event", "outlet", "language", "published", "first_seen", "versions"} <= set(pact)  # fmt: skip


@pytest.mark.parametrize(("what", "number"), [("stories", 3), ("alerts", 2)])
def test_stories_and_alerts_are_exported_in_both_forms(cli, filled, what, number):
    assert len(cli("export", what).rows) == number
    table = cli("export", what, "--format", "csv").out
    rows = list(csv.DictReader(io.StringIO(table, newline="")))
    assert len(rows) == number
    assert {row["title"] for row in rows} <= {
        "Seoul ends pact",
        "Tokyo answers",
        "Puppets at the library",
    }


def test_an_export_can_begin_late_and_go_to_a_file(cli, filled, tmp_path):
    out = tmp_path / "out.jsonl"
    assert cli("export", "stories", "--since", "10m", "--out", out).status == 0
    assert out.read_text(encoding="utf-8") == ""
    ran = cli("export", "stories", "--since", "yesterday")
    assert ran.status == 2
    assert "30d" in ran.err
