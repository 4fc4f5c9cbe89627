"""`sources`: how each does, what each answers now, what a site offers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from monitor.cli.desk import DONE, USAGE, WRONG, Desk, Stop
from monitor.cli.options import AsJson

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from monitor.cli.asking import Answer
    from monitor.config import Config
    from monitor.model import Source, Visit
    from monitor.store.health import Health

Names = Annotated[
    list[str] | None, typer.Argument(metavar="NAME", help="Only these sources.")
]


def health(
    desk: Desk,
    *,
    failing: Annotated[
        bool, typer.Option("--failing", help="Only those that need a look.")
    ] = False,
    as_json: AsJson = False,
) -> int:
    """Show how each source does: the failing and the silent ones first."""
    from monitor import clock

    config, now = desk.config(), clock.now()
    known = _known(desk, config, now)
    rows = [(source, known.get(source.name)) for source in config.sources]
    judged = [(judge(h.visit if h else None, now), source, h) for source, h in rows]
    judged.sort(key=lambda row: (ORDER.index(row[0]), row[1].name))
    if failing:
        judged = [row for row in judged if row[0] in NEED_A_LOOK]
    if as_json:
        for state, source, one in judged:
            desk.row(_health_row(state, source, one))
    else:
        _health_table(desk, config, judged, now)
    return DONE


def check(desk: Desk, names: Names = None, *, as_json: AsJson = False) -> int:
    """Ask every source now and say which answer; keeps nothing."""
    config = desk.config()
    wanted = chosen(config, names)
    # The heavy imports come last, so that a name mistyped is answered at once.
    from monitor import clock
    from monitor.cli.asking import Hands, ask, fetch

    answers: list[Answer] = []
    with desk.progress("Asking", len(wanted)) as step:

        async def work(hands: Hands) -> None:
            async for answer in ask(wanted, hands):
                answers.append(answer)
                step()

        fetch(config, work)
    answers.sort(key=lambda a: (a.kind == "ok", a.source.name))
    show_answers(desk, answers, clock.now(), as_json=as_json)
    return DONE if all(a.kind == "ok" for a in answers) else WRONG


ORDER = ("failing", "gone", "silent", "not visited yet", "ok")
NEED_A_LOOK = frozenset({"failing", "gone", "silent"})
SILENT_DAYS = 14  # without anything new; most feeds speak daily


def judge(visit: Visit | None, now: datetime) -> str:
    """Say in one of the words of `ORDER` how a source does."""
    if visit is None or visit.last is None:
        return "not visited yet"
    if visit.gone:
        return "gone"
    if visit.failures:
        return "failing"
    quiet = now - (visit.last_new or visit.added)
    return "silent" if quiet.days >= SILENT_DAYS else "ok"


def _known(desk: Desk, config: Config, now: datetime) -> dict[str, Health]:
    """Read the health of every source; nothing where no monitor has run yet."""
    from datetime import timedelta

    from monitor.store.health import of_sources

    try:
        with desk.archive(config) as store, store.read() as conn:
            found = of_sources(conn, now - timedelta(days=7))
    except Stop as e:
        desk.say(str(e))
        return {}
    return {one.visit.source: one for one in found}


def chosen(config: Config, names: list[str] | None) -> list[Source]:
    """Give the sources of these names, all without any.

    Raises:
        Stop: there is no such source.
    """
    from monitor.config.suggest import did_you_mean

    if not names:
        return list(config.sources)
    by_name = {str(source.name): source for source in config.sources}
    for name in names:
        if name not in by_name:
            hint = did_you_mean(name, by_name) or "`sources list` names them"
            raise Stop(f"there is no source {name}; {hint}", status=USAGE)
    return [by_name[name] for name in names]


def _health_row(state: str, source: Source, one: Health | None) -> dict[str, Any]:
    visit = one.visit if one else None
    return {
        "source": source.name,
        "outlet": source.outlet,
        "kind": source.kind,
        "url": source.url,
        "state": state,
        "outcome": visit.outcome if visit else None,
        "reason": visit.reason if visit else None,
        "failures": visit.failures if visit else 0,
        "last": _iso(visit.last if visit else None),
        "succeeded": _iso(visit.succeeded if visit else None),
        "last_new": _iso(visit.last_new if visit else None),
        "due": _iso(visit.due if visit else None),
        "moved_to": visit.moved_to if visit else None,
        "articles": one.articles if one else 0,
        "outcomes": one.outcomes if one else {},
    }


def _iso(when: datetime | None) -> str | None:
    return when.isoformat() if when else None


_STYLES = {"ok": "ok", "silent": "odd", "failing": "wrong", "gone": "wrong"}


def _health_table(
    desk: Desk,
    config: Config,
    judged: Sequence[tuple[str, Source, Health | None]],
    now: datetime,
) -> None:
    from collections import Counter

    from monitor.cli.show import ago, moment, plural, table, word

    rows = []
    for state, source, one in judged:
        visit = one.visit if one else None
        failing = state in {"failing", "gone"}
        rows.append(
            (
                str(source.name),
                word(state, _STYLES.get(state, "faint")),
                ago(visit.succeeded, now) if visit else "",
                ago(visit.last_new, now) if visit else "",
                str(one.articles) if one else "",
                moment(visit.due, config.timezone) if visit else "",
                visit.reason if visit and failing else "",
            )
        )
    columns = ("source", "state", "answered", "new", "articles", "next visit", "why")
    desk.screen().print(table(columns, rows, whole=columns[:-1]))
    states = Counter(state for state, _, _ in judged)
    told = ", ".join(f"{states[s]} {s}" for s in ORDER if states[s])
    desk.say(f"{plural(len(judged), 'source')}: {told}" if judged else "no source")


def show_answers(
    desk: Desk, answers: Sequence[Answer], now: datetime, *, as_json: bool
) -> None:
    """Print what sources answered, and what to do about each."""
    from monitor.cli.asking import advice
    from monitor.cli.show import ago, plural, table, word

    good = sum(a.kind == "ok" for a in answers)
    if as_json:
        for answer in answers:
            desk.row(_answer_row(answer, now))
    else:
        rows = [
            (
                str(a.source.name),
                a.source.kind,
                word(a.kind, "ok" if a.kind == "ok" else "wrong"),
                str(len(a.links)) if a.links else "",
                ago(a.newest, now),
                "; ".join(filter(None, (a.trouble, advice(a, now)))),
            )
            for a in answers
        ]
        columns = ("source", "kind", "outcome", "links", "newest", "advice")
        desk.screen().print(table(columns, rows, whole=columns[:-1]))
    desk.say(f"{good} of {plural(len(answers), 'source')} answer")


def _answer_row(answer: Answer, now: datetime) -> dict[str, Any]:
    from monitor.cli.asking import advice

    return {
        "source": answer.source.name,
        "kind": answer.source.kind,
        "url": answer.source.url,
        "ok": answer.kind == "ok",
        "outcome": answer.kind,
        "reason": answer.trouble,
        "links": len(answer.links),
        "newest": _iso(answer.newest),
        "seconds": round(answer.outcome.seconds, 3),
        "advice": advice(answer, now),
    }
