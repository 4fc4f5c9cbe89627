"""The articles that a section page links to.

With a rule, what its selector finds. Without one, each link is weighed by what tells
articles from menus on any news site: the length of its words, the shape of its path, the
part of the page it stands in, and whether it is one of several alike.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from urllib.parse import urlsplit

import re2
from lxml import etree
from lxml.cssselect import CSSSelector, SelectorError

from monitor.core import urls
from monitor.core.listing.feeds import Entry, Feed
from monitor.core.text import clean_line
from monitor.model import SectionRule

MAX_LINKS = 300  # of a page
_LOOKED_AT = 3000  # links of a page that are weighed at all
_CARD = 3  # elements round a link that may be the card it stands in
_TEXTS = 40  # pieces of text that a headline is made of
_ENOUGH = 3  # weight from which a link is an article
_CHROME = frozenset(("nav", "footer", "form", "select"))
_CHROME_NAME = re.compile(
    r"\b(?:nav|gnb|lnb|menu|footer|breadcrumbs?|pagination|paging|pager|sns|share|social"
    r"|login|cookie|copyright|sitemap|utility|ticker-menu|language)\b|global-?nav",
    re.IGNORECASE,
)
_DATE = re.compile(r"/(?:19|20)\d\d[-/]?(?:0[1-9]|1[0-2])(?:[-/]?[0-3]\d)?(?=\D|$)|(?:19|20)\d\d(?:0[1-9]|1[0-2])[0-3]\d")  # fmt: skip
_NUMBER = re.compile(r"\d{5,}|(?:no|id|idx|idxno|aid|seq|num|article)=\d+|[a-z]{2,4}\d[0-9a-z]{7,}", re.IGNORECASE)  # fmt: skip
_SLUG = re.compile(r"(?:[^\W\d_]+[-_]){3,}|(?:%[0-9A-F]{2}){12,}", re.IGNORECASE)
_CALENDAR = re.compile(r"/(?:19|20)\d\d(?:/\d\d?){0,2}/?")  # a day's or month's list
_FILE = re.compile(r"\.(?:s?html?|php|aspx?|ece)$", re.IGNORECASE)
_NOT_PAGE = re.compile(r"\.(?:jpe?g|png|gif|svg|webp|pdf|mp[34]|zip|css|js|xml|rss|ics)$", re.IGNORECASE)  # fmt: skip
_LISTS = re.compile(
    r"/(?:tags?|topics?|category|categories|authors?|writers?|people|search|login|signin"
    r"|register|subscribe|subscription|account|member|about|contact|privacy|terms|policy"
    r"|help|faq|rss|feeds?|newsletters?|advertis\w+|jobs|careers|page|apps?|shop|print"
    r"|sitemap|archives?|photos?|gallery|podcasts?|live-?tv|schedule|weather|corrections"
    r"|service|impressum|datenschutz\w*|legal\S*|dmca|hubs?|specials)"
    r"(?:[/.?]|$)",
    re.IGNORECASE,
)
_CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff가-힣]")
_SECOND_LEVEL = frozenset(
    ["co", "com", "or", "go", "ne", "ac", "re", "org", "net", "gov", "edu", "gob"]
)
_HEADINGS = "h1", "h2", "h3", "h4", "h5"


Times = dict[etree._Element, str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Anchor:
    url: str
    title: str
    place: tuple[str, ...]  # tags and classes around it: alike for items of one list
    weight: int
    published: str | None = None


def parse(text: str) -> etree._Element | None:
    """Read HTML, however broken."""
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True)
    try:
        return etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def read(text: str, base: str, rule: SectionRule | None = None) -> Feed:
    """Find the articles that a page links to, in the order of the page.

    Args:
        text: the page.
        base: the address it came from.
        rule: where its links are, if somebody has looked.
    """
    root = parse(text)
    if root is None:
        return Feed(note="no HTML", fault=True)
    base = _base(root, base)
    title = root.findtext(".//title")
    note = ""
    try:
        anchors = _by_rule(root, base, rule) if rule else _weighed(root, base)
    except (SelectorError, re2.error) as e:
        anchors, note = [], f"the rule cannot be used: {e}"
    entries = _merged(anchors)
    if not entries and not note:
        note = "no links to articles were found"
    return Feed(
        entries=tuple(entries[:MAX_LINKS]),
        title=clean_line(title, 300) if title else None,
        note=note,
    )


def _base(root: etree._Element, base: str) -> str:
    said = root.find(".//base[@href]")
    return base if said is None else urls.resolve(base, said.get("href", "")) or base


def _by_rule(root: etree._Element, base: str, rule: SectionRule) -> list[_Anchor]:
    pattern = re2.compile(rule.url) if rule.url else None
    found, times = [], _times(root)
    chosen = CSSSelector(rule.links, translator="html")(root)
    for element in chosen[:_LOOKED_AT]:
        for anchor in [element] if element.tag == "a" else element.iter("a"):
            url = urls.resolve(base, anchor.get("href") or "")
            if url and (pattern is None or pattern.search(url)):
                found.append(_anchor(anchor, url, times, weight=_ENOUGH))
    return found


def _weighed(root: etree._Element, base: str) -> list[_Anchor]:
    """Weigh every link; one more for those that stand in a list of likely ones."""
    own, times = urls.canonical(base), _times(root)
    anchors = []
    for element in islice(root.iter("a"), _LOOKED_AT):
        url = urls.resolve(base, element.get("href") or "")
        if url and _same_site(url, base) and urls.canonical(url) != own:
            weight = _path_weight(url)
            if weight > -_ENOUGH and not _in_chrome(element):
                anchors.append(_anchor(element, url, times, weight=weight))
    likely = Counter(a.place for a in anchors if a.weight >= _ENOUGH - 1)
    return [a for a in anchors if a.weight + (likely[a.place] >= 3) >= _ENOUGH]


def _anchor(element: etree._Element, url: str, times: Times, *, weight: int) -> _Anchor:
    title, headed = _title(element)
    return _Anchor(
        url=url,
        title=title,
        place=tuple(_places(element)),
        weight=weight + _words_weight(title) + headed,
        published=next((times[p] for p in _near(element) if p in times), None),
    )


def _title(element: etree._Element) -> tuple[str, bool]:
    """Give a link's headline, and whether it is marked up as one."""
    inside = islice(element.iter(*_HEADINGS), _TEXTS)
    headings = (" ".join(islice(h.itertext(), _TEXTS)) for h in inside)
    if headed := max(headings, key=len, default=""):  # the others are kickers
        return clean_line(headed, 300), True
    text = clean_line(" ".join(islice(element.itertext(), _TEXTS)), 300)
    around = (p.tag for p in _near(element))
    if not text:
        picture = element.find(".//img[@alt]")
        text = element.get("title") or (picture is not None and picture.get("alt")) or ""  # fmt: skip
    return clean_line(text, 300), any(tag in _HEADINGS for tag in around)


