"""Saved pages, written for this project, with the article that is in each."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitor.core.extract import explain, extract, from_text
from monitor.core.urls import canonical
from monitor.model import Link, OutletHints, Page, SourceName

DATA = Path(__file__).parents[1] / "data" / "extract"
NOW = datetime(2026, 11, 1, tzinfo=UTC)
NAMES = sorted(p.stem for p in DATA.glob("*.json"))


def read(name):
    expected = json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))
    html = (DATA / f"{name}.html").read_text(encoding="utf-8")
    body = html.encode(expected.get("encoding", "utf-8"))
    page = Page(
        requested=expected["url"],
        url=expected["url"],
        status=200,
        headers=(
            ("content-type", expected.get("content_type", "text/html; charset=utf-8")),
        ),
        body=body,
        fetched=NOW,
        seconds=0.1,
    )
    link = Link(
        source=SourceName("s"),
        url=expected["url"],
        canonical=canonical(expected["url"]),
    )
    hints = OutletHints(outlet=expected["outlet"], timezone=expected.get("timezone"))
    return expected, page, link, hints


@pytest.mark.parametrize("name", NAMES)
def test_a_page_gives_the_article_and_nothing_but_the_article(name):
    expected, page, link, hints = read(name)
    article = extract(page, link, now=NOW, outlet=hints)
    assert article.text.split("\n") == expected["text"]
    assert article.title == expected["title"]


@pytest.mark.parametrize("name", NAMES)
def test_what_the_page_says_about_the_article_is_kept_beside_it(name):
    expected, page, link, hints = read(name)
    article = extract(page, link, now=NOW, outlet=hints)
    assert list(article.authors) == expected["authors"]
    when = article.published.isoformat() if article.published else None
    assert when == expected["published"]
    assert article.language == expected["language"]
    assert article.paywalled is expected["paywalled"]
    assert article.published_doubtful is expected.get("doubtful", False)
    assert article.date_only is expected.get("date_only", False)
    assert article.credit == expected.get("credit")
    assert list(article.notes) == expected.get("notes", [])
    assert article.section == expected.get("section")
    assert article.url == expected.get("address", article.url)
    if "modified" in expected:
        assert article.modified.isoformat() == expected["modified"]


@pytest.mark.parametrize("name", NAMES)
def test_every_line_of_a_page_is_explained(name):
    expected, page, _, hints = read(name)
    verdicts = explain(page, outlet=hints)
    kept = [v.block.text for v in verdicts if v.keep]
    assert kept == expected["text"] or name == "data_only"
    assert all(v.reason and v.reason != "body" for v in verdicts if not v.keep)


@pytest.mark.parametrize("name", sorted(p.stem for p in (DATA / "text").glob("*.txt")))
def test_what_a_simpler_extractor_left_gives_the_same_article(name):
    expected, _, link, hints = read(name)
    text = (DATA / "text" / f"{name}.txt").read_text(encoding="utf-8")
    article = from_text(link, text, now=NOW, outlet=hints)
    assert article.text.split("\n") == expected["text"]
    assert article.title == expected["title"]
    assert list(article.notes) == expected.get("notes", [])
    assert article.credit == expected.get("credit")
