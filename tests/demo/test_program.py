"""The demo as a person runs it: the real service, from the first line to the last."""

import asyncio
import contextlib
import io
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from rich.console import Console

from monitor.demo import run
from monitor.demo.service import running

RUN = "import sys; from monitor.demo import run; sys.exit(run(serve=True, out=sys.stdout))"

pytestmark = pytest.mark.slow


def test_the_demo_finds_and_sends_all_that_it_must():
    out = io.StringIO()
    wide = Console(file=out, width=200)
    status = run(serve=False, out=wide, seconds=15)
    said = out.getvalue()
    assert status == 0, said
    for part in (
        "Seoul to end intelligence pact with Tokyo",
        "[UPDATE] Seoul to end intelligence pact",
        "In-Reply-To: <",
        "지소미아를",
        "signature verified",
        "out before the first visit",
        "only cosmetic",
        "% of the smaller text is in",
        "robots.txt",
        "ArrowArtboardCreated with Sketch",
        "and nothing else did.",
    ):
        assert part in said, part


def test_a_demo_that_is_interrupted_leaves_nothing_behind(tmp_path: Path):
    demo = subprocess.Popen(
        [sys.executable, "-c", RUN],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"TMPDIR": str(tmp_path), "PYTHONUNBUFFERED": "1"},
    )
    with demo, contextlib.ExitStack() as stack:
        stack.callback(demo.kill)
        assert demo.stdout is not None
        begin = iter(demo.stdout.readline, "")
        assert next(line for line in begin if "export-controls:" in line)
        demo.send_signal(signal.SIGINT)
        assert "stopped before the end" in demo.stdout.read()
        assert demo.wait(40) == 1
    assert list(tmp_path.iterdir()) == []


def test_a_service_that_cannot_start_says_why(tmp_path: Path):
    async def start() -> tuple[int, list[str]]:
        async with running(tmp_path) as service:
            status = await service.process.wait()
            assert service.ended
            assert await service.stop() == status  # it is gone; that is no error
            return status, service.complaints()

    status, complaints = asyncio.run(start())
    assert status == 2
    assert "monitor.yaml" in " ".join(complaints)
