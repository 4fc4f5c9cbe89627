"""One thread that writes, in batches; another that reads. For callers on asyncio.

A commit with `synchronous=FULL` costs some 4 ms whatever it holds, so what waits is
committed together: 177 rows a second one by one, 12,350 in fifties (FAULTS, section 3).
"""

from __future__ import annotations

import asyncio
import queue
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

import structlog
from sqlalchemy.exc import SQLAlchemyError

from monitor.clock import monotonic
from monitor.errors import StoreBusy, StoreError, StoreLost
from monitor.store.failures import told

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection, NestedTransaction

    from monitor.store.engine import Store

P = ParamSpec("P")
T = TypeVar("T")
log = structlog.get_logger()

_FIRST_WAIT, _LONGEST_WAIT = 0.05, 2.0  # seconds between tries at a busy database


@dataclass(frozen=True, slots=True)
class _Job:
    """A step that waits for its transaction."""

    step: Callable[[Connection], Any]
    answer: Future[Any]
    asked: float  # monotonic seconds


@dataclass(frozen=True, slots=True)
class _Failed:
    """A step that failed for itself and undid its own changes."""

    error: Exception


class Writer:
    """Runs store functions away from the event loop.

    Args:
        store: stays the caller's, and is to be closed after the writer.
        batch: the most steps in one commit.
        patience: seconds for which a busy database is tried again. A server that does
            not answer is waited for without an end: see `hurry`.
        waited: told the seconds from asking for each step to its commit.
        kept: told after each batch whether the database took it.
    """

    def __init__(
        self,
        store: Store,
        *,
        batch: int = 50,
        patience: float = 60,
        waited: Callable[[float], object] = lambda _: None,
        kept: Callable[[bool], object] = lambda _: None,
    ) -> None:
        self._store, self._batch, self._patience = store, batch, patience
        self._waited, self._kept = waited, kept
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._closing, self._hurried = threading.Event(), threading.Event()
        self._gate = threading.Lock()
        self._readers = ThreadPoolExecutor(1, thread_name_prefix="store-reader")
        self._thread = threading.Thread(
            target=self._work, name="store-writer", daemon=True
        )
        self._thread.start()

    async def run(
        self,
        step: Callable[Concatenate[Connection, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Run `step(conn, ...)` in a write transaction; give its result once committed.

        Steps run in the order in which they were given, each for itself: one that
        fails undoes only its own changes. A step may be run again (the database was
        busy), so it does nothing but SQL.

        Raises:
            StoreBusy: another process wrote for longer than our patience.
            StoreLost: the server does not answer, and this writer is in a hurry.
            StoreError: the database cannot be used, or this writer is closed.
            Exception: whatever the step itself raised.
        """
        return await asyncio.wrap_future(self.submit(step, *args, **kwargs))

    def submit(
        self,
        step: Callable[Concatenate[Connection, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> Future[T]:
        """Do as `run`, for callers without an event loop."""
        answer: Future[T] = Future()
        with self._gate:
            if self._closing.is_set():
                raise StoreError("the database is being closed")
            asked = monotonic()
            self._jobs.put(
                _Job(lambda conn: step(conn, *args, **kwargs), answer, asked)
            )
        return answer

    async def read(
        self,
        step: Callable[Concatenate[Connection, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Run `step(conn, ...)` on a connection that cannot write, beside the writer.

        Raises:
            StoreError: the database cannot be used; nothing is waited for.
        """

        def asked() -> T:
            try:
                with self._store.read() as conn:
                    found = step(conn, *args, **kwargs)
            except StoreLost as e:
                self._store.contact.lost(str(e))
                raise
            self._store.contact.found()
            return found

        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._readers, asked)

    def hurry(self) -> None:
        """Wait for no database any longer: whatever it does not take at once fails."""
        self._hurried.set()

    async def close(self) -> None:
        """Commit what waits, then end both threads."""
        await asyncio.to_thread(self.close_now)

    def close_now(self) -> None:
        """Do as `close`, for callers without an event loop."""
        with self._gate:
            if not self._closing.is_set():
                self._closing.set()
                self._hurried.set()
                self._jobs.put(None)
        self._thread.join()
        self._readers.shutdown()

    def _work(self) -> None:
        more = True
        while more:
            first = self._jobs.get()
            if first is None:
                return
            jobs, more = self._gather(first)
            # A caller that gave up before its step began needs nothing from us.
            jobs = [job for job in jobs if job.answer.set_running_or_notify_cancel()]
            if jobs:
                self._settle(jobs)

    def _gather(self, first: _Job) -> tuple[list[_Job], bool]:
        jobs = [first]
        while len(jobs) < self._batch:
            try:
                job = self._jobs.get_nowait()
            except queue.Empty:
                break
            if job is None:
                return jobs, False
            jobs.append(job)
        return jobs, True

    def _settle(self, jobs: list[_Job]) -> None:
        """Run a batch until it is committed or hopeless, then answer every caller."""
        until, wait = monotonic() + self._patience, _FIRST_WAIT
        while True:
            try:
                results = self._commit(jobs)
            except StoreBusy as e:
                until = self._until(e, until)
                if monotonic() + wait > until or self._hurried.is_set():
                    return _refuse(jobs, e)
                if not isinstance(e, StoreLost):
                    log.warning("store_busy", steps=len(jobs), wait_seconds=wait)
                # Wakes at once when the house closes.
                self._hurried.wait(wait)
                wait = min(wait * 2, _LONGEST_WAIT)
            except StoreError as e:
                self._kept(False)
                log.error("store_failed", steps=len(jobs), reason=str(e))  # noqa: TRY400 - a sentence for a person
                return _refuse(jobs, e)
            else:
                self._store.contact.found()
                self._kept(True)
                now = monotonic()
                for job in jobs:
                    self._waited(now - job.asked)
                return _answer(jobs, results)

    def _until(self, error: StoreBusy, until: float) -> float:
        """Say how long to try: while there is no server, patience has not begun."""
        if not isinstance(error, StoreLost):
            return until
        self._store.contact.lost(str(error))
        self._kept(False)
        return monotonic() + max(self._patience, 2 * _LONGEST_WAIT)

    def _commit(self, jobs: list[_Job]) -> list[Any]:
        """Run the steps in one transaction; give a result or a `_Failed` for each."""
        if len(jobs) == 1 and (done := self._alone(jobs[0])):
            return done
        with self._store.begin() as conn:
            return [self._step(conn, job) for job in jobs]

    def _alone(self, job: _Job) -> list[Any]:
        """Run a step that shares its transaction with nobody, and so needs no mark in it.

        Each mark is two more trips to the server. One that fails has its answer from
        being run again, as one among many; nothing is left of this time.
        """
        try:
            with self._store.begin() as conn:
                return [job.step(conn)]
        except StoreBusy:
            raise
        except Exception:  # noqa: BLE001 - it comes again, and travels on to the caller
            return []

    def _step(self, conn: Connection, job: _Job) -> Any:  # noqa: ANN401
        mark = conn.begin_nested()
        try:
            result = job.step(conn)
            mark.commit()
        except SQLAlchemyError as e:
            failure = told(e, self._store.url)
            if isinstance(failure, StoreBusy) or not _undone(mark):
                raise  # the whole transaction is lost, so the whole batch is
            return _Failed(failure)
        except Exception as e:  # noqa: BLE001 - it travels on to the caller, whole
            mark.rollback()
            return _Failed(e)
        return result


def _undone(mark: NestedTransaction) -> bool:
    """Undo a failed step; False when the transaction is gone (a full disk ends it)."""
    try:
        mark.rollback()
    except SQLAlchemyError:
        return False
    return True


def _answer(jobs: list[_Job], results: list[Any]) -> None:
    for job, result in zip(jobs, results, strict=True):
        if isinstance(result, _Failed):
            job.answer.set_exception(result.error)
        else:
            job.answer.set_result(result)


def _refuse(jobs: list[_Job], error: StoreError) -> None:
    for job in jobs:
        job.answer.set_exception(error)
