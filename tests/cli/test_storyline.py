"""A story in time: versions with what they changed, and who had it first."""

from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.cli.storyline import shown
from monitor.core import ids, similar
from monitor.core.revision import Piece
from monitor.model import Revision
from monitor.store import articles, events

NEW = "Seoul ends GSOMIA in November, officials said.\nTokyo regrets it and asks for talks."


def revise(store, url, title, text, *, version, material, reason):
    with store.begin() as conn:
        before = articles.by_url(conn, url)
        _, place = articles.placed(conn, before.id)
        at = before.fetched + timedelta(minutes=20)
        digest = ids.text_digest(title, text)
        after = replace(before, title=title, text=text, fetched=at, digest=digest)
        articles.record(
            conn,
            after,
            Revision(
                story=place.story,
                event=place.event,
                version=version,
                material=material,
                reason=reason,
                old_title=before.title,
                old_text=before.text,
            ),
            prints=similar.prints(title, text, "en"),
            causes=articles.Causes(),
            baseline=False,
            now=at,
        )


@pytest.fixture
def pact(cli, filled):
    """The story of the pact, with a changed version and a retouched one."""
    url, title = "https://news.example/pact", "Seoul ends pact"
    changed, touched = "a name changed", "retouched words"
    revise(filled, url, title, NEW, version=2, material=True, reason=changed)
    text = NEW.replace("asks", "calls")
    revise(filled, url, title, text, version=3, material=False, reason=touched)
    rows = cli("stories", "--json").rows
    return next(row["story"] for row in rows if row["articles"] == 2)


def test_each_version_shows_the_words_that_it_changed(cli, pact):
    ran = cli("stories", "show", pact)
    out = " ".join(ran.out.split())
    assert "version 2" in out
    assert "material: a name changed" in out
    assert "Seoul ends GSOMIA [-today-]{+in November+}, officials" in out
    assert "cosmetic: retouched words" in out
    assert "[-asks-]{+calls+}" in out


def test_the_timeline_tells_who_came_when_and_who_was_told(cli, pact):
    out = cli("stories", "show", pact).out
    lines = out[out.index("Timeline") :].splitlines()
    kinds = ("published", "told: new", "version 2, material", "version 3, cosmetic")
    places = [next(n for n, li in enumerate(lines) if kind in li) for kind in kinds]
    assert places == sorted(places)


def test_versions_are_listed_for_programs(cli, pact):
    (whole,) = cli("stories", "show", pact, "--json").rows
    told = [(v["version"], v["material"]) for v in whole["versions"] if v["reason"]]
    assert told == [(2, True), (3, False)]
    assert whole["carried_by"] == "Harbor Post, also in Yonhap"


def test_a_paywalled_original_is_told_from_its_free_copy(cli, filled, pact):
    with filled.begin() as conn:
        paid = articles.articles.c.outlet == "Harbor Post"
        conn.execute(articles.articles.update().where(paid).values(paywalled=True))
    out = " ".join(cli("stories", "show", pact).out.split())
    assert "Harbor Post (paywalled), also in Yonhap (open to read)" in out


def test_a_story_that_was_two_answers_to_both_ids(cli, filled, pact):
    other = next(row for row in cli("stories", "--json").rows if row["story"] != pact)
    with filled.begin() as conn:
        events.join(conn, pact, [other["story"]])
    ran = cli("stories", "show", other["story"], "--json")
    assert ran.rows[0]["story"] == pact
    assert ran.rows[0]["formerly"] == [other["story"]]
    assert other["story"] in cli("stories", "show", pact).out


@pytest.mark.parametrize(
    ("pieces", "line"),
    [
        ([("same", "x" * 200), ("added", " new")], f"…{'x' * 60}{{+new+}}"),
        ([("removed", "old "), ("same", "y" * 200)], f"[-old-]{'y' * 60}…"),
        (
            [("removed", "a"), ("same", " kept\nhere "), ("added", "b")],
            "[-a-] kept here {+b+}",
        ),
        (
            [("removed", "a"), ("same", "z" * 300), ("added", "b\x1b[31m")],
            f"[-a-]{'z' * 60}…{'z' * 60}{{+b[31m+}}",
        ),
    ],
)
def test_what_stayed_is_cut_to_what_is_near_a_change(pieces, line):
    assert shown([Piece(*piece) for piece in pieces]).plain == line
