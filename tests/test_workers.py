"""Workers: one page's misfortune is nobody else's."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import textwrap
from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitor.errors import ExtractError
from monitor.model import Link, Page, Source, SourceName
from monitor.workers import Workers

ROOT = Path(__file__).parents[1]
NOW = datetime(2026, 11, 1, tzinfo=UTC)
SOURCE = Source(
    name=SourceName("s"), outlet="Courier", kind="feed", url="https://a.example/rss"
)
PROSE = "<p>The committee met for three hours on Tuesday and put the question off until the spring.</p>"


@pytest.fixture(autouse=True)
def at_root(monkeypatch):
    monkeypatch.chdir(ROOT)


def bad(count=2, **limits):
    """Workers whose tasks misbehave on request."""
    return Workers(count, tasks="tests.misbehaving", **{"seconds": 20.0, **limits})


def run(work):
    return asyncio.run(work)


async def kind_of(task):
    with pytest.raises(ExtractError) as caught:
        await task
    return caught.value.kind


def alive(pid):
    try:
        return state_of(pid)[0] != "Z"
    except FileNotFoundError:
        return False


def exists(pid):
    return Path(f"/proc/{pid}").exists()


async def until(true, seconds=10.0):
    """Look again and again: what other processes do rings no bell here."""
    async with asyncio.timeout(seconds):
        while not true():  # noqa: ASYNC110
            await asyncio.sleep(0.02)


def parent(pid):
    return int(state_of(pid)[1])


def state_of(pid):
    return (
        Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
    )


def page(html, url="https://a.example/news/story"):
    return Page(
        requested=url,
        url=url,
        status=200,
        headers=(("content-type", "text/html; charset=utf-8"),),
        body=html.encode(),
        fetched=NOW,
        seconds=0.1,
    )


def link(**fields):
    url = "https://a.example/news/story"
    return Link(source=SourceName("s"), url=url, canonical=url, **fields)


@pytest.fixture(scope="module")
def real():
    """One worker of the product, for all the tests that read."""
    with asyncio.Runner() as runner:
        workers = Workers(1, now=lambda: NOW)
        yield lambda ask: runner.run(ask(workers))
        runner.run(workers.close())


def test_a_page_is_read_in_a_worker_and_its_fingerprints_are_taken(real):
    html = f"<h1>A quiet spring</h1><article>{PROSE * 4}</article>"
    article, prints, _ = real(lambda workers: workers.read(page(html), link(), SOURCE))
    assert article.title == "A quiet spring"
    assert article.outlet == "Courier"
    assert prints.shingles


def test_a_page_that_is_no_article_is_refused_with_its_kind(real):
    missing = page("<h1>404 Not Found</h1>")
    assert (
        real(lambda workers: kind_of(workers.read(missing, link(), SOURCE)))
        == "soft_404"
    )


def test_a_feeds_text_is_read_when_its_time_is_told(real):
    full = link(
        title="Spring", text=PROSE + "<p>Nobody in the room had asked for that.</p>"
    )
    article, _, _ = real(lambda workers: workers.read_text(full, SOURCE))
    assert article.fetched == NOW
    assert article.origin == "feed"


def test_a_feed_is_listed_in_a_worker(real):
    rss = "<rss version='2.0'><channel><item><title>One</title><link>https://a.example/1</link></item></channel></rss>"
    found = real(lambda workers: workers.discover(page(rss, SOURCE.url), SOURCE))
    assert [one.title for one in found.links] == ["One"]


def test_a_page_that_takes_too_long_costs_only_itself():
    async def work():
        async with bad(2, seconds=0.5) as workers:
            await workers.run("greet", "you")
            slow = asyncio.create_task(kind_of(workers.run("wait", 60)))
            greetings = [await workers.run("greet", n) for n in range(20)]
            return await slow, greetings, await workers.run("greet", "again")

    kind, greetings, again = run(work())
    assert kind == "limit"
    assert greetings == [f"hello {n}" for n in range(20)]
    assert again == "hello again"


@pytest.mark.parametrize(
    ("task", "args", "limits", "kind"),
    [
        ("spin", (), {"cpu": 1}, "limit"),
        ("swallow", (600,), {"memory": 300 << 20}, "limit"),
        ("segfault", (), {}, "crash"),
        ("leave", (), {}, "crash"),
        ("stumble", (), {}, "crash"),
        ("refuse", ("consent_wall",), {}, "consent_wall"),
    ],
)
def test_what_happens_to_a_worker_has_a_name(task, args, limits, kind):
    async def work():
        async with bad(1, **limits) as workers:
            return await kind_of(workers.run(task, *args)), await workers.run(
                "greet", 1
            )

    assert run(work()) == (kind, "hello 1")


def test_processor_time_is_counted_for_each_page_and_not_for_a_workers_life():
    async def work():
        async with bad(1, cpu=1) as workers:
            before = await workers.run("pid")
            for _ in range(3):
                await workers.run("swallow", 200)
            return before == await workers.run("pid")

    assert run(work())


def test_one_bad_page_in_three_loses_no_other(tmp_path):
    async def work():
        async with bad(2) as workers:
            tasks = ("greet", "segfault", "leave")
            answers = await asyncio.gather(
                *(
                    workers.run(task, *((n,) if task == "greet" else ()))
                    for n in range(12)
                    for task in tasks
                ),
                return_exceptions=True,
            )
            good = [a for a in answers if isinstance(a, str)]
            return good, len(answers)

    good, every = run(work())
    assert sorted(good) == sorted(f"hello {n}" for n in range(12))
    assert every == 36


def test_pages_are_worked_on_side_by_side(tmp_path):
    one, two = str(tmp_path / "one"), str(tmp_path / "two")

    async def work():
        async with bad(2) as workers:
            return await asyncio.gather(
                workers.run("meet", one, two), workers.run("meet", two, one)
            )

    assert run(work()) == [True, True]


def test_a_page_of_many_megabytes_travels_both_ways():
    data = os.urandom(1 << 20) * 9

    async def work():
        async with bad(1) as workers:
            return await workers.run("echo", data)

    assert run(work()) == data


def test_a_worker_does_one_task_after_the_other():
    async def work():
        async with bad(1) as workers:
            return {await workers.run("pid") for _ in range(5)}

    assert len(run(work())) == 1


def test_a_worker_is_replaced_after_its_time():
    async def work():
        async with bad(1, recycle=3) as workers:
            return [await workers.run("pid") for _ in range(7)]

    pids = run(work())
    assert len(set(pids)) == 3
    assert pids[0] == pids[2] != pids[3]


def test_nothing_is_left_when_the_workers_close():
    async def work():
        async with bad(2) as workers:
            pids = [await workers.run("pid")]
            await kind_of(workers.run("segfault"))
            pids.append(await workers.run("pid"))
        await until(lambda: not any(map(exists, pids)))
        return pids

    assert len(set(run(work()))) == 2


def test_a_killed_worker_leaves_no_zombie():
    async def work():
        async with bad(1) as workers:
            pid = await workers.run("pid")
            os.kill(pid, signal.SIGKILL)
            await kind_of(workers.run("greet", 1))
            gone = not exists(pid)
            return gone, await workers.run("greet", 2)

    assert run(work()) == (True, "hello 2")


def test_a_task_that_nobody_waits_for_any_more_is_ended(tmp_path):
    mark = tmp_path / "begun"

    async def work():
        async with bad(1) as workers:
            pid = await workers.run("pid")
            task = asyncio.create_task(
                workers.run("meet", str(mark), str(tmp_path / "never"))
            )
            await until(mark.exists)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            return exists(pid), await workers.run("greet", "next")

    assert run(work()) == (False, "hello next")


def test_workers_are_had_again_when_their_nursery_was_killed():
    async def work():
        async with bad(1) as workers:
            pid = await workers.run("pid")
            nursery = parent(pid)
            os.kill(nursery, signal.SIGKILL)
            await until(lambda: not alive(nursery) and not alive(pid))
            return await workers.run("greet", "again")

    assert run(work()) == "hello again"


def test_workers_die_with_a_service_that_is_killed():
    program = textwrap.dedent("""
        import asyncio, sys
        from monitor.workers import Workers

        async def main():
            workers = Workers(1, tasks="tests.misbehaving")
            print(await workers.run("pid"), flush=True)
            await workers.run("spin")

        asyncio.run(main())
    """)
    with subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, cwd=ROOT
    ) as service:
        pid = int(service.stdout.readline())
        service.kill()
        service.wait()
        asyncio.run(until(lambda: not alive(pid)))
    assert not alive(pid)


def test_a_stop_signal_to_all_processes_lets_the_workers_finish():
    async def work():
        async with bad(1) as workers:
            pid = await workers.run("pid")
            os.kill(pid, signal.SIGTERM)
            os.kill(pid, signal.SIGINT)
            return pid == await workers.run("pid")

    assert run(work())


def test_the_service_itself_stays_light():
    program = "import sys, monitor.workers; print(any(m in sys.modules for m in ('lxml', 'trafilatura', 'numpy')))"
    out = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    assert out.stdout.strip() == "False"
