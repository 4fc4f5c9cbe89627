"""The web application: which address is answered by what."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

from starlette.applications import Starlette
from starlette.convertors import StringConvertor, register_url_convertor
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.responses import Response
from starlette.routing import Route

from monitor import log as logs
from monitor.core.leaving import PATH
from monitor.errors import StoreError
from monitor.web.api import Api
from monitor.web.feeds import Feeds
from monitor.web.guard import Guard, new_token, refused
from monitor.web.health import Health
from monitor.web.leaving import Leaving
from monitor.web.pages import Pages
from monitor.web.paper import FOLDER, Paper

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request
    from starlette.routing import BaseRoute

    from monitor.web.view import HouseView

log = logs.get()

LARGEST_BODY: Final = 16 * 1024  # bytes; a form is some hundred
_STATIC: Final = {"style.css": "text/css", "icon.svg": "image/svg+xml"}


class _StoryKey(StringConvertor):
    regex = "[0-9a-f]{16}"


class _AlertKey(StringConvertor):
    regex = "[0-9a-f]{8,64}"  # or the unique start of one


register_url_convertor("story", _StoryKey())
register_url_convertor("alert", _AlertKey())


def build(view: HouseView) -> Starlette:
    """Make the application that shows a house."""
    token = new_token()
    pages = Pages(view, token)
    return Starlette(
        routes=[
            *_pages(pages),
            *_api(Api(view)),
            *_feeds(Feeds(view)),
            *_health(Health(view)),
            *_leaving(Leaving(view, Paper(view, token))),
            *(Route(f"/static/{name}", _static(name)) for name in _STATIC),
        ],
        middleware=[Middleware(Guard, view=view, token=token)],
        exception_handlers={
            HTTPException: _wrong(pages),
            StoreError: _unreadable(pages),
        },
        max_body_size=LARGEST_BODY,
    )


def _pages(pages: Pages) -> list[BaseRoute]:
    return [
        Route("/", pages.today),
        Route("/stories", pages.stories),
        Route("/stories/{story:story}", pages.story),
        Route("/alerts", pages.alerts),
        Route("/alerts/{alert:alert}", pages.alert),
        Route("/alerts/{alert:alert}/resend", pages.resend, methods=["POST"]),
        Route("/sources", pages.sources),
        Route("/watchlists", pages.watchlists),
        Route("/explain", pages.explain),
    ]


def _api(api: Api) -> list[BaseRoute]:
    return [
        Route("/api/v1/stories", api.stories),
        Route("/api/v1/stories/{story:story}", api.story),
        Route("/api/v1/sources", api.sources),
        Route("/api/v1/alerts", api.alerts),
        Route("/api/v1/alerts/{alert:alert}", api.alert),
        Route("/api/v1/explain", api.explain),
        Route("/api/v1/openapi.json", api.openapi),
    ]


def _feeds(feeds: Feeds) -> list[BaseRoute]:
    return [
        Route("/feeds/{watchlist}.atom", feeds.atom),
        Route("/feeds/{watchlist}.json", feeds.json),
    ]


def _health(health: Health) -> list[BaseRoute]:
    return [Route("/healthz", health.healthz), Route("/metrics", health.metrics)]


def _leaving(one: Leaving) -> list[BaseRoute]:
    path = f"{PATH}{{token}}"
    return [Route(path, one.page), Route(path, one.act, methods=["POST"])]


def _static(name: str) -> Callable[[Request], Awaitable[Response]]:
    """Serve a file of the package, read once."""
    content = (FOLDER / "static" / name).read_bytes()
    headers = {
        "ETag": f'"{hashlib.sha256(content).hexdigest()[:32]}"',
        "Cache-Control": "max-age=300",
    }

    async def answer(request: Request) -> Response:
        if headers["ETag"] in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        return Response(content, media_type=_STATIC[name], headers=headers)

    return answer


def _wrong(pages: Pages) -> Callable[[Request, Exception], Response]:
    def answer(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)  # noqa: S101 - registered for it
        headers = dict(error.headers or {})
        if request.url.path.startswith("/api/"):
            return refused(request.scope, error.status_code, error.detail, headers)
        page = pages.problem(request, error.status_code, error.detail)
        page.headers.update(headers)
        return page

    return answer


def _unreadable(pages: Pages) -> Callable[[Request, Exception], Response]:
    """Say that the database cannot be used just now."""
    wrong = _wrong(pages)

    def answer(request: Request, error: Exception) -> Response:
        log.error("web_store_failed", path=request.url.path, reason=str(error))
        return wrong(request, HTTPException(503, f"the archive: {error}"))

    return answer
