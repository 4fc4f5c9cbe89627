"""What an outlet repeats is learnt; what it reports is not."""

from functools import reduce

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.extraction import memory
from monitor.core.extraction.blocks import bare
from monitor.model import Lesson, SiteMemory

NOTICE = "Come to the station's autumn forum on GSOMIA this Friday, doors open at six."
LABEL = "From our newsroom"


def story(
    number: int, *lines: str, title: str = "Harbour reopens"
) -> tuple[Lesson, str]:
    """Give the lesson of a report of its own event, with some lines in it."""
    text = [f"Report number {number} tells what nobody else tells.", *lines]
    lines = memory.lines_of(text, title)
    return Lesson(
        by="full", title=memory.signature(title), lines=lines
    ), f"{number:016x}"


def after(*stories: tuple[Lesson, str]) -> SiteMemory:
    return reduce(lambda m, s: memory.learn(m, s[0], event=s[1]), stories, SiteMemory())


def is_known(line: str, site: SiteMemory) -> bool:
    found = memory.repeated([bare(line)], memory.known(site).lines)
    return found == {bare(line)}


def test_a_notice_on_every_page_is_learnt_after_four_stories():
    assert not is_known(NOTICE, after(*(story(n, NOTICE) for n in range(3))))
    assert is_known(NOTICE, after(*(story(n, NOTICE) for n in range(4))))


def test_a_label_is_learnt_after_three_stories():
    assert is_known(LABEL, after(*(story(n, LABEL) for n in range(3))))


def test_what_only_one_report_tells_is_never_learnt():
    site = after(*(story(n, NOTICE) for n in range(30)))
    assert len(memory.known(site).lines) == 1


def test_reports_of_one_event_teach_a_line_once():
    lesson, event = story(1, NOTICE)
    assert not is_known(NOTICE, after(*[(lesson, event)] * 20))


def test_background_that_names_what_the_headline_names_is_not_learnt():
    background = (
        "The GSOMIA pact lets Seoul and Tokyo share what they know of missiles."
    )
    korean = (
        "지소미아는 한일 양국이 군사 정보를 나누기로 한 협정으로 2016년에 맺어졌다."
    )
    same = [story(n, background, title="Seoul weighs GSOMIA") for n in range(9)]
    also = [story(n, korean, title="정부, 지소미아 연장 논의") for n in range(9)]
    assert not is_known(background, after(*same))
    assert not is_known(korean, after(*also))


def test_background_that_a_few_of_many_stories_repeat_is_not_learnt():
    stories = [story(n, *([NOTICE] if n % 3 == 0 else [])) for n in range(60)]
    assert not is_known(NOTICE, after(*stories))


def test_a_line_goes_on_being_left_out_while_it_is_repeated_and_is_forgotten_after():
    learnt = after(*(story(n, NOTICE) for n in range(50)))
    assert is_known(NOTICE, learnt)
    later = reduce(
        lambda m, n: memory.learn(m, story(n)[0], event=f"{n:016x}"),
        range(100, 400),
        learnt,
    )
    assert not is_known(NOTICE, later)


def test_a_stranger_who_repeats_a_sentence_a_few_times_hides_it_from_nobody():
    ours = [story(n) for n in range(40)]
    strangers = [story(100 + n, NOTICE) for n in range(5)]
    assert not is_known(NOTICE, after(*strangers, *ours))


def test_what_is_kept_of_a_site_is_bounded():
    def long_story(n: int) -> tuple[Lesson, str]:
        return story(n, *(f"Line {n} {i} of a very long report" for i in range(500)))

    site = after(*(long_story(n) for n in range(60)))
    assert len(site.lines) <= 800
    assert site.stories == 60


@given(st.lists(st.text(max_size=80), max_size=30), st.text(max_size=60))
def test_lessons_are_the_same_each_time(lines, title):
    once = memory.lines_of(lines, title)
    assert once == memory.lines_of(list(lines), title)
    assert all(0 <= key < 2**63 for key, _ in once)


@pytest.mark.parametrize("short", ["", "...", "Live", "1"])
def test_a_line_that_says_next_to_nothing_is_not_remembered(short):
    assert memory.lines_of([short], "A headline") == ()
