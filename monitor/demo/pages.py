"""The pages of the demo's sites, each site in a template of its own."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from monitor.demo.content import Site
from monitor.demo.listings import Shown

LATEST = 4  # headlines that stand beside an article


def article(site: Site, it: Shown, shown: Sequence[Shown], *, base: str) -> str:
    """Write the page of an article, with everything that pages carry around it.

    Args:
        site: whose page it is.
        it: the article.
        shown: all that the site shows now, newest first: its latest headlines stand
            beside the article, as on real pages, whatever they are about.
        base: address of the site.
    """
    latest = [each for each in shown if each.piece.id != it.piece.id][:LATEST]
    zone = ZoneInfo(site.timezone)
    return _template(site.id).render(
        site=site,
        url=base + it.piece.path,
        piece=it.piece,
        title=it.state.title,
        by=it.state.by,
        paragraphs=it.state.paragraphs,
        published=it.published.astimezone(zone).replace(microsecond=0),
        updated=it.updated and it.updated.astimezone(zone).replace(microsecond=0),
        latest=latest,
    )


def front(site: Site, shown: Sequence[Shown]) -> str:
    """Write the page of headlines."""
    return _template("front").render(
        site=site, shown=shown, zone=ZoneInfo(site.timezone)
    )


def content_type(site: Site) -> str:
    """Give the header of a site's pages; one that names no charset leaves it to them."""
    return "text/html; charset=utf-8" if site.encoding == "utf-8" else "text/html"


@lru_cache(maxsize=16)
def _template(name: str) -> Template:
    return _environment().get_template(f"{name}.html")


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
