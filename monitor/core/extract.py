"""A page to the article and nothing but the article."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lxml import etree, html
from resiliparse.extract.html2text import extract_plain_text
from trafilatura.core import bare_extraction
from trafilatura.xml import xmltotxt

from monitor.core import charset, urls
from monitor.core.authors import authors_of, names
from monitor.core.blocks import Block, blocks, plain_blocks, tidy
from monitor.core.clean import clean
from monitor.core.embedded import embedded_text
from monitor.core.head import Head, read_head
from monitor.core.ids import article_id, text_digest
from monitor.core.judge import Verdict, bare, judge
from monitor.core.language import language_of
from monitor.core.metadata import (
    Times,
    addresses,
    declared_paywalled,
    image_of,
    section_of,
    summary_of,
    times_of,
)
from monitor.core.titles import headline, page_titles
from monitor.core.walls import is_front, wall_of
from monitor.errors import ExtractError
from monitor.model import Article, Link, OutletHints, Page

_NO_TEXT = [
    "script",
    "style",
    "noscript",
    "iframe",
    "svg",
    "template",
    "link",
    "meta",
    "button",
    "select",
    "option",
    "canvas",
    "textarea",
    "rp",
    "rt",
    "rtc",
]
_LEAST = 25  # letters; less is no article
_THIN = 200  # letters; with less the page's data is looked at
_POOR = 0.6  # of the second witness's length: below it the first is asked again
_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)|\d월 ?\d|\d月 ?\d")
_XML = re.compile(r"^\s*<\?xml[^>]*\?>")
_MARKUP = re.compile(
    r"</(?:p|div|a|br|li|h\d|span|em|strong)>|<(?:p|br|div)\b", re.IGNORECASE
)
_AGENCIES = (
    "NPR", "Reuters", "Associated Press", "AFP", "Yonhap", "Kyodo", "Jiji", "Bloomberg",
    "dpa", "EFE", "ANSA", "TASS", "Xinhua", "연합뉴스", "뉴시스", "뉴스1", "共同", "時事",
)  # fmt: skip
_CREDIT = re.compile(
    r"(?:copyright(?: ©)?|©|\(c\)|source:|quelle:|出典[:：])\s*(?:\d{4}\s*)?(?P<who>"
    + "|".join(map(re.escape, _AGENCIES))
    + r")\b",
    re.IGNORECASE,
)
_DATELINE = re.compile(
    r"^.{0,60}\((?P<who>Reuters|AP|AFP|Yonhap|Kyodo|Jiji|Xinhua|UPI|연합뉴스|共同|時事)\)"
)


@dataclass(frozen=True, slots=True)
class _Reading:
    """A page that was taken apart."""

    head: Head
    verdicts: list[Verdict]
    said: str  # all the words of the page


def extract(page: Page, link: Link, *, now: datetime, outlet: OutletHints) -> Article:
    """Read the article out of a page.

    Args:
        page: as the server sent it.
        link: what its source said of it.
        now: aware; no date lies after it.
        outlet: whose page it is.

    Raises:
        ExtractError: the page holds no article; `kind` says what it is instead.
    """
    reading = _read(page, outlet)
    head, kept = reading.head, [v.block.text for v in reading.verdicts if v.keep]
    text = "\n".join(kept)
    title = headline(head, outlet=outlet.outlet, url=page.url, announced=link.title)
    _refuse(page, reading, text, title=title)
    own, aliases = addresses(head, requested=link.url, final=page.url)
    times = times_of(
        head,
        url=page.url,
        zone=outlet.timezone,
        now=now,
        lines=_dated_lines(reading.verdicts),
    )
    times = _or_announced(times, link)
    return Article(
        id=article_id(own),
        url=own,
        fetched_url=page.url,
        source=link.source,
        outlet=link.outlet or outlet.outlet,
        title=title,
        text=text,
        fetched=page.fetched,
        language=language_of(
            f"{title}\n{text}", head.language or link.language or outlet.language
        ),
        country=outlet.country,
        authors=authors_of(head, link.authors)
        or names(_lines(reading.verdicts, "byline")[:2]),
        published=times.published,
        published_doubtful=times.doubtful,
        date_only=times.date_only,
        modified=times.modified or link.modified,
        summary=summary_of(head) or link.summary,
        section=section_of(head),
        credit=credit_of(text, (v.block.text for v in reading.verdicts if not v.keep)),
        image=image_of(head, page.url),
        paywalled=_paywalled(head, reading.verdicts),
        notes=_lines(reading.verdicts, "note"),
        aliases=tuple(u for u in aliases if u != link.canonical)
        + _announced(link, own),
        digest=text_digest(title, text),
    )


def from_text(link: Link, text: str, *, now: datetime, outlet: OutletHints) -> Article:
    """Read the article out of text that was extracted before: a feed's full text.

    Args:
        link: what its source said of it.
        text: plain or HTML.
        now: aware; when it was read.
        outlet: whose text it is.

    Raises:
        ExtractError: nothing is left of it.
    """
    plain = _plain(text) if _MARKUP.search(text[:5000]) else text
    title, lines = clean(
        plain, title=link.title, url=link.url, boilerplate=outlet.boilerplate_lines
    )
    body = "\n".join(line.text for line in lines if line.keep)
    if len(bare(body)) < _LEAST:
        raise ExtractError("nothing but leftovers in the text", kind="empty")
    own = link.canonical or urls.canonical(link.url)
    dropped = [line for line in lines if not line.keep]
    return Article(
        id=article_id(own),
        url=own,
        fetched_url=link.url,
        source=link.source,
        outlet=link.outlet or outlet.outlet,
        title=title or "",
        text=body,
        fetched=now,
        language=language_of(
            f"{title or ''}\n{body}", link.language or outlet.language
        ),
        country=outlet.country,
        authors=names(link.authors)
        or names([line.text for line in dropped if line.reason == "byline"][:2]),
        published=link.published,
        published_doubtful=link.doubtful,
        modified=link.modified,
        summary=link.summary,
        credit=credit_of(body, (line.text for line in dropped)),
        notes=tuple(line.text for line in dropped if line.reason == "note"),
        origin="feed",
        digest=text_digest(title or "", body),
    )


def explain(page: Page, *, outlet: OutletHints) -> list[Verdict]:
    """List every block of a page with what was decided about it, and why."""
    return _read(page, outlet).verdicts


def credit_of(text: str, others: Iterable[str]) -> str | None:
    """Name the agency that a credit line or the dateline names."""
    for line in others:
        if match := _CREDIT.search(line):
            return match["who"]
    match = _DATELINE.match(text[:200])
    return match["who"] if match else None


def _read(page: Page, outlet: OutletHints) -> _Reading:
    kind = (page.header("content-type") or "text/html").lower()
    if not any(k in kind for k in ("html", "xml", "text/plain", "octet-stream")):
        raise ExtractError(f"not a web page but {kind[:60]}", kind="not_html")
    text = charset.decode(page.body, page.header("content-type"), "html")
    tree = _tree(text)
    head = read_head(tree)
    scripts = [e.text for e in tree.iter("script") if e.text]
    etree.strip_elements(tree, *_NO_TEXT, with_tail=False)
    found = blocks(tree)
    titles = page_titles(head, outlet=outlet.outlet, url=page.url)
    first, second = _witnesses(tree, text, page.url)
    verdicts = judge(
        found, first, second, titles=titles, boilerplate=outlet.boilerplate_lines
    )
    if _length(verdicts) < _THIN:
        inside = _embedded(scripts, head, titles)
        if _length(inside) > 2 * _length(verdicts) + _THIN:
            verdicts = inside
    return _Reading(head, verdicts, " ".join(b.text for b in found))


def _embedded(
    scripts: list[str], head: Head, titles: frozenset[str]
) -> list[Verdict]:
    """Judge the text that the page carries as data."""
    text = embedded_text(scripts, head.said)
    if not text:
        return []
    lines = _plain(text) if _MARKUP.search(text) else text
    found = blocks(_fragment(text)) if _MARKUP.search(text) else plain_blocks(text)
    return judge(found, lines, lines, titles=titles)


def _length(verdicts: Iterable[Verdict]) -> int:
    return sum(len(v.block.text) for v in verdicts if v.keep)


def _tree(text: str) -> Any:
    parser = html.HTMLParser(remove_comments=True, remove_pis=True)
    plain = _XML.sub("", unicodedata.normalize("NFC", text)).replace("\x00", "")
    try:
        tree = html.document_fromstring(plain, parser=parser)
    except (etree.ParserError, ValueError) as e:
        raise ExtractError("the page is empty", kind="empty") from e
    return tree


def _witnesses(tree: Any, text: str, url: str) -> tuple[str, str]:
    second = extract_plain_text(
        text, main_content=True, comments=False, alt_texts=False
    )
    first = _trafilatura(tree, url, fast=True)
    if len(bare(first)) < _POOR * len(bare(second)):
        slow = _trafilatura(tree, url, fast=False)
        first = max(first, slow, key=len)
    return first, second


def _trafilatura(tree: Any, url: str, *, fast: bool) -> str:
    document = bare_extraction(
        tree,
        url=url,
        include_comments=False,
        favor_precision=True,
        with_metadata=False,
        fast=fast,
    )
    return "" if document is None else str(xmltotxt(document.body, False))


def _plain(text: str) -> str:
    return "\n".join(block.text for block in blocks(_fragment(text)))


def _fragment(text: str) -> Any:
    tree = _tree(f"<html><body>{text}</body></html>")
    etree.strip_elements(tree, *_NO_TEXT, with_tail=False)
    return tree


def _refuse(page: Page, reading: _Reading, text: str, *, title: str) -> None:
    """Say no to a page that is no article."""
    letters = len(bare(text))
    wall = wall_of(reading.head, text or reading.said, title=title)
    if wall:
        raise ExtractError(f"the page is no article but: {wall}", kind=wall)
    if letters < _LEAST:
        raise ExtractError("no article text was found on the page", kind="empty")
    if is_front(page.url):
        raise ExtractError("the page is the site's front page", kind="listing")


def _lines(verdicts: Sequence[Verdict], *reasons: str) -> tuple[str, ...]:
    return tuple(v.block.text for v in verdicts if v.reason in reasons)[:6]


def _dated_lines(verdicts: Sequence[Verdict]) -> tuple[str, ...]:
    """List dropped lines with a year in them near the body, the nearest first."""
    kept = [i for i, v in enumerate(verdicts) if v.keep]
    if not kept:
        return ()
    near = [*range(kept[0] - 1, max(-1, kept[0] - 20), -1), *range(kept[0], kept[0] + 4)]
    near += range(kept[-1] + 1, kept[-1] + 4)
    lines = [verdicts[i].block for i in near if i < len(verdicts)]
    return tuple(
        b.text for b in lines if len(b.text) < 120 and _YEAR.search(b.text) and b.linked < 0.5
    )


def _paywalled(head: Head, verdicts: Sequence[Verdict]) -> bool:
    if declared_paywalled(head):
        return True
    kept = [i for i, v in enumerate(verdicts) if v.keep]
    if not kept:
        return False
    near = verdicts[kept[0] : kept[-1] + 5]
    return any(v.reason == "wall" for v in near)


def _or_announced(times: Times, link: Link) -> Times:
    """Prefer what the source said to a guess, and a guess to nothing."""
    if link.published and (
        times.published is None or (times.doubtful and not link.doubtful)
    ):
        return Times(
            published=link.published, doubtful=link.doubtful, modified=times.modified
        )
    return times


def _announced(link: Link, own: str) -> tuple[str, ...]:
    known = link.canonical or urls.canonical(link.url)
    return (known,) if known != own else ()


__all__ = [
    "Block",
    "OutletHints",
    "Verdict",
    "credit_of",
    "explain",
    "extract",
    "from_text",
    "tidy",
]
