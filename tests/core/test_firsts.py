"""An alert says which language had it first, and how long the others took."""

from datetime import UTC, datetime, timedelta

import pytest

from monitor.core.firsts import came_out, firsts, who_was_first
from monitor.model import First

NOON = datetime(2019, 8, 22, 5, 2, tzinfo=UTC)


def report(language: str, outlet: str, minutes: float = 0) -> First:
    return First(language=language, outlet=outlet, at=NOON + timedelta(minutes=minutes))


def test_the_first_language_is_named_with_its_outlet_and_the_time_of_the_reader() -> (
    None
):
    found = firsts([report("en", "Harbor", 38), report("ko", "Yonhap")])
    said = "First in Korean (Yonhap), 14:02 KST; English 38 min later (Harbor)"
    assert who_was_first(found, "Asia/Seoul") == said


def test_of_each_language_only_the_first_report_counts() -> None:
    found = firsts(
        [
            report("ko", "Hani", 5),
            report("ja", "Kyodo", 200),
            report("ko", "Yonhap"),
            report("ja", "Asahi", 300),
            report("", "Nobody", -9),
        ]
    )
    assert [(f.language, f.outlet) for f in found] == [
        ("ko", "Yonhap"),
        ("ja", "Kyodo"),
    ]


@pytest.mark.parametrize("found", [[], [report("ko", "Yonhap")]])
def test_of_one_language_nothing_is_said(found: list[First]) -> None:
    assert who_was_first(found, "UTC") == ""


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (0.5, "at the same time"),
        (1, "1 min later"),
        (119, "119 min later"),
        (120, "2 h later"),
        (47 * 60, "47 h later"),
        (5 * 24 * 60, "5 days later"),
    ],
)
def test_how_long_it_took_is_told_as_people_say_it(minutes: float, said: str) -> None:
    found = firsts([report("ko", "Yonhap"), report("fr", "AFP", minutes)])
    assert f"French {said} (AFP)" in who_was_first(found, "UTC")


def test_another_day_is_named() -> None:
    found = firsts([report("ko", "Yonhap"), report("xx", "Far", 24 * 60)])
    assert who_was_first(found, "Asia/Tokyo") == (
        "First in Korean (Yonhap), 2019-08-22 14:02 JST; xx 24 h later (Far)"
    )


def test_nobody_reports_after_we_saw_it() -> None:
    assert came_out(NOON + timedelta(hours=1), NOON) == NOON
    assert came_out(NOON - timedelta(hours=1), NOON) == NOON - timedelta(hours=1)
    assert came_out(None, NOON) == NOON
