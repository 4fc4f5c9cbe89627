"""`mute`, `unmute`: hear nothing of a watch or a story until a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli.desk import DONE, USAGE, WRONG, Desk, Stop
from monitor.cli.options import AsJson

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.config import Config
    from monitor.core.mute import Mute
    from monitor.store.engine import Store

_What = Annotated[
    str,
    typer.Argument(
        metavar="WATCH|STORY", help="watchlist/watch, a watch, or a story's id."
    ),
]


def mute(
    desk: Desk,
    wanted: Annotated[
        str | None,
        typer.Argument(
            metavar="WATCH|STORY",
            help="watchlist/watch, a watch, or a story's id; nothing lists what is muted.",
        ),
    ] = None,
    until: Annotated[
        str, typer.Option(metavar="WHEN", help="2h, 2d, 2026-11-24, 2026-11-24T08:00.")
    ] = "1d",
    *,
    as_json: AsJson = False,
) -> int:
    """Hear nothing of a watch or a story until a time; its alerts are kept."""
    from monitor import clock
    from monitor.cli.show import moment
    from monitor.core.mute import Mute
    from monitor.store import mutes

    config = desk.config()
    with desk.archive(config) as store:
        if wanted is None:
            return _list(desk, config, store, as_json=as_json)
        end = _end(until, clock.now(), config.timezone)
        for kind, name in _named(config, store, wanted):
            silence = Mute(kind="story" if kind == "story" else "watch", name=name, until=end)  # fmt: skip
            with store.begin() as conn:
                mutes.mute(conn, silence)
            desk.say(f"{kind} {name}: muted until {moment(end, config.timezone)}")
    return DONE


def unmute(desk: Desk, wanted: _What) -> int:
    """Hear of a watch or a story again; what was muted meanwhile is not sent."""
    from monitor.store import mutes

    config = desk.config()
    with desk.archive(config) as store, store.begin() as conn:
        found = [("watch", wanted), ("story", wanted)]
        found += [("watch", f"{w.watchlist}/{w.name}") for w in config.watches if w.name == wanted]  # fmt: skip
        ended = [name for kind, name in found if mutes.unmute(conn, kind, name)]
    desk.say(f"{', '.join(ended)}: heard again" if ended else f"{wanted[:64]} is not muted")  # fmt: skip
    return DONE if ended else WRONG


def _list(desk: Desk, config: Config, store: Store, *, as_json: bool) -> int:
    from monitor import clock
    from monitor.cli.show import moment, table
    from monitor.store import mutes

    with store.read() as conn:
        found = mutes.in_force(conn, clock.now())
    if as_json:
        for each in found:
            desk.row(_row(each))
    elif found:
        rows = [(m.kind, m.name, moment(m.until, config.timezone)) for m in found]
        desk.screen().print(table(("what", "name", "until"), rows, whole=("until",)))
    else:
        desk.say("nothing is muted")
    return DONE


def _row(mute: Mute) -> dict[str, str]:
    return {"kind": mute.kind, "name": mute.name, "until": mute.until.isoformat()}


def _end(text: str, now: datetime, zone: str) -> datetime:
    """Read when a silence ends.

    Raises:
        Stop: it makes no sense, or lies behind us.
    """
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from monitor.config.values import duration

    try:
        end = now + duration(text)
    except ValueError:
        try:
            end = datetime.fromisoformat(text)
        except ValueError:
            end = now
    end = end if end.tzinfo else end.replace(tzinfo=ZoneInfo(zone))
    if end <= now:
        raise Stop(
            f"--until {text[:40]}: write how long (2h, 2d) or a time that is yet to come",
            status=USAGE,
        )
    return end


def _named(config: Config, store: Store, wanted: str) -> list[tuple[str, str]]:
    """Find the watches, or the story, that are meant.

    Raises:
        Stop: there is none.
    """
    from monitor.model import StoryId
    from monitor.store import views

    names = {f"{w.watchlist}/{w.name}": w for w in config.watches}
    found = [n for n, w in names.items() if wanted in {n, w.name, w.watchlist}]
    if found:
        return [("watch", name) for name in found]
    with store.read() as conn:
        story = views.stories(conn, views.Filter(ids=(StoryId(wanted),)))
    if story:
        return [("story", wanted)]
    known = ", ".join(names) or "none"
    raise Stop(f"no watch and no story is called {wanted[:64]}; watches: {known}", status=USAGE)  # fmt: skip
