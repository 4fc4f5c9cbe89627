"""The article's headline: not the site's name, nor what was written for search engines."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from monitor.core.extraction.blocks import bare
from monitor.core.extraction.head import Head

# What publishers put between a headline and their name.
_DIVIDERS = re.compile(
    r"(?<=[가-힣])-(?=[가-힣]{2,4}$)|\s+[|\-–—‐‑•·:»«<>/~]+\s+|\s*[|｜ㅣ：]\s*|\s*::\s*|\s+@\s+"
)
_LONGEST = 500  # letters
_BRAND_WORDS = 6  # a part with more words is no site's name
_NEWS = re.compile(r"News|LiveBlog")  # kinds of JSON-LD that editors fill in
_CUT = ("…", "...")
_KICKED = 15  # letters; less is no headline
_GENERIC = re.compile(
    r"(?:news|breaking news|latest news|home|video|opinion|world|sport|politics|business|"
    r"정치|경제|사회|국제|문화|스포츠|전국|오피니언|nachrichten|noticias|actualités|뉴스|ニュース)$",
    re.IGNORECASE,
)


def headline(head: Head, *, outlet: str, url: str, announced: str | None) -> str:
    """Choose the headline.

    What a news page declares as its headline comes first. A heading of the page that
    agrees with what the page tells other machines is what readers saw; what it tells
    them alone is the next best. On 136 newspaper pages that is .87 exact, headings
    first .79.

    Args:
        head: of the page.
        outlet: its name, which is no part of a headline.
        url: of the page; its host names the site too.
        announced: the title that the source gave the link.
    """
    brands = _brands(head, outlet, url)
    for statement in head.said:
        name = _cleaned(statement.headline or "", brands)
        if name and _NEWS.search(statement.kind) and not name.endswith(_CUT):
            return name
    told = [t for title in _told(head) if (t := _cleaned(title, brands))]
    shown = [t for title in head.headings if (t := _cleaned(title, brands))]
    shown += [t for t in head.subheadings if bare(t) in {bare(o) for o in told}]
    for heading in shown:
        if any(agree(heading, t) for t in told):
            return _without_kicker(heading, told)
    return next(iter(told or shown or [announced or ""]))[:_LONGEST]


def _without_kicker(heading: str, told: list[str]) -> str:
    """Give the headline alone where the page puts a topic before it."""
    key = bare(heading)
    return next(
        (t for t in told if len(bare(t)) > _KICKED and key.endswith(bare(t))), heading
    )


def brands_of(head: Head, *, outlet: str) -> frozenset[str]:
    """Give the `bare` names of the outlet, which alone are no line of an article."""
    names = [outlet, head.meta.get("og:site_name", "")]
    names += [s.publisher or "" for s in head.said]
    return frozenset(b for name in names if len(b := bare(name)) > 1)


def page_titles(head: Head, *, outlet: str, url: str) -> frozenset[str]:
    """Give the `bare` spellings under which the headline may stand in the text."""
    brands = _brands(head, outlet, url)
    told = _told(head)
    shown = [h for h in head.headings if any(agree(h, t) for t in told)]
    every = [*told, *(shown or head.headings[:1])]
    return frozenset(
        b for t in every for b in (bare(t), bare(_cleaned(t, brands))) if b
    )


def agree(one: str, other: str) -> bool:
    """Say whether two titles are spellings of one headline."""
    a, b = bare(one), bare(other)
    if not a or not b:
        return False
    short, long = sorted((a, b), key=len)
    if short in long and len(short) >= 0.5 * len(long):
        return True
    words, others = set(one.casefold().split()), set(other.casefold().split())
    return len(words & others) >= 0.6 * min(len(words), len(others)) >= 2


def _told(head: Head) -> list[str]:
    """List the titles written for machines, the best first."""
    said = [s.headline for s in head.said if s.headline]
    named = (
        head.meta.get(k) for k in ("og:title", "twitter:title", "headline", "title")
    )
    return [t for t in (*said[:1], *named, head.title) if t]


def _brands(head: Head, outlet: str, url: str) -> frozenset[str]:
    """Collect the `bare` names of the site."""
    name = (urlsplit(url).hostname or "").removeprefix("www.")
    labels = name.split(".")
    names = [
        outlet,
        head.meta.get("og:site_name", ""),
        head.meta.get("application-name", ""),
        head.meta.get("twitter:site", ""),
        *(s.publisher or "" for s in head.said),
        name,
        *labels[:-1],
    ]
    return frozenset(b for n in names if len(b := bare(n)) > 1)


def _cleaned(title: str, brands: frozenset[str]) -> str:
    """Take the site's names and section words off both ends."""
    text = " ".join(title.split())
    while parts := list(_DIVIDERS.finditer(text)):
        first, last = parts[0], parts[-1]
        if _is_brand(text[last.end() :], brands):
            text = text[: last.start()]
        elif _is_brand(text[: first.start()], brands):
            text = text[first.end() :]
        else:
            break
    return text.strip()[:_LONGEST]


def _is_brand(part: str, brands: Iterable[str]) -> bool:
    key = bare(part)
    if not key or len(part.split()) > _BRAND_WORDS:
        return not key
    if _GENERIC.match(part.strip()):
        return True
    return any(
        key == b or (len(b) > 3 and (b in key or (key in b and len(key) > 3)))
        for b in brands
    )
