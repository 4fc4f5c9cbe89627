"""A hostile story on every page stays words (FAULTS H 60, rule 11)."""

import json
from xml.etree import ElementTree as ET

import lxml.html

ALIVE = (
    "//script | //style | //iframe | //object | //embed | //svg | //base | //frame"
    " | //img[not(starts-with(@src, '/static/'))]"
    " | //form[not(@method='post' and starts-with(@action, '/alerts/')) and @action]"
    " | //meta[@http-equiv] | //*[@style]"
)


def test_what_strangers_write_is_never_alive(ask, hostile):
    for page in hostile:
        answer = ask(page)
        assert answer.status_code == 200, page
        tree = lxml.html.fromstring(answer.text)
        assert not tree.xpath(ALIVE), page
        for node in tree.iter():
            assert not any(str(name).startswith("on") for name in node.keys())  # noqa: SIM118
        for href in tree.xpath("//@href | //@src | //@action"):
            assert href.startswith(("/", "#", "https://", "http://")), (page, href)


def test_links_that_lead_away_carry_nothing_along(ask, hostile, nasty_words):
    seen = 0
    for page in hostile:
        tree = lxml.html.fromstring(ask(page).text)
        for a in tree.xpath("//a[starts-with(@href, 'http')]"):
            assert a.get("rel") == "noreferrer noopener"
            seen += 1
    assert seen > len(nasty_words)


def test_nothing_on_a_page_acts_unseen(ask, hostile):
    unseen = [*map(chr, (0, 7, 0x1B, 0x85, 0x2028, 0x202E, 0x2066, 0xFFFE))]
    for page in hostile:
        text = ask(page).content.decode("utf-8")
        assert not [hex(ord(c)) for c in unseen if c in text], page


def test_templates_in_titles_are_not_evaluated(ask, hostile):
    text = ask("/stories").text
    assert "{{7*7}} {% raw %} ${7*7} {0.__class__}" in text
    assert "49" not in lxml.html.fromstring(text).xpath("string(//main)")


def test_a_search_is_shown_as_it_was_typed_and_not_more(ask, nasty_words):
    for nasty in nasty_words:
        if any(ord(c) < 32 for c in nasty) or len(nasty) > 500:
            continue
        answer = ask("/stories", params={"q": nasty})
        assert answer.status_code in (200, 422)  # brackets make it a query
        tree = lxml.html.fromstring(answer.text)
        assert not tree.xpath(ALIVE)


def test_feeds_and_the_api_stay_well_formed(ask, hostile, nasty_words):
    assert len(ET.fromstring(ask("/feeds/gsomia.atom").content)) > len(nasty_words)
    assert len(json.loads(ask("/feeds/gsomia.json").content)["items"]) == len(
        nasty_words
    )
    for page in hostile:
        if page.startswith(("/stories", "/alerts", "/explain")):
            assert ask(f"/api/v1{page}").json()
