"""One alert as people and programs see it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from monitor.cli.show import facts, inert, marked, moment, table, word

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.text import Text

    from monitor.cli.desk import Desk
    from monitor.store.ledger import Entry

_STATES = {"sent": "ok", "dead": "wrong", "due": "odd"}
_COLUMNS = ("attempt", "at", "outcome", "status", "took", "answer")


def state(entry: Entry) -> Text:
    """Show where an alert stands."""
    return word(entry.state, _STATES.get(entry.state, "faint"))


def show(desk: Desk, entry: Entry, zone: str) -> None:
    """Print an alert, what it says, and each attempt at sending it."""
    alert, screen = entry.alert, desk.screen()
    screen.print(word(inert(alert.content.title).plain, "bold"))
    facts(desk, _facts(entry, zone))
    for excerpt in alert.content.excerpts:
        screen.print("  ", marked(excerpt))
    for item in alert.items:
        screen.print("  -", inert(item.content.title))
    rows = [
        (
            str(d.attempt),
            moment(d.at, zone),
            d.outcome,
            str(d.status or ""),
            f"{d.seconds:.1f} s",
            d.answer,
        )
        for d in entry.deliveries
    ]
    tried = table(_COLUMNS, rows, whole=_COLUMNS[:-1])
    screen.print(tried if rows else "not tried yet")


def _facts(entry: Entry, zone: str) -> Iterator[tuple[str, str | Text]]:
    alert, waits = entry.alert, entry.state in {"due", "gathering"}
    yield "id", str(alert.id)
    yield "state", state(entry)
    yield "kind", alert.kind
    yield "channel", str(alert.channel)
    yield "watches", f"{alert.watchlist}/{', '.join(alert.watches)}"
    yield "story", str(alert.story)
    yield "address", alert.content.url
    yield "outlet", alert.content.outlet
    yield "planned", moment(alert.created, zone)
    yield "due", moment(alert.due, zone) if waits else ""
    yield "settled", moment(entry.settled, zone)
    yield "digest", str(entry.digest or "")
    yield "trouble", entry.last_error or ""


def row(entry: Entry) -> dict[str, Any]:
    """Give an alert as plain values."""
    alert = entry.alert
    return {
        "id": alert.id,
        "state": entry.state,
        "kind": alert.kind,
        "channel": alert.channel,
        "watchlist": alert.watchlist,
        "watches": list(alert.watches),
        "priority": alert.priority,
        "story": alert.story or None,
        "event": alert.event or None,
        "title": alert.content.title,
        "url": alert.content.url,
        "outlet": alert.content.outlet,
        "created": alert.created.isoformat(),
        "due": alert.due.isoformat(),
        "settled": entry.settled.isoformat() if entry.settled else None,
        "attempts": alert.attempts,
        "last_error": entry.last_error,
        "digest": entry.digest,
    }


def attempts(entry: Entry) -> list[dict[str, Any]]:
    """Give each attempt as plain values, oldest first."""
    return [
        {
            "attempt": d.attempt,
            "at": d.at.isoformat(),
            "outcome": d.outcome,
            "status": d.status,
            "seconds": round(d.seconds, 3),
            "answer": d.answer,
        }
        for d in entry.deliveries
    ]
