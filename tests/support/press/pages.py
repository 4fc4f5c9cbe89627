"""The pages as bytes, and as files: `python -m press.pages` in tests/support writes them.

What an article is stands in `tests/data/press/*.json`; the layouts put it on a page, and
the extractor is held against the former.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from press import japanese_more, korean_more
from press.korean import Article

DATA = Path(__file__).parents[2] / "data" / "press"
LAYOUTS = {"ko": korean_more.LAYOUTS, "ja": japanese_more.LAYOUTS}


def articles(language: str) -> list[Article]:
    """Give what is known of each article: name, text, title, authors ..."""
    found: list[Article] = json.loads((DATA / f"{language}.json").read_text("utf-8"))
    return found


def pages(language: str) -> Iterator[tuple[Article, bytes]]:
    """Give each article with the page that carries it."""
    for article in articles(language):
        text = LAYOUTS[language][article["layout"]](article)
        yield article, text.encode(article["encoding"], "xmlcharrefreplace")


if __name__ == "__main__":
    for language in LAYOUTS:
        for article, body in pages(language):
            (DATA / f"{article['name']}.html").write_bytes(body)
