"""What an article's page declares: dates, section, picture, paywall, its other addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from monitor.core import dates, urls
from monitor.core.extraction.embedded import published_in
from monitor.core.extraction.head import Head
from monitor.core.extraction.walls import is_front

_PUBLISHED = (
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "og:published_time",
    "publishdate",
    "pubdate",
    "parsely-pub-date",
    "sailthru.date",
    "article.published",
    "published-date",
    "published_at",
    "dc.date.issued",
    "dcterms.created",
    "dcterms.date",
    "dc.date",
    "date",
    "cxenseparse:recs:publishtime",
    "originalpublicationdate",
    "article_date_original",
    "publish-date",
    "release_date",
    "rnews:datepublished",
)
_MODIFIED = (
    "article:modified_time",
    "og:updated_time",
    "datemodified",
    "lastmod",
    "og:article:modified_time",
    "dcterms.modified",
)
_SECTION = (
    "article:section",
    "og:article:section",
    "section",
    "parsely-section",
    "cxenseparse:category",
)
_LOCKED = frozenset({"locked", "paid", "premium", "subscriber", "subscription", "true"})
# Also in front of a time and a number, as Korean papers name their articles.
_DAY_IN_PATH = re.compile(
    r"(?:^|\D)((?:19|20)\d\d)[/-]?([01]\d)[/-]?([0-3]\d)(?:\d{4,12})?(?:\D|$)"
)
_NAMED_SO = re.compile(
    r"publi(?:sh|cation|e).{0,8}(?:date|time|on|at)\b|(?:date|time).{0,8}publi|pub_?date"
    r"|date.?(?:issued|posted|created)|(?:created|issued|posted).?(?:date|time|at|on)\b"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """When an article was published and changed."""

    published: datetime | None = None
    doubtful: bool = False
    date_only: bool = False
    modified: datetime | None = None


def times_of(
    head: Head,
    *,
    url: str,
    zone: str | None,
    now: datetime,
    lines: tuple[str, ...] = (),
) -> Times:
    """Find when the article was published and last changed.

    Args:
        head: of the page.
        url: its address may carry the day.
        zone: IANA name of the outlet's zone.
        now: aware.
        lines: short lines near the headline that look like dates.
    """
    found = dates.Dated()
    for text in _told(head, url, lines):
        found = dates.parse(text, zone, now)
        if found.when is not None:
            break
    changed = [*(s.modified for s in head.said), *(head.meta.get(k) for k in _MODIFIED)]
    modified = next(
        (d.when for t in changed if (d := dates.parse(t, zone, now)).when), None
    )
    if modified and found.when and modified < found.when:
        modified = None
    return Times(
        published=found.when,
        doubtful=found.doubtful,
        date_only=found.date_only,
        modified=modified,
    )


def _told(head: Head, url: str, lines: Sequence[str]) -> Iterator[str | None]:
    """Give what tells when the article was published, the most trusted first."""
    meta = head.meta
    yield from (s.published for s in head.said)
    yield from (meta.get(k) for k in _PUBLISHED)
    yield from (v for k, v in meta.items() if _NAMED_SO.search(k))
    yield from head.times[:2]
    yield from lines
    yield _day_of(url)
    yield published_in(head.scripts)
    yield from (meta.get(k) for k in _MODIFIED)
    yield _day_of(meta.get("og:image", ""))


def _day_of(url: str) -> str | None:
    match = _DAY_IN_PATH.search(urlsplit(url).path)
    return "-".join(match.groups()) if match else None


def section_of(head: Head) -> str | None:
    """Name the part of the outlet that the article stands in."""
    said = next((s.section for s in head.said if s.section), None)
    return said or next((v for k in _SECTION if (v := head.meta.get(k))), None)


def summary_of(head: Head) -> str | None:
    """Give the page's own summary."""
    meta = head.meta
    return meta.get("og:description") or meta.get("description") or None


def image_of(head: Head, base: str) -> str | None:
    """Give the address of the article's picture."""
    said = next((s.image for s in head.said if s.image), None)
    href = head.meta.get("og:image") or said
    return urls.resolve(base, href) if href else None


def declared_paywalled(head: Head) -> bool:
    """Say whether the page declares that one must pay to read it."""
    if any(s.free is False for s in head.said):
        return True
    tier = head.meta.get("article:content_tier") or head.meta.get("content_tier") or ""
    return tier.lower() in _LOCKED


def addresses(head: Head, *, requested: str, final: str) -> tuple[str, tuple[str, ...]]:
    """Choose the article's address and list the others.

    A page's canonical link is followed within its own site; one that leads to another
    outlet names where the text came from, and one to a front page is a mistake.

    Args:
        head: of the page.
        requested: the address that was announced.
        final: where its redirects ended.

    Returns:
        The canonical spelling of its own address, and of all it is known by.
    """
    here = urls.canonical(final)
    link = urls.resolve(final, head.canonical) if head.canonical else None
    amp = urls.resolve(final, head.amp) if head.amp else None
    named = urls.canonical(link) if link else None
    known = [urls.canonical(requested), here]
    own = here
    if named and not (is_front(named) and not is_front(here)):
        known.append(named)
        if same_site(named, here) and not _is_section(named, here):
            own = named
    if amp:
        known.append(urls.canonical(amp))
    return own, tuple(dict.fromkeys(u for u in known if u != own))


def same_site(one: str, other: str) -> bool:
    """Say whether two addresses belong to one registered name."""
    return _site(one) == _site(other)


def _site(url: str) -> str:
    parts = urlsplit(url)
    labels = (parts.hostname or "").split(".")
    if labels[-1:] and labels[-1].isdigit():
        return parts.netloc
    keep = 3 if len(labels) > 2 and len(labels[-2]) <= 3 and len(labels[-1]) == 2 else 2
    return ".".join(labels[-keep:])


def _is_section(named: str, here: str) -> bool:
    """Say whether a canonical link leads to a folder that the page lies in."""
    outer, inner = urlsplit(named), urlsplit(here)
    path = outer.path.rstrip("/")
    return (
        not outer.query
        and len(inner.path.rstrip("/")) > len(path)
        and inner.path.startswith(f"{path}/")
        and path.count("/") + 1 < inner.path.rstrip("/").count("/") + 1
        and not re.search(r"\d{3,}|-.*-.*-", path.rsplit("/", 1)[-1])
    )
