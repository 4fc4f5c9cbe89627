"""JSON Feed, versions 1 and 1.1.

Source: https://www.jsonfeed.org/version/1.1/
"""

import html
import json
from typing import Any

from monitor.core import urls
from monitor.core.listing.feeds import MAX_ENTRIES, Entry, Feed, plain, strip_markup


def read(text: str, base: str) -> Feed:
    """Read a JSON Feed; what is none comes back empty, with a note.

    Args:
        text: the document.
        base: the address it came from.
    """
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return Feed(note="JSON that cannot be read", fault=True)
    items = document.get("items") if isinstance(document, dict) else None
    if not isinstance(items, list):
        return Feed(note="JSON, but no JSON Feed", fault=True)
    language = _string(document.get("language"))
    found = [
        entry
        for item in items[:MAX_ENTRIES]
        if isinstance(item, dict) and (entry := _entry(item, base, language))
    ]
    without = len(items[:MAX_ENTRIES]) - len(found)
    return Feed(
        entries=tuple(found),
        title=plain(_string(document.get("title"))),
        note=f"{without} items without an address" if without else "",
    )


def _entry(item: dict[str, Any], base: str, language: str | None) -> Entry | None:
    names = ("url", "external_url", "id")
    said = [value for name in names if (value := _string(item.get(name)))]
    if not item.get("url") and not item.get("external_url"):
        said = [value for value in said if value.startswith(("http:", "https:"))]
    url = next((u for value in said if (u := urls.resolve(base, value))), None)
    if url is None:
        return None
    text = _string(item.get("content_html"))
    if text is None and (simple := _string(item.get("content_text"))):
        paragraphs = (html.escape(line) for line in simple.splitlines() if line.strip())
        text = "".join(f"<p>{line}</p>" for line in paragraphs)
    return Entry(
        url=url,
        title=plain(_string(item.get("title"))),
        summary=strip_markup(_string(item.get("summary"))),
        published=_string(item.get("date_published")),
        modified=_string(item.get("date_modified")),
        guid=_string(item.get("id")),
        text=text,
        authors=_authors(item),
        language=_string(item.get("language")) or language,
    )


def _authors(item: dict[str, Any]) -> tuple[str, ...]:
    people = item.get("authors")
    if not isinstance(people, list):
        people = [item.get("author")]  # version 1
    names = (_string(p.get("name")) for p in people if isinstance(p, dict))
    return tuple(clean for name in names if (clean := plain(name, 200)))


def _string(value: object) -> str | None:
    return value if isinstance(value, str) and value.strip() else None
