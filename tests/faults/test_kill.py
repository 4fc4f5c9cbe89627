"""FAULTS A 1: `kill -9` at random instants. `bench/kill.py` does it as often as asked."""

import json
import subprocess
import sys

import pytest
from newsroom.desk import ROOT

pytestmark = pytest.mark.slow


def test_a1_a_hundred_kills_at_random_instants_lose_and_double_nothing():
    done = subprocess.run(
        [sys.executable, ROOT / "bench" / "kill.py", "--kills", "100", "--json"],
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads(done.stdout)
    assert found["reports"] >= 100
    assert (found["lost"], found["doubled"]) == (0, 0)
    assert found["integrity"] == "ok"
