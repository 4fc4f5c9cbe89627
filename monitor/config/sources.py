"""The settings of what is polled: sources.yaml, or sources/*.yaml."""

from __future__ import annotations

import re
from typing import Annotated, Self
from urllib.parse import quote

from cssselect import SelectorError
from cssselect import parse as parse_css
from pydantic import AfterValidator, BeforeValidator, Field, model_validator
from pydantic.json_schema import WithJsonSchema

from monitor.config.names import Country, Language, Name, WebAddress
from monitor.config.refusal import refusal
from monitor.config.regex import regex
from monitor.config.values import Settings, Timezone, Wait, duration
from monitor.model import SectionRule, Source, SourceKind, SourceName

OURS = frozenset({"host", "user-agent", "connection", "content-length", "range"})
PRIVATE = frozenset({"authorization", "cookie", "proxy-authorization"})


def _selector(value: str) -> str:
    try:
        parse_css(value)
    except SelectorError as e:
        raise refusal(f"not a CSS selector: {e}; write one such as ul.news a") from e
    return value


def _header(value: tuple[str, str]) -> tuple[str, str]:
    key, content = value
    if not re.match(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+\Z", key):
        raise refusal("not a header; write a name such as Accept-Language")
    if key.lower() in OURS:
        raise refusal(f"{key} is set by the spider; delete it")
    if key.lower() in PRIVATE:
        raise refusal(
            f"{key} is not sent: sources are read as anyone reads them; delete it",
            kind="secret",
        )
    if not (content.isascii() and content.isprintable()):
        raise refusal("not the content of a header; write plain ASCII on one line")
    return key, content


def _pairs(value: object) -> object:
    return tuple(value.items()) if isinstance(value, dict) else value


Regex = Annotated[str, AfterValidator(regex)]
Selector = Annotated[str, AfterValidator(_selector)]
Headers = Annotated[
    tuple[Annotated[tuple[str, str], AfterValidator(_header)], ...],
    BeforeValidator(_pairs),
    WithJsonSchema({"type": "object", "additionalProperties": {"type": "string"}}),
]


class Rule(Settings):
    """Where a section page keeps its links, for pages that resist guessing."""

    links: Selector
    """CSS selector of the links, or of the elements that hold one each."""

    url: Regex | None = None
    """Regular expression (RE2) that an address must match."""


class SourceSettings(Settings):
    """One thing that is polled."""

    name: Name
    """Its name, unique among all sources."""

    outlet: str = Field(min_length=1, max_length=200)
    """The publisher, as alerts name it."""

    kind: SourceKind
    """What the address leads to."""

    url: WebAddress
    """The address that is polled; in a search, {query} stands for the query."""

    query: str | None = Field(default=None, min_length=1, max_length=500)
    """What a search asks for, put in place of {query}."""

    language: Language | None = None
    """The language it is mostly in, where pages do not say."""

    country: Country | None = None
    """The outlet's country."""

    timezone: Timezone | None = None
    """The outlet's time zone, for dates that name none."""

    every: Wait = duration("15m")
    """The shortest time between two visits; the rhythm adapts from here."""

    at_most: Wait | None = None
    """The longest time between two visits; 6h, or `every` where that is longer."""

    rule: Rule | None = None
    """Where a section page keeps its links."""

    headers: Headers = ()
    """Headers that are sent with each request, such as Accept-Language."""

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.at_most is not None and self.at_most < self.every:
            raise refusal(
                "at_most is shorter than every; write a longer at_most", key="at_most"
            )
        if self.rule is not None and self.kind != "section":
            raise refusal("a rule goes with kind: section; delete it", key="rule")
        if ("{query}" in self.url) != (self.query is not None):
            raise refusal(
                "query and {query} in the url go together; write both", key="url"
            )
        if self.query is not None and self.kind != "search":
            raise refusal(
                "a query goes with kind: search; write that kind", key="query"
            )
        return self

    def source(self) -> Source:
        """Make the source that is polled."""
        url = self.url
        if self.query is not None:
            url = url.replace("{query}", quote(self.query, safe=""))
        rule = None
        if self.rule is not None:
            rule = SectionRule(links=self.rule.links, url=self.rule.url)
        return Source(
            name=SourceName(self.name),
            outlet=self.outlet,
            kind=self.kind,
            url=url,
            language=self.language,
            country=self.country,
            timezone=self.timezone,
            every=self.every,
            at_most=self.at_most or max(self.every, duration("6h")),
            rule=rule,
            headers=self.headers,
        )


class SourcesFile(Settings):
    """What is polled: sources.yaml, or sources/*.yaml."""

    sources: tuple[SourceSettings, ...]
    """All sources of this file."""
