"""Read one source and some of its pages as the monitor would, and keep nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from monitor import crawl
from monitor.cli.asking import ask
from monitor.core.match import match
from monitor.errors import ExtractError
from monitor.model import Call, Missed, Page

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from monitor.cli.asking import Answer, Hands
    from monitor.core.match import Engine
    from monitor.model import Article, Link, Match, Outcome, Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """A link, and what reading it gave."""

    link: Link
    article: Article | None = None
    matches: tuple[Match, ...] = ()
    trouble: str = ""

    def row(self) -> dict[str, Any]:
        """Give it as plain values."""
        it = self.article
        return {
            "url": self.link.url,
            "title": it.title if it else self.link.title,
            "text": it.text if it else "",
            "authors": list(it.authors) if it else [],
            "language": it.language if it else None,
            "published": it.published.isoformat() if it and it.published else None,
            "watches": [f"{m.watchlist}/{m.watch}" for m in self.matches],
            "error": self.trouble or None,
        }


async def try_source(
    source: Source,
    engine: Engine,
    hands: Hands,
    *,
    pages: int,
    step: Callable[[], None],
) -> tuple[Answer, list[Tried]]:
    """Ask a source, read its newest pages, match them."""
    answers = [answer async for answer in ask([source], hands)]
    step()
    tried: list[Tried] = []
    calls = [_call(source, link) for link in _newest(answers[0].links)[:pages]]
    async for call, outcome in crawl.read_pages(calls, hands.manners):
        tried.append(await _try(call, outcome, engine, hands))
        step()
    return answers[0], tried


def _newest(links: Sequence[Link]) -> list[Link]:
    """Put dated links first, the newest of them before all; the others as listed."""
    return sorted(links, key=lambda x: -x.published.timestamp() if x.published else 0.0)


def _call(source: Source, link: Link) -> Call:
    return Call(url=link.url, purpose="page", source=source, link=link)


async def _try(call: Call, outcome: Outcome, engine: Engine, hands: Hands) -> Tried:
    assert call.link is not None  # noqa: S101 - we made the call ourselves
    if isinstance(outcome, Missed):
        return Tried(link=call.link, trouble=f"{outcome.kind}: {outcome.reason}")
    if not isinstance(outcome, Page):
        raise TypeError("unchanged, though nothing was known")
    try:
        article, _, _ = await hands.workers.read(outcome, call.link, call.source)
    except ExtractError as e:
        return Tried(link=call.link, trouble=f"{e.kind}: {e}")
    return Tried(link=call.link, article=article, matches=tuple(match(article, engine)))
