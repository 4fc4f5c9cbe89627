"""Pages that answer 200 and are no plain article, from the paper to the reader."""

from dataclasses import dataclass, field
from pathlib import Path

import pytest
from newsroom import Answer, Daemon, Desk, Hook, Mail, Paper, Piece

DATA = Path(__file__).parents[1] / "data" / "forms"
WALLS = ("soft_404", "consent_wall", "login", "captcha")
ARTICLES = ("live", "video")


@dataclass
class Tide:
    """A paper whose pages are not all articles, and what was told of them."""

    paper: Paper
    desk: Desk
    hook: Hook
    mail: Mail
    pieces: dict[str, Piece] = field(default_factory=dict)
    looked: Daemon = field(init=False)

    def url(self, name: str) -> str:
        return self.paper.url(self.pieces[name])

    def told(self, name: str) -> dict:
        found = [p.body["data"] for p in self.hook.posts]
        (one,) = (data for data in found if data["url"] == self.url(name))
        return one


@pytest.fixture(scope="module")
def tide(loop, incubator, tmp_path_factory) -> Tide:
    desk = Desk(tmp_path_factory.mktemp("tide"), loop)
    desk.incubator = incubator
    tide = Tide(Paper(loop, "tide", "rss"), desk, Hook(loop), Mail(loop))
    desk.read(tide.paper.source)
    desk.hook("hook", tide.hook)
    desk.mail("mail", tide.mail)
    desk.watch("gsomia", any=["GSOMIA"], channels=["hook", "mail"])
    tide.paper.publish(Piece.on("before", "weather", seed="before"))
    desk.once()
    for name in (*WALLS, *ARTICLES):
        tide.pieces[name] = Piece.on(name, "A report", seed=name)
        tide.paper.publish(tide.pieces[name])
    for name in tide.pieces:  # what the paper serves there instead
        html = (DATA / f"{name}.html").read_bytes()
        kind = {"Content-Type": "text/html; charset=utf-8"}
        tide.paper.site.routes[f"/news/{name}.html"] = Answer(html, headers=kind)
    tide.looked = desk.once()
    return tide


@pytest.mark.parametrize("name", WALLS)
def test_a_wall_is_an_outcome_and_no_article(tide, name):
    read = tide.looked.saw("page_read", url=tide.url(name))
    assert {row["outcome"] for row in read} == {name}
    kept = tide.desk.rows(f"SELECT kind FROM outcomes WHERE url LIKE '%/{name}.html'")
    assert {kind for (kind,) in kept} == {name}
    assert not tide.desk.rows(f"SELECT 1 FROM articles WHERE url LIKE '%/{name}.html'")


@pytest.mark.parametrize("name", WALLS)
def test_a_term_on_a_wall_reaches_nobody(tide, name):
    assert tide.url(name) not in {p.body["data"]["url"] for p in tide.hook.posts}


def test_why_a_wall_gave_no_article_is_told_to_who_asks(tide):
    said = tide.desk.command("explain", tide.url("consent_wall")).stdout
    assert "consent_wall" in said


@pytest.mark.parametrize(
    ("name", "words"), [("live", "a live page"), ("video", "a video")]
)
def test_an_alert_says_that_a_page_is_live_or_a_video(tide, name, words):
    told = tide.told(name)
    assert told["form"] == name
    (mail,) = (m for m in tide.mail.taken if m["Subject"] == told["title"])
    assert words in mail.get_body(("plain",)).get_content()


def test_a_story_shows_that_its_article_is_live(tide):
    said = tide.desk.command("stories", "show", tide.told("live")["story"]).stdout
    assert "a live page" in said
