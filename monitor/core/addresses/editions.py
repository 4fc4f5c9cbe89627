"""One address for the editions of a page: AMP, print and mobile.

A rule that holds on every site is general; one that a site's own habits allow is in the
table, where both addresses were seen to lead to the same article. When in doubt an
address stays: the page's own `rel=canonical` settles the rest later.
"""

import re

# An article's last segment carries words or a number; `/guitars/amp` is a page of its own.
_SUFFIX = re.compile(
    r"(?<=[/])([^/]*[-_\d][^/]*)(?:/(?:amp|print|printable))+(?P<slash>/?)$"
)
_AMP_FILE = re.compile(r"\.amp(?P<end>\.html?)?$")
# `/article/amp/idUS123`, `/amp/news/2019/08/22/story-123`; not before a bare word.
_AMP_SEGMENT = re.compile(r"/amp(?=/(?:[^/]+/)*[^/]*[-_\d][^/]*/?$)")
_SESSION = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/;]*", re.IGNORECASE)

# Hosts whose other name serves the same paths.
_HOSTS = {
    "amp.theguardian.com": "www.theguardian.com",
    "mobile.nytimes.com": "www.nytimes.com",
    "mobile.reuters.com": "www.reuters.com",
    "m.reuters.com": "www.reuters.com",
    "m.yna.co.kr": "www.yna.co.kr",
    "m-en.yna.co.kr": "en.yna.co.kr",
    "m-jp.yna.co.kr": "jp.yna.co.kr",
    "m.hani.co.kr": "www.hani.co.kr",
    "mnews.joins.com": "news.joins.com",
    "m.koreaherald.com": "www.koreaherald.com",
    "m.khan.co.kr": "www.khan.co.kr",
    "amp.scmp.com": "www.scmp.com",
    "amp.dw.com": "www.dw.com",
    "m.dw.com": "www.dw.com",
    "amp.cnn.com": "www.cnn.com",
    "edition.cnn.com": "www.cnn.com",
    "us.cnn.com": "www.cnn.com",
    "m.huffpost.com": "www.huffpost.com",
    "sp.mainichi.jp": "mainichi.jp",
    "m.bbc.com": "www.bbc.com",
    "m.bbc.co.uk": "www.bbc.com",
}
# On these paths no parameter chooses the article.
_PLAIN = {
    host: re.compile(path)
    for host, path in (
        ("nytimes.com", r"/\d{4}/|/live/|/interactive/|/article/"),
        ("washingtonpost.com", r"/.+/\d{4}/|/.+/[0-9a-f-]{36}|/.+_story\.html"),
        ("theguardian.com", r"/.+/\d{4}/"),
        ("bbc.com", r"/news/|/sport/|/korean/|/japanese/"),
        ("bbc.co.uk", r"/news/|/sport/"),
        ("reuters.com", r"/article/|/.+-\d{4}-\d\d-\d\d"),
        ("apnews.com", r"/[0-9a-f]{32}|/article/"),
        ("npr.org", r"/\d{4}/|/sections/.+/\d{4}/"),
        ("foxnews.com", r"/.+/"),
        ("cnn.com", r"/\d{4}/"),
        ("wsj.com", r"/articles/"),
        ("ft.com", r"/content/"),
        ("bloomberg.com", r"/news/"),
        ("yna.co.kr", r"/view/"),
        ("asahi.com", r"/articles/|/ajw/articles/"),
        ("mainichi.jp", r"/articles/|/english/articles/"),
        ("nikkei.com", r"/article/|/nkd/"),
        ("yomiuri.co.jp", r"/.+/\d{8}-"),
        ("japantimes.co.jp", r"/.+/\d{4}/"),
        ("nhk.or.jp", r"/news/html/|/nhkworld/en/news/"),
        ("hani.co.kr", r"/arti/"),
        ("chosun.com", r"/.+/\d{4}/"),
        ("joongang.co.kr", r"/article/"),
        ("joins.com", r"/article/|/JoongAng/|/joongang/"),
        ("donga.com", r"/news/.+/article/"),
    )
}
# (host, what stands in its paths, what the main edition has there)
_PATHS = (
    ("www.asahi.com", re.compile(r"^/sp/(?=articles/)"), "/"),
    ("www.cnn.com", re.compile(r"^/cnn/(?=\d{4}/)"), "/"),
    ("www.koreaherald.com", re.compile(r"^/amp/(?=view\.php)"), "/"),
    ("mainichi.jp", re.compile(r"^/sp/(?=articles/)"), "/"),
)
_BBC = re.compile(r"^/(news|sport)/(?:amp/)?(.+?)(?:\.amp)?$")


def main_host(host: str, path: str) -> str:
    """Give the host under which a site's readers on large screens find a path."""
    if host in ("www.bbc.co.uk", "bbc.co.uk") and path.startswith(
        ("/news/", "/sport/")
    ):
        return "www.bbc.com"
    return _HOSTS.get(host, host)


def main_path(host: str, path: str) -> str:
    """Give the path of the page itself for that of its AMP or print edition."""
    path = _SESSION.sub("", path) if ";" in path else path
    previous = ""
    while path != previous:  # "/a-1.amp/print" has two
        previous = path
        if host == "www.bbc.com":
            path = _BBC.sub(r"/\1/\2", path)
        path = _AMP_SEGMENT.sub("", path)
        for site, part, main in _PATHS:
            path = part.sub(main, path) if host == site else path
        path = _AMP_FILE.sub(lambda m: m["end"] or "", path)
        path = _SUFFIX.sub(r"\1\g<slash>", path)
    return path


def is_plain(host: str, path: str) -> bool:
    """Tell whether parameters at this path never choose the article."""
    site = host
    while "." in site:
        if site in _PLAIN:
            return _PLAIN[site].match(path) is not None
        site = site.partition(".")[2]
    return False
