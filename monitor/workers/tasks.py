"""What a worker can do, by name: functions of values to values, nothing else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from monitor.core.discover import discover
from monitor.core.extract import explain as verdicts
from monitor.core.extract import (
    extract,
    extract_and_learn,
    from_text,
    from_text_and_learn,
)
from monitor.core.similar import prints
from monitor.core.template import fill
from monitor.model import Article, Lesson, Link, OutletHints, Page, Read


def _with_prints(article: Article, lesson: Lesson) -> Read:
    return Read(article, prints(article.title, article.text, article.language), lesson)


def read(page: Page, link: Link, *, now: datetime, outlet: OutletHints) -> Read:
    """Read an article out of its page; take its fingerprints and its lesson."""
    return _with_prints(*extract_and_learn(page, link, now=now, outlet=outlet))


def read_text(link: Link, text: str, *, now: datetime, outlet: OutletHints) -> Read:
    """Read an article out of a feed's full text; take its fingerprints and its lesson."""
    return _with_prints(*from_text_and_learn(link, text, now=now, outlet=outlet))


def explain(page: Page, *, outlet: OutletHints) -> list[dict[str, object]]:
    """Say of every line of a page whether it was kept, and why."""
    return [
        {"keep": v.keep, "reason": v.reason, "kind": v.block.kind, "text": v.block.text}
        for v in verdicts(page, outlet=outlet)
    ]


TASKS: Mapping[str, Callable[..., object]] = {
    task.__name__: task
    for task in (read, read_text, explain, discover, extract, from_text, fill)
}
