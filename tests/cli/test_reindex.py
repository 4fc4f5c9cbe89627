"""Fingerprints are taken again after an upgrade, in steps that can be stopped."""

import json
import os
import subprocess
import sys

import nouns

from monitor import clock
from monitor.cli import upkeep
from monitor.core import similar
from monitor.store import prints
from monitor.store.tables import prints as kept


def spoil(store):
    with store.begin() as conn:
        conn.execute(kept.update().values(algorithm=0, shingles=b"", bridges=b""))
        return prints.stale(conn)


def test_reindex_takes_every_old_fingerprint_again(cli, filled):
    old = spoil(filled)
    assert old > 0
    ran = cli("reindex")
    assert (ran.status, ran.out) == (0, f"{old} articles\n")
    with filled.begin() as conn:
        assert prints.stale(conn) == 0
        found = conn.execute(kept.select()).all()
    assert all(row.algorithm == similar.VERSION and row.shingles for row in found)


def test_reindex_goes_on_where_it_was_stopped(cli, filled):
    old = spoil(filled)
    with filled.begin() as conn:
        assert len(prints.reindex(conn, limit=1)) == 1
    ran = cli("reindex", "--json")
    assert json.loads(ran.out) == {"articles": old - 1}
    assert json.loads(cli("reindex", "--json").out) == {"articles": 0}


def test_reindex_that_is_killed_between_two_steps_is_taken_up_again(
    cli, filled, folder
):
    now = clock.now()
    with filled.begin() as conn:
        for n in range(3 * upkeep.REINDEXED_AT_ONCE):
            it = nouns.article(f"p{n}", f"Report {n} of the harbor.", fetched=now)
            nouns.record(conn, it, nouns.opens(it), now=now)
    old = spoil(filled)
    command = [sys.executable, "-m", "monitor", "reindex"]
    env = os.environ | {"NEWS_MONITOR_CONFIG": str(folder)}
    with subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL) as running:
        left = old
        while left == old and running.poll() is None:
            with filled.read() as conn:
                left = prints.stale(conn)
        running.kill()
    with filled.begin() as conn:
        left = prints.stale(conn)
    assert 0 < left < old
    assert json.loads(cli("reindex", "--json").out) == {"articles": left}
    with filled.begin() as conn:
        assert prints.stale(conn) == 0
