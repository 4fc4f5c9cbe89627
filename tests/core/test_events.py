"""Reports of one happening find each other, and templates do not."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core import events, similar
from monitor.model import ArticleId, EventId, Known, StoryId

NOON = datetime(2024, 5, 3, 12, tzinfo=UTC)
STRIKE = (
    "Port workers end strike at Halden",
    "Dockers at the port of Halden voted on Tuesday to end a strike over night shifts.",
)
STRIKE_TOO = (
    "Halden dockers go back to work",
    "Ships will be unloaded again at Halden after dockers ended a strike over shifts.",
)
FROST = (
    "Early frost cuts apple crop",
    "Growers in the valley expect to pick fewer apples after two nights of frost.",
)


def known(name, title, text, *, event="e", counts=None):
    prints = similar.prints(title, text, "en")
    weighed = replace(prints, terms=events.weigh(prints.terms, counts or {}))
    return Known(
        id=ArticleId(name),
        story=StoryId(f"story of {name}"),
        event=EventId(event),
        version=1,
        url=f"https://example.org/{name}",
        outlet="The Post",
        title=title,
        text="",
        digest=name,
        prints=weighed,
    )


def nearest(title, text, *recent):
    return events.nearest(similar.prints(title, text, "en"), recent, counts={})


def test_two_reports_of_one_happening_are_near():
    found = nearest(*STRIKE_TOO, known("strike", *STRIKE), known("frost", *FROST))
    assert found is not None
    report, alike, merges = found
    assert report.id == "strike"
    assert events.JOINS_AT <= alike <= 1
    assert merges == ()


def test_reports_of_two_happenings_are_not():
    assert nearest(*FROST, known("strike", *STRIKE)) is None


def test_the_nearest_event_is_joined():
    near = known("strike", *STRIKE, event="strike")
    far = known("talks", "Talks at Halden", STRIKE[1] + FROST[1] * 2, event="talks")
    found = nearest(*STRIKE_TOO, far, near)
    assert found is not None
    assert found[0].event == "strike"


def test_one_near_report_of_an_event_of_many_does_not_chain():
    far = [known(f"f{n}", *FROST) for n in range(3)]
    assert nearest(*STRIKE_TOO, known("strike", *STRIKE)) is not None
    assert nearest(*STRIKE_TOO, known("strike", *STRIKE), *far) is None


def test_events_that_a_report_shows_to_be_one_become_one():
    first = known("strike", *STRIKE, event="strike")
    again = known("again", STRIKE[0], STRIKE_TOO[1], event="again")
    frost = known("frost", *FROST, event="frost")
    found = nearest(*STRIKE_TOO, first, again, frost)
    assert found is not None
    report, _, merges = found
    assert {report.event, *merges} == {"strike", "again"}


def test_events_that_share_only_the_report_between_them_stay_apart():
    strike = known("strike", *STRIKE, event="strike")
    frost = known("frost", *FROST, event="frost")
    found = nearest(STRIKE[0], f"{STRIKE[1]} {FROST[0]}: {FROST[1]}", strike, frost)
    assert found is not None
    assert found.merges == ()


def test_a_template_filled_again_is_another_happening():
    form = "Halden shares closed at {}, up {} points or {} percent; {} rose and {} fell"
    today, again = form.format(812, 14, 1.7, 31, 12), form.format(779, 33, 4.1, 9, 44)
    old = known("markets", "Markets", today)
    assert nearest("Markets", again, old) is None
    assert nearest("Markets", today + " on Friday", old) is not None


def test_rare_words_weigh_more_than_common_ones():
    raw = similar.prints("", "harbour quintet", "en").terms
    language, harbour, quintet = (term for term, _ in raw)
    weighed = dict(events.weigh(raw, {language: 1000, harbour: 900, quintet: 2}))
    assert weighed[quintet] > 5 * weighed[harbour] > 0


def test_function_words_and_particles_are_no_terms():
    assert len(events.terms("", "They said it was on Monday", "en")) == 1
    assert len(events.terms("", "그는 이를 했다", "ko")) == 1
    assert len(events.terms("", "それはこのように", "ja")) == 1


@pytest.mark.parametrize("text", ["", "harbour", "한국 정부", "韓国政府"])
def test_the_language_is_counted_with_the_terms(text):
    first = events.terms("", text, "ko")[0]
    assert first == events.terms("", "", "ko")[0]
    assert first[1] == 0
    assert first != events.terms("", text, "ja")[0]


@given(st.text(max_size=200), st.text(max_size=400))
def test_weighed_terms_have_length_one(title, text):
    weighed = events.weigh(events.terms(title, text, "en"), {})
    assert len(weighed) <= events.KEPT
    total = sum(weight * weight for _, weight in weighed)
    assert total == pytest.approx(1) or not weighed
    assert list(weighed) == sorted(weighed, key=lambda pair: -pair[1])


def test_an_old_archive_counts_a_sample():
    ids = [f"{n * 0x9E3779B97F4A7C15 % 2**64:016x}" for n in range(4000)]
    assert all(events.is_counted(i, 10) for i in ids)
    sampled = sum(events.is_counted(i, events.COUNT_ALL) for i in ids)
    assert 0.8 < sampled * events.COUNT_ONE / len(ids) < 1.2
