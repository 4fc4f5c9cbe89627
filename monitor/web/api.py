"""The JSON API, version 1. `monitor.web.openapi` describes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse

from monitor.errors import QueryError
from monitor.model import AlertId, StoryId
from monitor.store import health, ledger, views
from monitor.store.explain import life
from monitor.web import searching, shapes
from monitor.web.lives import steps
from monitor.web.openapi import document
from monitor.web.paper import another, days
from monitor.web.params import (
    AddressAsked,
    AlertsAsked,
    NothingAsked,
    Paged,
    StoriesAsked,
    asked,
)
from monitor.web.telling import healths, ledger_filter

if TYPE_CHECKING:
    from starlette.requests import Request

    from monitor.web.view import HouseView


class Api:
    """What programs ask."""

    def __init__(self, view: HouseView) -> None:
        self._view = view

    async def stories(self, request: Request) -> JSONResponse:
        """List stories, newest first."""
        want = asked(StoriesAsked, request, self._view)
        try:
            which = await searching.which(want, self._view)
        except QueryError as e:
            raise HTTPException(422, f"q: {searching.refusal(e)}") from None
        rows = await self._view.read(
            views.stories, which, limit=want.limit + 1, offset=want.offset
        )
        return _part(request, want, "stories", [shapes.story(row) for row in rows])

    async def story(self, request: Request) -> JSONResponse:
        """Give a story with everything that it is made of."""
        asked(NothingAsked, request, self._view)
        key = StoryId(request.path_params["story"])
        whole = await self._view.read(views.story, key)
        if whole is None:
            raise HTTPException(404, "there is no such story")
        return JSONResponse(shapes.whole(whole))

    async def sources(self, request: Request) -> JSONResponse:
        """Give each source with how it does, the worst first."""
        asked(NothingAsked, request, self._view)
        now = self._view.now()
        known = await self._view.read(health.of_sources, now - days(7))
        rows = healths(self._view.config.sources, known, now)
        return JSONResponse({"sources": [shapes.source(*row) for row in rows]})

    async def alerts(self, request: Request) -> JSONResponse:
        """List alerts, newest first."""
        want = asked(AlertsAsked, request, self._view)
        rows = await self._view.read(
            ledger.entries,
            ledger_filter(want),
            limit=want.limit + 1,
            offset=want.offset,
        )
        return _part(request, want, "alerts", [shapes.alert(row) for row in rows])

    async def alert(self, request: Request) -> JSONResponse:
        """Give an alert with each attempt at sending it."""
        asked(NothingAsked, request, self._view)
        key = AlertId(request.path_params["alert"])
        entry = await self._view.read(ledger.show, key)
        if entry is None:
            raise HTTPException(404, "there is no such alert")
        return JSONResponse(shapes.alert(entry))

    async def explain(self, request: Request) -> JSONResponse:
        """Give the life of an address."""
        want = asked(AddressAsked, request, self._view)
        if want.url is None:
            raise HTTPException(422, "url: write the address to explain")
        found = await self._view.read(life, want.url)
        told = [shapes.step(step) for step in steps(found)]
        return JSONResponse({"url": want.url, "steps": told})

    async def openapi(self, request: Request) -> JSONResponse:
        """Describe this API."""
        asked(NothingAsked, request, self._view)
        return JSONResponse(document())


def _part(
    request: Request, want: Paged, name: str, rows: list[dict[str, Any]]
) -> JSONResponse:
    """Give a part of a list, with where the next one is."""
    more = len(rows) > want.limit
    after = another(request, offset=want.offset + want.limit) if more else None
    return JSONResponse({name: rows[: want.limit], "next": after})
