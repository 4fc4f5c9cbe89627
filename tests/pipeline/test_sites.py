"""What a station prints on all its pages: told while it is news, and never again."""

from dataclasses import dataclass, field

import pytest
from newsroom import Daemon, Desk, Hook, Paper, Piece

NOTICE = "Meet our hosts at Friday's open evening: supper, songs and a talk on GSOMIA, free entry."
TOPICS = ("herring", "lantern", "quarry", "senate", "orchard", "glacier", "violin")


@dataclass
class Station:
    """A radio station whose every page carries a notice, and what was told of it."""

    paper: Paper
    desk: Desk
    hook: Hook
    passes: list[Daemon] = field(default_factory=list)

    def print(self, slug: str, topic: str) -> Piece:
        piece = Piece.on(slug, topic, seed=slug)
        piece = piece.but(paragraphs=(NOTICE, *piece.paragraphs))
        self.paper.publish(piece)
        return piece

    def look(self) -> Daemon:
        self.passes.append(self.desk.once())
        return self.passes[-1]

    def told(self) -> list[str]:
        return [post.body["data"]["url"] for post in self.hook.posts]

    def watches(self, piece: Piece) -> list[str]:
        (read,) = self.passes[-1].saw("page_read", url=self.paper.url(piece))
        return read["watches"]

    def text(self, piece: Piece) -> str:
        url = self.paper.url(piece)
        ((text,),) = self.desk.rows(f"SELECT text FROM articles WHERE url = '{url}'")
        return text


@pytest.fixture(scope="module")
def station(loop, incubator, tmp_path_factory) -> Station:
    hook, paper = Hook(loop), Paper(loop, "radio", "rss")
    desk = Desk(tmp_path_factory.mktemp("station"), loop)
    desk.incubator = incubator
    desk.read(paper.source)
    desk.hook("hook", hook)
    desk.watch("gsomia", any=["GSOMIA"], channels=["hook"])
    station = Station(paper, desk, hook)
    station.print("before", "weather")
    station.look()
    station.first = [station.print(f"first-{topic}", topic) for topic in TOPICS]
    station.look()
    station.early = station.told()
    station.passing = station.print("passing", "ferry")
    station.about = station.print("about", "GSOMIA")
    for piece in station.first:
        paper.publish(piece.but(sidebar=("Songs of the sea",), updated=piece.published))
    station.look()
    return station


def test_before_a_notice_is_learnt_it_is_taken_for_text(station):
    carrying = [p for p in station.first if station.paper.url(p) in station.early]
    assert 0 < len(carrying) < len(station.first)


def test_a_notice_that_was_learnt_is_no_part_of_an_article_any_more(station):
    assert NOTICE not in station.text(station.passing)
    assert all(p in station.text(station.passing) for p in station.passing.paragraphs[1:])  # fmt: skip


def test_a_term_that_stands_in_the_notice_only_matches_no_more_and_tells_nobody(
    station,
):
    assert station.watches(station.passing) == []
    assert station.paper.url(station.passing) not in station.told()


def test_that_a_notice_was_learnt_is_no_news_of_the_articles_that_had_it(station):
    again = station.passes[-1].saw("page_read")
    assert {station.paper.url(p) for p in station.first} <= {r["url"] for r in again}
    assert station.told() == [*station.early, station.paper.url(station.about)]


def test_a_report_on_the_subject_itself_is_told_without_the_notice(station):
    assert station.watches(station.about)
    url = station.paper.url(station.about)
    (post,) = (p for p in station.hook.posts if p.body["data"]["url"] == url)
    assert "open evening" not in post.raw.decode()


def test_later_pages_are_read_by_the_layout_that_the_first_ones_taught(station):
    by = [{read["by"] for read in one.saw("page_read")} for one in station.passes]
    assert by[0] == {"full"}
    assert "layout" in by[-1]
