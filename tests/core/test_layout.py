"""A site's pages are read by its layout once it is known, and never lose text by it."""

from dataclasses import replace
from datetime import UTC, datetime
from functools import reduce
from itertools import count

import nouns
import pytest

from monitor.core.extract import explain, extract_and_learn
from monitor.core.extraction import layout, memory
from monitor.core.extraction.reading import read_page
from monitor.model import KnownSite, OutletHints, Page, SeenWay, SiteMemory

WORDS = [
    "harbour",
    "treaty",
    "signal",
    "winter",
    "engine",
    "meadow",
    "copper",
    "lantern",
    "orchard",
    "summit",
]
OUTLET = OutletHints(outlet="The Tide")
NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
NUMBERS = count()


def prose(seed: int, many: int = 6) -> list[str]:
    return [
        f"The {WORDS[(seed + n) % 10]} near town {seed} was opened for the {n}th time on Monday,"
        f" and {WORDS[(seed * 3 + n) % 10]} makers said that they had waited long for it."
        for n in range(many)
    ]


def html(
    lines: list[str], *, wrap: str = "story-text", extra: str = "", side: str = ""
) -> str:
    body = "".join(f"<p>{line}</p>" for line in lines)
    menu = "".join(f"<li><a href='/{w}'>{w}</a></li>" for w in WORDS)
    return (
        "<html><head><title>Opened | The Tide</title></head><body>"
        f"<div class='top'><ul>{menu}</ul></div><div class='page'><h1>Opened near town</h1>"
        f"<div class='{wrap}'>{body}{extra}</div></div>"
        f"<div class='side'><p>Our weather desk looks at the sky so that you need not.</p>{side}</div>"
        "</body></html>"
    )


def page(text: str, url: str | None = None):
    number = next(NUMBERS)
    while url is None and layout.is_checked(f"https://tide.example/news/{number}"):
        number = next(NUMBERS)
    address = url or f"https://tide.example/news/{number}"
    return Page(
        requested=address,
        url=address,
        status=200,
        headers=(("content-type", "text/html"),),
        body=text.encode(),
        fetched=NOW,
        seconds=0.1,
    )


def read(text: str, site: KnownSite, url: str | None = None):
    it = page(text, url)
    outlet = replace(OUTLET, site=site)
    return extract_and_learn(it, nouns.link(it.url), now=NOW, outlet=outlet)


def taught(*pages: str) -> SiteMemory:
    def one(site: SiteMemory, text: str) -> SiteMemory:
        _, lesson = read(text, memory.known(site))
        return memory.learn(site, lesson, event=f"{next(NUMBERS):x}")

    return reduce(one, pages, SiteMemory())


@pytest.fixture(scope="module")
def site() -> KnownSite:
    return memory.known(taught(*(html(prose(n)) for n in range(4))))


def test_a_layout_is_known_after_three_pages():
    pages = [html(prose(n)) for n in range(3)]
    assert memory.known(taught(*pages[:2])).ways == {}
    assert memory.known(taught(*pages)).ways


def test_a_page_of_a_known_layout_is_read_by_it_and_gives_the_same_article(site):
    text = html(prose(7))
    full, by_layout = read(text, KnownSite()), read(text, site)
    assert (full[1].by, by_layout[1].by) == ("full", "layout")
    assert full[0].text == by_layout[0].text == "\n".join(prose(7))


@pytest.mark.parametrize(
    "strange",
    [
        html(prose(7), wrap="new-design"),
        html(prose(7)).replace("<div class='page'>", "<main class='v2'>"),
        html(prose(7), extra=f"<div class='more'><p>{prose(8, 1)[0]}</p></div>"),
        html([], side="".join(f"<div><p>{line}</p></div>" for line in prose(7))),
        html(prose(7, 1)),
    ],
    ids=[
        "a new class",
        "a new frame",
        "text in a new box",
        "moved away",
        "a short one",
    ],
)
def test_a_page_that_is_laid_out_otherwise_is_read_in_full(site, strange):
    full, known = read(strange, KnownSite()), read(strange, site)
    assert known[1].by != "layout"
    assert known[0].text == full[0].text


def test_a_page_whose_data_holds_much_more_text_is_read_in_full(site):
    told = " ".join(prose(7, 40))
    said = f'<script type="application/ld+json">{{"@type":"NewsArticle","articleBody":"{told}"}}</script>'
    told = html(prose(7)).replace("</head>", f"{said}</head>")
    assert read(told, site)[1].by != "layout"


def test_now_and_then_a_page_is_read_in_full_and_always_the_same_ones(site):
    urls = [f"https://tide.example/check/{n}" for n in range(400)]
    checked = [url for url in urls if layout.is_checked(url)]
    assert 0 < len(checked) < len(urls) / 10
    assert checked == [url for url in urls if layout.is_checked(url)]
    assert read(html(prose(7)), site, checked[0])[1].by == "full"


def test_what_was_read_by_the_layout_casts_no_vote_for_it(site):
    assert read(html(prose(7)), site)[1].ways == ()


def test_pages_that_say_otherwise_take_a_layout_back():
    way = layout.way_key("/html/body/div.text/p")
    for_it = {way: SeenWay(body=8, other=0, last=8)}
    assert layout.known(for_it) == {way: True}
    against = reduce(
        lambda ways, n: layout.learn(ways, [(way, False)], n), range(9, 13), for_it
    )
    assert layout.known(against) == {}


def test_text_is_left_out_for_its_place_only_where_no_page_ever_had_text_there():
    ways = {1: SeenWay(body=9, other=0, last=9), 2: SeenWay(body=1, other=40, last=9)}
    assert 2 not in layout.known(ways)


def test_old_votes_fade_and_ways_are_bounded():
    ways: dict[int, SeenWay] = {}
    for number in range(300):
        ways = layout.learn(
            ways, [(1, True), *((number * 9 + n + 2, True) for n in range(9))], number
        )
    assert len(ways) <= 400
    assert ways[1].body <= 64


def test_numbers_in_the_names_of_classes_make_no_other_way():
    one, other = (f"/html/body.post-{n}/div.text/p" for n in (4711, 42))
    assert layout.way_key(one) == layout.way_key(other)


def test_explaining_says_what_was_left_out_for_being_repeated():
    banner = "Tickets for the autumn fair can be had at the kiosk by the old pier."
    known = memory.known(taught(*(html([banner, *prose(n)]) for n in range(5))))
    it = page(html([banner, *prose(9)]))
    said = {
        v.block.text: v.reason for v in explain(it, outlet=replace(OUTLET, site=known))
    }
    assert said[banner] == memory.REPEATED


def test_what_is_repeated_is_kept_where_hardly_anything_else_is_left():
    lines = prose(3)
    known = KnownSite(lines=frozenset(key for key, _ in memory.lines_of(lines, "")))
    reading = read_page(page(html(lines)), replace(OUTLET, site=known))
    assert reading.kept == "\n".join(lines)


def test_what_was_learnt_since_is_no_change_of_a_text():
    text = "The ferry runs again.\nCome to the fair by the old pier.\nIt was late."
    line = text.split("\n")[1]
    lines = {key for key, _ in memory.lines_of([line], "")}
    blank = memory.blanked(text, lines)
    assert [part for part in blank.split("\n") if part] == [
        text.split("\n", maxsplit=1)[0],
        "It was late.",
    ]
    assert blank.index("It was") == text.index("It was")
