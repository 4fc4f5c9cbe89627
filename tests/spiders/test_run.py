"""The one loop: set up once, run once, ended cleanly."""

import subprocess
import sys
import textwrap

import pytest


def run(script: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", textwrap.dedent(script)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_it_gives_what_main_gives_and_leaves_nothing_open():
    ended = run(
        """
        import asyncio
        from monitor import crawl

        async def for_ever():
            try:
                await asyncio.Event().wait()
            finally:
                print("cancelled")

        async def main():
            crawl.install_reactor()  # harmless
            asyncio.create_task(for_ever())
            await asyncio.to_thread(print, "in a thread")
            return 7

        print(crawl.run(main))
        """
    )
    assert ended.stdout.split("\n") == ["in a thread", "cancelled", "7", ""]
    assert (ended.returncode, ended.stderr) == (0, "")


def test_what_main_raises_comes_out():
    ended = run(
        """
        from monitor import crawl

        async def main():
            raise LookupError("nothing here")

        try:
            crawl.run(main)
        except LookupError as error:
            print(error)
        """
    )
    assert (ended.stdout, ended.stderr) == ("nothing here\n", "")


def test_signals_are_the_callers():
    ended = run(
        """
        import asyncio, os, signal
        from monitor import crawl

        async def main():
            asked = asyncio.Event()
            asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, asked.set)
            os.kill(os.getpid(), signal.SIGTERM)
            await asked.wait()
            return "stopped"

        print(crawl.run(main))
        """
    )
    assert (ended.stdout, ended.stderr, ended.returncode) == ("stopped\n", "", 0)


def test_another_kind_of_reactor_is_refused_with_advice():
    ended = run(
        """
        from twisted.internet import selectreactor
        selectreactor.install()
        from monitor import crawl
        try:
            crawl.install_reactor()
        except RuntimeError as error:
            print(error)
        """
    )
    assert "call install_reactor() first" in ended.stdout


@pytest.mark.slow
def test_uvicorn_and_httpx_share_the_loop():
    ended = run(
        """
        import asyncio
        import httpx, uvicorn
        from starlette.applications import Starlette
        from starlette.responses import PlainTextResponse
        from starlette.routing import Route
        from datetime import timedelta
        from monitor import crawl
        from monitor.core.egress import networks
        from monitor.model import Call, Source
        from spiders.manners import Manners
        from spiders.settings import CrawlSettings

        async def page(request):
            return PlainTextResponse("served")

        async def main():
            app = Starlette(routes=[Route("/{path:path}", page)])
            server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="critical"))
            serving = asyncio.create_task(server.serve())
            while not server.started:
                await asyncio.sleep(0.01)
            port = server.servers[0].sockets[0].getsockname()[1]
            url = f"http://127.0.0.1:{port}/"
            manners = Manners(CrawlSettings(
                user_agent="news-monitor/0.1", delay=timedelta(0),
                allow=networks(["127.0.0.0/8"]),
            ))
            source = Source(name="s", outlet="o", kind="feed", url=url)
            call = Call(url=url, purpose="page", source=source)
            async for _, outcome in crawl.read_pages([call], manners):
                print(outcome.body.decode())
            async with httpx.AsyncClient() as client:
                print((await client.get(url)).text)
            await crawl.stop(manners, timedelta(seconds=1))
            server.should_exit = True
            await serving

        crawl.run(main)
        """
    )
    assert ended.stdout == "served\nserved\n", ended.stderr
    assert ended.returncode == 0
