"""The life of an address, step by step, in words; and which step stopped it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal

from monitor.core.match import explain_miss
from monitor.model import Article

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from monitor.model import Watch
    from monitor.store.explain import Life
    from monitor.store.views import Placed

Mark = Literal["done", "stopped", "waiting", "none"]

MOST_MISSES: Final = 20  # watches of which is said why they did not match
_RELATIONS: Final = {
    "opens": "It opened a story",
    "joins": "It is a story of its own about a known event",
    "copy": "It carries the text of a known story",
    "revision": "It is a revision of a known article",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of the way, and how far it went."""

    name: str
    mark: Mark
    said: str
    at: datetime | None = None
    link: str = ""  # to a page of ours
    notes: tuple[str, ...] = ()


def steps(life: Life) -> list[Step]:
    """Tell the life of an address in the order in which it went."""
    if life.announced is None and not life.requests and life.article is None:
        said = "No source has announced this address, and nothing has asked for it."
        return [Step(name="Announced", mark="stopped", said=said)]
    told = [_announced(life), *_asked(life), _read(life)]
    if life.article is not None:
        told += [_dated(life.article), _placed(life, life.article), _matched(life)]
        if life.matches:
            told.append(_planned(life))
            told += _delivered(life)
    return told


def misses(placed: Placed, watches: Iterable[Watch]) -> list[tuple[Watch, str]]:
    """Say of some watches which part of their query an article fails."""
    article = Article(
        id=placed.id,
        url=placed.url,
        fetched_url=placed.url,
        source=placed.source,
        outlet=placed.outlet,
        title=placed.title,
        text=placed.text,
        fetched=placed.first_seen,
        language=placed.language,
    )
    return [(watch, explain_miss(article, watch)) for watch in watches]


def told_misses(told: list[Step], missed: Sequence[tuple[Watch, str]]) -> list[Step]:
    """Add to the step "Matched" what each watch missed."""
    notes = tuple(
        f"{watch.watchlist}/{watch.name}: {' · '.join(why.splitlines())}"
        if why
        else f"{watch.watchlist}/{watch.name}: would match as it is configured now"
        for watch, why in missed
    )
    return [replace(s, notes=notes) if s.name == "Matched" else s for s in told]


def _announced(life: Life) -> Step:
    if life.announced is None:
        said = "No source announced it under this address."
        return Step(name="Announced", mark="none", said=said)
    link, baseline = life.announced.link, life.announced.baseline
    said = f"By {link.source}" + (f": “{link.title}”" if link.title else "")
    if baseline:
        said += ". It was out before the source was first visited: stored in silence."
    return Step(name="Announced", mark="done", said=said, at=life.announced.first_seen)


def _asked(life: Life) -> list[Step]:
    if not life.requests:
        return []
    last = life.requests[-1]
    said = f"{len(life.requests)} times, last: {last.kind}"
    said += f" {last.status}" if last.status else ""
    said += f", {last.reason}" if last.reason else ""
    good = last.kind in ("page", "unchanged", "listing") or life.article is not None
    notes = tuple(
        f"{r.at:%Y-%m-%d %H:%M:%S} UTC  {r.kind} {r.status or ''} {r.reason}".rstrip()
        for r in life.requests[-10:]
    )
    return [
        Step(
            name="Asked for",
            mark="done" if good else "stopped",
            said=said,
            at=last.at,
            notes=notes,
        )
    ]


def _read(life: Life) -> Step:
    if life.article is not None:
        count = len(life.article.text)
        said = f"“{life.article.title}”, {count:,} characters"
        said += {"live": ", a live page", "video": ", a video"}.get(
            life.article.form, ""
        )
        said += ", behind a paywall" if life.article.paywalled else ""
        return Step(name="Read", mark="done", said=said, at=life.article.first_seen)
    state = life.announced.state if life.announced else "never queued"
    waits = state in ("due", "leased")
    why = life.announced.reason if life.announced else ""
    said = "It waits to be read." if waits else f"No article came of it ({state})."
    return Step(
        name="Read",
        mark="waiting" if waits else "stopped",
        said=f"{said} {why}".strip(),
        at=life.announced.next_due if life.announced and waits else None,
    )


def _dated(article: Placed) -> Step:
    if article.published is None:
        return Step(name="Dated", mark="none", said="The page gives no date.")
    return Step(name="Dated", mark="done", said="Published", at=article.published)


def _placed(life: Life, article: Placed) -> Step:
    said = _RELATIONS.get(article.relation, article.relation)
    said += f": {article.reason}" if article.reason else ""
    if article.similarity is not None:
        said += f" (similarity {article.similarity:.2f})"
    story = f"/stories/{life.story.id}" if life.story else ""
    return Step(name="Placed", mark="done", said=said, link=story)


def _matched(life: Life) -> Step:
    if not life.matches:
        return Step(name="Matched", mark="stopped", said="No watch matched it.")
    named = dict.fromkeys(
        f"{p.match.watchlist}/{p.match.watch} ({', '.join(p.match.terms)})"
        for p in life.matches
    )
    return Step(
        name="Matched", mark="done", said="; ".join(named), at=life.matches[0].at
    )


def _planned(life: Life) -> Step:
    if life.alerts:
        count = len(life.alerts)
        said = "1 alert on its story" if count == 1 else f"{count} alerts on its story"
        at = life.alerts[0].alert.created
        return Step(name="Planned", mark="done", said=said, at=at)
    if life.story is not None and life.story.silent:
        why = "The story was out before its source was first visited: nobody is told."
    else:
        why = "Nothing new to tell: no channel is told of this story."
    return Step(name="Planned", mark="stopped", said=why)


def _delivered(life: Life) -> list[Step]:
    marks: dict[str, Mark] = {"sent": "done", "in_digest": "done", "dead": "stopped"}
    return [
        Step(
            name="Delivered",
            mark=marks.get(entry.state, "waiting"),
            said=f"{entry.alert.kind} to {entry.alert.channel}: "
            f"{entry.state.replace('_', ' ')}"
            + (f", {entry.last_error}" if entry.last_error else ""),
            at=entry.settled or entry.alert.due,
            link=f"/alerts/{entry.alert.id}",
        )
        for entry in life.alerts
    ]
