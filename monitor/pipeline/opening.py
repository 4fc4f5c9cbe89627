"""Open the rooms that the corridor walks through, and close them."""

from __future__ import annotations

import asyncio
import ctypes
import gc
import os
import secrets
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from ipaddress import ip_network
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, TextIO

from monitor import __version__, clock, metrics
from monitor.channels.base import ChannelContext
from monitor.channels.registry import build_all
from monitor.config.channels import channel_rule, templates
from monitor.core.match import Engine
from monitor.pipeline.house import House, Standing
from monitor.pipeline.rounds import HOLD
from monitor.store import links as link_rows
from monitor.store import outbox, staff, unsubscribed
from monitor.store import sources as source_rows
from monitor.store import starts as start_rows
from monitor.store.writer import Writer
from monitor.workers import Workers
from spiders.manners import Manners
from spiders.settings import CrawlSettings

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from monitor.config import Config
    from monitor.model import ChannelName, Watch
    from monitor.store.engine import Store

MANY: Final = 1_000  # watches from which on the collector is kept away


def stand(
    config: Config,
    *,
    out: TextIO | None = None,
    engine: Engine | None = None,
    key: bytes = b"",
) -> Standing:
    """Make what follows from a configuration: engine, channels, rules.

    Args:
        config: read and checked.
        out: where the console channel writes.
        engine: of its watches; made here when it is not given.
        key: signs the addresses by which readers leave, where there are web pages.
    """
    context = ChannelContext(
        timezone=config.timezone,
        contact=config.contact or "",
        public_url=config.public_url,
        key=key if config.web.enabled else b"",
        out=out,
    )
    return Standing(
        config=config,
        engine=engine or build_engine(config.watches),
        sources=MappingProxyType({s.name: s for s in config.sources}),
        channels=MappingProxyType(build_all(config.channels, context=context)),
        rules=MappingProxyType(
            {
                name: channel_rule(name, settings, timezone=config.timezone)
                for name, settings in config.channels.items()
            }
        ),
        templates=MappingProxyType(templates(config.channels)),
        follows=MappingProxyType(
            {(w.watchlist, w.name): w.follow for w in config.watches if w.follow}
        ),
    )


def build_engine(watches: Sequence[Watch]) -> Engine:
    """Make an engine of many small objects that stay, without the collector's help.

    A hundred thousand watches are a million objects. The collector would walk over
    them again and again while they are made, and once in a while ever after.
    """
    many = len(watches) >= MANY
    if many:
        gc.disable()
    try:
        engine = Engine(watches)
        if many:
            gc.freeze()
            _give_back()
    finally:
        gc.enable()
    return engine


def _give_back() -> None:
    """Give back the memory that the automaton took only while it was made.

    glibc keeps it: 34 MB for a hundred thousand watches. Other libraries have no such
    call, and do not need it.
    """
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)


def manners(config: Config) -> CrawlSettings:
    """Give the settings of the spiders."""
    polite = config.politeness
    contact = config.contact or "no contact given"
    return CrawlSettings(
        user_agent=f"news-monitor/{__version__} (+{contact})",
        delay=polite.delay,
        per_host=polite.per_host,
        obey_robots=polite.robots == "obey",
        timeout=polite.timeout,
        max_page=polite.max_page,
        allow=tuple(ip_network(block) for block in polite.allow_private),
        crawls=polite.hosts_at_once,
    )


async def open_house(  # noqa: PLR0913 - each has a default that is right for one desk
    config: Config,
    store: Store,
    *,
    out: TextIO | None = None,
    failpoint: Callable[[str], None] | None = None,
    retry_scale: float = 1.0,
    now: Callable[[], datetime] = clock.now,
    alone: bool = True,
) -> House:
    """Open every room on a migrated store.

    Args:
        config: in force.
        store: migrated.
        out: where the channel for a terminal writes.
        failpoint: see `House`.
        retry_scale: see `House`.
        now: tells the time.
        alone: this process holds the store, and nobody else is at work on it.
    """
    limits, key = config.workers, await asyncio.to_thread(_key, store)
    writer = Writer(
        store,
        waited=metrics.database_wait_seconds.observe,
        kept=metrics.database_up.set,
    )
    house = House(
        standing=stand(config, out=out, key=key),
        writer=writer,
        recorder=writer if alone else Writer(store),
        workers=Workers(
            count=limits.count or os.cpu_count() or 1,
            memory=limits.memory,
            seconds=limits.seconds,
        ),
        manners=Manners(manners(config)),
        now=now,
        key=key,
        retry_scale=retry_scale,
    )
    if failpoint is not None:
        house.failpoint = failpoint
    metrics.config_last_reload_ok.set(1)
    await house.writer.run(_take_over, house, now(), alone=alone)
    return house


def _key(store: Store) -> bytes:
    """Give what signs addresses; made once for each database."""
    with store.begin() as conn:
        return unsubscribed.make_key(conn, secrets.token_bytes(32))


def _take_over(conn: Connection, house: House, now: datetime, *, alone: bool) -> None:
    """Know the sources, and take back what a process that died had leased.

    Where we hold the store alone, no lease in it can belong to anybody alive.
    """
    _begin(conn, house, house.standing)
    if alone:
        link_rows.expire(conn, now + HOLD)
        outbox.release(conn)
        staff.clear(conn)


async def change(house: House, config: Config, *, out: TextIO | None = None) -> None:
    """Swap in a new configuration, whole; what is under way ends under the old one.

    Raises:
        ConfigError: a channel cannot be made of it; the old one stays in force.
    """
    # In a thread: alerts go out under the old engine until the new one is whole.
    engine = await asyncio.to_thread(build_engine, config.watches)
    old, new = house.standing, stand(config, out=out, engine=engine, key=house.key)
    kept = {n: old.channels[n] for n in new.channels if _unchanged(n, old, new)}
    channels = MappingProxyType({**new.channels, **kept})
    await house.writer.run(_begin, house, replace(new, channels=channels))
    house.manners.settings = manners(config)
    for name, channel in old.channels.items():
        if name not in kept:
            house.retired.setdefault(name, []).append(channel)


def _begin(conn: Connection, house: House, standing: Standing) -> None:
    """Know what is new in a configuration, and put it in force."""
    config, now = standing.config, house.now()
    source_rows.register(conn, config.sources, now)
    starts = start_rows.note(conn, config.watches, config.channels, now)
    house.standing = replace(standing, starts=starts)


def _unchanged(name: ChannelName, old: Standing, new: Standing) -> bool:
    """Say whether a channel would be made just as it is.

    One that stays remembers which readers of an alert have it already.
    """
    before, after = old.config, new.config
    same = before.channels.get(name) == after.channels[name] and all(
        getattr(before, said) == getattr(after, said)
        for said in ("timezone", "contact", "public_url", "web")
    )
    gathers = new.rules[name].digest
    return same and (gathers is None or _unchanged(gathers.of, old, new))


async def close_house(house: House) -> None:
    """Close every room; what was leased and not settled is taken back at the start."""
    retired = (one for some in house.retired.values() for one in some)
    for channel in (*house.standing.channels.values(), *retired):
        await channel.close()
    await house.workers.close()
    await house.recorder.close()
    await house.writer.close()
