"""Addresses inside addresses: what a redirect wrapper leads to, without asking it.

Searches and newsletters hand out wrappers. Where the wrapped address stands in the
wrapper it is read from there, so that the article keeps one address and the wrapper's
server learns nothing.
"""

import base64
import binascii
import re
from urllib.parse import parse_qs, unquote, urlsplit

from monitor.core import urls

_DEPTH = 4  # wrappers in wrappers
# (host or its ending after a dot, path, parameters that may hold the address)
_WRAPPERS = (
    ("bing.com", re.compile(r"/news/apiclick\.aspx", re.IGNORECASE), ("url",)),
    ("google.com", re.compile(r"/(?:url|imgres)$"), ("q", "url", "imgrefurl")),
    ("google.co.kr", re.compile(r"/url$"), ("q", "url")),
    ("google.co.jp", re.compile(r"/url$"), ("q", "url")),
    ("news.google.com", re.compile(r"/news/url$"), ("url",)),
    ("facebook.com", re.compile(r"/l\.php$"), ("u",)),
    ("duckduckgo.com", re.compile(r"/l/$"), ("uddg",)),
    ("youtube.com", re.compile(r"/redirect$"), ("q",)),
    ("out.reddit.com", re.compile(r"/"), ("url",)),
    ("slack-redir.net", re.compile(r"/link$"), ("url",)),
    ("safelinks.protection.outlook.com", re.compile(r"/"), ("url",)),
    ("linkedin.com", re.compile(r"/redir(?:ect)?/"), ("url",)),
    ("go.skimresources.com", re.compile(r"/"), ("url",)),
    ("redirect.viglink.com", re.compile(r"/"), ("u",)),
    ("vk.com", re.compile(r"/away\.php$"), ("to",)),
    ("naver.com", re.compile(r"/(?:.*/)?(?:cr|csearch|bridge)\b"), ("u", "url")),
    ("feedly.com", re.compile(r"/i/.*"), ("url",)),
    ("steamcommunity.com", re.compile(r"/linkfilter"), ("url", "u")),
)
_YAHOO = re.compile(r"/RU=(?P<ru>[^/]+)/|/\*{1,2}(?P<star>https?(?:://|%3A%2F%2F|%3A//).+)$", re.IGNORECASE)  # fmt: skip
_AMP_CACHE = re.compile(r"/(?:[a-z]/)?(?P<secure>s/)?(?P<rest>[\w.-]+\.[a-z]{2,}/.*)$")
_GOOGLE_AMP = re.compile(r"/amp/(?P<secure>s/)?(?P<rest>[\w.-]+\.[a-z]{2,}/.*)$")
_GOOGLE_NEWS = re.compile(
    r"/(?:rss/|__i/rss/rd/)?(?:articles|read)/(?P<code>[\w-]{16,})"
)


def unwrap(url: str) -> str:
    """Give the address that a wrapper leads to; the address itself if it is none.

    Wrappers that hide the address (Google News since 2024, link shorteners) stay.
    """
    for _ in range(_DEPTH):
        inner = _inside(url)
        if inner is None or not urls.acceptable(inner):
            return url
        url = inner
    return url


def _inside(url: str) -> str | None:
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    name, path = parts.hostname or "", parts.path
    return _in_path(name, path) or _parameter(name, path, parts.query)


def _in_path(name: str, path: str) -> str | None:
    """Read the wrapped address from a path."""
    if name == "news.google.com" and (found := _GOOGLE_NEWS.match(path)):
        return _google_news(found["code"])
    if ".yahoo." in name and (found := _YAHOO.search(path)):
        return unquote(found["ru"] or found["star"])
    google = name.startswith("www.google.") and _GOOGLE_AMP.match(path)
    cache = name.endswith(".cdn.ampproject.org") and _AMP_CACHE.match(path)
    if found := google or cache or None:
        return f"http{'s' if found['secure'] else ''}://{found['rest']}"
    return None


def _parameter(name: str, path: str, query: str) -> str | None:
    """Read the wrapped address from a parameter of a wrapper that we know."""
    for site, rule, parameters in _WRAPPERS:
        if (name == site or name.endswith(f".{site}")) and rule.match(path):
            try:
                said = parse_qs(query, max_num_fields=60)
            except ValueError:
                return None
            values = (said[p][0] for p in parameters if p in said)
            return next((v for v in values if v.startswith("http")), None)
    return None


def _google_news(code: str) -> str | None:
    """Read the address out of Google News' older article codes.

    They are base64 of a protocol buffer whose field 4 is the address: 08 13 22, a
    length, the bytes. Newer ones hold another code there ("AU_yq...") that only
    Google's server can read.
    """
    try:
        raw = base64.urlsafe_b64decode(code + "=" * (-len(code) % 4))
    except (binascii.Error, ValueError):
        return None
    start = raw.find(b"\x22", 0, 8)
    if start < 0 or len(raw) < start + 3:
        return None
    length, at = raw[start + 1], start + 2
    if length & 0x80:  # a varint of two bytes
        length, at = (length & 0x7F) | raw[at] << 7, at + 1
    inner = raw[at : at + length]
    try:
        return inner.decode("ascii") if inner.startswith(b"http") else None
    except UnicodeDecodeError:
        return None
