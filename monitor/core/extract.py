"""A page to the article and nothing but the article.

Two doors: `extract` for a page, `from_text` for text that was extracted before, as a
feed's full text is. `explain` shows what the first decided, line by line.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from monitor.core import urls
from monitor.core.extraction.authors import authors_of, names
from monitor.core.extraction.beside import (
    credit_of,
    dated_lines,
    is_paywalled,
    near_bylines,
)
from monitor.core.extraction.blocks import bare, tidy
from monitor.core.extraction.clean import Line, clean
from monitor.core.extraction.form import form_of
from monitor.core.extraction.judge import Verdict
from monitor.core.extraction.language import language_of
from monitor.core.extraction.memory import REPEATED, lesson_of, lines_of, repeated
from monitor.core.extraction.metadata import (
    Times,
    addresses,
    image_of,
    section_of,
    summary_of,
    times_of,
)
from monitor.core.extraction.reading import Reading, plain, read_page
from monitor.core.extraction.signature import dateline
from monitor.core.extraction.titles import headline
from monitor.core.extraction.walls import is_front, wall_of
from monitor.core.ids import article_id, text_digest
from monitor.errors import ExtractError
from monitor.model import Article, Lesson, Link, OutletHints, Page

_LEAST = 25  # letters; less is no article
__all__ = [
    "OutletHints",
    "Verdict",
    "explain",
    "explain_text",
    "extract",
    "extract_and_learn",
    "from_text",
    "from_text_and_learn",
]


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
    return extract_and_learn(page, link, now=now, outlet=outlet)[0]


def extract_and_learn(
    page: Page, link: Link, *, now: datetime, outlet: OutletHints
) -> tuple[Article, Lesson]:
    """Read the article out of a page, and what it teaches of its site; as `extract`."""
    reading = read_page(page, outlet)
    head, text = reading.head, reading.kept
    title = headline(head, outlet=outlet.outlet, url=page.url, announced=link.title)
    _refuse(page, reading, title=title)
    own, aliases = addresses(head, requested=link.url, final=page.url)
    times = _times(page, link, reading, zone=outlet.timezone, now=now)
    declared = head.language or link.language or outlet.language
    lesson = lesson_of(reading.verdicts, title=title, by=reading.by)
    article = Article(
        id=article_id(own),
        url=own,
        fetched_url=page.url,
        source=link.source,
        outlet=link.outlet or outlet.outlet,
        title=title,
        text=text,
        fetched=page.fetched,
        language=language_of(f"{title}\n{text}", declared),
        country=outlet.country,
        authors=authors_of(
            head,
            bylines=reading.lines("byline")[:2],
            near=near_bylines(reading.verdicts),
            announced=link.authors,
            url=page.url,
        ),
        published=times.published,
        published_doubtful=times.doubtful,
        date_only=times.date_only,
        modified=times.modified or link.modified,
        summary=summary_of(head) or link.summary,
        section=section_of(head),
        credit=credit_of(text, (v.block.text for v in reading.verdicts if not v.keep)),
        image=image_of(head, page.url),
        paywalled=is_paywalled(head, reading.verdicts),
        form=form_of(head, url=page.url, title=title, text=text),
        notes=_notes(reading.lines("note"), text),
        aliases=_aliases(aliases, link, own),
        digest=text_digest(title, text),
    )
    return article, lesson


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
    return from_text_and_learn(link, text, now=now, outlet=outlet)[0]


def from_text_and_learn(
    link: Link, text: str, *, now: datetime, outlet: OutletHints
) -> tuple[Article, Lesson]:
    """Read the article out of text, and what it teaches of its site; as `from_text`."""
    title, lines = _cleaned(text, link, outlet)
    title, body = tidy(title or ""), "\n".join(line.text for line in lines if line.keep)
    if len(bare(body)) < _LEAST:
        raise ExtractError("nothing but leftovers in the text", kind="empty")
    own = link.canonical or urls.canonical(link.url)
    dropped = [line for line in lines if not line.keep]
    seen = [line.text for line in lines if line.keep or line.reason == REPEATED]
    lesson = Lesson(by="text", lines=lines_of(seen, title))
    article = Article(
        id=article_id(own),
        url=own,
        fetched_url=link.url,
        source=link.source,
        outlet=link.outlet or outlet.outlet,
        title=title,
        text=body,
        fetched=now,
        language=language_of(f"{title}\n{body}", link.language or outlet.language),
        country=outlet.country,
        authors=names(link.authors)
        or names([line.text for line in dropped if line.reason == "byline"][:2]),
        published=link.published,
        published_doubtful=link.doubtful,
        modified=link.modified,
        summary=link.summary,
        credit=credit_of(body, (line.text for line in dropped)),
        notes=_notes((line.text for line in dropped if line.reason == "note"), body),
        origin="feed",
        digest=text_digest(title, body),
    )
    return article, lesson


def explain(page: Page, *, outlet: OutletHints) -> list[Verdict]:
    """List every line of a page with what was decided about it, and why.

    Raises:
        ExtractError: it is no web page, or empty.
    """
    return read_page(page, outlet).verdicts


def explain_text(text: str, link: Link, *, outlet: OutletHints) -> list[Line]:
    """List every line of a text that was extracted before, as `explain` does."""
    return _cleaned(text, link, outlet)[1]


def _cleaned(
    text: str, link: Link, outlet: OutletHints
) -> tuple[str | None, list[Line]]:
    given = plain(text)
    keys = map(bare, given.splitlines()) if outlet.site.lines else ()
    known = outlet.boilerplate_lines | repeated(keys, outlet.site.lines)
    return clean(given, title=link.title, url=link.url, boilerplate=known)


def _refuse(page: Page, reading: Reading, *, title: str) -> None:
    """Say no to a page that is no article."""
    text = reading.kept
    wall = wall_of(reading.head, text or reading.said, title=title)
    if wall:
        raise ExtractError(f"the page is no article but: {wall}", kind=wall)
    if len(bare(text)) < _LEAST:
        raise ExtractError("no article text was found on the page", kind="empty")
    if is_front(page.url):
        raise ExtractError("the page is the site's front page", kind="listing")


def _times(
    page: Page, link: Link, reading: Reading, *, zone: str | None, now: datetime
) -> Times:
    """Read the page's dates; prefer its source's to a guess, and a guess to nothing."""
    lines = dated_lines(reading.verdicts)
    times = times_of(reading.head, url=page.url, zone=zone, now=now, lines=lines)
    guessed = times.published is None or (times.doubtful and not link.doubtful)
    if link.published is None or not guessed:
        return times
    return Times(
        published=link.published, doubtful=link.doubtful, modified=times.modified
    )


def _notes(lines: Iterable[str], text: str) -> tuple[str, ...]:
    """List facts about the article that are no part of its text; the place it is from."""
    place = dateline(text[:120])
    return (*lines, *([place] if place else []))


def _aliases(known: tuple[str, ...], link: Link, own: str) -> tuple[str, ...]:
    announced = link.canonical or urls.canonical(link.url)
    return tuple(dict.fromkeys(u for u in (*known, announced) if u != own))
