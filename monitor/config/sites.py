"""Rules for sites that resist: files of the program, and of the configuration.

The program's stand in `spiders/sites`, one file a site, dated, each with a page of ours
in the same structure that a test reads. `sites/*.yaml` beside the other settings may add
rules, and put one over the program's.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from importlib import resources
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated

from pydantic import AfterValidator, Field

from monitor.config import files
from monitor.config.findings import Findings
from monitor.config.refusal import refusal
from monitor.config.sources import Regex, Selector
from monitor.config.values import Settings
from monitor.errors import ConfigError
from monitor.model import SiteRule

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from monitor.config.nodes import Document

_HOST = re.compile(r"(?!www\.)[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::\d+)?\Z")


def _host(value: str) -> str:
    if not _HOST.match(value):
        raise refusal("not a host; write one such as news.example.com, without www")
    return value


Selectors = Annotated[tuple[Selector, ...], Field(max_length=20)]


class SiteSettings(Settings):
    """Where a site keeps its articles, for a site that resists guessing."""

    hosts: tuple[Annotated[str, AfterValidator(_host)], ...] = Field(min_length=1)
    """The hosts that it holds for, each with all its subdomains."""

    since: date
    """When the rule was written or last seen to hold."""

    why: str = Field(min_length=10)
    """Why the site needs a rule, and where its structure is known from."""

    body: Selectors = Field(min_length=1)
    """CSS selectors of the elements that hold the text; the first that finds any counts."""

    drop: Selectors = ()
    """CSS selectors of elements inside that are no text."""

    lines: Annotated[tuple[Regex, ...], Field(max_length=20)] = ()
    """Regular expressions (RE2) of lines inside that are no text."""

    title: Selectors = ()
    """CSS selectors of the headline."""

    authors: Selectors = ()
    """CSS selectors of the authors' names."""

    published: Selectors = ()
    """CSS selectors of the time of publication: its `datetime`, or what it says."""


def rules(documents: Iterable[Document], findings: Findings) -> Mapping[str, SiteRule]:
    """Give the rules by their hosts: the program's, with those of some files over them."""
    return MappingProxyType({**shipped(), **_rules(documents, findings)})


def shipped() -> Mapping[str, SiteRule]:
    """Give the program's own rules by their hosts.

    Raises:
        ConfigError: one cannot be used.
    """
    findings = Findings(env={}, folder=Path())
    with resources.as_file(resources.files("spiders") / "sites") as folder:
        read = tuple(files.read_each(sorted(folder.glob("*.yaml")), findings))
    made = _rules(read, findings)
    if findings.errors:
        raise ConfigError(findings.errors)
    names = {host: Path(rule.file).name for host, rule in made.items()}
    return MappingProxyType(
        {h: replace(r, file=f"spiders/sites/{names[h]}") for h, r in made.items()}
    )


def _rules(documents: Iterable[Document], findings: Findings) -> dict[str, SiteRule]:
    made: dict[str, SiteRule] = {}
    for document in documents:
        it = findings.validate(SiteSettings, document, document.root)
        if it is None:
            continue
        rule = SiteRule(
            hosts=it.hosts,
            body=it.body,
            drop=it.drop,
            lines=it.lines,
            title=it.title,
            authors=it.authors,
            published=it.published,
            file=document.file,
        )
        for name in it.hosts:
            if name in made:
                message = f"{name} has a rule in {made[name].file}; write one for it"
                findings.add(message, document=document, text=name)
            made[name] = rule
    return made
