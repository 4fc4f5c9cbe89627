"""The door of the web pages: who may ask, from where, and what every answer carries.

Everything passes here, so nothing is open that is not named in `OPEN`.

Source: FAULTS rule 12 and section H.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import secrets
from collections import OrderedDict
from datetime import datetime, timedelta
from ipaddress import ip_address
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse

from monitor import log as logs
from monitor.core.leaving import PATH

if TYPE_CHECKING:
    from starlette.responses import Response
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from monitor.config.models import Web
    from monitor.web.view import HouseView

log = logs.get()

OPEN: Final = frozenset({"/healthz"})  # answered to anybody: it tells ages only
SAFE: Final = frozenset({"GET", "HEAD"})
LOCAL: Final = frozenset({"localhost", "127.0.0.1", "::1"})
HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self';"
        " base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
WRONG_TRIES: Final = 10  # wrong passwords from an address in a minute
_REMEMBERED: Final = 1000  # addresses


def is_loopback(host: str) -> bool:
    """Tell whether only this machine can reach what listens on `host`."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def trouble(web: Web) -> str:
    """Say why the pages must not be served as configured; "" when they may."""
    if is_loopback(web.host) or web.password is not None:
        return ""
    return (
        f"web.host {web.host} can be reached from other machines, and there is no"
        " web.password; set one (`password: env:WEB_PASSWORD`), or listen on 127.0.0.1"
    )


class Guard:
    """Lets in who may come, and dresses every answer.

    Args:
        app: what is guarded.
        view: the house; `web` is taken from it once, for it needs a restart.
        token: what every form must carry.
    """

    def __init__(self, app: ASGIApp, *, view: HouseView, token: str) -> None:
        self._app, self._view, self._token = app, view, token
        web = view.config.web
        self._host, self._password = web.host.lower(), web.password
        self._tries = _Tries()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        if scope["type"] != "http":
            await _turn_away(scope, send)
            return
        begun = cut = False

        async def dressed(message: Message) -> None:
            nonlocal begun, cut
            if message["type"] == "http.response.start":
                begun = True
                _dress(message)
            cut = True
            await send(message)
            cut = False

        refusal = self._refusal(Request(scope))
        if refusal is not None:
            await refusal(scope, receive, dressed)
            return
        try:
            await self._app(scope, receive, dressed)
        except Exception:
            if (
                cut
            ):  # no page failed: whoever sends has answered already (413), or is gone
                raise
            # The edge of a request: a page that fails takes no other with it.
            log.exception("request_failed", path=scope["path"])
            if not begun:
                answer = refused(scope, 500, "this page failed; the log says why")
                await answer(scope, receive, dressed)

    def _refusal(self, request: Request) -> Response | None:
        if request.url.path in OPEN:
            return None
        host = _hostname(request.headers.get("host", ""))
        if not self._is_ours(host):
            return refused(
                request.scope,
                421,
                "this monitor does not answer to that name; reach it by the address"
                " it listens on, or set public_url",
            )
        if request.url.path.startswith(PATH):  # opens nothing without its token
            return None
        return self._unproven(request)

    def _unproven(self, request: Request) -> Response | None:
        """Refuse who may not ask, or whom another site sends; None for the others."""
        stranger = self._stranger(request)
        if stranger is not None or request.method in SAFE:
            return stranger
        if not _is_same_origin(request):
            return refused(request.scope, 403, "that came from another site's page")
        return None

    def _is_ours(self, host: str) -> bool:
        """Tell whether a request means us, and not a name that was bent to us.

        A browser that was rebound still sends the attacker's name. It never sends an
        address, so where others may reach us by address, any address is fine.
        """
        public = urlsplit(self._view.config.public_url or "").hostname
        if host in LOCAL or host in (self._host, public):
            return bool(host)
        return not is_loopback(self._host) and _is_address(host)

    def _stranger(self, request: Request) -> Response | None:
        """Refuse who does not know the password; None for who does."""
        if self._password is None:
            return None
        client = request.client.host if request.client else ""
        now = self._view.now()
        if self._tries.too_many(client, now):
            wait = {"Retry-After": "60"}
            return refused(request.scope, 429, "too many wrong passwords", wait)
        given = _password(request.headers.get("authorization", ""))
        if given is not None and hmac.compare_digest(
            given.encode(), self._password.reveal().encode()
        ):
            return None
        if given is not None:
            self._tries.wrong(client, now)
            log.warning("web_login_refused", client=client)
        ask = {"WWW-Authenticate": 'Basic realm="news-monitor", charset="UTF-8"'}
        return refused(request.scope, 401, "the password, please", ask)


def new_token() -> str:
    """Make what the forms of this process carry."""
    return secrets.token_urlsafe(32)


async def _turn_away(scope: Scope, send: Send) -> None:
    """Close what is no request; nothing of ours speaks otherwise."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})


def refused(
    scope: Scope, status: int, message: str, headers: dict[str, str] | None = None
) -> Response:
    """Give an error in the form that the asker reads."""
    if scope["path"].startswith("/api/"):
        body = {"error": {"status": status, "message": message}}
        return JSONResponse(body, status, headers=headers)
    return PlainTextResponse(f"{message}\n", status, headers=headers)


def _dress(message: Message) -> None:
    headers = MutableHeaders(scope=message)
    for name, value in HEADERS.items():
        headers.setdefault(name, value)


def _hostname(header: str) -> str:
    """Give the name in a Host header, "" for one that makes no sense."""
    try:
        parts = urlsplit(f"//{header}")
        _ = parts.port
    except ValueError:
        return ""
    return "" if parts.netloc != header or "@" in header else parts.hostname or ""


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _is_same_origin(request: Request) -> bool:
    """Tell whether a form was sent from a page of ours.

    Browsers say so themselves in Sec-Fetch-Site; where they do not (plain http to
    another machine), by Origin.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("origin", "")
    return urlsplit(origin).netloc == request.headers.get("host")


def _password(header: str) -> str | None:
    """Give the password of Basic credentials; None when there are none."""
    scheme, _, given = header.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        _, divider, password = base64.b64decode(given).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return None
    return password if divider else None


class _Tries:
    """Counts wrong passwords by the address they came from."""

    def __init__(self) -> None:
        self._wrong: OrderedDict[str, list[datetime]] = OrderedDict()

    def too_many(self, client: str, now: datetime) -> bool:
        minute = now - timedelta(minutes=1)
        recent = [at for at in self._wrong.get(client, ()) if at > minute]
        return len(recent) >= WRONG_TRIES

    def wrong(self, client: str, now: datetime) -> None:
        tries = self._wrong.pop(client, [])
        self._wrong[client] = [*tries[-WRONG_TRIES + 1 :], now]
        while len(self._wrong) > _REMEMBERED:
            self._wrong.popitem(last=False)
