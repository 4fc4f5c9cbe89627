"""Articles from a file are grouped as the service groups them."""

import pytest

from monitor.batch.group import group_rows

STRIKE = (
    "Port workers at Halden voted on Tuesday to end a strike over night shifts. The "
    "union said its members would return to the docks on Thursday morning at six. "
    "Forty ships had waited off the coast while the two sides talked in a hotel. The "
    "company agreed to hire thirty more people and to pay for meals after midnight."
)


def row(name, text, **more):
    return {"id": name, "text": text, "language": "en", **more}


def grouped(*rows):
    return {answer["id"]: answer for answer in group_rows(rows)}


def test_copies_revisions_reports_and_news_are_told_apart():
    found = grouped(
        row(
            "first", STRIKE, url="https://a.example/1", outlet="A", title="Port strike"
        ),
        row("copy", STRIKE[:250], url="https://b.example/1", outlet="B", title="Docks"),
        row("edit", f"{STRIKE} It rained.", url="https://a.example/1", outlet="A"),
        row("again", f"{STRIKE} It rained.", url="https://a.example/1", outlet="A"),
        row(
            "report", "Halden port strike ends, say dockers and their union.", title="X"
        ),
        row("other", "A painting lost for eighty years hangs in the museum again."),
    )
    relations = {name: answer["relation"] for name, answer in found.items()}
    assert relations == {
        "first": "opens",
        "copy": "copy",
        "edit": "revision",
        "again": "same",
        "report": "joins",
        "other": "opens",
    }
    assert len({found[n]["story"] for n in ("first", "copy", "edit", "again")}) == 1
    assert found["report"]["event"] == found["first"]["event"]
    assert len({answer["story"] for answer in found.values()}) == 3
    assert len({answer["event"] for answer in found.values()}) == 2


def test_each_answer_is_given_before_the_next_row_is_read():
    read = []

    def rows():
        for n in range(3):
            read.append(n)
            yield row(str(n), STRIKE)

    answers = group_rows(rows())
    next(answers)
    assert read == [0]
    next(answers)
    assert read == [0, 1]


def test_an_event_is_over_after_days_without_a_report():
    say = "Dockers at the port of Halden and their union end the strike."
    found = grouped(
        row(
            "a",
            STRIKE,
            title="Halden port strike",
            published="2024-05-03T10:00:00+00:00",
        ),
        row("b", say, title="Halden port strike", published="2024-05-04"),
        row("c", say[::-1] + say, title="Halden port strike", published="2024-07-04"),
    )
    assert found["a"]["event"] == found["b"]["event"] != found["c"]["event"]


def test_one_date_years_ahead_does_not_move_the_window_of_events():
    say = "Dockers at the port of Halden and their union end the strike."
    found = grouped(
        row("a", STRIKE, title="Halden port strike", published="2024-05-03"),
        row("wrong", "A painting hangs in the museum again.", published="2094-05-03"),
        row("b", say, title="Halden port strike", published="2024-05-04"),
        row("c", say[::-1] + say, title="Halden port strike", published="2024-07-04"),
    )
    assert found["a"]["event"] == found["b"]["event"] != found["c"]["event"]


def test_years_without_an_article_are_believed_when_two_came_after_them():
    say = "Dockers at the port of Halden and their union end the strike."
    days = ("2024-05-03", "2029-05-03", "2029-05-03")
    rows = [
        row(str(n), STRIKE if n == 1 else say, title="Halden port strike", published=p)
        for n, p in enumerate(days)
    ]
    late = row("late", say[::-1] + say, title="Halden port strike")
    found = grouped(*rows, late | {"published": "2029-05-04"})
    assert found["late"]["event"] != found["0"]["event"]


@pytest.mark.parametrize(
    "published",
    [None, "", "yesterday", "2024-05-03", "9999-12-31T23:59:59-12:00", "0001-01-01"],
)
def test_what_is_missing_or_makes_no_sense_is_done_without(published):
    found = grouped({"id": "a", "text": "", "published": published}, {"id": "b"})
    assert found["a"]["relation"] == "opens"
    assert found["a"]["story"] != found["b"]["story"]


def test_grouping_twice_gives_one_answer():
    rows = [row(str(n), STRIKE[: 120 + 40 * n], outlet=str(n)) for n in range(5)]
    assert list(group_rows(rows)) == list(group_rows(rows))
