"""Who wrote it: names out of bylines, in the forms of several presses."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from monitor.core.extraction.blocks import bare
from monitor.core.extraction.embedded import writer_in
from monitor.core.extraction.head import Head

_LEAD = re.compile(
    r"^(?:(?:by|von|par|por|di|av|door|da|de la rédaction de|text|words|written by|story by|(?:ein )?(?:kommentar|bericht) von|posted by|"
    r"reported by|reporting by|opinion by|analysis by|review by|interview by|a cura di)[\s:：]+|"
    r"(?:文|取材|記者|執筆|著者|筆者|글|글·사진|작성자)[=＝:：・/]\s*)",
    re.IGNORECASE,
)
_DIVIDE = re.compile(
    r"\s*(?:,|;|/|\||·|ㆍ|•|、|&|\band\b|\bund\b|\bet\b|\by\b|\be\b|\bwith\b)\s*",
    re.IGNORECASE,
)
_ROLE = re.compile(
    r"(?:reporter|correspondent|editor|writer|columnist|staff|journalist|contributor|producer|chief|bureau|"
    r"senior|\bnews\b|political|business|redakteur\w*|korrespondent\w*|journaliste|redactor\w*|for the|news desk|updated|published|"
    r"\d|@|https?:|min read|subscribe|follow|see more|view|profile|bio\b|기사|입력|구독|영상|그래픽|편집|촬영|記事|更新|新聞|ニュース|編集部|プロフィール|筆者|송고|시간|artikel|kommentar)",
    re.IGNORECASE,
)
_KOREAN = re.compile(
    r"(?<![가-힣])([가-힣]{2,4}(?:\s?[·,/ㆍ・]\s?[가-힣]{2,4}){0,5})\s*(?:기자|특파원|선임기자|논설위원|앵커|인턴기자|에디터|객원기자|통신원)"
)
_PLACE = re.compile(r"^[【(（\[]?[^=＝]{1,16}[=＝]\s*")
_DATED = re.compile(  # from a date on, a byline names nobody
    r"(?:입력|수정|승인|송고|등록|更新|公開|配信|최종)?[:： ]*(?:\d{4} ?[-./年년] ?\d{1,2}|\d{1,2}月\d{1,2}日"
    r"|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? \d{1,2}, \d{4}).*",
    re.IGNORECASE,
)
_BRACKETS = " ,;|·•()[]【】（）［］"
_NOT_NAMES = re.compile(  # addresses, and initials in brackets behind a name
    r"[\w.+-]+@[\w.-]+\.\w+|https?://\S+|\s\(\w{1,6}\.?\)|[（(][^）)]{1,12}(?:部|局|支局|記者|委員)[）)]"
)
_SITE = re.compile(r"^[\w-]+\.[a-z]{2,4}$", re.IGNORECASE)
_META = (
    *("author", "article:author", "dc.creator", "parsely-author", "byl"),
    *("sailthru.author", "cxenseparse:author", "articleauthor", "dable:author"),
)
# Two to five words with capitals, or a name in Han, Kana or Hangul.
_PERSON = re.compile(
    r"(?:[A-ZÀ-ÞĀ-Ž][\w.'’-]*)(?: (?:[A-ZÀ-ÞĀ-Ž][\w.'’-]*|d[aeiou]s?|van|von|bin|al|el|y)){1,4}"
    r"|[가-힣]{2,4}|[\u4e00-\u9fff\u3040-\u30ff]{2,4}[ 　・]?[\u4e00-\u9fff\u3040-\u30ff]{0,6}"
)
_AGENCIES = (
    "AFP",
    "AP",
    "Reuters",
    "dpa",
    "연합뉴스",
    "뉴시스",
    "뉴스1",
    "共同通信",
    "時事通信",
)
_NAME_MAX, _NAME_WORDS = 60, 5  # letters; words
_AUTHORS_MAX = 12


def authors_of(
    head: Head,
    *,
    bylines: Iterable[str] = (),
    near: Iterable[str] = (),
    announced: Iterable[str] = (),
    url: str = "",
) -> tuple[str, ...]:
    """List the authors, in the order they are named.

    An outlet that names itself as the author has not said who wrote it: a byline is
    better, and its own name better than none. A byline that names those who are
    declared, and more, is the whole list.

    Args:
        head: of the page.
        bylines: lines of the page that look like one.
        near: short lines beside the headline that are marked as one.
        announced: what the source said of them.
        url: of the page.
    """
    said = next((s.authors for s in head.said if s.authors), ())
    meta = (v for k in _META if (v := head.meta.get(k)) and "://" not in v)
    told = [names(group) for group in (said, [*meta][:1], head.authors[:2])]
    brands = _brands(head, url)
    shown = [names(bylines), _people(names(near), brands)]
    every = [*told, *shown, names(announced)]
    first = next((g for g in every if any(bare(n) not in brands for n in g)), ())
    first = first or names([writer_in(head.scripts) or ""])
    more = next((g for g in shown if first and set(first) < set(g)), ())
    if more and all(_PERSON.fullmatch(n) and n.isascii() for n in more):
        return more
    own = tuple(name for name in said if name.strip())[:_AUTHORS_MAX]
    return first or next((g for g in every if g), own)


def _brands(head: Head, url: str) -> frozenset[str]:
    """Give the `bare` names of the outlet and of agencies that sign for people."""
    publishers = {s.publisher or "" for s in head.said}
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    names = {*publishers, head.meta.get("og:site_name", ""), host, *_AGENCIES}
    return frozenset(bare(name) for name in names)


def _people(found: tuple[str, ...], brands: frozenset[str]) -> tuple[str, ...]:
    """Keep what reads as a person's name, and not as a desk of the outlet."""
    return tuple(
        n
        for n in found
        if _PERSON.fullmatch(n) and not brands & {bare(n), *map(bare, n.split())}
    )


def names(texts: Iterable[str]) -> tuple[str, ...]:
    """Read the names out of bylines."""
    found: dict[str, str] = {}
    for text in texts:
        for name in _read(text):
            found.setdefault(bare(name), name)
    people = tuple(n for k, n in found.items() if k)[:_AUTHORS_MAX]
    return tuple(n for n in people if not _SITE.match(n)) or people


def _read(text: str) -> list[str]:
    clean = _NOT_NAMES.sub(" ", " ".join(text.split()))
    clean = _LEAD.sub("", _DATED.sub("", clean).strip(_BRACKETS))
    if korean := _KOREAN.search(clean):
        return re.split(r"\s?[·,/ㆍ・]\s?", korean[1])
    return [name for part in _DIVIDE.split(clean) if (name := _name(part))]


def _name(part: str) -> str | None:
    name = _LEAD.sub("", _PLACE.sub("", part.strip(f"{_BRACKETS}.:-–—"))).strip()
    fits = 2 <= len(name) <= _NAME_MAX and len(name.split()) <= _NAME_WORDS
    return name if fits and not _ROLE.search(name) else None
