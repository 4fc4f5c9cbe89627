"""Rows in, articles out, in order."""

from __future__ import annotations

import gzip

from monitor.batch.extract import explain_rows, extract_rows

PROSE = "<p>The committee met for three hours on Tuesday and put the question off until the spring.</p>"
URL = "https://a.example/news/a-quiet-spring"


def html(title):
    return f"<html lang=en><head><meta property='article:published_time' content='2024-03-05'></head><h1>{title}</h1><article>{PROSE * 4}</article>"


def test_rows_come_out_in_the_order_they_went_in(tmp_path):
    (tmp_path / "two.html.gz").write_bytes(gzip.compress(html("Two").encode()))
    (tmp_path / "five.html").write_bytes(
        "<meta charset=euc-kr><h1>다섯</h1>".encode("cp949")
        + f"<article>{PROSE * 4}</article>".encode()
    )
    rows = [
        {"id": "1", "url": URL, "html": html("One")},
        {"id": "2", "url": URL, "html_path": "two.html.gz"},
        {"id": "3", "url": URL, "html_path": "nowhere.html"},
        {"id": "4", "url": URL, "text": "A quiet spring\nThe committee met for three hours and put the question off.\nAdvertisement"},
        {"id": "5", "url": URL, "html_path": "five.html"},
        {"id": "6", "url": URL, "html": "<h1>404 Not Found</h1>"},
        {"id": "7"},
        *({"id": str(n), "url": URL, "html": html(f"Number {n}")} for n in range(8, 20)),
    ]  # fmt: skip
    found = list(extract_rows(rows, count=2, folder=tmp_path))
    assert [row["id"] for row in found] == [str(n) for n in range(1, 20)]
    titles = [row["title"] for row in found]
    assert titles[:7] == ["One", "Two", None, "A quiet spring", "다섯", None, None]
    assert titles[7:] == [f"Number {n}" for n in range(8, 20)]
    assert [row.get("error") for row in found[:7]] == [None, None, "unreadable", None, None, "soft_404", "unreadable"]  # fmt: skip
    assert (
        found[3]["text"]
        == "The committee met for three hours and put the question off."
    )
    assert found[0]["published"] == "2024-03-05"
    assert found[2]["text"] == ""


def test_nothing_in_gives_nothing_out():
    assert list(extract_rows([])) == []


def test_a_reader_may_stop_in_the_middle():
    rows = ({"id": n, "url": URL, "html": html(str(n))} for n in range(1000))
    found = extract_rows(rows, count=1)
    assert next(found)["title"] == "0"
    found.close()


def test_every_line_of_a_page_is_told_with_its_reason():
    box = "<div class='newsletter'><p>Sign up to our newsletter and never miss a quiet spring again.</p></div>"
    (row,) = explain_rows([{"id": 1, "url": URL, "html": html("One") + box}], count=1)
    kept = [b["text"] for b in row["blocks"] if b["keep"]]
    dropped = {b["text"]: b["reason"] for b in row["blocks"] if not b["keep"]}
    assert set(kept) == {PROSE.removeprefix("<p>").removesuffix("</p>")}
    assert set(dropped) > {"One"}
    assert all(reason and reason != "body" for reason in dropped.values())
