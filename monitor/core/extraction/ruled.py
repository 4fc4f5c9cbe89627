"""A page read by the rule that a person wrote for its site (`spiders/sites`).

A rule names elements, and what it finds is judged as any text is: what reads as a
leftover is one inside a rule's element too. A rule that finds no article on a page is
out of date, or not meant for it, and the page is read in full.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

import re2
from lxml.cssselect import CSSSelector
from lxml.etree import _Element

from monitor.core.extraction.blocks import Block, blocks, tidy
from monitor.core.extraction.head import Head
from monitor.core.extraction.judge import Verdict
from monitor.core.extraction.structured import Statement
from monitor.core.urls import host
from monitor.model import SiteRule

LEFT_OUT = "a line that the site's rule leaves out"
_NAMES = 8  # authors, at most
_WITHIN = frozenset(("a", "b", "em", "font", "i", "small", "span", "strong"))


def rule_for(url: str, rules: Mapping[str, SiteRule]) -> SiteRule | None:
    """Give the rule of an address's site: of its host, or of the nearest above it."""
    labels = host(url).split(".")
    names = (".".join(labels[i:]) for i in range(len(labels)))
    return next((rules[name] for name in names if name in rules), None)


def body_of(tree: _Element, rule: SiteRule) -> list[Block]:
    """List the blocks of the elements that hold a page's text; none where none does.

    Args:
        tree: of the page; what the rule drops is taken out of it.
        rule: of its site.
    """
    for element in _found(tree, rule.drop):
        _drop(element)
    for selector in rule.body:
        outer = list(_outermost(_selected(selector)(tree)))
        inside = [block for element in outer for block in blocks(element)]
        if inside:
            return inside
    return []


def without_lines(verdicts: Iterable[Verdict], rule: SiteRule) -> list[Verdict]:
    """Drop the lines that the rule knows to be no text, and no byline either."""
    known = [_compiled(pattern) for pattern in rule.lines]
    return [
        replace(v, keep=False, reason=LEFT_OUT)
        if any(p.search(v.block.text) for p in known)
        else v
        for v in verdicts
    ]


def told_by(tree: _Element, rule: SiteRule, head: Head) -> Head:
    """Give a page's head with what the rule finds of its headline, authors and time."""
    title = next(_words(tree, rule.title), None)
    authors = tuple(_words(tree, rule.authors))[:_NAMES]
    times = (e.get("datetime") for e in _found(tree, rule.published))
    published = next((t for t in times if t), None)
    published = published or next(_words(tree, rule.published), None)
    if not (title or authors or published):
        return head
    kind = head.said[0].kind if head.said else "NewsArticle"
    told = Statement(kind=kind, headline=title, authors=authors, published=published)
    return replace(head, said=(told, *head.said))


def _words(tree: _Element, selectors: Iterable[str]) -> Iterator[str]:
    for element in _found(tree, selectors):
        text = tidy("".join(element.itertext()))
        if text:
            yield text


def _found(tree: _Element, selectors: Iterable[str]) -> list[_Element]:
    return [e for selector in selectors for e in _selected(selector)(tree)]


@lru_cache(maxsize=512)
def _compiled(pattern: str) -> Any:  # noqa: ANN401 - RE2 has no types
    return re2.compile(pattern)


@lru_cache(maxsize=512)
def _selected(selector: str) -> CSSSelector:
    return CSSSelector(selector, translator="html")


def _outermost(elements: Iterable[_Element]) -> Iterator[_Element]:
    """Leave out elements inside others, whose text would come twice."""
    taken: set[_Element] = set()
    for element in elements:
        if not any(outer in taken for outer in element.iterancestors()):
            taken.add(element)
            yield element


def _drop(element: _Element) -> None:
    """Take an element out of its tree, and leave the text behind it."""
    within = element.tag in _WITHIN
    element.clear(keep_tail=True)
    element.tag = "wbr" if within else "br"  # it goes on dividing what it divided
