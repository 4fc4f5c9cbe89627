"""A page to the article and nothing but the article.

Two doors: `extract` for a page, `from_text` for text that was extracted before, as a
feed's full text is. `explain` shows what the first decided, line by line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime

from monitor.core import urls
from monitor.core.extraction.authors import authors_of, names
from monitor.core.extraction.blocks import bare, tidy
from monitor.core.extraction.clean import Line, clean
from monitor.core.extraction.form import form_of
from monitor.core.extraction.head import Head
from monitor.core.extraction.judge import Verdict
from monitor.core.extraction.language import language_of
from monitor.core.extraction.memory import REPEATED, lesson_of, lines_of, repeated
from monitor.core.extraction.metadata import (
    Times,
    addresses,
    declared_paywalled,
    image_of,
    section_of,
    summary_of,
    times_of,
)
from monitor.core.extraction.reading import Reading, plain, read_page
from monitor.core.extraction.titles import headline
from monitor.core.extraction.walls import is_front, wall_of
from monitor.core.ids import article_id, text_digest
from monitor.errors import ExtractError
from monitor.model import Article, Lesson, Link, OutletHints, Page

_LEAST = 25  # letters; less is no article
_DATE_LINE = 120  # letters; a line with the date is shorter
_ABOVE, _BELOW = 30, 4  # lines around the body in which a date is looked for
_YEAR = re.compile(
    r"(?<![\d/])20\d\d(?!\d)|\d월 ?\d|\d月 ?\d|(?<!\d)\d\d?([/.-])\d\d?\1(?:20)?\d\d(?!\d)"
)
_DATE_ALONE = 60  # letters; a line so short above the text may be a link
_AGENCIES = (
    *("NPR", "Reuters", "Associated Press", "AFP", "Yonhap", "Kyodo", "Jiji", "UPI"),
    *(
        "Bloomberg",
        "dpa",
        "EFE",
        "ANSA",
        "TASS",
        "Xinhua",
        "연합뉴스",
        "뉴시스",
        "뉴스1",
    ),
    *("共同", "時事"),
)
_CREDIT = re.compile(
    r"(?:copyright(?: ©)?|©|\(c\)|source:|quelle:|出典[:：])\s*(?:\d{4}\s*)?(?P<who>"
    + "|".join(map(re.escape, _AGENCIES))
    + r")\b",
    re.IGNORECASE,
)
_DATELINE = re.compile(
    r"^.{0,60}\((?P<who>Reuters|AP|AFP|Yonhap|Kyodo|Jiji|Xinhua|UPI|연합뉴스|共同|時事)\)"
)

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
            near=_marked_bylines(reading.verdicts),
            announced=link.authors,
            url=page.url,
        ),
        published=times.published,
        published_doubtful=times.doubtful,
        date_only=times.date_only,
        modified=times.modified or link.modified,
        summary=summary_of(head) or link.summary,
        section=section_of(head),
        credit=_credit(text, (v.block.text for v in reading.verdicts if not v.keep)),
        image=image_of(head, page.url),
        paywalled=_paywalled(head, reading.verdicts),
        form=form_of(head, url=page.url, title=title, text=text),
        notes=reading.lines("note"),
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
        credit=_credit(body, (line.text for line in dropped)),
        notes=tuple(line.text for line in dropped if line.reason == "note"),
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
    lines = _dated_lines(reading.verdicts)
    times = times_of(reading.head, url=page.url, zone=zone, now=now, lines=lines)
    guessed = times.published is None or (times.doubtful and not link.doubtful)
    if link.published is None or not guessed:
        return times
    return Times(
        published=link.published, doubtful=link.doubtful, modified=times.modified
    )


def _dated_lines(verdicts: Sequence[Verdict]) -> tuple[str, ...]:
    """List lines with a year in them around the body, those above it first."""
    kept = [i for i, v in enumerate(verdicts) if v.keep]
    if not kept:
        return ()
    first, last = kept[0], kept[-1]
    near = [
        *range(first - 1, max(-1, first - _ABOVE), -1),
        *range(first, first + _BELOW),
    ]
    near += range(last + 1, last + _BELOW)
    lines = [(i, verdicts[i].block) for i in near if i < len(verdicts)]
    return tuple(
        b.text
        for i, b in lines
        if len(b.text) < (_DATE_LINE if b.linked < 0.5 else _DATE_ALONE * (i < first))
        and _YEAR.search(b.text)
    )


def _marked_bylines(verdicts: Sequence[Verdict]) -> tuple[str, ...]:
    """List short lines above the body that are marked as a byline."""
    start = next((i for i, v in enumerate(verdicts) if v.keep), 0)
    return tuple(
        v.block.text
        for v in verdicts[max(0, start - _ABOVE // 2) : start]
        if len(v.block.text) < _DATE_LINE
        and any(zone == "byline" for zone, _ in v.block.zones)
    )[:6]


def _paywalled(head: Head, verdicts: Sequence[Verdict]) -> bool:
    """Say whether one must pay: the page declares it, or a wall stands by the text."""
    if declared_paywalled(head):
        return True
    kept = [i for i, v in enumerate(verdicts) if v.keep]
    near = verdicts[kept[0] : kept[-1] + _BELOW + 1] if kept else []
    return any(v.reason == "wall" for v in near)


def _credit(text: str, others: Iterable[str]) -> str | None:
    """Name the agency that a credit line or the dateline names."""
    for line in others:
        if match := _CREDIT.search(line):
            return match["who"]
    match = _DATELINE.match(text[:200])
    return match["who"] if match else None


def _aliases(known: tuple[str, ...], link: Link, own: str) -> tuple[str, ...]:
    announced = link.canonical or urls.canonical(link.url)
    return tuple(dict.fromkeys(u for u in (*known, announced) if u != own))
