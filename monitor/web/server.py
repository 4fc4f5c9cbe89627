"""Serves the pages on the daemon's own loop, and ends with it."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Generator
from functools import partial
from typing import TYPE_CHECKING, Final

import uvicorn

from monitor import log as logs
from monitor.web import guard
from monitor.web.app import build
from monitor.web.prompt import WITHIN, Prompt
from monitor.web.view import Beside

if TYPE_CHECKING:
    from starlette.types import ASGIApp

    from monitor.web.view import HouseView, Running

log = logs.get()

GRACE: Final = 5  # seconds for answers under way
AT_ONCE: Final = 100  # connections; further ones are told 503


async def beside(daemon: Running) -> None:
    """Serve a daemon's pages until it stops: a companion of `monitor.daemon.serve`."""
    await serve(Beside(daemon), daemon.stopping)


async def serve(view: HouseView, stopping: asyncio.Event) -> None:
    """Serve the pages of a house until `stopping` is set.

    What is in the way (the port is taken, there is no password) is one line in the
    log; the house goes on without its pages.
    """
    web = view.config.web
    if not web.enabled:
        return
    if reason := guard.trouble(web):
        log.error("web_refused", reason=reason)
        return
    await listen(build(view), web.host, web.port, stopping)


async def listen(
    app: ASGIApp,
    host: str,
    port: int,
    stopping: asyncio.Event,
    *,
    within: float = WITHIN,
) -> None:
    """Answer at an address until `stopping` is set, then let answers end.

    Args:
        app: what answers.
        host: an address or name of this machine.
        port: of it.
        stopping: ends the serving.
        within: seconds that a request may take to come in.
    """
    try:
        door = await _bind(host, port)
    except OSError as e:
        log.error("web_not_served", host=host, port=port, reason=_told(e))  # noqa: TRY400 - a sentence for a person
        return
    server = _Server(
        uvicorn.Config(
            app,
            http=partial(Prompt, within=within),  # type: ignore[arg-type]  # makes one
            access_log=False,
            lifespan="off",
            limit_concurrency=AT_ONCE,
            log_config=None,
            server_header=False,
            timeout_graceful_shutdown=GRACE,
            ws="none",
        )
    )
    work = asyncio.create_task(server.serve(sockets=[door]), name="web")
    stop = asyncio.create_task(stopping.wait())
    name = f"[{host}]" if ":" in host else host
    log.info("web_served", url=f"http://{name}:{door.getsockname()[1]}/")
    try:
        await asyncio.wait((work, stop), return_when=asyncio.FIRST_COMPLETED)
    finally:
        stop.cancel()
        server.should_exit = True
        await work


class _Server(uvicorn.Server):
    """A server that leaves the signals to the daemon."""

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        yield


async def _bind(host: str, port: int) -> socket.socket:
    """Take a port.

    Raises:
        OSError: another process has it, or the address is not one of this machine.
    """
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(
        host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )
    family, kind, protocol, _, address = min(found, key=lambda one: one[0])
    door = socket.socket(family, kind, protocol)
    try:
        # A port that we ourselves used a moment ago is free; one in use is not.
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        door.bind(address)
        door.setblocking(False)
    except OSError:
        door.close()
        raise
    return door


def _told(error: OSError) -> str:
    """Say why, and what to do."""
    why = error.strerror or str(error)
    return f"{why}; end what uses the port, or set another web.port"
