"""Fingerprints are taken again after an upgrade, in steps that can be stopped."""

import json

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
        assert prints.reindex(conn, limit=1) == 1
    ran = cli("reindex", "--json")
    assert json.loads(ran.out) == {"articles": old - 1}
    assert json.loads(cli("reindex", "--json").out) == {"articles": 0}
