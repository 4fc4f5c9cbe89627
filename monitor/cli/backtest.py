"""`backtest`: what a watch would have found in the archive."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli.desk import DONE, USAGE, WRONG, Desk, Stop
from monitor.cli.options import AsJson

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from monitor.cli.tally import Post, Tally
    from monitor.config import Config
    from monitor.model import Watch

EXAMPLES = 5
NAMED = 12  # terms or sources that a line lists


def backtest(
    desk: Desk,
    wanted: Annotated[
        str,
        typer.Argument(
            metavar="WATCH", help="watchlist/watch, a watch, or a query in quotes."
        ),
    ],
    since: Annotated[
        str, typer.Option(metavar="WHEN", help="How far back: 30d, 2026-11-01.")
    ] = "30d",
    *,
    max_per_day: Annotated[
        int | None,
        typer.Option(min=0, metavar="N", help="End with 1 when a day has more alerts."),
    ] = None,
    as_json: AsJson = False,
) -> int:
    """Ask what a watch would have found in the archive."""
    config = desk.config()
    tally = _ask(desk, config, _watch(desk, config, wanted), since)
    if as_json:
        desk.row(tally.row(EXAMPLES))
    else:
        _show(desk, tally)
    return _verdict(desk, tally, max_per_day)


def _ask(desk: Desk, config: Config, watch: Watch, since: str) -> Tally:
    """Ask a watch of everything that the archive has seen since a time."""
    from monitor import clock
    from monitor.cli.show import since as beginning
    from monitor.cli.tally import Tally
    from monitor.store.archive import matched_stories, told
    from monitor.store.health import summary

    now = clock.now()
    after = beginning(since, now, config.timezone) or now
    with desk.archive(config) as store, store.read() as conn:
        total = summary(conn, after, now).articles
        ran = (watch.watchlist, watch.name) if watch in config.watches else None
        known = matched_stories(conn, *ran, since=after) if ran else None
        post = _post(config, watch)
        tally = Tally(watch, timezone=config.timezone, post=post, before=known)
        with desk.progress("Asking the archive", total) as step:
            for one in told(conn, after):
                tally.take(one)
                step()
    return tally


def _post(config: Config, watch: Watch) -> Post:
    """Give what counts the mails of a watch."""
    from monitor.cli.tally import Post
    from monitor.config.channels import EmailSettings, channel_rule

    channels = config.channels
    return Post(
        rules={
            name: channel_rule(name, channels[name], timezone=config.timezone)
            for name in watch.channels
        },
        mails=frozenset(n for n, s in channels.items() if isinstance(s, EmailSettings)),
        timezone=config.timezone,
    )


def _verdict(desk: Desk, tally: Tally, most: int | None) -> int:
    busiest = max(tally.alerts_by_day.values(), default=0)
    if most is None or busiest <= most:
        return DONE
    desk.say(f"too many: {busiest} alerts on the busiest day, {most} allowed")
    return WRONG


def _watch(desk: Desk, config: Config, wanted: str) -> Watch:
    """Find a watch by name; what names none is read as a query.

    Raises:
        Stop: several watches have the name, or it is no query either.
    """
    watchlist, slash, name = wanted.partition("/")
    found = [w for w in config.watches if w.name == wanted] or [
        w
        for w in config.watches
        if slash and (w.watchlist, w.name) == (watchlist, name)
    ]
    if len(found) > 1:
        names = ", ".join(f"{w.watchlist}/{w.name}" for w in found)
        raise Stop(f"several watches are called {wanted}: {names}", status=USAGE)
    return found[0] if found else _query(desk, config, wanted)


def _query(desk: Desk, config: Config, text: str) -> Watch:
    from monitor.config.channels import DigestSettings
    from monitor.core.query import parse, pointed
    from monitor.errors import QueryError
    from monitor.model import Watch, WatchlistName

    try:
        query = parse(text, config.concepts)
    except QueryError as e:
        known = ", ".join(f"{w.watchlist}/{w.name}" for w in config.watches)
        raise Stop(f"no watch is called {text}, and as a query: {pointed(text, e)}\nwatches: {known}", status=USAGE) from e  # fmt: skip
    desk.say(f"no watch is called {text}: taken as a query")
    return Watch(
        watchlist=WatchlistName("backtest"),
        name="query",
        query=query,
        source=text,
        channels=tuple(
            name
            for name, settings in config.channels.items()
            if not isinstance(settings, DigestSettings)
        ),
    )


def _listed(names: Iterable[str]) -> str:
    every = list(names)
    more = f" and {len(every) - NAMED} more" if len(every) > NAMED else ""
    return ", ".join(every[:NAMED]) + more


def _show(desk: Desk, tally: Tally) -> None:
    from monitor.cli.show import facts, inert, marked, plural, table

    screen, days = desk.screen(), tally.days
    stories, alerts = tally.stories, sum(tally.alerts_by_day.values())
    facts(desk, list(_figures(tally)))
    counts = (tally.stories_by_day, tally.alerts_by_day, tally.mails_by_day)
    if tally.stories_by_day:
        rows = [
            (day, *(str(counted[day]) for counted in counts))
            for day in sorted({day for counted in counts for day in counted})
        ]
        screen.print()
        screen.print(table(("day", "stories", "alerts", "mails"), rows, whole=("day",)))
    for example in tally.examples(EXAMPLES):
        screen.print()
        screen.print(inert(f"{example.title} ({example.outlet}, {example.day})"))
        screen.print(inert(example.url))
        for excerpt in example.excerpts:
            screen.print("  ", marked(excerpt))
    mails = sum(tally.mails_by_day.values())
    each = [f"{n / max(days, 1):.1f}" for n in (stories, alerts, mails)]
    desk.say(
        f"{plural(stories, 'story')}; a day {each[0]} stories, {each[1]} alerts,"
        f" {each[2]} mails"
    )


def _figures(tally: Tally) -> Iterator[tuple[str, str]]:
    yield "query", tally.watch.source
    yield "articles", f"{tally.articles:,} asked, {tally.matched:,} match"
    noisy = (f"{term} ({n})" for term, n in tally.terms.most_common())
    yield "noisiest", _listed(noisy)
    yield "never fired", _listed(tally.silent_terms())
    yield "no match in", _listed(tally.silent_sources())
    if tally.before is not None:
        yield "gained", _changed(tally.gained())
        yield "lost", _changed(tally.lost())


def _changed(titles: list[str]) -> str:
    """Name some of the stories that would come, or go, against what was recorded."""
    if not titles:
        return "none, against what was recorded while it ran"
    shown = "; ".join(titles[:EXAMPLES])
    more = f"; and {len(titles) - EXAMPLES} more" if len(titles) > EXAMPLES else ""
    return f"{len(titles)}: {shown}{more}"
