# ruff: noqa: S608 - the statements are made of our own constants
"""The queue of jobs on PostgreSQL: procrastinate's tables, filled from our own rows.

A job only says that a row is due: the row is the truth. So jobs are made by one
`INSERT ... SELECT` from what is due, may be lost without loss, and a queue of another
version of procrastinate is thrown away and made anew.

Rows are inserted directly and not by `procrastinate_defer_jobs_v1`: that one fails, and
with it the transaction it stands in, when a job is queued already.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from procrastinate import __version__ as version
from procrastinate.schema import SchemaManager
from sqlalchemy import Text, bindparam, column, text

from monitor.store import meta, staff

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from monitor.model import ChannelName, SourceName

VISITS_OF_A_HOST = 8
PAGES_OF_A_HOST = 8  # that are queued or under way; the rest waits in its rows
ALERTS_OF_A_CHANNEL = 16
PAGES_OF_A_SWEEP = 1000
ALERTS_OF_A_SWEEP = 500
_VERSION = "procrastinate"

# A host's news first, then its listings, then first visits and looks at known articles.
_PRIORITY = "CASE WHEN priority = 0 THEN 20 ELSE 0 END"
_VISIT_PRIORITY = 10
_OPEN = "('todo', 'doing')"
_INSERT = """
INSERT INTO procrastinate_jobs
  (queue_name, task_name, priority, lock, queueing_lock, args) """
_ONCE = " ON CONFLICT (queueing_lock) WHERE status = 'todo' DO NOTHING"
# Of each host (or channel): how many of its jobs are open, by the lock they share.
_UNDER_WAY = f"""
  SELECT lock, count(*) AS jobs FROM procrastinate_jobs
  WHERE status IN {_OPEN} AND queue_name = :queue GROUP BY lock"""
_NOT_QUEUED = f"""
  NOT EXISTS (SELECT 1 FROM procrastinate_jobs j
              WHERE j.queueing_lock = key AND j.status IN {_OPEN})"""


def _pages(only: str, limit: str) -> str:
    return f"""{_INSERT}
WITH under_way AS ({_UNDER_WAY}),
ready AS (
  SELECT url, host, priority, next_due, 'page:' || md5(url) AS key,
         coalesce(jobs, 0) AS jobs
  FROM links LEFT JOIN under_way ON lock = 'host:' || host
  WHERE state = 'due' AND next_due <= :now AND coalesce(jobs, 0) < :most {only}
  ORDER BY priority, next_due {limit}),
ranked AS (
  SELECT *, jobs + row_number() OVER (PARTITION BY host ORDER BY priority, next_due)
         AS place FROM ready WHERE {_NOT_QUEUED})
SELECT 'ingest', 'ingest', {_PRIORITY}, 'host:' || host, key,
       jsonb_build_object('url', url)
FROM ranked WHERE place <= :most ORDER BY priority, next_due {_ONCE}"""


def _alerts(only: str, limit: str) -> str:
    return f"""{_INSERT}
WITH under_way AS (
  SELECT args ->> 'channel' AS name, count(*) AS jobs FROM procrastinate_jobs
  WHERE status IN {_OPEN} AND queue_name = :queue GROUP BY 1),
ready AS (
  SELECT id, channel, due, created, 'alert:' || id AS key, coalesce(jobs, 0) AS jobs
  FROM alerts LEFT JOIN under_way ON name = channel
  WHERE state = 'due' AND due <= :now AND coalesce(jobs, 0) < :most
    AND (leased_until IS NULL OR leased_until <= :now) {only}
    AND channel NOT IN (SELECT name FROM channels WHERE off)
  ORDER BY due {limit}),
ranked AS (
  SELECT *, jobs + row_number() OVER (PARTITION BY channel ORDER BY due, created, id)
         AS place FROM ready WHERE {_NOT_QUEUED})
SELECT 'deliver', 'deliver', 0, NULL, key,
       jsonb_build_object('alert', id, 'channel', channel)
FROM ranked WHERE place <= :most ORDER BY due, created, id {_ONCE}"""


_ALL_PAGES = text(_pages("", f"LIMIT {PAGES_OF_A_SWEEP}"))
_PAGES_OF = text(_pages("AND host IN :names", "")).bindparams(
    bindparam("names", expanding=True)
)
_ALERTS = text(
    _alerts("AND channel IN :names", f"LIMIT {ALERTS_OF_A_SWEEP}")
).bindparams(bindparam("names", expanding=True))
_VISITS = text(
    f"""{_INSERT}
