"""Addresses: which we accept, and the one spelling of each.

What `canonical` merges is safe by RFC 3986 (case, default port, dot segments, escapes),
by the web's habits (fragments, tracking parameters, order of parameters) or by a rule
of `editions`. What is *not* merged, because the address also has to lead a reader to the
page: http with https, `www.` with none, a closing slash with none. `variants` names those
other spellings, so that a look-up can ask for all of them at once.

Of the kept libraries none will do. On the table in `tests/data/addresses` as it first
was (184 spellings of pages, 84 addresses of pages of their own) w3lib's
`canonicalize_url` joins 46 and confuses 2; courlan's `normalize_url` 63 and 13, its
strict form 132 and 29: it takes the article number out of `news.php?uid=3312`.
"""

import re
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from monitor.core.addresses.editions import is_plain, main_host, main_path
from monitor.core.addresses.portals import at_portal
from monitor.core.addresses.tracking import is_tracking

MAX_LENGTH = 2048  # characters; FAULTS row 49
_DEFAULT_PORT = {"http": 80, "https": 443}
_BREAKS = re.compile(r"[\t\r\n]+")
_EDGES = "".join(map(chr, range(0x21))) + "\u00a0\u3000\u200b\ufeff"
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_UNRESERVED = frozenset(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
)
_HOST = re.compile(r"[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?)*|[0-9a-f.]*:[0-9a-f:.]+")  # fmt: skip
_SLASHES = re.compile(r"(?<!:)/{2,}")  # not in /web/2019/http://...
_UNSAFE = re.compile(r"[\x00-\x20\x7f\\]")
_NO_SCHEME = re.compile(r"www\d?\.[\w-]+\.\w", re.IGNORECASE)


def canonical(url: str) -> str:
    """Give the one spelling of an address. Doing it twice changes nothing.

    An address that is no http(s) address comes back trimmed and otherwise as it was.

    Source: RFC 3986, section 6; WHATWG URL for breaks and backslashes inside.
    """
    parts = _split(url)
    if parts is None:
        return _trim(url)
    netloc = _authority(parts)
    path = _path(parts.path)
    bare = parts.port in (None, _DEFAULT_PORT[parts.scheme]) and "@" not in netloc
    host, path, query = at_portal(netloc, path, parts.query)
    host = main_host(host, path) if bare else netloc
    path = main_path(host, path)
    query = "" if is_plain(host, path) else _query(query)
    return f"{parts.scheme}://{host}{path}{'?' + query if query else ''}"


def host(url: str) -> str:
    """Give host and port, the port only where it is not the scheme's own.

    Politeness is kept per value of this. Empty for what is no http(s) address.
    """
    parts = _split(url)
    return _authority(parts).rpartition("@")[2] if parts else ""


def acceptable(url: str) -> bool:
    """Tell whether an address may be stored and asked for.

    It is http or https, at most 2,048 characters, has a host that a resolver takes, a
    port that exists, and no user information (`http://bbc.com@evil.example/`).
    Whether the host may be *connected* to is decided by the guard at that moment.
    """
    if len(url) > MAX_LENGTH or _UNSAFE.search(url):
        return False
    parts = _split(url)
    if parts is None or "@" in parts.netloc:
        return False
    name = _ascii_host(parts.hostname or "")
    return len(name) <= 253 and _HOST.fullmatch(name) is not None


def resolve(base: str, href: str) -> str | None:
    """Give the absolute address that a reference on a page means, as to be requested.

    Args:
        base: address of the page, or what its `<base>` or `xml:base` says.
        href: as written; may hold blanks, breaks, non-ASCII letters, a fragment.

    Returns:
        The address without its fragment; None when it is not acceptable.
    """
    href = _BREAKS.sub("", href.strip(_EDGES))
    if not href or len(href) > 2 * MAX_LENGTH or href.startswith("#"):
        return None
    if _NO_SCHEME.match(href):
        href = f"{base.partition(':')[0]}://{href}"
    try:
        joined = urljoin(base, _forward(href))
    except ValueError:
        return None
    parts = _split(joined)
    if parts is None:
        return None
    query = f"?{_escape(parts.query, safe=_QUERY_SAFE)}" if parts.query else ""
    url = f"{parts.scheme}://{_authority(parts)}{_path(parts.path)}{query}"
    return url if acceptable(url) else None


