"""Forty pages in the structures of Korean and Japanese publishers, texts our own."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from statistics import fmean

import pytest
from press.pages import DATA, articles, pages

from monitor.core.extract import extract
from monitor.model import Link, OutletHints, Page, SourceName

NOW = datetime(2026, 11, 1, tzinfo=UTC)
OUTLETS = {"ko": ("누리일보", "Asia/Seoul"), "ja": ("潮見新聞", "Asia/Tokyo")}
# As such servers answer: old systems name no charset, or the wrong one.
DECLARED = {
    "utf-8": "text/html; charset=utf-8",
    "shift_jis": "text/html; charset=Shift_JIS",
}


def read(known, language):
    url = f"https://www.press.example/article/{known['name']}"
    page = Page(
        requested=url,
        url=url,
        status=200,
        headers=(("content-type", DECLARED.get(known["encoding"], "text/html")),),
        body=(DATA / f"{known['name']}.html").read_bytes(),
        fetched=NOW,
        seconds=0.1,
    )
    link = Link(source=SourceName("s"), url=url, canonical=url)
    outlet, zone = OUTLETS[language]
    hints = OutletHints(outlet=known.get("outlet", outlet), timezone=zone)
    return extract(page, link, now=NOW, outlet=hints)


def f1(text, gold):
    """Compare by runs of four letters; Korean and Japanese need no words for that."""
    one, two = (
        Counter(letters[i : i + 4] for i in range(len(letters) - 3))
        for letters in ("".join(t.split()) for t in (text, gold))
    )
    both = sum((one & two).values())
    return 2 * both / (sum(one.values()) + sum(two.values()))


@pytest.mark.parametrize("language", ["ko", "ja"])
def test_pages_as_publishers_build_them_give_the_article(language):
    scores = {
        known["name"]: f1(read(known, language).text, "\n".join(known["text"]))
        for known in articles(language)
    }
    assert len(scores) >= 20
    assert fmean(scores.values()) >= 0.98, scores
    assert min(scores.values()) >= 0.9, scores


@pytest.mark.parametrize("language", ["ko", "ja"])
def test_their_titles_writers_and_days_are_found(language):
    found = [(known, read(known, language)) for known in articles(language)]
    titles = [a.title == k["title"] for k, a in found]
    writers = [list(a.authors) == k["authors"] for k, a in found]
    days = [
        a.published is not None and a.published.isoformat()[:10] == k["published"][:10]
        for k, a in found
    ]
    assert fmean(titles) == 1
    assert fmean(writers) >= 0.9
    assert fmean(days) >= 0.95
    assert {a.language for _, a in found} == {language}
    assert [a.paywalled for _, a in found] == [
        k.get("paywalled", False) for k, _ in found
    ]
    assert [a.credit for k, a in found if "credit" in k] == [
        k["credit"] for k, _ in found if "credit" in k
    ]


@pytest.mark.parametrize("language", ["ko", "ja"])
def test_the_saved_pages_are_those_the_layouts_write(language):
    for known, body in pages(language):
        assert (DATA / f"{known['name']}.html").read_bytes() == body
