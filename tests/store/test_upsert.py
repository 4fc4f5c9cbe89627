"""Thousands of rows go in at once and mean the same as one by one."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, select, text

from monitor.errors import StoreError
from monitor.store.tables import meta, outcomes, sites
from monitor.store.upsert import MOST_VALUES, put, put_many

ODD = ["\t", "\\N", "a\nb\\", "\x00", "지소미아", "", '"{}",', "\ud800"]


def answers(now, kind, number=MOST_VALUES + 50):
    return [
        {
            "id": n,
            "source": f"s{n}",
            "url": f"https://x.example/{ODD[n % len(ODD)]}",
            "purpose": "page",
            "kind": kind,
            "reason": ODD[n % len(ODD)],
            "status": None if n % 3 else 200,
            "bytes": n,
            "seconds": n / 7,
            "at": now + timedelta(seconds=n),
        }
        for n in range(1, number + 1)
    ]


def of_sites(now):
    return [
        {
            "host": f"h{n}.example",
            "stories": n,
            "lines": bytes([n % 256, 0, 92]),
            "ways": b"",
            "seen": now,
        }
        for n in range(MOST_VALUES + 1)
    ]


def memories():
    return [{"key": f"k{n}", "value": {"n": [n, None]}} for n in range(MOST_VALUES + 1)]


def everything(conn, table):
    return list(conn.execute(select(table).order_by(*table.primary_key)))


@pytest.mark.parametrize("table", [outcomes, sites, meta], ids=lambda t: t.name)
def test_many_rows_read_back_as_they_do_one_by_one(store, now, table):
    rows = {
        "outcomes": answers(now, "article"),
        "sites": of_sites(now),
        "meta": memories(),
    }[table.name]
    with store.begin() as conn:
        put(conn, table, rows)
        one_by_one = everything(conn, table)
        conn.execute(delete(table))
        put_many(conn, table, rows)
        assert everything(conn, table) == one_by_one
    assert len(one_by_one) == len(rows)


def test_what_is_there_is_changed_and_the_rest_is_added(store, now):
    with store.begin() as conn:
        put_many(conn, outcomes, answers(now, "old", MOST_VALUES + 1))
        put_many(conn, outcomes, answers(now, "new"))
        put_many(conn, outcomes, answers(now, "few", 3))
        found = [row.kind for row in everything(conn, outcomes)]
    assert found == ["few"] * 3 + ["new"] * (MOST_VALUES + 47)


def test_what_the_database_refuses_is_said_as_any_other(store, now):
    rows = answers(now, "article")
    rows[-1]["seconds"] = None
    with pytest.raises(StoreError, match="seconds"), store.begin() as conn:
        put_many(conn, outcomes, rows)
    with store.begin() as conn:  # and the connection is as good as before
        assert conn.scalar(text("SELECT count(*) FROM outcomes")) == 0
        put_many(conn, outcomes, answers(now, "article"))


@pytest.mark.parametrize("store_url", ["postgresql"], indirect=True)
def test_what_breaks_the_stream_is_said_as_any_other(store, now):
    rows = answers(now, "article")
    rows[-1]["bytes"] = "many"
    with pytest.raises(StoreError, match="many"), store.begin() as conn:
        put_many(conn, outcomes, rows)
    with store.begin() as conn:
        put_many(conn, outcomes, answers(now, "article"))
