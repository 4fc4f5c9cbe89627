"""What a page says about itself in JSON-LD: bounded, and believed only as evidence.

Source: schema.org/NewsArticle; FAULTS row 50.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from monitor.core.extraction.blocks import tidy

_MAX_SCRIPT = 2_000_000  # letters in one script; real ones stay under 200,000
_MAX_NODES = 5_000  # objects looked at in one page
_TRAILING = re.compile(r",\s*([}\]])")
_CONTROL = re.compile(r"[\x00-\x1f]+")
_ARTICLE = re.compile(
    r"(?:^|/)(?:\w*Article|BlogPosting|LiveBlogPosting|Report|\w*Review|SocialMediaPosting)$"
)
_PAGE = re.compile(
    r"(?:^|/)(?:WebPage|ItemPage|VideoObject|AudioObject|PodcastEpisode)$"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What one JSON-LD object says of the article."""

    kind: str = ""  # its @type
    headline: str | None = None
    published: str | None = None
    modified: str | None = None
    authors: tuple[str, ...] = ()
    section: str | None = None
    image: str | None = None
    body: str | None = None
    summary: str | None = None
    publisher: str | None = None
    url: str | None = None
    free: bool | None = None  # isAccessibleForFree


def statements(scripts: Iterable[str]) -> tuple[Statement, ...]:
    """Read the JSON-LD of a page, articles first.

    Args:
        scripts: texts of its `application/ld+json` scripts.
    """
    found = [
        _statement(node, kind)
        for script in scripts
        for node in _objects(_load(script))
        if (kind := _kind(node))
    ]
    return tuple(sorted(found, key=lambda s: _ARTICLE.search(s.kind) is None))


def _load(script: str) -> object:
    text = script.strip()
    if not text or len(text) > _MAX_SCRIPT:
        return None
    for attempt in (text, _TRAILING.sub(r"\1", _CONTROL.sub(" ", text)).rstrip(";")):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _objects(root: object) -> Iterator[dict[str, object]]:
    """Walk breadth first, so that the outer article comes before what it mentions."""
    queue, looked = [root], 0
    while queue and looked < _MAX_NODES:
        node = queue.pop(0)
        looked += 1
        if isinstance(node, list):
            queue.extend(n for n in node[:200] if isinstance(n, (dict, list)))
        elif isinstance(node, dict):
            yield node
            inner = (node.get(k) for k in ("@graph", "mainEntity", "mainEntityOfPage"))
            queue.extend(n for n in inner if isinstance(n, (dict, list)))


def _kind(node: dict[str, object]) -> str:
    kinds = node.get("@type")
    for kind in kinds if isinstance(kinds, list) else [kinds]:
        if isinstance(kind, str) and (_ARTICLE.search(kind) or _PAGE.search(kind)):
            return kind
    return ""


def _statement(node: dict[str, object], kind: str) -> Statement:
    free = node.get("isAccessibleForFree")
    return Statement(
        kind=kind,
        headline=text_of(node.get("headline")) or text_of(node.get("name")),
        published=text_of(node.get("datePublished"))
        or text_of(node.get("dateCreated")),
        modified=text_of(node.get("dateModified")),
        authors=tuple(_names(node.get("author")) or _names(node.get("creator"))),
        section=text_of(node.get("articleSection")),
        image=_image(node.get("image")),
        body=body if isinstance(body := node.get("articleBody"), str) else None,
        summary=text_of(node.get("description")),
        publisher=next(iter(_names(node.get("publisher"))), None),
        url=text_of(node.get("url")),
        free=None if free is None else str(free).casefold() in ("true", "1", "yes"),
    )


def text_of(value: object) -> str | None:
    """Take the first text out of what may be a list or an object."""
    if isinstance(value, list):
        value = next((v for v in value if isinstance(v, (str, dict))), None)
    if isinstance(value, dict):
        value = value.get("@value") or value.get("name") or value.get("@id")
    if not isinstance(value, str):
        return None
    return tidy(html.unescape(value)) or None


def _names(value: object) -> list[str]:
    people = value if isinstance(value, list) else [value]
    names: list[str] = []
    for person in people[:40]:
        raw = person.get("name") if isinstance(person, dict) else person
        for name in raw if isinstance(raw, list) else [raw]:
            text = text_of(name)
            if text and not text.startswith(("http://", "https://")):
                names.append(text)
    return names


def _image(value: object) -> str | None:
    if isinstance(value, list):
        value = next(iter(value), None)
    if isinstance(value, dict):
        value = value.get("url") or value.get("contentUrl")
    return value if isinstance(value, str) else None
