"""Sites that resist: a rule each, with a page of ours in the structure of the site's."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path

import nouns
import pytest

from monitor.config import shipped_sites
from monitor.core.extract import extract_and_learn
from monitor.core.extraction.ruled import rule_for
from monitor.model import KnownSite, OutletHints, Page

DATA = Path(__file__).parents[1] / "data" / "sites"
NAMES = sorted(path.stem for path in DATA.glob("*.json"))
NOW = datetime(2026, 11, 22, tzinfo=UTC)


def read(name, html=None):
    want = json.loads((DATA / f"{name}.json").read_text("utf-8"))
    html = html or (DATA / f"{name}.html").read_text("utf-8")
    page = Page(
        requested=want["url"],
        url=want["url"],
        status=200,
        headers=(("content-type", "text/html; charset=utf-8"),),
        body=html.encode(),
        fetched=NOW,
        seconds=0.1,
    )
    rule = rule_for(want["url"], shipped_sites())
    outlet = OutletHints(
        outlet=want["outlet"], timezone=want["timezone"], site=KnownSite(rule=rule)
    )
    return want, *extract_and_learn(page, nouns.link("a"), now=NOW, outlet=outlet)


def test_every_rule_has_a_page():
    rules = {p.name for p in (resources.files("spiders") / "sites").iterdir()}
    assert {f"{name}.yaml" for name in NAMES} == {
        r for r in rules if r.endswith(".yaml")
    }


@pytest.mark.parametrize("name", NAMES)
def test_the_rule_of_a_site_finds_its_article(name):
    want, article, lesson = read(name)
    assert lesson.by == "rule"
    assert article.text.split("\n") == want["text"]
    assert article.title == want["title"]
    assert list(article.authors) == want["authors"]
    assert article.published == datetime.fromisoformat(want["published"])


@pytest.mark.parametrize("name", NAMES)
def test_a_rule_that_is_out_of_date_loses_no_text(name):
    html = (DATA / f"{name}.html").read_text("utf-8")
    for word in ("cont_newstext", "detail-body", "pnlContent", "viewer", "text_area", "block", "data-track-article-content"):  # fmt: skip
        html = html.replace(f'"{word}', '"renamed').replace(f" {word}=", " data-x=")
    want, article, lesson = read(name, html)
    assert lesson.by == "full"
    assert all(line in article.text for line in want["text"] if len(line) > 30)


def test_a_rule_holds_for_subdomains_and_for_no_other_site():
    rules = shipped_sites()
    assert rule_for("https://www.newsis.com/view/1", rules)
    assert rule_for("https://mobile.newsis.com/view/1", rules)
    assert rule_for("https://notnewsis.com/view/1", rules) is None
    assert rule_for("https://newsis.com.stranger.example/view/1", rules) is None


def test_what_stands_inside_a_rule_s_element_is_judged_as_any_text_is():
    _, article, _ = read("kbs")
    assert "제보하기" not in article.text
    assert "촬영기자" not in article.text


def test_without_headline_and_time_in_its_elements_a_page_is_asked_itself():
    html = (DATA / "kbs.html").read_text("utf-8").replace("headline-title", "gone")
    _, article, lesson = read("kbs", html)
    assert lesson.by == "rule"
    assert article.title == "나래항 연락선, 2년 만에 다시 뜬다"


def test_a_dropped_element_divides_what_stands_round_it():
    rule = replace(rule_for("https://news.kbs.co.kr/1", shipped_sites()))
    assert "figure" in rule.drop
    html = (DATA / "kbs.html").read_text("utf-8")
    first, rest = html.split("<br><br>", 1)
    _, article, _ = read("kbs", f"{first}<figure>A boat</figure>{rest}")
    assert "A boat" not in article.text
    assert len(article.text.split("\n")) == 5
