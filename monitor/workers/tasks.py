"""What a worker can do, by name: functions of values to values, nothing else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from monitor.core.discover import discover
from monitor.core.extract import explain as verdicts
from monitor.core.extract import extract, from_text
from monitor.core.similar import prints
from monitor.core.template import fill
from monitor.model import Article, Link, OutletHints, Page, Prints


def _with_prints(article: Article) -> tuple[Article, Prints]:
    return article, prints(article.title, article.text, article.language)


def read(
    page: Page, link: Link, *, now: datetime, outlet: OutletHints
) -> tuple[Article, Prints]:
    """Read an article out of its page and take its fingerprints."""
    return _with_prints(extract(page, link, now=now, outlet=outlet))


def read_text(
    link: Link, text: str, *, now: datetime, outlet: OutletHints
) -> tuple[Article, Prints]:
    """Read an article out of a feed's full text and take its fingerprints."""
    return _with_prints(from_text(link, text, now=now, outlet=outlet))


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
