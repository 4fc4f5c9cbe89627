"""Where readers of mails leave a list, by one click, and come back.

The address holds a token that only this monitor can make and that names nobody; who has
it may act, without the password, for mail programs have none. A GET shows a button and
changes nothing: scanners of mail follow every link.

Source: RFC 8058.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from monitor import log as logs
from monitor.config.channels import readers
from monitor.core import leaving
from monitor.model import WatchlistName
from monitor.store import unsubscribed
from monitor.web.guard import refused

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from monitor.model import Subscription
    from monitor.web.paper import Paper
    from monitor.web.view import HouseView

log = logs.get()


class Leaving:
    """The page where a subscription is left.

    Args:
        view: the house.
        paper: prints the pages.
    """

    def __init__(self, view: HouseView, paper: Paper) -> None:
        self._view, self._paper = view, paper

    async def page(self, request: Request) -> Response:
        """Show what would be left, or was, with a button."""
        what = await self._meant(request)
        return await self._print(request, what) if what else _unknown(request)

    async def act(self, request: Request) -> Response:
        """Leave, or come back."""
        what = await self._meant(request)
        if what is None:
            return _unknown(request)
        form = parse_qs((await request.body()).decode("ascii", "replace"))
        if "back" in form:
            await self._view.write(unsubscribed.rejoin, what)
            log.info("reader_returned", channel=what.channel, watchlist=what.watchlist)
        elif form.get("List-Unsubscribe") == ["One-Click"]:
            await self._view.write(unsubscribed.leave, what, self._view.now())
            log.info("reader_left", channel=what.channel, watchlist=what.watchlist)
        else:
            said = f"press the button, or post {leaving.ONE_CLICK}"
            return refused(request.scope, 400, said)
        return await self._print(request, what)

    async def _print(self, request: Request, what: Subscription) -> Response:
        left = what in await self._view.read(unsubscribed.every, what.channel)
        return self._paper.page(request, "leaving.html", what=what, left=left)

    async def _meant(self, request: Request) -> Subscription | None:
        """Give the subscription that the address stands for; None where for none."""
        config, token = self._view.config, request.path_params["token"]
        lists = [WatchlistName(one.name) for one in config.watchlists]
        key = await self._view.read(unsubscribed.key)
        every = leaving.subscriptions(readers(config.channels), lists)
        return leaving.find(key, token, every) if key else None


def _unknown(request: Request) -> Response:
    said = "this address leads nowhere, or no longer; write to whoever sends the mails"
    return refused(request.scope, 404, said)
