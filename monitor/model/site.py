"""What is known of a site: by a rule that a person wrote, and from its pages so far."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

ReadBy = Literal["full", "layout", "rule", "data", "text"]
"""How a body was found: every witness heard, the site's known layout, a rule of ours,
the page's own data, or text that came without a page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteRule:
    """Where a site keeps its articles, for sites that resist. CSS selectors."""

    hosts: tuple[str, ...]  # each with all its subdomains
    body: tuple[str, ...]  # elements that hold the text; the first that does is taken
    drop: tuple[str, ...] = ()  # elements inside that are no text
    lines: tuple[str, ...] = ()  # RE2: lines inside that are no text
    title: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    published: tuple[str, ...] = ()  # elements whose text or `datetime` is the time
    file: str = ""  # where it is written


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownSite:
    """What a reading is told of its site. See `monitor.core.extraction.memory`."""

    lines: frozenset[int] = frozenset()  # `line_key` of what other articles carry
    ways: Mapping[int, bool] = field(default_factory=dict)  # `way_key`: the body's?
    rule: SiteRule | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """What one reading teaches of its site."""

    by: ReadBy
    title: int = 0  # `memory.signature` of the headline
    lines: tuple[tuple[int, bool], ...] = ()  # `line_key`, and whether it is long
    ways: tuple[tuple[int, bool], ...] = ()  # `way_key`, and whether it was the body's


class SeenLine(NamedTuple):  # a thousand are made for each page
    """A line that articles of a site carry."""

    stories: int  # in which it stood, of different subjects
    first: int  # number of the site's story that had it first
    last: int  # and of the latest
    event: int  # of the latest, 32 bits of its id
    title: int  # of the latest, its `memory.signature`
    long: bool  # a sentence rather than a label


class SeenWay(NamedTuple):
    """A path of tags and classes, by what was said of the blocks at its end."""

    body: int  # stories in which most of them belonged to the text
    other: int  # stories in which most did not
    last: int  # number of the site's story that had it last


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteMemory:
    """What a site's articles taught so far. Bounded; see `memory.learn`."""

    stories: int = 0
    lines: Mapping[int, SeenLine] = field(default_factory=dict)
    ways: Mapping[int, SeenWay] = field(default_factory=dict)
