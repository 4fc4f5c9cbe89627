"""`alerts`: the ledger of what was told, to whom, and what came of it."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from monitor.cli.desk import DONE, USAGE, WRONG, Desk, Stop
from monitor.cli.options import AsJson, Limit, Since

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.config import Config
    from monitor.store.engine import Store
    from monitor.store.ledger import Entry, Filter

_STATES = {"sent": "ok", "dead": "wrong", "due": "odd"}


class State(StrEnum):
    """Where an alert stands."""

    due = "due"
    sent = "sent"
    dead = "dead"
    gathering = "gathering"
    in_digest = "in_digest"
    muted = "muted"


def listing(  # noqa: PLR0913 - the options of a command
    desk: Desk,
    since: Since = None,
    *,
    state: Annotated[State | None, typer.Option(help="Only in this state.")] = None,
    channel: Annotated[
        str | None, typer.Option(metavar="NAME", help="Only of this channel.")
    ] = None,
    watchlist: Annotated[
        str | None, typer.Option(metavar="NAME", help="Only of this watchlist.")
    ] = None,
    limit: Limit = 50,
    as_json: AsJson = False,
) -> int:
    """Show alerts, newest first."""
    from monitor import clock
    from monitor.cli.show import since as beginning
    from monitor.model import ChannelName, WatchlistName
    from monitor.store.ledger import Filter

    config = desk.config()
    which = Filter(
        since=beginning(since, clock.now(), config.timezone),
        state=state.value if state else None,
        channel=ChannelName(channel) if channel else None,
        watchlist=WatchlistName(watchlist) if watchlist else None,
    )
    _list(desk, config, which, limit=limit, as_json=as_json)
    return DONE


def dead(desk: Desk, *, limit: Limit = 50, as_json: AsJson = False) -> int:
    """Show the alerts that were given up; 1 when there are any."""
    from monitor.store.ledger import Filter

    config = desk.config()
    found = _list(desk, config, Filter(state="dead"), limit=limit, as_json=as_json)
    if found:
        desk.say("`alerts resend --dead` sends them again, once the cause is mended")
    return WRONG if found else DONE


def show(
    desk: Desk,
    wanted: Annotated[
        str, typer.Argument(metavar="ID", help="An id, or the beginning of one.")
    ],
    *,
    as_json: AsJson = False,
) -> int:
    """Show one alert: what it says, and each attempt at sending it."""
    config = desk.config()
    with desk.archive(config) as store:
        entry = _one(store, wanted)
    if as_json:
        desk.row(_row(entry) | {"deliveries": _attempts(entry)})
    else:
        _page(desk, entry, config.timezone)
    return DONE


def resend(
    desk: Desk,
    wanted: Annotated[
        str | None, typer.Argument(metavar="[ID]", help="An id, or its beginning.")
    ] = None,
    *,
    all_dead: Annotated[
        bool, typer.Option("--dead", help="All that were given up.")
    ] = False,
) -> int:
    """Make an alert due again, under its id; the running monitor sends it."""
    from monitor import clock
    from monitor.cli.show import plural
    from monitor.store import ledger, outbox

    if (wanted is None) != all_dead:
        raise Stop(
            "say which: `alerts resend ID` or `alerts resend --dead`", status=USAGE
        )
    with desk.archive(desk.config()) as store:
        chosen = [_one(store, wanted)] if wanted else []
        with store.begin() as conn:
            if all_dead:
                chosen = ledger.dead(conn, limit=100_000)
            for entry in chosen:
                outbox.resend(conn, entry.alert.id, clock.now())
        _switch_on(desk, store, {entry.alert.channel for entry in chosen})
    desk.say(f"{plural(len(chosen), 'alert')} due at once: `run` sends what is due")
    return DONE


def _switch_on(desk: Desk, store: Store, names: set[Any]) -> None:
    """Send again to channels that were switched off: resending asks for just that."""
    from monitor.store import channels

    with store.begin() as conn:
        off = {n: s for n, s in channels.states(conn).items() if s.off and n in names}
        for name, state in off.items():
            channels.switch_on(conn, name)
            desk.say(f"{name} was switched off ({state.off_reason}); it is on again")


def _one(store: Store, wanted: str) -> Entry:
    from monitor.store import ledger

    with store.read() as conn:
        entry = ledger.show(conn, wanted) if wanted else None
    if entry is None:
        raise Stop(f"no single alert is named by {wanted[:64]}; see `alerts list`")
    return entry


def _list(
    desk: Desk, config: Config, which: Filter, *, limit: int, as_json: bool
) -> Sequence[Entry]:
    from monitor.cli.show import moment, plural, table, word
    from monitor.store import ledger

    with desk.archive(config) as store, store.read() as conn:
        found = ledger.entries(conn, which, limit=limit)
    if as_json:
        for entry in found:
            desk.row(_row(entry))
        return found
    cells = [
        (
            moment(e.alert.created, config.timezone),
            word(e.state, _STATES.get(e.state, "faint")),
            e.alert.kind,
            str(e.alert.channel),
            f"{e.alert.watchlist}/{','.join(e.alert.watches)}",
            e.alert.content.title,
            str(e.alert.id)[:16],
        )
        for e in found
    ]
    columns = ("planned", "state", "kind", "channel", "watches", "title", "id")
    if cells:
        whole = ("planned", "state", "kind", "id")
        desk.screen().print(table(columns, cells, whole=whole))
    desk.say(plural(len(cells), "alert") if cells else "no alert")
    return found


def _page(desk: Desk, entry: Entry, zone: str) -> None:
    from monitor.cli.show import facts, inert, marked, moment, table, word

    alert, screen = entry.alert, desk.screen()
    screen.print(word(inert(alert.content.title).plain, "bold"))
    waits = entry.state in {"due", "gathering"}
    facts(
        desk,
        [
            ("id", word(str(alert.id))),
            ("state", word(entry.state, _STATES.get(entry.state, "faint"))),
            ("kind", alert.kind),
            ("channel", str(alert.channel)),
            ("watches", f"{alert.watchlist}/{', '.join(alert.watches)}"),
            ("story", str(alert.story)),
            ("address", alert.content.url),
            ("outlet", alert.content.outlet),
            ("planned", moment(alert.created, zone)),
            ("due", moment(alert.due, zone) if waits else ""),
            ("settled", moment(entry.settled, zone)),
            ("digest", str(entry.digest or "")),
            ("trouble", entry.last_error or ""),
        ],
    )
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
    columns = ("attempt", "at", "outcome", "status", "took", "answer")
    screen.print(table(columns, rows, whole=columns[:-1]) if rows else "not tried yet")


def _row(entry: Entry) -> dict[str, Any]:
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


def _attempts(entry: Entry) -> list[dict[str, Any]]:
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
