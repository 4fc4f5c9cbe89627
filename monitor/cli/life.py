"""The steps of an address's life, in words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from monitor.cli.show import moment
from monitor.core.match import explain_miss

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from monitor.config import Config
    from monitor.model import Article
    from monitor.store.explain import Life, Request
    from monitor.store.ledger import Entry

Mark = Literal["done", "stopped", "waits", "none"]

_CAME = frozenset({"article", "page", "unchanged"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of the way, and how it went."""

    name: str
    mark: Mark
    said: str
    at: datetime | None = None
    more: tuple[str, ...] = ()

    def row(self) -> dict[str, Any]:
        """Give it as plain values."""
        return {
            "step": self.name,
            "mark": self.mark,
            "said": self.said,
            "at": self.at.isoformat() if self.at else None,
            "more": list(self.more),
        }


def told(life: Life, article: Article | None, config: Config) -> list[Step]:
    """Tell an address's life as far as it went; the last step says what stopped it.

    Args:
        life: what the store knows.
        article: the one that the address led to, as it was last read.
        config: in force now; says why its watches do not match.
    """
    steps = [_announced(life)]
    last = _last(life)
    if last is not None:
        steps += _fetched(life, last, config.timezone)
    elif life.announced and life.article is None:
        steps.append(_unread(life))
    if article is None or life.article is None:
        return steps
    read = _extracted(life, article, config.timezone)
    steps += [read, _dated(article), _placed(life)]
    steps.append(_matched(life, article, config))
    if life.matches:
        steps += _told(life)
    return steps


def _announced(life: Life) -> Step:
    known = life.announced
    if known is None:
        if life.article is None and not life.requests:
            said = "no source named this address: see `sources list` and `sources find`"
            return Step(name="announced", mark="stopped", said=said)
        said = "not under this address; a page that was announced led here"
        return Step(name="announced", mark="none", said=said)
    said = f"by {known.link.source}"
    if known.baseline:
        said += ", when the source was new: it was out before, so it alerts nobody"
    more = (f"as “{known.link.title}”",) if known.link.title else ()
    return Step(
        name="announced", mark="done", said=said, at=known.first_seen, more=more
    )


def _last(life: Life) -> Request | None:
    pages = [r for r in life.requests if r.purpose == "page"]
    return pages[-1] if pages else None


def _unread(life: Life) -> Step:
    known = life.announced
    assert known is not None  # noqa: S101 - asked by the caller
    if known.state == "skipped":
        said = f"not read: {known.reason or 'one of many older pages of a new source'}"
        return Step(name="fetched", mark="stopped", said=said)
    said = "is being read now" if known.state == "leased" else "waits for its turn"
    return Step(name="fetched", mark="waits", said=said, at=known.next_due)


def _fetched(life: Life, last: Request, zone: str) -> Iterator[Step]:
    """Tell what came of the newest request, and whether there will be another."""
    if last.kind == "robots":
        yield Step(name="robots", mark="stopped", said=last.reason, at=last.at)
        return
    if last.kind == "unchanged" or last.status is not None:
        yield Step(name="robots", mark="done", said="may be read")
    came = last.kind in _CAME or (last.status or 599) < 300
    tries = sum(r.purpose == "page" for r in life.requests)
    told = f" ({tries} requests in all)" if tries > 1 else ""
    if came:
        size = f", {last.body_bytes:,} bytes" if last.body_bytes else ""
        said = f"{_status(last)}{size}, {last.seconds:.1f} s{told}"
        yield Step(name="fetched", mark="done", said=said, at=last.at)
    else:
        # A page that was read before stays read, whatever its later looks bring.
        mark: Mark = "stopped" if life.article is None else "none"
        said = f"{last.kind}: {last.reason}{told}"
        yield Step(
            name="fetched", mark=mark, said=said, at=last.at, more=_again(life, zone)
        )
    if came and last.kind not in _CAME and life.article is None:
        said = f"{last.kind}: {last.reason}"
        yield Step(
            name="extracted",
            mark="stopped",
            said=said,
            at=last.at,
            more=_again(life, zone),
        )


def _status(request: Request) -> str:
    return f"HTTP {request.status}" if request.status else request.kind


def _again(life: Life, zone: str) -> tuple[str, ...]:
    """Say when the page is asked for again."""
    known = life.announced
    if known is None or known.state == "failed" or known.next_due is None:
        return ("not asked again",)
    return (f"asked again from {moment(known.next_due, zone)}",)


