"""How the demo's sites announce what they publish: feeds and a news sitemap."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from zoneinfo import ZoneInfo

from lxml import etree
from lxml.builder import ElementMaker

from monitor.demo.content import Piece, Site, State

ATOM = "http://www.w3.org/2005/Atom"
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
NEWS = "http://www.google.com/schemas/sitemap-news/0.9"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """An article as a site shows it now."""

    piece: Piece
    state: State
    published: datetime
    updated: datetime | None = None


def write(site: Site, shown: Sequence[Shown], *, base: str) -> str:
    """Write a site's feed or sitemap.

    Args:
        site: whose `form` is not "section".
        shown: newest first.
        base: address of the site.
    """
    if site.form == "json":
        return _json(site, shown, base)
    form = {"rss": _rss, "atom": _atom, "sitemap": _sitemap}[site.form]
    text = etree.tostring(
        form(site, shown, base), encoding="unicode", pretty_print=True
    )
    return f'<?xml version="1.0" encoding="{site.encoding}"?>\n{text}'


def _rss(site: Site, shown: Sequence[Shown], base: str) -> etree._Element:
    e = ElementMaker()
    items = [
        e.item(
            e.title(each.state.title),
            e.link(base + each.piece.path),
            e.guid(each.piece.id, isPermaLink="false"),
            e.author(each.state.by),
            e.pubDate(format_datetime(_local(each.published, site))),
            e.description(f"{each.state.paragraphs[0][:120]}…"),
        )
        for each in shown
    ]
    channel = e.channel(e.title(site.name), e.link(base), e.language(site.language))
    channel.extend(items)
    root: etree._Element = e.rss(channel, version="2.0")
    return root


def _atom(site: Site, shown: Sequence[Shown], base: str) -> etree._Element:
    e = ElementMaker(namespace=ATOM, nsmap={None: ATOM})
    newest = max((each.updated or each.published for each in shown), default=None)
    feed: etree._Element = e.feed(e.title(site.name), e.id(f"{base}/"))
    if newest:
        feed.append(e.updated(_iso(newest, site)))
    for each in shown:
        feed.append(
            e.entry(
                e.title(each.state.title),
                e.id(f"tag:{site.id}.example,2019:{each.piece.id}"),
                e.link(rel="alternate", type="text/html", href=each.piece.path),
                e.published(_iso(each.published, site)),
                e.updated(_iso(each.updated or each.published, site)),
                e.author(e.name(each.state.by)),
                e.summary(f"{each.state.paragraphs[0][:120]}…"),
            )
        )
    return feed


def _sitemap(site: Site, shown: Sequence[Shown], base: str) -> etree._Element:
    e = ElementMaker(namespace=SITEMAP, nsmap={None: SITEMAP, "news": NEWS})
    news = ElementMaker(namespace=NEWS, nsmap={"news": NEWS})
    root: etree._Element = e.urlset()
    for each in shown:
        root.append(
            e.url(
                e.loc(base + each.piece.path),
                e.lastmod(_iso(each.updated or each.published, site)),
                news.news(
                    news.publication(
                        news.name(site.name), news.language(site.language)
                    ),
                    news.publication_date(_iso(each.published, site)),
                    news.title(each.state.title),
                ),
            )
        )
    return root


def _json(site: Site, shown: Sequence[Shown], base: str) -> str:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": site.name,
        "home_page_url": f"{base}/",
        "language": site.language,
        "items": [
            {
                "id": each.piece.id,
                "url": base + each.piece.path,
                "title": each.state.title,
                "summary": f"{each.state.paragraphs[0][:120]}…",
                "date_published": _iso(each.published, site),
                "authors": [{"name": each.state.by}],
            }
            for each in shown
        ],
    }
    return json.dumps(feed, ensure_ascii=False, indent=1)


def _local(at: datetime, site: Site) -> datetime:
    return at.astimezone(ZoneInfo(site.timezone)).replace(microsecond=0)


def _iso(at: datetime, site: Site) -> str:
    return _local(at, site).isoformat()