def _words_weight(title: str) -> int:
    """Weigh what a link says: headlines are long, names of sections are not."""
    size = len(title) + len(_CJK.findall(title))  # a CJK character says twice as much
    if size >= 30:
        return 2
    return 1 if size >= 18 else -1 if size < 8 else 0


def _path_weight(url: str) -> int:
    """Weigh an address: dates, numbers and slugs are articles'."""
    parts = urlsplit(url)
    path, tail = parts.path, f"{parts.path}?{parts.query}"
    if path in ("", "/") or _NOT_PAGE.search(path) or _CALENDAR.fullmatch(path):
        return -_ENOUGH
    weight = -4 if _LISTS.search(tail) else 0
    weight += 2 * bool(_DATE.search(path))
    weight += 2 * bool(_NUMBER.search(tail))
    weight += bool(_SLUG.search(path))
    weight += bool(_FILE.search(path))
    return min(weight, 3)


def _in_chrome(element: etree._Element) -> bool:
    for around in (element, *element.iterancestors()):
        if around.tag in _CHROME or around.get("role") in ("navigation", "contentinfo"):
            return True
        if around.tag in ("body", "html", "main", "article"):
            return False
        if _CHROME_NAME.search(f"{around.get('class', '')} {around.get('id', '')}"):
            return True
    return False


def _places(element: etree._Element) -> Iterator[str]:
    for around in _near(element):
        names = sorted(around.get("class", "").split())[:1]
        yield f"{around.tag}.{names[0]}" if names else str(around.tag)


def _near(element: etree._Element) -> Iterator[etree._Element]:
    return islice(element.iterancestors(), _CARD)


def _times(root: etree._Element) -> Times:
    """Give the date that a card says, by the elements round it; two say none."""
    times: Times = {}
    for element in root.iter("time"):
        said = element.get("datetime") or element.text
        for around in _near(element):
            times[around] = None if around in times else said
    return times


def _same_site(url: str, base: str) -> bool:
    there, here = urls.host(url), urls.host(base)
    return there == here or _site(there) == _site(here)


def _site(host: str) -> str:
    """Give the part of a host's name that its owner registered, nearly always."""
    labels = host.split(".")
    if ":" in host or labels[-1].isdecimal():
        return host
    keep = 3 if len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVEL else 2  # fmt: skip
    return ".".join(labels[-keep:])


def _merged(anchors: list[_Anchor]) -> list[Entry]:
    """Make one of a picture's and a headline's link; the longest words are the title."""
    best: dict[str, _Anchor] = {}
    dates: dict[str, str] = {}
    for anchor in anchors:
        key = urls.canonical(anchor.url)
        if key not in best or len(anchor.title) > len(best[key].title):
            best[key] = anchor  # keeps its place in the order
        if anchor.published:
            dates.setdefault(key, anchor.published)
    return [
        Entry(url=a.url, title=a.title or None, published=dates.get(key))
        for key, a in best.items()
    ]
