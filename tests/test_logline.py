"""What a person at a terminal reads of the log."""

import io
import json
import logging
from datetime import UTC
from zoneinfo import ZoneInfo

import pytest
import structlog

from monitor import log
from monitor.logline import ForEyes

SEOUL = ZoneInfo("Asia/Seoul")
AT = "2026-11-21T22:48:29.254772Z"


def shown(level="info", zone=SEOUL, **event):
    line = ForEyes(color=False, zone=zone)
    return line(None, "", {"level": level, "timestamp": AT, **event})


def test_a_line_says_when_how_bad_what_about_whom_and_why():
    line = shown(
        "warning",
        event="source_visited",
        source="npr",
        url="https://feeds.npr.org/1004/rss.xml",
        outcome="dns",
        reason="the name feeds.npr.org was not found",
        links=None,
        failures=1,
        next_visit="2026-11-21T23:05:00+00:00",
    )
    assert line == (
        "07:48:29 ! source visited npr: the name feeds.npr.org was not found"
        " (outcome dns, failures 1, next visit 11-22 08:05)"
    )


@pytest.mark.parametrize(
    ("level", "mark"), [("info", "·"), ("warning", "!"), ("error", "✗")]
)
def test_how_bad_it_is_shows_without_colours(level, mark):
    assert shown(level, event="stopped") == f"07:48:29 {mark} stopped"


def test_every_problem_of_a_list_is_told():
    line = shown("error", event="config_refused", problems=["a:1: x", "b:2: y"])
    assert line.endswith("config refused (problems a:1: x; b:2: y)")


def test_what_was_raised_keeps_its_lines_and_loses_what_a_terminal_obeys():
    raised = "Traceback:\n  File x\nValueError: \x1b[2Jgone\u202e"
    head, *rest = shown("error", event="round_failed", exception=raised).split("\n")
    assert head.endswith("round failed")
    assert rest[:2] == ["Traceback:", "  File x"]
    assert "\x1b" not in rest[2]
    assert "\u202e" not in rest[2]


def test_a_stranger_s_list_does_not_act():
    assert "\x1b" not in shown(event="x", names=["\x1b[2J"])


@pytest.fixture
def the_log_as_it_was():
    root, configured = logging.getLogger(), structlog.get_config()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers[:], root.level = handlers, level
    structlog.configure(**configured)


@pytest.mark.usefixtures("the_log_as_it_was")
def test_a_terminal_gets_lines_and_a_file_gets_records():
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    written = []
    for stream in (Terminal(), io.StringIO()):
        log.set_up(stream=stream, color=False, zone=UTC)
        log.get().warning("store_busy", steps=3)
        written.append(stream.getvalue())
    assert written[0].endswith("! store busy (steps 3)\n")
    assert json.loads(written[1])["event"] == "store_busy"
