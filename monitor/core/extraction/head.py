"""What a page's head and headings say, read in one pass over its tree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml.html import HtmlElement

from monitor.core.extraction.blocks import tidy
from monitor.core.extraction.structured import Statement, statements

_MAX_META = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The page about itself, unjudged."""

    meta: Mapping[str, str]  # first value of each name, property, itemprop
    title: str = ""  # <title>
    headings: tuple[str, ...] = ()  # h1, in order
    subheadings: tuple[str, ...] = ()  # h2, in order
    canonical: str | None = None
    amp: str | None = None
    language: str | None = None  # html lang
    times: tuple[str, ...] = ()  # datetime of <time>, or its text
    authors: tuple[str, ...] = ()  # texts of elements marked as author
    said: tuple[Statement, ...] = field(default=())
    scripts: tuple[str, ...] = field(default=(), repr=False)  # their texts
    refresh: str | None = None  # content of a meta refresh
    password: bool = False  # has a field for a password
    forms: int = 0


def read_head(tree: HtmlElement) -> Head:
    """Read the head of a page.

    Args:
        tree: of lxml, before scripts were taken out.
    """
    meta: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop")
        name = name or element.get("http-equiv")
        content = element.get("content")
        if name and content and len(meta) < _MAX_META:
            meta.setdefault(name.strip().lower(), tidy(content))
    scripts = [
        e.text or ""
        for e in tree.iter("script")
        if "ld+json" in (e.get("type") or "").lower()
    ]
    links = {
        rel: e.get("href")
        for e in tree.iter("link")
        if (rel := (e.get("rel") or "").lower()) in ("canonical", "amphtml")
    }
    return Head(
        meta=meta,
        title=next((_words(e) for e in tree.iter("title") if _outside_svg(e)), ""),
        headings=_texts(tree, "h1"),
        subheadings=_texts(tree, "h2"),
        canonical=links.get("canonical"),
        amp=links.get("amphtml"),
        language=tree.get("lang") or meta.get("content-language"),
        times=tuple(e.get("datetime") or _words(e) for e in _first(tree, "time", 6)),
        authors=_marked(tree),
        said=statements(scripts),
        scripts=tuple(e.text for e in tree.iter("script") if e.text),
        refresh=meta.get("refresh"),
        password=any(e.get("type") == "password" for e in tree.iter("input")),
        forms=sum(1 for _ in tree.iter("form")),
    )


def _words(element: HtmlElement) -> str:
    return tidy("".join(element.itertext()))


def _outside_svg(element: HtmlElement) -> bool:
    parent = element.getparent()
    return parent is None or parent.tag != "svg"


def _first(tree: HtmlElement, tag: str, count: int) -> list[HtmlElement]:
    found = []
    for element in tree.iter(tag):
        found.append(element)
        if len(found) == count:
            break
    return found


def _texts(tree: HtmlElement, tag: str) -> tuple[str, ...]:
    texts = (_words(e) for e in _first(tree, tag, 12))
    return tuple(t for t in texts if t)


def _marked(tree: HtmlElement) -> tuple[str, ...]:
    """Find what is marked as an author: `rel=author`, `itemprop=author`, a byline class."""
    texts: list[str] = []
    for element in tree.iter("a", "span", "p", "div", "address", "li", "em", "strong"):
        rel, prop = element.get("rel"), element.get("itemprop")
        name = (element.get("class") or "").lower()
        if (
            (rel and "author" in rel)
            or prop == "author"
            or "byline" in name
            or "author-name" in name
            or "author_name" in name
            or "authorname" in name
        ):
            text = _words(element)
            if text and len(text) < 200:
                texts.append(text)
        if len(texts) >= 12:
            break
    return tuple(texts)
