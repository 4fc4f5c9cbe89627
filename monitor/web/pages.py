"""The pages that people see; each reads what it shows and decides nothing."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING
from urllib.parse import parse_qs
from zoneinfo import ZoneInfo

from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse

from monitor.core import health as standing
from monitor.core.firsts import who_was_first
from monitor.errors import QueryError
from monitor.model import AlertId, StoryId
from monitor.store import channels, health, ledger, outbox, sources, tally
from monitor.store import views as store
from monitor.store.explain import Life, life
from monitor.web import lives, searching, telling
from monitor.web.paper import Paper, another, days, midnight
from monitor.web.params import (
    AddressAsked,
    AlertsAsked,
    NothingAsked,
    Paged,
    StoriesAsked,
    asked,
)

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from monitor.store.views import Row
    from monitor.web.view import HouseView

FOUND = 20  # stories on the first page
RESENDABLE = ("dead", "sent")
STATES = ("due", "gathering", "sent", "in_digest", "muted", "dead")


class Pages:
    """The pages.

    Args:
        view: the house.
        token: what every form must carry.
    """

    def __init__(self, view: HouseView, token: str) -> None:
        self._view, self._token = view, token
        self._paper = Paper(view, token)

    async def today(self, request: Request) -> Response:
        """Show what was found, what was told, and how the sources do."""
        asked(NothingAsked, request, self._view)
        view, now, config = self._view, self._view.now(), self._view.config
        began = midnight(now, ZoneInfo(config.timezone))
        found, lately = await self._matched(began), False
        if not found:
            found, lately = await self._matched(now - days(7)), True
        visits = await view.read(sources.visits)
        return self._paper.page(
            request,
            "today.html",
            found=found,
            lately=lately,
            counts=await view.read(health.summary, began, now),
            alerts=await view.read(outbox.counts),
            states=STATES,
            owed=await view.read(tally.owed_since, now),
            channels=await view.read(channels.states),
            sources=telling.standings(config.sources, visits, now),
            order=standing.ORDER,
            config=config,
        )

    async def _matched(self, since: object) -> list[Row]:
        ids = await self._view.read(tally.matched, since, limit=FOUND)
        which = store.Filter(ids=tuple(ids))
        rows = await self._view.read(store.stories, which, limit=FOUND)
        return sorted(rows, key=lambda row: ids.index(row.id))

    async def stories(self, request: Request) -> Response:
        """Search what was found."""
        want = asked(StoriesAsked, request, self._view)
        rows, trouble = await self._searched(want)
        return self._paper.page(
            request,
            "stories.html",
            status=422 if trouble else 200,
            trouble=trouble,
            rows=rows[: want.limit],
            want=want,
            said=request.query_params,
            watchlists=self._view.config.watchlists,
            pager=_pager(request, want, more=len(rows) > want.limit),
        )

    async def _searched(self, want: StoriesAsked) -> tuple[list[Row], str]:
        """Give one row more than is shown; or why the words make no sense."""
        try:
            which = await searching.which(want, self._view)
        except QueryError as e:
            return [], searching.refusal(e)
        limit = want.limit + 1
        rows = await self._view.read(
            store.stories, which, limit=limit, offset=want.offset
        )
        return rows, ""

    async def story(self, request: Request) -> Response:
        """Show a story with everything that it is made of."""
        asked(NothingAsked, request, self._view)
        key = StoryId(request.path_params["story"])
        whole = await self._view.read(store.story, key)
        if whole is None:
            raise HTTPException(404, "there is no such story")
        told = await asyncio.to_thread(telling.articles, whole)
        first = who_was_first(whole.firsts, self._view.config.timezone)
        return self._paper.page(
            request, "story.html", whole=whole, articles=told, first=first
        )

    async def alerts(self, request: Request) -> Response:
        """Show the ledger."""
        want = asked(AlertsAsked, request, self._view)
        rows = await self._view.read(
            ledger.entries,
            telling.ledger_filter(want),
            limit=want.limit + 1,
            offset=want.offset,
        )
        page = self._paper.page(
            request,
            "alerts.html",
            rows=rows[: want.limit],
            want=want,
            said=request.query_params,
            states=STATES,
            channels=tuple(self._view.config.channels),
            watchlists=self._view.config.watchlists,
            pager=_pager(request, want, more=len(rows) > want.limit),
        )
        return _with_form(page)

    async def alert(self, request: Request) -> Response:
        """Show an alert with each attempt at sending it."""
        asked(NothingAsked, request, self._view)
        entry = await self._entry(request)
        page = self._paper.page(
            request,
            "alert.html",
            entry=entry,
            passages=telling.passages(entry.alert),
            resendable=entry.state in RESENDABLE,
        )
        return _with_form(page)

    async def resend(self, request: Request) -> Response:
        """Make an alert due again."""
        form = parse_qs((await request.body()).decode("ascii", "replace"))
        if form.get("token") != [self._token]:
            raise HTTPException(403, "this form is old; go back, reload, try again")
        entry = await self._entry(request)
        if entry.state not in RESENDABLE:
            raise HTTPException(409, f"this alert is {entry.state}: it needs no help")
        key = entry.alert.id
        await self._view.write(outbox.resend, key, self._view.now())
        return RedirectResponse(f"/alerts/{key}", 303)

    async def _entry(self, request: Request) -> ledger.Entry:
        key = AlertId(request.path_params["alert"])
        entry = await self._view.read(ledger.show, key)
        if entry is None:
            raise HTTPException(404, "there is no such alert")
        return entry

    async def sources(self, request: Request) -> Response:
        """Show how the sources do, the worst first."""
        asked(NothingAsked, request, self._view)
        now = self._view.now()
        known = await self._view.read(health.of_sources, now - days(7))
        rows = telling.healths(self._view.config.sources, known, now)
        return self._paper.page(
            request, "sources.html", rows=rows, order=standing.ORDER
        )

    async def watchlists(self, request: Request) -> Response:
        """Show what is watched for, and what it found."""
        asked(NothingAsked, request, self._view)
        found = await self._view.read(tally.watches, self._view.now() - days(7))
        return self._paper.page(
            request,
            "watchlists.html",
            watchlists=self._view.config.watchlists,
            found=found,
            nothing=tally.NOTHING,
        )

    async def explain(self, request: Request) -> Response:
        """Show the life of an address in this monitor."""
        want = asked(AddressAsked, request, self._view)
        steps: list[lives.Step] = []
        if want.url is not None:
            found = await self._view.read(life, want.url)
            steps = await self._with_misses(found, lives.steps(found))
        return self._paper.page(request, "explain.html", url=want.url, steps=steps)

    async def _with_misses(
        self, found: Life, steps: list[lives.Step]
    ) -> list[lives.Step]:
        """Add which part of which query failed, where none held."""
        if found.article is None or found.matches:
            return steps
        watches = self._view.config.watches[: lives.MOST_MISSES]
        misses = await asyncio.to_thread(lives.misses, found.article, watches)
        return lives.told_misses(steps, misses)

    def problem(self, request: Request, status: int, message: str) -> Response:
        """Show why there is no such page."""
        return self._paper.page(
            request, "problem.html", status=status, code=status, message=message
        )


def _pager(request: Request, want: Paged, *, more: bool) -> dict[str, str]:
    """Give the addresses of the neighbouring parts of a list."""
    newer, older = max(0, want.offset - want.limit), want.offset + want.limit
    return {
        "newer": another(request, offset=newer) if want.offset else "",
        "older": another(request, offset=older) if more else "",
    }


def _with_form(page: Response) -> Response:
    """Let a page say where its form comes from: `no-referrer` makes that "null"."""
    page.headers["Referrer-Policy"] = "same-origin"
    return page
