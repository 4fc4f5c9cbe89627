"""What a worker can do, by name: functions of values to values, nothing else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from monitor.core.discover import discover
from monitor.core.extract import explain_text as lines_of
from monitor.core.extract import (
    extract,
    extract_and_learn,
    from_text,
    from_text_and_learn,
)
from monitor.core.extraction.reading import read_page
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


def explain(page: Page, *, outlet: OutletHints) -> dict[str, object]:
    """Say how a page was read, and of every line of it whether it was kept, and why."""
    reading = read_page(page, outlet)
    rule = outlet.site.rule
    blocks = [
        {"keep": v.keep, "reason": v.reason, "kind": v.block.kind, "text": v.block.text}
        for v in reading.verdicts
    ]
    named = rule.file if rule and reading.by == "rule" else None
    return {"by": reading.by, "rule": named, "blocks": blocks}


def explain_text(link: Link, text: str, *, outlet: OutletHints) -> dict[str, object]:
    """Say of every line of a text that was extracted before what `explain` says."""
    blocks = [
        {"keep": line.keep, "reason": line.reason, "kind": "line", "text": line.text}
        for line in lines_of(text, link, outlet=outlet)
    ]
    return {"by": "text", "rule": None, "blocks": blocks}


TASKS: Mapping[str, Callable[..., object]] = {
    task.__name__: task
    for task in (
        read,
        read_text,
        explain,
        explain_text,
        discover,
        extract,
        from_text,
        fill,
    )
}
