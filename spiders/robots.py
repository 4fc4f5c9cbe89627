"""robots.txt: read once a day per server, kept for all that follows.

Scrapy's own middleware lets the requests through that wait while the file is loading
(STACK, BUG B), parses error pages and never reads the file again. Source: RFC 9309.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from protego import Protego
from scrapy.http import Response

from monitor.core.urls import host as host_of
from spiders.outcome import MissedError
from spiders.settings import CrawlSettings

PARSED = 500 * 1024  # bytes of a file that are read. Source: RFC 9309, section 2.5
UNREACHED = timedelta(minutes=1)  # before a server that gave no answer is asked again
KNOWN_ORIGINS = 4096

Fetch = Callable[[str], Awaitable[Response]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What a server allows, as of some time."""

    read: datetime
    until: datetime  # read again from then on
    parsed: Protego | None = None  # None: everything is allowed
    trouble: MissedError | None = None  # why nothing is allowed


class Robots:
    """The rules of every server that we have met."""

    def __init__(self, settings: CrawlSettings, now: Callable[[], datetime]) -> None:
        self._settings, self._now = settings, now
        self._known: dict[str, Rules] = {}
        self._locks: dict[str, asyncio.Lock] = {}

    async def permit(self, url: str, fetch: Fetch) -> None:
        """Come back when an address may be read.

        Args:
            url: the address, http or https.
            fetch: reads robots.txt, redirects followed; raises `MissedError` for an
                answer that is no page.

        Raises:
            MissedError: "robots" when it may not, or the trouble with reading the
                rules, which would be the same with the page.
        """
        if not self._settings.obey_robots:
            return
        rules = await self._rules(_origin(url), fetch)
        if rules.trouble is not None:
            raise self._barred(rules, rules.trouble, host_of(url))
        agent = self._settings.agent
        if rules.parsed is not None and not rules.parsed.can_fetch(url, agent):
            reason = f"robots.txt of {host_of(url)} forbids this address to {agent}"
            raise MissedError("robots", reason)

    def delay(self, url: str) -> timedelta:
        """Give the pause that a server asks for between requests, as far as known."""
        rules = self._known.get(_origin(url))
        if rules is None or rules.parsed is None:
            return timedelta()
        agent = self._settings.agent
        seconds = rules.parsed.crawl_delay(agent) or 0.0
        rate = rules.parsed.request_rate(agent)
        if rate is not None and rate.requests > 0:
            seconds = max(seconds, rate.seconds / rate.requests)
        longest = self._settings.max_crawl_delay
        if not 0 <= seconds < longest.total_seconds():  # so written, NaN is caught too
            return longest
        return timedelta(seconds=seconds)

    def sitemaps(self, url: str) -> tuple[str, ...]:
        """Name the sitemaps that a server's robots.txt lists, if it has been read."""
        rules = self._known.get(_origin(url))
        return tuple(rules.parsed.sitemaps) if rules and rules.parsed else ()

    async def _rules(self, origin: str, fetch: Fetch) -> Rules:
        # Those who wait for the lock find the rules that the first one read.
        async with self._locks.setdefault(origin, asyncio.Lock()):
            known = self._known.get(origin)
            if known is not None and known.read <= self._now() < known.until:
                return known
            rules = await self._read(origin, fetch, known)
            while len(self._known) >= KNOWN_ORIGINS:
                oldest = next(iter(self._known))
                del self._known[oldest]
                if not self._locks[oldest].locked():
                    del self._locks[oldest]
            self._known.pop(origin, None)  # so that it is the youngest again
            self._known[origin] = rules
            return rules

    async def _read(self, origin: str, fetch: Fetch, old: Rules | None) -> Rules:
        try:
            response = await fetch(f"{origin}/robots.txt")
        except MissedError as missed:
            return self._without(missed, old)
        text = response.body[:PARSED].decode("utf-8-sig", "replace")
        now = self._now()
        return Rules(
            read=now, until=now + self._settings.robots_ttl, parsed=Protego.parse(text)
        )

    def _without(self, missed: MissedError, old: Rules | None) -> Rules:
        """Decide what holds when the file is not to be had."""
        if missed.kind in ("stopped", "busy"):
            raise missed  # nothing was learnt; whoever comes next asks again
        now = self._now()
        lost = missed.kind in ("redirects", "scheme")  # it leads nowhere
        absent = lost or 400 <= (missed.status or 0) < 500
        if absent:
            return Rules(read=now, until=now + self._settings.robots_ttl)
        wait = self._settings.robots_retry
        if missed.status is None:
            wait = min(wait, UNREACHED)
        if old is not None and old.trouble is None:
            return Rules(read=now, until=now + wait, parsed=old.parsed)
        return Rules(read=now, until=now + wait, trouble=missed)

    def _barred(self, rules: Rules, trouble: MissedError, host: str) -> MissedError:
        if trouble.status is None:  # no answer at all: the page would fare the same
            return MissedError(trouble.kind, f"{trouble.reason} (for robots.txt)")
        return MissedError(
            "robots",
            f"robots.txt cannot be read ({trouble.reason}), so nothing of {host} is",
            status=trouble.status,
            retry_after=max(rules.until - self._now(), timedelta()),
        )


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{host_of(url)}"
