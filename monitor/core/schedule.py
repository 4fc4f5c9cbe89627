"""When a source is visited again, a page read again, an article looked at again.

Nothing is ever given up for good: a source that fails rests longer each time, up to a
day, and one that is gone is asked weekly, because feeds return (Media Cloud saw it).

Source: FAULTS rule 10; the weights are Media Cloud's (ANCHORS, rss-fetcher).
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from monitor.core import urls
from monitor.model import Missed, MissedKind, Outcome, Page, Source, Visit

DAY = timedelta(days=1)  # the longest rest after a failure
GONE = timedelta(days=7)  # between visits to what answered 410
JITTER = 0.1  # of each wait, either way, so that visits spread
SLOWER = 1.3  # each visit without news makes the next wait this much longer
QUIET_SHARE = 6  # a source that was quiet for six hours is asked hourly, no less
FLASH = 200  # characters; less is a flash, whose report is yet to come
_SOONER = (1 / 15, 2 / 15, 4 / 15, 8 / 15)  # of the first age: 1, 2, 4, 8 minutes
FORGET_MOVE = 3  # failures in a row after which a learnt address is no longer believed

UNANSWERED: frozenset[MissedKind] = frozenset({"dns", "connection", "timeout"})

# How much of a doubling a failure is: a quarter where it will mend itself.
_WEIGHTS: dict[MissedKind, float] = {
    **dict.fromkeys(("timeout", "connection", "server", "dns"), 0.25),
    **dict.fromkeys(("busy", "tls", "denied", "status", "unreadable", "crash"), 0.5),
    **dict.fromkeys(("missing", "redirects", "robots", "private", "scheme"), 1.0),
    **dict.fromkeys(("too_large", "gone"), 1.0),
}
# How often a page is asked for in all, by how it fails; others eight times. A page that
# is not there yet may be announced a moment before it is published: once more.
_PAGE_TRIES: dict[MissedKind, int] = {
    **dict.fromkeys(("gone", "robots", "private", "scheme", "too_large"), 1),
    **dict.fromkeys(("missing", "redirects"), 2),
    **dict.fromkeys(("denied", "status", "tls", "crash"), 3),
    "unreadable": 1,
}
_TRIES = 8
_GROWTH = 4.0


def first(source: Source, now: datetime) -> Visit:
    """Give the state of a source that was never visited: due at once."""
    return Visit(source=source.name, added=now, due=now)


def due(
    visits: Sequence[tuple[Source, Visit]], now: datetime, *, per_host: int
) -> list[Source]:
    """Choose the sources to visit now, the longest overdue first.

    A due time further ahead than any rule sets was written under another clock, and
    counts as come.

    Args:
        visits: every source with what its last visit left.
        now: aware.
        per_host: sources of one host that are chosen at most.
    """
    ready = [each for each in visits if _has_come(*each, now)]
    ready.sort(key=lambda each: (each[1].due, each[0].name))
    chosen, taken = [], Counter[str]()
    for source, visit in ready:
        host = urls.host(visit.moved_to or source.url)
        if taken[host] < per_host:
            taken[host] += 1
            chosen.append(source)
    return chosen


def after(
    visit: Visit,
    source: Source,
    outcome: Outcome,
    *,
    now: datetime,
    links_new: int,
    jitter: float,
) -> Visit:
    """Give the state of a source after a visit, with the time of the next.

    Args:
        visit: what the visit before left.
        source: as configured now.
        outcome: of the request for the listing itself.
        now: when the visit ended; aware.
        links_new: addresses that it announced and nobody had before.
        jitter: 0 to 1, drawn anew for each visit; 0.5 is the rhythm itself.
    """
    if isinstance(outcome, Missed):
        return _missed(visit, source, outcome, now=now, jitter=jitter)
    pace = _pace(visit, source, now=now, news=links_new > 0)
    return replace(
        visit,
        due=now + _spread(pace, jitter),
        last=now,
        succeeded=now,
        first_done=True,
        failures=0,
        outcome="listing" if isinstance(outcome, Page) else "unchanged",
        reason="",
        moved_to=outcome.moved or visit.moved_to,
        gone=False,
        pace=pace,
        last_new=now if links_new else visit.last_new,
        links_new=visit.links_new + links_new,
    )


def excused(visit: Visit, outcome: Outcome) -> Visit:
    """Give the state before a visit that failed because we ourselves are offline.

    What follows from it rests no longer than after the failure before: a line that was
    cut for a week costs no source a day's rest when it is back.
    """
    if isinstance(outcome, Missed) and outcome.kind in UNANSWERED:
        return replace(visit, failures=max(visit.failures - 1, 0))
    return visit


def page_retry(
    attempts: int, missed: Missed, now: datetime, base: timedelta
) -> datetime | None:
    """Say when to ask for a page again; None when it is given up.

    Args:
        attempts: made so far, the last one included.
        missed: what the last one met.
        now: when it ended; aware.
        base: the first wait; each later one is four times as long, a day at most.
    """
    attempts = max(attempts, 1)
    if attempts >= _PAGE_TRIES.get(missed.kind, _TRIES):
        return None
    wait = min(base * _GROWTH ** min(attempts - 1, 12), DAY)
    return now + max(wait, min(missed.retry_after or timedelta(), DAY))


def recheck(
    since: datetime,
    now: datetime,
    plan: Sequence[timedelta],
    *,
    matched: bool,
    length: int,
) -> datetime | None:
    """Say when to look at an article again for changes; None when it is left alone.

    Args:
        since: when it was published or first seen; aware.
        now: of the reading that ends; aware.
        plan: ages at which to look, growing.
        matched: whether a watch wants it. One that none wants is looked at every
            second time: a later version may match.
        length: of its text, in characters. A flash is looked at within minutes, so that
            its report is known as the same article before others carry it.
    """
    ages = list(plan if matched else plan[::2])
    if length < FLASH:
        ages[:0] = [plan[0] * part for part in _SOONER] if plan else []
    return next((since + age for age in ages if since + age > now), None)


def _has_come(source: Source, visit: Visit, now: datetime) -> bool:
    furthest = GONE + DAY if visit.gone else max(source.at_most, source.every) + DAY
    return visit.due <= now or visit.due > now + furthest


def _missed(
    visit: Visit, source: Source, missed: Missed, *, now: datetime, jitter: float
) -> Visit:
    if missed.kind == "stopped":
        return visit
    failures = visit.failures + 1
    gone = missed.kind == "gone" or (visit.gone and missed.kind == "missing")
    moved_to = missed.moved or visit.moved_to
    if visit.moved_to and (gone or failures >= FORGET_MOVE):
        moved_to, gone = None, False  # the old address may know better
    rest = _rest(source, missed, failures, jitter)
    return replace(
        visit,
        due=now + (_spread(GONE, jitter) if gone else rest),
        last=now,
        failures=failures,
        outcome=missed.kind,
        reason=missed.reason,
        moved_to=moved_to,
        gone=gone,
    )


def _rest(source: Source, missed: Missed, failures: int, jitter: float) -> timedelta:
    """Say how long a failing source rests: longer each time, a day at most."""
    doublings = min(failures * _WEIGHTS.get(missed.kind, 1.0), 24)
    longest = max(DAY, source.every)
    rest = _spread(min(source.every * 2**doublings, longest), jitter)
    return min(max(rest, missed.retry_after or timedelta()), longest)


def _pace(visit: Visit, source: Source, *, now: datetime, news: bool) -> timedelta:
    """Say how often a source is worth asking.

    News doubles the pace, silence slows it, but never past a share of the silence: a
    source that sleeps at night is not met asleep in the morning.
    """
    every, at_most = source.every, max(source.every, source.at_most)
    pace = visit.pace or every
    if news:
        return min(max(pace / 2, every), at_most)
    quiet = now - max(visit.last_new or visit.added, visit.added)
    return min(max(min(pace * SLOWER, quiet / QUIET_SHARE), every), at_most)


def _spread(wait: timedelta, jitter: float) -> timedelta:
    return wait * (1 + JITTER * (2 * jitter - 1))
