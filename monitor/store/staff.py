"""The workers that serve a database: what each says of itself, every few seconds."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from sqlalchemy import delete, func, select, text

from monitor.store.scale_tables import workers
from monitor.store.upsert import put

if TYPE_CHECKING:
    from sqlalchemy import Connection

ALIVE: Final = timedelta(seconds=20)  # one that said nothing for longer is dead
REMEMBERED: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Worker:
    """A process that works on the queue."""

    name: str  # host and process
    roles: str  # joined by commas
    version: str
    started: datetime
    seen: datetime
    scheduling: bool = False
    doing: int = 0  # jobs under way
    done: int = 0  # jobs since its start


def report(conn: Connection, worker: Worker) -> None:
    """Say that a worker is there; forget those that are long gone."""
    put(conn, workers, [asdict(worker)])
    old = workers.c.seen < worker.seen - REMEMBERED
    conn.execute(delete(workers).where(old))


def leave(conn: Connection, name: str) -> None:
    """Say that a worker is gone."""
    conn.execute(delete(workers).where(workers.c.name == name))


def clear(conn: Connection) -> None:
    """Forget every worker, where one process takes over from them all."""
    conn.execute(delete(workers))


def known(conn: Connection) -> list[Worker]:
    """Give every worker of the last day, by name."""
    found = conn.execute(select(workers).order_by(workers.c.name)).mappings()
    return [Worker(**row) for row in found]


def alive(conn: Connection, now: datetime) -> list[Worker]:
    """Give the workers that were heard of a moment ago."""
    return [worker for worker in known(conn) if now - worker.seen <= ALIVE]


def scheduled(conn: Connection) -> datetime | None:
    """Tell when a scheduler was last heard of; None where none ever was."""
    last = select(func.max(workers.c.seen)).where(workers.c.scheduling)
    found: datetime | None = conn.scalar(last)
    return found


def queued(conn: Connection) -> bool:
    """Whether there is a queue of jobs at all."""
    if conn.dialect.name != "postgresql":
        return False
    return conn.scalar(text("SELECT to_regclass('procrastinate_jobs')")) is not None


def depth(conn: Connection) -> dict[tuple[str, str], int]:
    """Count the jobs by queue and status; empty where there is no queue."""
    if not queued(conn):
        return {}
    found = conn.execute(
        text(
            "SELECT queue_name, status, count(*) FROM procrastinate_jobs GROUP BY 1, 2"
        )
    )
    return {(name, status): number for name, status, number in found}
