"""The way of one call from address to address: redirects, refreshes, cookie walls.

Followed here and not by Scrapy's middlewares, so that each step passes robots.txt and
the gate, circles end at once, and nothing secret crosses to another host.
"""

import re
from collections.abc import Mapping
from urllib.parse import urldefrag, urljoin, urlsplit

from scrapy.http import HtmlResponse, Response
from scrapy.utils.response import get_meta_refresh
from w3lib.url import safe_url_string

from monitor.core.urls import MAX_LENGTH, acceptable
from monitor.core.urls import host as host_of
from spiders.outcome import MissedError

_PERMANENT = frozenset({301, 308})
_REDIRECTS = _PERMANENT | {302, 303, 307}
REFRESH_SECONDS = 10  # a longer wait reloads a page that is meant to be read
WALL_BYTES = 16 * 1024  # a page that asks for consent and shows nothing is small
_COOKIE = re.compile(r"\s*([!#$%&'*+\-.^_`|~\w]{1,256})\s*=\s*([\x21-\x7e]{0,4096})\s*")
_OVER = re.compile(
    r"max-age\s*=\s*\"?-?0*(?:\"|\s|$)|expires\s*=[^;]*\b19[79]\d", re.IGNORECASE
)


class Trail:
    """Where a call stands, and how it came there."""

    def __init__(
        self, url: str, *, limit: int, cookies: Mapping[str, Mapping[str, str]]
    ) -> None:
        """Begin at an address.

        Args:
            url: as the call has it.
            limit: of redirects that are followed.
            cookies: by origin, those to begin with.

        Raises:
            MissedError: "scheme", when it is no address that is read.
        """
        self.url = _readable(url)
        self.permanent = True  # every redirect so far was for good
        self.hops = 0
        self.seconds = 0.0  # of the exchanges, without waiting for a turn
        self.wall: bytes | None = None  # what stood before the page, if anything did
        self._limit, self._refreshed = limit, False
        self._cookies = {origin: dict(jar) for origin, jar in cookies.items()}
        self._seen = {(self.url, self.cookie)}

    @property
    def origin(self) -> str:
        """Give scheme and host of where it stands."""
        return f"{urlsplit(self.url).scheme}://{host_of(self.url)}"

    @property
    def jar(self) -> dict[str, str]:
        """Give the cookies that this origin set."""
        return self._cookies.setdefault(self.origin, {})

    @property
    def cookie(self) -> str:
        """Give the `Cookie` header for where it stands; empty for none."""
        return "; ".join(f"{name}={value}" for name, value in self.jar.items())

    @property
    def moved(self) -> str | None:
        """Give the new address when every redirect said that it is for good."""
        return self.url if self.hops and self.permanent else None

    def follow(self, response: Response) -> bool:
        """Take the step that an answer asks for; False when it is the last answer.

        Raises:
            MissedError: "redirects" for too many, a circle or none; "scheme".
        """
        sent = self.cookie
        self._take_cookies(response)
        if response.status in _REDIRECTS:
            self._redirect(response)
            return True
        if not isinstance(response, HtmlResponse) or response.status != 200:
            return False
        if (target := self._refresh(response)) is not None:
            self._refreshed, self.permanent = True, False
            self._go(target)
            return True
        return self._ask_again(response, sent)

    def _redirect(self, response: Response) -> None:
        location = response.headers.get("Location")
        if not location:
            reason = f"{host_of(self.url)} redirects to nowhere"
            raise MissedError("redirects", reason, status=response.status)
        try:
            text = location.decode("utf-8")
        except UnicodeDecodeError:
            text = location.decode("latin-1")
        self.permanent = self.permanent and response.status in _PERMANENT
        self._go(_joined(self.url, text))

    def _go(self, url: str) -> None:
        self.hops += 1
        host = host_of(self.url)
        if self.hops > self._limit:
            reason = f"{host} redirects more than {self._limit} times"
            raise MissedError("redirects", reason)
        self.url = _readable(url)
        here = (self.url, self.cookie)
        if here in self._seen:
            raise MissedError("redirects", f"{host} redirects in a circle")
        self._seen.add(here)

    def _refresh(self, response: HtmlResponse) -> str | None:
        """Give where a page sends its reader at once, once, if somewhere else."""
        if self._refreshed:
            return None
        try:
            seconds, target = get_meta_refresh(response, ignore_tags=("noscript",))
        except ValueError:  # an address that its encoding cannot spell
            return None
        if seconds is None or target is None or seconds > REFRESH_SECONDS:
            return None
        target = _joined(self.url, target)
        same = target == self.url or not target.lower().startswith(("http:", "https:"))
        return None if same else target

    def _ask_again(self, response: HtmlResponse, sent: str) -> bool:
        """See whether the same address deserves a second request, with its cookie.

        So it does when a small page came with a cookie that was not sent: what a
        consent wall does, in whatever words. One more request at most; the cookie is
        kept for the origin only if it opened another page (`Reader`).
        """
        if self.wall is not None or self.cookie in ("", sent):
            return False
        if len(response.body) > WALL_BYTES:
            return False
        self.wall = response.body
        self._seen.add((self.url, self.cookie))
        return True

    def _take_cookies(self, response: Response) -> None:
        """Keep what the answer sets, for this very scheme and host, whatever it says.

        `Domain` and `Path` are not looked at: nothing leaves the host, and a call
        is too short to meet two paths that quarrel over a name.
        """
        for header in response.headers.getlist("Set-Cookie"):
            pair, _, attributes = header.decode("latin-1").partition(";")
            match = _COOKIE.fullmatch(pair)
            if match is None:
                continue
            self.jar.pop(match[1], None)
            if not _OVER.search(attributes) and len(self.jar) < 50:
                self.jar[match[1]] = match[2]


def _readable(url: str) -> str:
    """Give an address as it is sent: escaped, without fragment.

    Raises:
        MissedError: "scheme", saying what is wrong with it.
    """
    try:
        sent = urldefrag(safe_url_string(url.strip())).url
    except ValueError:
        sent = ""
    if acceptable(sent):
        return sent
    if len(url) > MAX_LENGTH:
        raise MissedError("scheme", f"the address has over {MAX_LENGTH} characters")
    if url.lower().startswith(("http:", "https:")):
        raise MissedError("scheme", "the address is malformed or carries a password")
    raise MissedError("scheme", "only http and https are read")


def _joined(base: str, reference: str) -> str:
    try:
        return urljoin(base, reference.strip())
    except ValueError:
        return ""
