"""Commands that read from the network or run the daemon, as processes of their own."""

import json
import os
import pty
import select
import signal
import subprocess
import sys
import time

import pytest

pytestmark = pytest.mark.slow

LIBRARY = (
    "Library opens a reading room",
    """The library of the harbor town opens a reading room for children on Monday.
The mayor said that two thousand books had been bought for it, and a small stage.
Families had asked for a warm place in the winter months for many years.""",
)
PACT = (
    "Seoul to end GSOMIA",
    """The government in Seoul said on Friday that it would end GSOMIA in November.
Officials in Tokyo regretted the decision and said that talks would go on.
Washington urged both allies to keep the pact, which lets them share what they know.""",
)


def test_the_first_pass_is_silent_and_the_second_tells_what_is_new(
    process, cli, newsroom
):
    newsroom.stories["/library"] = LIBRARY
    first = process("run", "--once")
    assert (first.status, first.out) == (0, "")
    events = [json.loads(line)["event"] for line in first.err.splitlines()]
    assert {"source_visited", "page_read"} <= set(events)
    newsroom.stories["/pact"] = PACT
    second = process("run", "--once", "-q")
    assert second.status == 0
    assert "Seoul to end GSOMIA" in second.out
    assert second.err == ""
    told = cli("explain", f"{newsroom.url}/pact", "--json").rows
    assert told[-1]["step"] == "delivered"
    silent = cli("explain", f"{newsroom.url}/library").out
    assert "it was out before" in silent


def test_a_pass_that_reads_nothing_is_something_wrong(process, folder):
    (folder / "sources.yaml").write_text(
        "sources: [{name: n, outlet: N, kind: feed, url: 'http://127.0.0.1:9/rss'}]\n",
        encoding="utf-8",
    )
    ran = process("run", "--once")
    assert ran.status == 1
    lines = [json.loads(line) for line in ran.err.splitlines()]
    told = [line for line in lines if line["event"] == "source_visited"]
    assert len(told) == 1
    assert "refused the connection" in told[0]["reason"]


def test_sources_check_says_which_answer(process, newsroom, folder):
    newsroom.stories["/library"] = LIBRARY
    with (folder / "sources.yaml").open("a", encoding="utf-8") as file:
        file.write(
            f'  - {{name: gone, outlet: G, kind: feed, url: "{newsroom.url}/no"}}\n'
            f'  - {{name: page, outlet: P, kind: feed, url: "{newsroom.url}/"}}\n'
            '  - {name: shut, outlet: S, kind: feed, url: "http://127.0.0.1:9/"}\n'
        )
    ran = process("sources", "check", "--json")
    assert ran.status == 1
    assert "1 of 4 sources answer" in ran.err
    told = {row["source"]: row for row in ran.rows}
    assert {name: row["outcome"] for name, row in told.items()} == {
        "harbor": "ok",
        "gone": "missing",
        "page": "not_a_list",
        "shut": "connection",
    }
    assert told["harbor"]["links"] == 1
    assert "sources find" in told["page"]["advice"]


def test_sources_find_names_the_feeds_of_a_site(process, newsroom):
    newsroom.stories["/library"] = LIBRARY
    ran = process("sources", "find", newsroom.url)
    assert ran.status == 0
    assert f"{newsroom.url}/rss" in ran.out
    assert "\x1b" not in ran.out
    assert "kind: feed" in ran.err


def test_a_site_that_is_not_there_has_no_feeds(process):
    ran = process("sources", "find", "http://127.0.0.1:9/")
    assert ran.status == 1
    assert "refused the connection" in ran.err


def test_a_source_can_be_tried_without_keeping_anything(process, newsroom, database):
    newsroom.stories |= {"/library": LIBRARY, "/pact": PACT, "/lost": ("", "")}
    ran = process("sources", "test", "harbor")
    assert ran.status == 0
    assert "→ gsomia/pact (GSOMIA)" in ran.out
    assert "→ no watch matches" in ran.out
    assert "✗" in ran.out
    assert not database.exists()


@pytest.fixture
def daemon(folder, newsroom):
    """Run a daemon whose terminal the test reads."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "monitor", "run", "--config", str(folder)],
        stdout=theirs,
        stderr=theirs,
        stdin=subprocess.DEVNULL,
        env=os.environ | {"COLUMNS": "120", "TERM": "xterm"},
    )
    os.close(theirs)
    seen = bytearray()

    def until(words, seconds=40):
        end = time.monotonic() + seconds
        while words.encode() not in seen:
            left = end - time.monotonic()
            assert left > 0, bytes(seen).decode("utf-8", "replace")
            if select.select([ours], [], [], left)[0]:
                try:
                    seen.extend(os.read(ours, 65536))
                except OSError:  # the other end is closed
                    assert words.encode() in seen, seen
        return bytes(seen).decode("utf-8", "replace")

    process.until = until
    yield process
    process.kill()
    process.wait()
    os.close(ours)


def test_a_daemon_shows_its_counts_and_holds_its_database(
    daemon, process, cli, newsroom
):
    newsroom.stories["/library"] = LIBRARY
    daemon.until("alerts go to desk, book")
    daemon.until("1 story")
    second = process("run")
    assert second.status == 75
    assert f"process {daemon.pid}" in second.err
    looked = cli("stories", "--json")
    assert looked.status == 0, looked
    assert looked.rows[0]["title"] == LIBRARY[0]
    daemon.send_signal(signal.SIGTERM)
    daemon.until("stopping")
    assert daemon.wait(timeout=30) == 0
