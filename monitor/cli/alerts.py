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
    if not _list(desk, config, which, limit=limit, as_json=as_json):
        _check_names(config, channel=channel, watchlist=watchlist)
    return DONE


def _check_names(config: Config, *, channel: str | None, watchlist: str | None) -> None:
    """Tell names that nothing was found under from those that there are not.

    Raises:
        Stop: there is no such channel or watchlist.
    """
    from monitor.config.suggest import did_you_mean

    lists = [str(each.name) for each in config.watchlists]
    for what, name, known in (
        ("channel", channel, list(map(str, config.channels))),
        ("watchlist", watchlist, lists),
    ):
        if name is not None and name not in known:
            hint = did_you_mean(name, known) or f"known here: {', '.join(known)}"
            raise Stop(f"there is no {what} {name[:80]}; {hint}", status=USAGE)


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
    from monitor.cli import alertpage

    config = desk.config()
    with desk.archive(config) as store:
        entry = _one(store, wanted)
    if as_json:
        desk.row(alertpage.row(entry) | {"deliveries": alertpage.attempts(entry)})
    else:
        alertpage.show(desk, entry, config.timezone)
    return DONE


def resend(
    desk: Desk,
    wanted: Annotated[
        str | None, typer.Argument(metavar="ID", help="An id, or its beginning.")
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
    from monitor.cli.alertpage import row, state
    from monitor.cli.show import moment, plural, table
    from monitor.store import ledger

    with desk.archive(config) as store, store.read() as conn:
        found = ledger.entries(conn, which, limit=limit)
    if as_json:
        for entry in found:
            desk.row(row(entry))
        return found
    cells = [
        (
            moment(e.alert.created, config.timezone),
            state(e),
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