def variants(url: str) -> tuple[str, ...]:
    """Name the canonical spellings under which the same page may already be known.

    The address itself comes first, then those with the other scheme, with or without
    `www.` and with or without a closing slash.
    """
    here = canonical(url)
    parts = _split(here)
    if parts is None or parts.port is not None:
        return (here,)
    name = (parts.hostname or "").removeprefix("www.")
    hosts = (name, f"www.{name}") if "." in name and ":" not in name else (name,)
    path = parts.path.rstrip("/")
    paths = (path, f"{path}/") if path else ("/",)
    tail = f"?{parts.query}" if parts.query else ""
    others = {
        f"{s}://{h}{p}{tail}" for s in _DEFAULT_PORT for h in hosts for p in paths
    }
    return (here, *sorted(others - {here}))


def _trim(url: str) -> str:
    return _BREAKS.sub("", url).strip(_EDGES)


def _forward(url: str) -> str:
    """Turn backslashes before the query round, as browsers do."""
    place, mark, query = url.partition("?")
    return place.replace("\\", "/") + mark + query


def _split(url: str) -> SplitResult | None:
    """Take an http(s) address with a host apart; None for anything else."""
    try:
        parts = urlsplit(_forward(_trim(url)))
        if parts.scheme not in _DEFAULT_PORT or not parts.hostname:
            return None
        _ = parts.port  # raises where it is no port
    except ValueError:
        return None
    return parts


def _ascii_host(name: str) -> str:
    if not name.isascii():
        try:
            name = name.encode("idna").decode("ascii")
        except UnicodeError:  # not a name that can be looked up; left as it is
            return name.lower()
    return name.lower().strip(".")


def _authority(parts: SplitResult) -> str:
    name = _ascii_host(parts.hostname or "")
    name = f"[{name}]" if ":" in name else name
    user = parts.netloc.rpartition("@")[0]
    port = parts.port
    tail = "" if port in (None, _DEFAULT_PORT[parts.scheme]) else f":{port}"
    return f"{user}@{name}{tail}" if user else name + tail


_PATH_SAFE = "/%:@!$&'()*+,;=-._~"
_QUERY_SAFE = "/%:@!$&'()*+,;=?-._~[]|"


def _escape(text: str, *, safe: str) -> str:
    """Escape what must be, unescape what need not be; escapes in capitals.

    Escapes of non-ASCII bytes stay: they may be EUC-KR.
    """
    text = _STRAY_PERCENT.sub("%25", text)
    text = quote(text, safe=safe, encoding="utf-8", errors="replace")
    return _ESCAPE.sub(_unreserved, text)


def _unreserved(escape: re.Match[str]) -> str:
    character = chr(int(escape[1], 16))
    return character if character in _UNRESERVED else escape[0].upper()


def _path(path: str) -> str:
    path = _escape(path, safe=_PATH_SAFE)
    path = _SLASHES.sub("/", path) or "/"
    if "/." not in path:
        return path
    kept: list[str] = []
    segments = path.split("/")[1:]
    for segment in segments:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    if segments[-1] in (".", ".."):
        kept.append("")
    return _SLASHES.sub("/", "/" + "/".join(kept))


def _query(query: str) -> str:
    """Drop what only tracks; order by name, keeping the order of equal names."""
    pairs = []
    for piece in _escape(query, safe=_QUERY_SAFE).split("&"):
        pair = piece
        while pair.startswith("amp;"):  # "&amp;amp;b=2": escaped once too often
            pair = pair[4:]
        name, _, value = pair.partition("=")
        if pair and not is_tracking(name, value):
            pairs.append((name, pair))
    return "&".join(pair for _, pair in sorted(pairs, key=lambda each: each[0]))