def _extracted(life: Life, article: Article, zone: str) -> Step:
    words = (
        f"{len(article.text):,} characters, language {article.language or 'unknown'}"
    )
    origin = " from the feed's own text" if article.origin == "feed" else ""
    wall = ", behind a paywall" if article.paywalled else ""
    wall += {"live": ", a live page", "video": ", a video"}.get(article.form, "")
    more = [f"“{article.title}”"]
    if len(life.versions) > 1:
        more += [
            f"version {v.version}, {moment(v.fetched, zone)}:"
            f" {'material' if v.material else 'cosmetic'} {v.reason}".rstrip()
            for v in life.versions[1:]
        ]
    return Step(
        name="extracted",
        mark="done",
        said=f"{words}{origin}{wall}",
        at=life.versions[0].fetched if life.versions else article.fetched,
        more=tuple(more),
    )


def _dated(article: Article) -> Step:
    if article.published is None:
        return Step(name="dated", mark="none", said="the page names no date")
    said = "as the page or its source says"
    if article.date_only:
        said += ", the day only"
    if article.published_doubtful:
        said += ", and in doubt"
    return Step(name="dated", mark="done", said=said, at=article.published)


def _placed(life: Life) -> Step:
    place = life.article
    assert place is not None  # noqa: S101 - asked by the caller
    words = {
        "opens": "opens a story and an event",
        "joins": "a story of its own, of an event that was known",
        "copy": "a copy of a story that was known",
    }
    said = words.get(place.relation, place.relation)
    more = [place.reason] if place.reason else []
    if life.story:
        more.append(f"story {life.story.id}: “{life.story.title}”")
    return Step(
        name="placed", mark="done", said=said, at=place.first_seen, more=tuple(more)
    )


def _matched(life: Life, article: Article, config: Config) -> Step:
    if life.matches:
        lines = dict.fromkeys(
            f"{p.match.watchlist}/{p.match.watch}: {', '.join(p.match.terms)}"
            for p in life.matches
        )
        at = life.matches[0].at
        count = "1 watch" if len(lines) == 1 else f"{len(lines)} watches"
        return Step(name="matched", mark="done", said=count, at=at, more=tuple(lines))
    lines = {}
    for watch in config.watches:
        missed = explain_miss(article, watch)
        why = "; ".join(missed.splitlines()) or (
            "would match now: the watch is newer than the reading of this article"
        )
        lines[f"{watch.watchlist}/{watch.name}: {why}"] = None
    return Step(name="matched", mark="stopped", said="no watch", more=_once(lines))


_TERMS = re.compile(r"(@[^\s()]+) \([^()]*\)")  # a concept, and what it looks for


def _once(lines: Iterable[str]) -> tuple[str, ...]:
    """List what a concept looks for where it is first named, and not again."""
    named: set[str] = set()

    def shown(found: re.Match[str]) -> str:
        known = found[1] in named
        named.add(found[1])
        return found[1] if known else found[0]

    return tuple(_TERMS.sub(shown, line) for line in lines)


def _told(life: Life) -> Iterator[Step]:
    if not life.alerts:
        yield Step(name="planned", mark="stopped", said=_unplanned(life))
        return
    first = life.alerts[0].alert
    said = "; ".join(f"{e.alert.kind} to {e.alert.channel}" for e in life.alerts)
    yield Step(name="planned", mark="done", said=said, at=first.created)
    for entry in life.alerts:
        yield _delivered(entry)


def _unplanned(life: Life) -> str:
    if life.story and life.story.silent:
        return "no alert: the story was out before its source was added"
    if life.article and life.article.baseline:
        return "no alert: it was out before its source was added"
    return "no alert: its watches have no channel, or it tells nothing new"


def _delivered(entry: Entry) -> Step:
    alert, tries = entry.alert, len(entry.deliveries)
    to = f"{alert.kind} to {alert.channel}"
    attempts = f"{tries} attempt{'s' * (tries != 1)}"
    match entry.state:
        case "sent":
            said, mark = f"{to} after {attempts}", "done"
        case "dead":
            said, mark = f"{to}: given up after {attempts}", "stopped"
        case "in_digest":
            said, mark = f"{to}: in digest {str(entry.digest)[:16]}", "done"
        case "muted":
            said, mark = f"{to}: muted", "stopped"
        case _:
            said, mark = f"{to}: waits, {attempts} so far", "waits"
    more = (entry.last_error,) if entry.last_error else ()
    at = entry.settled or alert.due
    return Step(name="delivered", mark=mark, said=said, at=at, more=more)  # type: ignore[arg-type]
