"""The log is for people; what becomes of it never becomes of the work. FAULTS C 22, G 55."""

import json
import os
import signal
import subprocess
import sys

import pytest
from newsroom import Answer
from newsroom.desk import PATIENCE, ROOT

pytestmark = pytest.mark.slow


def test_a_log_that_nobody_reads_any_more_stops_nothing(new_room):
    room = new_room()
    room.desk.hook("hook", room.hook)
    room.desk.watch("gsomia", any=["GSOMIA"], channels=["hook"])
    room.desk.write()
    reader, writer = os.pipe()
    os.close(reader)  # as `news-monitor run 2>&1 | head` does after ten lines
    process = subprocess.Popen(
        [sys.executable, "-m", "monitor", "run", "--config", str(room.desk.folder)],
        cwd=ROOT,
        stderr=writer,
    )
    os.close(writer)
    try:
        (old,) = room.paper.pieces
        room.loop.until(lambda: room.paper.site.asked(f"/news/{old}.html"), "a visit")
        told = [room.report() for _ in range(3)]
        room.told(*told)
        process.send_signal(signal.SIGTERM)
        process.wait(PATIENCE)
    finally:
        process.kill()
        process.wait()
    assert sorted(room.hook.titles()) == sorted(piece.title for piece in told)
    assert not room.desk.rows("SELECT url FROM links WHERE state = 'leased'")


def test_a_stranger_s_words_are_one_record_of_the_log(new_room):
    room = new_room()
    forged = json.dumps({"event": "alert_sent", "channel": "forged"})
    wall = f"<html><head><title>Log in\n{forged}\n\x1b[2J\u202e</title></head></html>"
    room.paper.site.routes["/list"] = Answer.html(wall)
    room.desk.hook("hook", room.hook)
    room.desk.watch("gsomia", any=["GSOMIA"], channels=["hook"])
    daemon = room.desk.once()
    (said,) = daemon.saw("source_visited", outcome="unreadable")
    assert "Log in" in said["reason"]
    assert not daemon.saw("alert_sent")
    assert daemon.said == []  # no line that is no record
