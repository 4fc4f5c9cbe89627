"""Articles that a page carries only as data for its scripts: JSON-LD, Next.js and others.

Asked only when the markup holds no text, or far less than the page's data: what is in
the data may be cut, or belong to another article.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator

from monitor.core.extraction.blocks import bare
from monitor.core.extraction.structured import Statement

_LEAST = 160  # letters of an article in data; one of Han, Kana or Hangul counts twice
_MOST = 3_000_000  # letters of script looked at in one page
_ABOUT = 0.3  # of a headline's letters in a text that is about it
_BEGINNING = 3_000  # letters of a text that are held against the headline
_NODES = 20_000  # values looked at in one page's state
_PIECES = 2  # paragraphs in a list of them
_PUSH = re.compile(r'self\.__next_f\.push\(\[1,\s*("(?:[^"\\]|\\.)*")\s*\]\)')
_VALUE = re.compile(
    r'"\w*(?:[cC]ontent|[bB]ody|[hH]tml|[tT]ext)\w*"\s*:\s*("(?:[^"\\]|\\.){80,}")'
)
_LITERAL = re.compile(r'("(?:[^"\\\n]|\\.){120,}")')
# Where a page's script is given its state as JSON.
_STATE = re.compile(
    r"(?:Fusion\.globalContent|__\w*(?:STATE|DATA|NUXT)\w*|(?:article|story)\w*)\s*=\s*(?=[\[{])"
)
_BUILT = re.compile(r"Fusion|__\w*(?:STATE|NUXT)\w*\s*=|\"pageProps\"|\"articleBody\"")
_TEXTS = ("content", "text", "html", "body", "value", "contents", "paragraph")
_NO_TEXT = re.compile(r"image|link|list$|video|gallery|embed|ad$|related|quote_credit")
_PUBLISHED = re.compile(
    r'"(?:datePublished|date_published|publishedAt|published_at|publishDate|publish_date'
    r"|publicationDate|publication_date|firstPublished|first_published|firstPublishDate"
    r"|first_publish_date|display_date|displayTime|pubDate|publishedDate|published_time)"
    r'"\s*:\s*"([^"]{8,40})"'
)
_WRITER = re.compile(
    r'"(?:authors?|writers?|reporters?|bylines?|by)"\s*:\s*\[?\s*(?:\{[^{}]{0,200}?"name"\s*:\s*)?"([^"]{2,60})"'
)
_SENTENCE = re.compile(r"[。！？]|[.!?][\"”')]*(?:\s|<|$)|다\.")
_DENSE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
_PLACEHOLDER = re.compile(r"\$\$\w+\$\$|\{\{[^{}]*\}\}")


def embedded_text(
    scripts: Iterable[str],
    said: Iterable[Statement],
    titles: Collection[str] = (),
) -> str:
    """Find the longest text that reads as an article; HTML or plain, empty when none.

    Args:
        scripts: texts of the page's scripts.
        said: its JSON-LD.
        titles: `bare` spellings of the headline; a text about it goes before others.
    """
    told = [s.body for s in said if s.body]
    looked = tuple(scripts)
    found = [t for t in (*told, *_values(looked)) if _reads_as_prose(t)]
    if not found:
        loose = (_string(v) for s in looked for v in _LITERAL.findall(s[:_MOST]))
        found = [t for t in loose if _reads_as_prose(t)]
    about = [t for t in found if shared(t, titles) >= _ABOUT] or found
    return _PLACEHOLDER.sub(" ", max(about, key=len, default=""))


def shared(text: str, titles: Collection[str]) -> float:
    """Say from 0 to 1 how much of a headline's letters a text begins with."""
    title = max(titles, key=len, default="")
    size = 4 if title.isascii() else 2
    pieces = [title[i : i + size] for i in range(len(title) - size + 1)]
    begins = bare(text[:_BEGINNING])
    return sum(piece in begins for piece in pieces) / max(1, len(pieces))


def has_state(scripts: Iterable[str]) -> bool:
    """Say whether a page was built from data that it carries."""
    return any(
        _BUILT.search(script[:400]) or "__next_f" in script for script in scripts
    )


def published_in(scripts: Iterable[str]) -> str | None:
    """Find when the page's data say it was published, where they say it but once.

    Data carry other articles too, of lists beside this one: several days tell nothing.
    """
    times = _PUBLISHED.findall(_plain(scripts))
    return times[0] if len({time[:10] for time in times}) == 1 else None


def writer_in(scripts: Iterable[str]) -> str | None:
    """Find whom the page's data name as the writer, where they name but one."""
    names = set(_WRITER.findall(_plain(scripts)))
    return names.pop() if len(names) == 1 else None


def _plain(scripts: Iterable[str]) -> str:
    return "\n".join(scripts)[:_MOST].replace('\\"', '"')


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
        elif len(script) > _LEAST // 2:
            yield from (_string(value) for value in _VALUE.findall(script))
            yield from _lists(_loaded(script))
    yield from (_string(value) for value in _VALUE.findall("".join(pushed)))


def _string(literal: str) -> str:
    try:
        value = json.loads(literal, strict=False)
    except ValueError:
        return ""
    return value if isinstance(value, str) else ""


def _loaded(script: str) -> object:
    """Read the state that a script is, or is given."""
    match = None if script.lstrip().startswith(("{", "[")) else _STATE.search(script)
    start = match.end() if match else len(script) - len(script.lstrip())
    if match is None and not script.lstrip().startswith(("{", "[")):
        return None
    try:
        return json.JSONDecoder(strict=False).raw_decode(script, start)[0]
    except (ValueError, RecursionError):
        return None


def _lists(root: object) -> Iterator[str]:
    """Join what lists of paragraphs hold, as Fusion and others keep an article."""
    queue, looked = [root], 0
    while queue and looked < _NODES:
        node = queue.pop()
        looked += 1
        if isinstance(node, dict):
            queue.extend(v for v in node.values() if isinstance(v, (dict, list)))
        elif isinstance(node, list):
            queue.extend(v for v in node if isinstance(v, (dict, list)))
            pieces = [piece for item in node if (piece := _piece(item))]
            if len(pieces) >= _PIECES:
                yield "".join(f"<p>{piece}</p>" for piece in pieces)


def _piece(item: object) -> str:
    """Give the text of one block of an article's list."""
    if not isinstance(item, dict) or _NO_TEXT.search(str(item.get("type", ""))):
        return ""
    return next((t for k in _TEXTS if isinstance(t := item.get(k), str) and t), "")


def _reads_as_prose(text: str) -> bool:
    weight = len(text) + len(_DENSE.findall(text[:_LEAST]))
    return weight >= _LEAST and len(_SENTENCE.findall(text[:20_000])) >= 3
