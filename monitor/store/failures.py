"""Turn what a database says into a sentence that tells a person what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy.exc import (
    DBAPIError,
    OperationalError,
    SQLAlchemyError,
)
from sqlalchemy.exc import (
    TimeoutError as PoolTimeout,
)

from monitor.errors import StoreBusy, StoreError, StoreLost, StoreSchema

if TYPE_CHECKING:
    from sqlalchemy import URL

# PostgreSQL: serialization failure, deadlock, lock timeout.
# Source: PostgreSQL manual, appendix A.
_BUSY_STATES = frozenset({"40001", "40P01", "55P03"})
_BUSY_WORDS = ("database is locked", "database table is locked", "database is busy")
_NO_TABLE_STATES = frozenset({"42P01", "42703"})
_NO_TABLE_WORDS = ("no such table", "no such column", "has no column")
_ADVICE = (
    ("disk is full", "the disk is full: free some space; work goes on by itself"),
    ("no space left", "the disk is full: free some space; work goes on by itself"),
    ("unable to open", "the file cannot be opened: see its folder and its rights"),
    ("readonly database", "the file is read-only for this user"),
    ("malformed", "the file is damaged: restore a backup"),
    ("not a database", "the file is not a SQLite database"),
    ("disk i/o error", "the disk reports an error"),
)


def told(error: SQLAlchemyError, url: URL) -> StoreError:
    """Give our error for one of SQLAlchemy's: `StoreBusy` where trying again may help."""
    said = _said(error)
    low = said.lower()
    state = getattr(getattr(error, "orig", None), "sqlstate", None)
    if state in _BUSY_STATES or any(words in low for words in _BUSY_WORDS):
        return StoreBusy(f"database busy: another process is writing ({said})")
    if isinstance(error, PoolTimeout):
        return StoreBusy("database busy: no connection became free")
    if state in _NO_TABLE_STATES or any(words in low for words in _NO_TABLE_WORDS):
        return StoreSchema(f"{said}: run `news-monitor migrate`")
    if url.get_backend_name() == "postgresql" and _lost(error, state):
        return StoreLost(f"database {place(url)} cannot be reached: {said}")
    advice = next((words for sign, words in _ADVICE if sign in low), None)
    return StoreError(
        f"database {place(url)}: {f'{advice} ({said})' if advice else said}"
    )


def _lost(error: SQLAlchemyError, state: str | None) -> bool:
    """Whether the server is gone, going or not yet there; it mostly comes back."""
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True
    coming = state is None or state.startswith(("08", "57P"))
    return isinstance(error, OperationalError) and coming


def _said(error: SQLAlchemyError) -> str:
    """The driver's first line; never the statement, whose values are people's text."""
    said = str(getattr(error, "orig", None) or error).strip()
    return said.splitlines()[0][:300] if said else type(error).__name__


def place(url: URL) -> str:
    """Give an address as people write it, without its password."""
    return url.set(drivername=url.get_backend_name()).render_as_string()