WITH under_way AS ({_UNDER_WAY}),
due AS (
  SELECT source, host, turn, 'visit:' || source AS key
  FROM unnest(CAST(:sources AS text[]), CAST(:hosts AS text[]))
       WITH ORDINALITY AS d (source, host, turn)),
ranked AS (
  SELECT due.*, coalesce(jobs, 0)
         + row_number() OVER (PARTITION BY host ORDER BY turn) AS place
  FROM due LEFT JOIN under_way ON lock = 'host:' || host WHERE {_NOT_QUEUED})
SELECT 'visit', 'visit', {_VISIT_PRIORITY}, 'host:' || host, key,
       jsonb_build_object('source', source)
FROM ranked WHERE place <= :most ORDER BY turn {_ONCE}"""
)
VISITED = text(
    f"""SELECT substr(queueing_lock, 7) AS source FROM procrastinate_jobs
WHERE queue_name = 'visit' AND status IN {_OPEN} AND queueing_lock IS NOT NULL"""
).columns(column("source", Text))
"""The sources whose visit is queued or under way."""


def pages(conn: Connection, now: datetime, hosts: Collection[str] | None = None) -> int:
    """Queue links that are due, news first, up to what a host may have in the queue.

    Args:
        conn: inside a write transaction.
        now: aware.
        hosts: only of these; None for every host.

    Returns:
        How many were queued; those that already were are not counted.
    """
    values = {"queue": "ingest", "most": PAGES_OF_A_HOST, "now": _micro(now)}
    if hosts is None:
        return conn.execute(_ALL_PAGES, values).rowcount
    if not hosts:
        return 0
    return conn.execute(_PAGES_OF, values | {"names": sorted(hosts)}).rowcount


def alerts(conn: Connection, now: datetime, channels: Collection[ChannelName]) -> int:
    """Queue alerts that are due, up to what a channel may have in the queue."""
    if not channels:
        return 0
    values = {"queue": "deliver", "most": ALERTS_OF_A_CHANNEL, "now": _micro(now)}
    return conn.execute(_ALERTS, values | {"names": sorted(channels)}).rowcount


def visits(conn: Connection, due: Collection[tuple[SourceName, str]]) -> int:
    """Queue visits to sources, up to what a host may have in the queue.

    Args:
        conn: inside a write transaction.
        due: sources with their hosts, the longest overdue first.

    Returns:
        How many were queued; those that already were are not counted.
    """
    if not due:
        return 0
    names, hosts = zip(*due, strict=True)
    values = {"sources": list(names), "hosts": list(hosts)}
    most = {"queue": "visit", "most": VISITS_OF_A_HOST}
    return conn.execute(_VISITS, values | most).rowcount


def install(conn: Connection) -> None:
    """Make the queue, or make it anew for another version; harmless twice."""
    known = meta.recall(conn, _VERSION) if staff.queued(conn) else None
    if known == version:
        return
    for script in (_CLEAR, SchemaManager.get_schema()):
        # Without parameters the driver takes many statements, and % as it is.
        conn.exec_driver_sql(script, execution_options={"no_parameters": True})
    # Theirs begins with the id: no use to see whether a host's lock is free.
    conn.execute(
        text(
            "CREATE INDEX monitor_jobs_lock ON procrastinate_jobs (lock)"
            f" WHERE status IN {_OPEN}"
        )
    )
    meta.keep(conn, _VERSION, version)


def installed(conn: Connection) -> bool:
    """Whether the queue is there, and of the version that we speak."""
    return staff.queued(conn) and meta.recall(conn, _VERSION) == version


def _micro(now: datetime) -> int:
    return round(now.timestamp() * 1e6)


_CLEAR = """
DO $$ DECLARE r record; BEGIN
  FOR r IN SELECT c.oid::regclass AS name FROM pg_class c
           WHERE c.relname LIKE 'procrastinate\\_%' AND c.relkind = 'r'
             AND pg_table_is_visible(c.oid) LOOP
    EXECUTE 'DROP TABLE ' || r.name || ' CASCADE';
  END LOOP;
  FOR r IN SELECT p.oid::regprocedure AS name FROM pg_proc p
           WHERE p.proname LIKE 'procrastinate\\_%' AND pg_function_is_visible(p.oid) LOOP
    EXECUTE 'DROP FUNCTION ' || r.name || ' CASCADE';
  END LOOP;
  FOR r IN SELECT t.oid::regtype AS name FROM pg_type t
           WHERE t.typname LIKE 'procrastinate\\_%' AND t.typtype IN ('e', 'c')
             AND pg_type_is_visible(t.oid) LOOP
    EXECUTE 'DROP TYPE ' || r.name || ' CASCADE';
  END LOOP;
END $$
"""
