"""What the search box takes: words, or the language of watches."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from monitor.core.query import Concept, parse
from monitor.store.finding import find
from monitor.store.views import Filter

if TYPE_CHECKING:
    from collections.abc import Iterable

    from monitor.config.config import Watchlist
    from monitor.web.params import StoriesAsked
    from monitor.web.view import HouseView

# What nobody types who only looks for words.
_IS_QUERY: Final = re.compile(
    r"(?:^|[\s(])(?:AND|OR|NOT|EXCEPT|O?NEAR|ATLEAST\d+|W/\d+|PRE/\d+)\b"
    r"|(?:^|[\s(])(?:(?:title|lead|body|outlet|source|lang|country)(?:\+\w+)*|case|exact):"
    r'|(?:^|[\s(])[-@]\w|[()]|"~\d|(?:^|\s)/.+/'
)


async def which(want: StoriesAsked, view: HouseView) -> Filter:
    """Say which stories are asked for.

    Raises:
        QueryError: the query makes no sense, or needs no word of a text.
    """
    if want.q is None or not _IS_QUERY.search(want.q):
        return Filter(
            since=want.since, watchlist=want.watchlist, watch=want.watch, search=want.q
        )
    query = parse(want.q, concepts(view.config.watchlists))
    found = await view.read(find, query)
    return Filter(
        since=want.since, watchlist=want.watchlist, watch=want.watch, ids=tuple(found)
    )


def concepts(watchlists: Iterable[Watchlist]) -> dict[str, Concept]:
    """Give every concept as `watchlist.name`, and as `name` where that is only one."""
    known: dict[str, Concept] = {}
    short: dict[str, list[Concept]] = {}
    for each in watchlists:
        for concept in each.concepts:
            known[f"{each.name}.{concept.name}"] = concept
            short.setdefault(concept.name, []).append(concept)
    return known | {name: one[0] for name, one in short.items() if len(one) == 1}
