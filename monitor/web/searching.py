"""What the search box takes: the language of watches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.core.query import parse
from monitor.errors import QueryError
from monitor.store.finding import find
from monitor.store.views import Filter

if TYPE_CHECKING:
    from monitor.web.params import StoriesAsked
    from monitor.web.view import HouseView


async def which(want: StoriesAsked, view: HouseView) -> Filter:
    """Say which stories are asked for.

    Raises:
        QueryError: the query makes no sense, or needs no word of a text.
    """
    ids = None
    if want.q is not None:
        query = parse(want.q, view.config.concepts)
        ids = tuple(await view.read(find, query))
    return Filter(since=want.since, watchlist=want.watchlist, watch=want.watch, ids=ids)


def refusal(error: QueryError) -> str:
    """Say what is wrong with a search, and where."""
    return f"{error} (at character {error.column + 1})" if error.column else str(error)
