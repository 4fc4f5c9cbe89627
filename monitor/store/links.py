"""What sources announced: a link's row is also its place in the queue of pages.

States: `due` (to be read at `next_due`), `leased` (being read), `done`, `failed` (given
up), `skipped` (more than a first visit reads). What changed later is due again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import RowMapping, case, select, update

from monitor.model import ArticleId, Link, Validators
from monitor.store.codec import from_link, to_link
from monitor.store.sources import validators
from monitor.store.tables import addresses, links
from monitor.store.upsert import chunks, put_new

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime, timedelta

    from sqlalchemy import Connection

FRESH, RECHECK, BASELINE = 0, 1, 2  # `priority`: the lowest is read first
_LOOK_AHEAD = 8  # rows looked at for each that is leased, to serve many hosts


@dataclass(frozen=True, slots=True, kw_only=True)
class Leased:
    """A link that is ours to read until the lease ends."""

    link: Link
    host: str
    baseline: bool  # was out before its source was first visited
    attempts: int  # this one included; since the last success
    poisoned: int  # extractors that its page killed
    checks: int  # readings after the first
    article: ArticleId | None  # what it led to before
    first_seen: datetime
    validators: Validators | None  # of the page as read last; None for a first reading


def announce(
    conn: Connection,
    announced: Sequence[Link],
    *,
    now: datetime,
    baseline: Callable[[Link], bool] = lambda _: False,
    most: int | None = None,
) -> int:
    """Queue the links that are new, and those that changed since they were read.

    Args:
        conn: inside a write transaction.
        announced: of one source, in its order.
        now: aware.
        baseline: whether a link was out before its source was first visited.
        most: how many new links are read, newest first; the rest is only remembered.

    Returns:
        How many were new.
    """
    by_url = {link.canonical: link for link in announced}  # the last word counts
    known = _known(conn, list(by_url))
    aliases = _aliases(conn, [url for url in by_url if url not in known])
    new = [link for url, link in by_url.items() if url not in known | aliases]
    new.sort(key=lambda link: link.published or now, reverse=True)
    rows = [
        from_link(link, now)
        | {"baseline": old, "priority": BASELINE if old else FRESH}
        | ({} if most is None or place < most else _SKIPPED)
        for place, link in enumerate(new)
        for old in [baseline(link)]
    ]
    rows += [
        from_link(by_url[url], now) | _ALIAS | {"article_id": article}
        for url, article in aliases.items()
    ]
    put_new(conn, links, rows)
    for url, row in known.items():
        _announced_again(conn, by_url[url], row, now)
    return len(new)


def unseen(conn: Connection, announced: Sequence[Link]) -> list[Link]:
    """Give the links that lead to no address that we know, in their order."""
    wanted = [link.canonical for link in announced]
    known = _known(conn, wanted).keys() | _aliases(conn, wanted).keys()
    return [link for link in announced if link.canonical not in known]


def lease(
    conn: Connection,
    now: datetime,
    *,
    limit: int,
    hold: timedelta,
    busy: frozenset[str] = frozenset(),
    per_host: int | None = None,
) -> list[Leased]:
    """Take links to read, so that nobody else does; the attempt is counted.

    Args:
        conn: inside a write transaction; to be committed before the reading.
        now: aware.
        limit: the most links.
        hold: how long they are ours; then they are due again.
        busy: hosts that are being read already.
        per_host: the most links of one host.
    """
    expire(conn, now)
    due = (
        select(links.c.url, links.c.host)
        .where(links.c.state == "due", links.c.next_due <= now)
        .where(links.c.host.not_in(busy))
        .order_by(links.c.priority, links.c.next_due)
        .limit(limit * _LOOK_AHEAD)
        .with_for_update(skip_locked=True)
    )
    chosen = _share(conn.execute(due), limit=limit, per_host=per_host)
    taken: dict[str, RowMapping] = {}
    for some in chunks(chosen):
        statement = (
            update(links)
            .where(links.c.url.in_(some), links.c.state == "due")
            .values(
                state="leased", leased_until=now + hold, attempts=links.c.attempts + 1
            )
            .returning(links)
        )
        taken |= {row["url"]: row for row in conn.execute(statement).mappings()}
    read = [row["request_url"] for row in taken.values() if row["article_id"]]
    remembered = validators(conn, read)
    return [_leased(taken[url], remembered) for url in chosen if url in taken]


def lease_one(
    conn: Connection, url: str, now: datetime, *, hold: timedelta, again: bool = False
) -> Leased | None:
    """Take one link to read, if it is due.

    Args:
        conn: inside a write transaction; to be committed before the reading.
        url: canonical.
        now: aware.
        hold: how long it is ours.
        again: take it from a worker that died over it, too.
    """
    due = (links.c.state == "due") & (links.c.next_due <= now)
    free = due | (links.c.state == "leased") if again else due
    statement = (
        update(links)
        .where(links.c.url == url, free)
        .values(state="leased", leased_until=now + hold, attempts=links.c.attempts + 1)
        .returning(links)
    )
    row = conn.execute(statement).mappings().first()
    if row is None:
        return None
    return _leased(
        row, validators(conn, [row["request_url"]]) if row["article_id"] else {}
    )


def expire(conn: Connection, now: datetime) -> int:
    """Make due again what was leased and never came back; give how many."""
    statement = (
        update(links)
        .where(links.c.state == "leased", links.c.leased_until <= now)
        .values(state="due", leased_until=None)
    )
    return conn.execute(statement).rowcount


def done(
    conn: Connection,
    url: str,
    *,
    article: ArticleId,
    next_check: datetime | None = None,
    reason: str = "",
) -> None:
    """Say that a link was read, and when its page is to be looked at again, if ever."""
    again = next_check is not None
    statement = update(links).where(links.c.url == url)
    conn.execute(
        statement.values(
            state="due" if again else "done",
            next_due=next_check,
            priority=RECHECK,
            leased_until=None,
            attempts=0,
            checks=links.c.checks + case((links.c.article_id.is_(None), 0), else_=1),
            article_id=article,
            reason=reason,
            text=None,  # it is in the article now
        )
    )


def failed(
    conn: Connection,
    url: str,
    *,
    reason: str,
    next_due: datetime | None = None,
    poisoned: bool = False,
) -> None:
    """Say why a link gave no article; without `next_due` it is given up."""
    conn.execute(
        update(links)
        .where(links.c.url == url)
        .values(
            state="failed" if next_due is None else "due",
            next_due=next_due,
            leased_until=None,
            reason=reason,
            poisoned=links.c.poisoned + int(poisoned),
        )
    )


def give_back(conn: Connection, given: Iterable[str]) -> None:
    """Make leased links due again at once; the attempt was none."""
    for some in chunks(list(given)):
        conn.execute(
            update(links)
            .where(links.c.url.in_(some), links.c.state == "leased")
            .values(state="due", leased_until=None, attempts=links.c.attempts - 1)
        )


_SKIPPED = {"state": "skipped", "reason": "older than what a first visit reads"}
_ALIAS = {"state": "done", "reason": "another address of an article that we have"}
_FILLED = ("title", "summary", "text", "published", "outlet", "language", "guid")


def _announced_again(
    conn: Connection, link: Link, row: RowMapping, now: datetime
) -> None:
    """Learn from a link that we know: what it says now, and whether that is news.

    A fingerprint is compared with the same source's last one: two sources word the same
    article differently, and would call each other's words a change at every visit.
    """
    before = row["fingerprints"].get(link.source)
    if before == link.fingerprint or row["state"] == "leased":
        return
    prints = {**row["fingerprints"], link.source: link.fingerprint}
    learnt: dict[str, Any] = {"fingerprints": prints}
    said = from_link(link, now)
    if row["state"] == "due" and not row["article_id"]:
        learnt |= {n: said[n] for n in _FILLED if row[n] is None}
    if before is not None:
        learnt |= {n: said[n] for n in (*_FILLED, "modified") if said[n] is not None}
        if row["state"] != "skipped":
            learnt |= {
                "state": "due",
                "next_due": now,
                "priority": FRESH,
                "attempts": 0,
            }
    conn.execute(update(links).where(links.c.url == link.canonical).values(learnt))


def _known(conn: Connection, wanted: Sequence[str]) -> dict[str, RowMapping]:
    found: dict[str, RowMapping] = {}
    for some in chunks(wanted):
        rows = conn.execute(select(links).where(links.c.url.in_(some))).mappings()
        found |= {row["url"]: row for row in rows}
    return found


def _aliases(conn: Connection, wanted: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for some in chunks(wanted):
        rows = conn.execute(select(addresses).where(addresses.c.url.in_(some)))
        found |= {row.url: row.article_id for row in rows}
    return found


def _share(
    due: Iterable[tuple[str, str]], *, limit: int, per_host: int | None
) -> list[str]:
    """Choose in order, but not more than `per_host` of a host."""
    chosen: list[str] = []
    taken: dict[str, int] = {}
    for url, host in due:
        taken[host] = taken.get(host, 0) + 1
        if len(chosen) < limit and (per_host is None or taken[host] <= per_host):
            chosen.append(url)
    return chosen


def _leased(row: RowMapping, remembered: dict[str, Validators]) -> Leased:
    return Leased(
        link=to_link(row),
        host=row["host"],
        baseline=row["baseline"],
        attempts=row["attempts"],
        poisoned=row["poisoned"],
        checks=row["checks"],
        article=ArticleId(row["article_id"]) if row["article_id"] else None,
        first_seen=row["first_seen"],
        validators=remembered.get(row["request_url"]),
    )
