"""`stories`: what was found, and one story with all that belongs to it."""

from __future__ import annotations

from functools import partial
from itertools import count, islice
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli.desk import DONE, USAGE, Desk, Stop
from monitor.cli.options import AsJson, Limit, Since

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from monitor.config import Config
    from monitor.core.query import Query
    from monitor.model import StoryId
    from monitor.store.views import Row, Whole

BATCH = 200  # stories that are read at a time


def listing(  # noqa: PLR0913 - the options of a command
    desk: Desk,
    since: Since = None,
    *,
    watch: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="watchlist/watch, a watch, or a watchlist."),
    ] = None,
    search: Annotated[
        str | None,
        typer.Option(
            metavar="WORDS", help="A query, as watches have: see docs/queries.md."
        ),
    ] = None,
    matched: Annotated[
        bool, typer.Option("--matched", help="Only what some watch asked for.")
    ] = False,
    limit: Limit = 50,
    as_json: AsJson = False,
) -> int:
    """Show what was found, newest first."""
    from monitor import clock
    from monitor.cli.show import since as beginning
    from monitor.cli.storypage import as_row
    from monitor.store.finding import find
    from monitor.store.views import Filter, stories

    config = desk.config()
    watchlist, name = _asked(config, watch)
    with desk.archive(config) as store, store.read() as conn:
        which = Filter(
            since=beginning(since, clock.now(), config.timezone),
            watchlist=watchlist,
            watch=name,
            ids=_found(partial(find, conn), config, search),
        )
        walk = _walk(lambda at: stories(conn, which, limit=BATCH, offset=at))
        rows = list(islice((r for r in walk if r.watches or not matched), limit))
    if not rows and watch is not None:
        _check_name(config, watch)
    if as_json:
        for row in rows:
            desk.row(as_row(row))
    else:
        _table(desk, config, rows)
    return DONE


def story(
    desk: Desk,
    wanted: Annotated[str, typer.Argument(metavar="ID", help="As `stories` shows it.")],
    *,
    as_json: AsJson = False,
) -> int:
    """Show one story: its articles, versions, matches and alerts."""
    from monitor.cli.storypage import show, whole_row
    from monitor.model import StoryId
    from monitor.store import views

    config = desk.config()
    with desk.archive(config) as store, store.read() as conn:
        whole: Whole | None = views.story(conn, StoryId(wanted))
    if whole is None:
        raise Stop(
            f"there is no story {wanted[:40]}; `news-monitor stories` names them"
        )
    if as_json:
        desk.row(whole_row(whole))
    else:
        show(desk, whole, config.timezone)
    return DONE


def _asked(config: Config, name: str | None) -> tuple[str | None, str | None]:
    """Read `--watch` as watchlist and watch; what is no watch may be a watchlist."""
    if name is None:
        return None, None
    watchlist, slash, watch = name.partition("/")
    if slash:
        return watchlist, watch
    lists = {each.name for each in config.watchlists}
    watches = {each.name for each in config.watches}
    return (name, None) if name in lists and name not in watches else (None, name)


def _check_name(config: Config, name: str) -> None:
    """Tell a name that nothing was found under from one that there is not.

    Raises:
        Stop: no watch and no watchlist is called so.
    """
    from monitor.config.suggest import did_you_mean

    known = {str(each.name) for each in config.watchlists}
    for each in config.watches:
        known |= {str(each.name), f"{each.watchlist}/{each.name}"}
    if name not in known:
        hint = did_you_mean(name, known) or f"see {config.folder}/watchlists"
        raise Stop(f"no watch or watchlist is called {name[:80]}; {hint}", status=USAGE)


def _found(
    find: Callable[[Query], list[StoryId]], config: Config, text: str | None
) -> tuple[StoryId, ...] | None:
    """Find stories with a query; None where nothing is asked.

    Raises:
        Stop: the query makes no sense, or nothing in it must be in a text.
    """
    from monitor.core.query import parse, pointed
    from monitor.errors import QueryError

    if text is None:
        return None
    try:
        return tuple(find(parse(text, config.concepts)))
    except QueryError as e:
        raise Stop(f"--search: {pointed(text, e)}", status=USAGE) from e


def _walk(read: Callable[[int], list[Row]]) -> Iterator[Row]:
    """Give every story, read some at a time."""
    for at in count(0, BATCH):
        rows = read(at)
        yield from rows
        if len(rows) < BATCH:
            return


def _table(desk: Desk, config: Config, rows: Sequence[Row]) -> None:
    from monitor.cli.show import moment, plural, table

    if not rows:
        desk.say("no story")
        return
    cells = [
        (
            moment(row.first_seen, config.timezone),
            row.title,
            f"{row.outlet} +{row.outlets - 1}" if row.outlets > 1 else row.outlet,
            row.language or "",
            ", ".join(row.watches),
            str(row.alerts or ""),
            str(row.id),
        )
        for row in rows
    ]
    columns = ("seen", "title", "outlet", "in", "watches", "alerts", "id")
    whole = ("seen", "in", "alerts", "id")
    desk.screen().print(table(columns, cells, whole=whole))
    desk.say(plural(len(rows), "story"))
