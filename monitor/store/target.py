"""What an archive may be copied onto, and what a copy that was cut off leaves behind."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Column, Connection, delete, func, select

from monitor.errors import StoreError
from monitor.store import meta
from monitor.store.schema import is_empty
from monitor.store.tables import articles, deliveries, outcomes
from monitor.store.tables import meta as remembered

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.store.engine import Store

COPYING: Final = "copying"  # in `meta` from the first row of a copy to its last
_AT_ONCE: Final = 500  # articles looked up together


def refuse_another(source: Store, target: Store) -> None:
    """See that a target holds nothing of its own, which a copy would take away.

    What an earlier copy of the same source left there is fine: no article is ever
    deleted, so that such a target holds none that the source lacks; and nothing was
    read or sent from there after what the source knows of.

    Raises:
        StoreError: it is an archive of its own, or one that has been in use since.
    """
    with source.read() as ours, target.read() as theirs:
        if is_empty(theirs):
            return
        lived_on = any(_later(ours, theirs, at) for at in _LAST)
        if lived_on or _has_others(ours, theirs):
            raise StoreError(
                f"{target.place} holds an archive of its own, which a copy would replace:"
                " name an empty database, or turn --from and --to round"
            )


_LAST: Final = (outcomes.c.at, deliveries.c.at)


def _later(ours: Connection, theirs: Connection, at: Column[Any]) -> bool:
    here, there = (conn.scalar(select(func.max(at))) for conn in (ours, theirs))
    return here is not None and there is not None and there > here


def _has_others(ours: Connection, theirs: Connection) -> bool:
    asked = select(articles.c.id).execution_options(yield_per=_AT_ONCE)
    with theirs.execute(asked) as found:
        for some in found.scalars().partitions(_AT_ONCE):
            known = select(func.count()).where(articles.c.id.in_(some))
            if ours.scalar(known) != len(some):
                return True
    return False


@contextmanager
def copied(target: Store) -> Iterator[None]:
    """Mark a database while a copy is written into it; a kill leaves the mark."""
    with target.begin() as conn:
        meta.keep(conn, COPYING, True)
    yield
    with target.begin() as conn:
        conn.execute(delete(remembered).where(remembered.c.key == COPYING))


def is_half_copied(conn: Connection) -> bool:
    """Whether a copy into this database was begun and not ended."""
    return meta.recall(conn, COPYING) is not None


def check(conn: Connection) -> None:
    """See that the archive is whole.

    Raises:
        StoreError: half of another was copied into it; what is not there would be told
            as news.
    """
    if is_half_copied(conn):
        raise StoreError(
            "the database holds half of a copy: run the same `news-monitor migrate"
            " --from` or `news-monitor restore` again, it goes on where it was cut off"
        )
