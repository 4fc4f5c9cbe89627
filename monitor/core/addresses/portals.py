"""One address for an article on the portals that carry many papers.

Each portal shows an article under several hosts, paths and parameters, old ones and new
ones; a number, or two, says which article it is. Source: the portals' own links and
`rel=canonical`.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import parse_qs

_NAVER: Final = frozenset(
    ("news.naver.com", "m.news.naver.com", "n.news.naver.com", "media.naver.com")
)
_NAVER_OLD: Final = re.compile(r"/(?:main/)?(?:read|ranking/read)\.(?:nhn|naver)$")
_NAVER_NEW: Final = re.compile(r"/(?:mnews/)?article/(\d{3})/(\d{10})$")
_DAUM: Final = frozenset(
    (
        "v.daum.net",
        "news.v.daum.net",
        "v.media.daum.net",
        "media.daum.net",
        "m.media.daum.net",
        "m.v.daum.net",
    )
)
_DAUM_PATH: Final = re.compile(r"/(?:m/media/[a-z]+/)?v/(\d{17})$")
_YAHOO_PATH: Final = re.compile(r"/articles/[0-9a-f]{40}$")


def at_portal(host: str, path: str, query: str) -> tuple[str, str, str]:
    """Give host, path and query under which a portal itself shows an article.

    Args:
        host: in lower case.
        path: as in the address.
        query: as in the address.

    Returns:
        The same three where it is none of these portals, or no article.
    """
    if host in _NAVER and (numbers := _naver(path, query)):
        return "n.news.naver.com", f"/mnews/article/{numbers[0]}/{numbers[1]}", ""
    if host in _DAUM and (found := _DAUM_PATH.match(path)):
        return "v.daum.net", f"/v/{found[1]}", ""
    if host == "news.yahoo.co.jp" and _YAHOO_PATH.match(path):
        return host, path, ""
    return host, path, query


def _naver(path: str, query: str) -> tuple[str, str] | None:
    """Give the numbers of the paper and of its article."""
    if found := _NAVER_NEW.match(path):
        return found[1], found[2]
    if not _NAVER_OLD.match(path):
        return None
    try:
        said = parse_qs(query, max_num_fields=60)
    except ValueError:
        return None
    paper, number = (said.get(name, [""])[0] for name in ("oid", "aid"))
    known = re.fullmatch(r"\d{3}", paper) and re.fullmatch(r"\d{10}", number)
    return (paper, number) if known else None
