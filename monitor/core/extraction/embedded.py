"""Articles that a page carries only as data for its scripts: JSON-LD, Next.js and others.

Asked only when the markup holds no text: what is in the data may be cut, or belong to
another article.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator

from monitor.core.extraction.structured import Statement

_LEAST = 200  # letters of an article in data
_MOST = 3_000_000  # letters of script looked at in one page
_PUSH = re.compile(r'self\.__next_f\.push\(\[1,\s*("(?:[^"\\]|\\.)*")\s*\]\)')
_VALUE = re.compile(
    r'"\w*(?:[cC]ontent|[bB]ody|[hH]tml|[tT]ext)\w*"\s*:\s*("(?:[^"\\]|\\.){200,}")'
)
_PUBLISHED = re.compile(
    r'"(?:datePublished|date_published|publishedAt|published_at|publishDate|publish_date'
    r"|publicationDate|publication_date|firstPublished|first_published|firstPublishDate"
    r'|first_publish_date|display_date|pubDate|publishedDate|published_time)"'
    r'\s*:\s*"([^"]{8,40})"'
)
_SENTENCE = re.compile(r"[.!?。！？][\s\"”』」)<]|다\.")
_PLACEHOLDER = re.compile(r"\$\$\w+\$\$|\{\{[^{}]*\}\}")


def embedded_text(scripts: Iterable[str], said: Iterable[Statement]) -> str:
    """Find the longest text that reads as an article; HTML or plain, empty when none.

    Args:
        scripts: texts of the page's scripts.
        said: its JSON-LD.
    """
    told = [s.body for s in said if s.body]
    found = [t for t in (*told, *_values(scripts)) if _reads_as_prose(t)]
    return _PLACEHOLDER.sub(" ", max(found, key=len, default=""))


def published_in(scripts: Iterable[str]) -> str | None:
    """Find when the page's data say it was published, where they say it but once.

    Data carry other articles too, of lists beside this one: several days tell nothing.
    """
    text = "\n".join(scripts)[:_MOST]
    times = [match[1] for match in _PUBLISHED.finditer(text.replace('\\"', '"'))]
    return times[0] if len({time[:10] for time in times}) == 1 else None


def _values(scripts: Iterable[str]) -> Iterator[str]:
    budget = _MOST
    pushed: list[str] = []
    for script in scripts:
        budget -= len(script)
        if budget < 0:
            return
        pieces = _PUSH.findall(script)
        if pieces:
            pushed.extend(_string(piece) for piece in pieces)
        elif len(script) > _LEAST:
            yield from (_string(value) for value in _VALUE.findall(script))
    yield from (_string(value) for value in _VALUE.findall("".join(pushed)))


def _string(literal: str) -> str:
    try:
        value = json.loads(literal, strict=False)
    except ValueError:
        return ""
    return value if isinstance(value, str) else ""


def _reads_as_prose(text: str) -> bool:
    return len(text) >= _LEAST and len(_SENTENCE.findall(text[:20_000])) >= 3
