"""One row for each request: what came of it, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from sqlalchemy import insert

from monitor.model import Call, Missed, Outcome, Page, Unchanged
from monitor.store.tables import outcomes

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection


def keep(
    conn: Connection,
    call: Call,
    outcome: Outcome,
    *,
    kind: str | None = None,
    reason: str | None = None,
) -> None:
    """Keep what came of a request.

    Args:
        conn: inside a write transaction.
        call: the request that was to be made.
        outcome: what came of it.
        kind: a better word than "page" for a page that did arrive: "listing", or the
            kind of an `ExtractError`.
        reason: in words for a person, beside such a kind.
    """
    word, why, at = _told(outcome)
    conn.execute(
        insert(outcomes).values(
            source=call.source.name,
            url=call.link.canonical if call.link else call.url,
            purpose=call.purpose,
            kind=kind or word,
            reason=why if reason is None else reason,
            status=None if isinstance(outcome, Unchanged) else outcome.status,
            bytes=len(outcome.body) if isinstance(outcome, Page) else None,
            seconds=outcome.seconds,
            at=at,
        )
    )


def _told(outcome: Outcome) -> tuple[str, str, datetime]:
    match outcome:
        case Page():
            return "page", "", outcome.fetched
        case Unchanged():
            return "unchanged", f"by {outcome.by}", outcome.fetched
        case Missed():
            return outcome.kind, outcome.reason, outcome.at
        case _:
            assert_never(outcome)
