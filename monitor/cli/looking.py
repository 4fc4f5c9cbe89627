"""Look for the feeds and sitemaps of a site."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor import crawl
from monitor.cli.asking import ask
from monitor.core import urls
from monitor.core.discover import find, usual
from monitor.model import Call, Page, Source, SourceKind, SourceName

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from monitor.cli.asking import Answer, Hands
    from monitor.core.discover import Found

Offered = tuple[SourceKind, str]
MOST = 12  # feeds and sitemaps of a site that are tried


async def look(
    url: str, hands: Hands, step: Callable[[], None]
) -> tuple[list[Answer], str]:
    """Give what a site offers and answers with links, the best first.

    First what the page and robots.txt name, then where such things usually are. When
    there is nothing, the second value says what was in the way.
    """
    itself = Source(name=SourceName("page"), outlet="", kind="feed", url=url)
    page, trouble = await _page(itself, hands, step)
    robots, _ = await _page(_at(url, "/robots.txt"), hands, step)
    if page is None and robots is None:
        return [], trouble
    named = [one for each in (page, robots) if each for one in find(each)]
    itself_too: list[Offered] = [("feed", url)]
    for offered in (itself_too, _pairs(named), _pairs(usual(url))):
        good = await _try(offered[:MOST], hands, step)
        if good:
            return good, ""
    return [], trouble


async def _page(
    source: Source, hands: Hands, step: Callable[[], None]
) -> tuple[Page | None, str]:
    call = Call(url=source.url, purpose="page", source=source)
    async for _, outcome in crawl.read_pages([call], hands.manners):
        step()
        if isinstance(outcome, Page):
            return outcome, ""
        return None, getattr(outcome, "reason", "")
    return None, ""


def _at(url: str, path: str) -> Source:
    there = urls.resolve(url, path) or url
    return Source(name=SourceName("page"), outlet="", kind="section", url=there)


def _pairs(found: Iterable[Found]) -> list[Offered]:
    return list(dict.fromkeys((each.kind, each.url) for each in found))


async def _try(
    offered: Iterable[Offered], hands: Hands, step: Callable[[], None]
) -> list[Answer]:
    """Ask for each; keep those that list something."""
    sources = [
        Source(name=SourceName(url), outlet="", kind=kind, url=url)
        for kind, url in offered
    ]
    good = []
    async for answer in ask(sources, hands):
        step()
        if answer.kind == "ok":
            good.append(answer)
    return sorted(good, key=lambda a: -len(a.links))
