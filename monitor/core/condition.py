"""What is wrong with a source, since when, and what of that is worth a message."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from monitor.core import rhythm
from monitor.core.notices import Notice
from monitor.model import SourceName, Visit

FAILURES: Final = 3  # in a row; fewer is a hiccup
PERSISTENT: Final = timedelta(hours=6)  # of failing, before anybody is told
PAGES: Final = 5  # read lately, below which nothing is said of them
HOLLOW: Final = 0.8  # share of pages without a text
SHRUNK: Final = 0.25  # of the usual length of its texts
SHORT: Final = 400  # characters; longer texts are not called shrunk
LISTED: Final = 30  # sources that one message names

Ailment = Literal["failing", "quiet", "empty"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reads:
    """What came of the pages of a source."""

    articles: int = 0  # pages that gave one, lately
    hollow: int = 0  # pages that gave no text, lately
    since: datetime | None = None  # the first of these
    length: float = 0.0  # of its newest texts, in characters
    length_before: float = 0.0  # of the texts before; 0 where they are too few to say


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """What a source suffers from."""

    source: SourceName
    ailment: Ailment
    since: datetime
    reason: str


NO_READS: Final = Reads()


def diagnose(
    visit: Visit,
    *,
    hours: Sequence[datetime] = (),
    reads: Reads = NO_READS,
    now: datetime,
) -> Condition | None:
    """Say what a source suffers from; None when it is well.

    Args:
        visit: the last one.
        hours: in which it announced something new, as `rhythm.quiet_since` takes them.
        reads: of its pages.
        now: aware.
    """
    if visit.failures >= FAILURES or visit.gone:
        return Condition(
            source=visit.source,
            ailment="failing",
            since=visit.succeeded or visit.added,
            reason=visit.reason or visit.outcome,
        )
    since = rhythm.quiet_since(hours, now)
    if since is not None:
        reason = "it answers, and announces nothing new"
        return Condition(
            source=visit.source, ailment="quiet", since=since, reason=reason
        )
    return _empty(visit.source, reads, now)


def _empty(source: SourceName, reads: Reads, now: datetime) -> Condition | None:
    read = reads.articles + reads.hollow
    if read < PAGES:
        return None
    if reads.hollow >= HOLLOW * read:
        reason = f"{reads.hollow} of {read} pages gave no text"
    elif reads.length < min(SHRUNK * reads.length_before, SHORT):
        was, now_is = reads.length_before, reads.length
        reason = f"its texts shrank from {was:.0f} to {now_is:.0f} characters"
    else:
        return None
    since = reads.since or now
    return Condition(source=source, ailment="empty", since=since, reason=reason)


Told = Mapping[SourceName, tuple[str, str]]  # ailment and since, as last told


def news(
    found: Sequence[Condition],
    told: Told,
    *,
    known: frozenset[SourceName],
    now: datetime,
) -> tuple[Notice | None, Told]:
    """Say what changed since the last message; None when nothing did.

    Args:
        found: what sources suffer from now.
        told: what the last message left.
        known: every source that is configured; of others nothing is said.
        now: aware.

    Returns:
        The message, and what is told once it is sent.
    """
    ill = {c.source: c for c in found if _lasts(c, now)}
    worse = [c for name, c in ill.items() if told.get(name, ("",))[0] != c.ailment]
    ailing = {c.source for c in found}  # some of them not for long enough
    back = sorted(n for n in told if n in known and n not in ill and n not in ailing)
    left = {n: told[n] for n in told if n in ailing and n not in ill} | {
        name: (c.ailment, c.since.isoformat()) for name, c in ill.items()
    }
    if not worse and not back:
        return None, left
    lines = [_line(c) for c in sorted(worse, key=lambda c: (c.since, c.source))]
    lines += [f"{name}: it is back" for name in back]
    more = len(lines) - LISTED
    shown = (*lines[:LISTED], *((f"and {more} more",) if more > 0 else ()))
    notice = Notice(
        key=f"health {now.isoformat()}",
        title=_title(len(worse), len(back)),
        lines=shown,
    )
    return notice, left


def _lasts(condition: Condition, now: datetime) -> bool:
    return condition.ailment != "failing" or now - condition.since >= PERSISTENT


def _line(condition: Condition) -> str:
    said = {
        "failing": "fails",
        "quiet": "has gone quiet",
        "empty": "gives no texts",
    }[condition.ailment]
    since = f"{condition.since:%Y-%m-%d %H:%M %Z}"
    return f"{condition.source}: it {said} since {since} ({condition.reason})"


def _title(worse: int, back: int) -> str:
    said = []
    if worse:
        said.append(f"{worse} source{'s' * (worse > 1)} in trouble")
    if back:
        said.append(f"{back} back")
    return ", ".join(said)
