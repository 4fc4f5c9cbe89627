"""Who wrote it: names out of bylines, in the forms of several presses."""

from __future__ import annotations

import re
from collections.abc import Iterable

from monitor.core.blocks import bare
from monitor.core.head import Head

_LEAD = re.compile(
    r"^(?:by|von|par|por|di|av|door|da|de la rédaction de|text|words|written by|story by|posted by|"
    r"reported by|reporting by|opinion by|analysis by|review by|interview by|a cura di|"
    r"(?:文|取材|記者|執筆|著者|글|작성자)[=＝:：・/])[\s:：]+",
    re.IGNORECASE,
)
_DIVIDE = re.compile(
    r"\s*(?:,|;|/|\||·|•|、|・|&|\band\b|\bund\b|\bet\b|\by\b|\be\b|\bwith\b)\s*",
    re.IGNORECASE,
)
_ROLE = re.compile(
    r"(?:reporter|correspondent|editor|writer|columnist|staff|journalist|contributor|producer|chief|bureau|"
    r"senior|political|business|redakteur\w*|korrespondent\w*|journaliste|redactor\w*|for the|news desk|updated|published|"
    r"\d|@|https?:|min read|subscribe|follow|see more|view|profile|bio\b|기사|입력|구독|記事|更新)",
    re.IGNORECASE,
)
_KOREAN = re.compile(
    r"^([가-힣]{2,4})\s*(?:기자|특파원|선임기자|논설위원|앵커|인턴기자|에디터|객원기자|통신원)"
)
_PLACE = re.compile(r"^[【(（\[]?[^=＝]{1,16}[=＝]\s*")
_MAIL = re.compile(r"[\w.+-]+@[\w.-]+\.\w+")
_NAME_MAX = 60  # letters
_AUTHORS_MAX = 12


def authors_of(head: Head, announced: tuple[str, ...] = ()) -> tuple[str, ...]:
    """List the authors, in the order they are named.

    Args:
        head: of the page.
        announced: what the source said of them.
    """
    said = next((s.authors for s in head.said if s.authors), ())
    meta = tuple(
        v
        for k in (
            "author",
            "article:author",
            "dc.creator",
            "parsely-author",
            "byl",
            "sailthru.author",
        )
        if (v := head.meta.get(k)) and "://" not in v
    )
    for group in (said, meta[:1], head.authors[:2], announced):
        found = names(group)
        if found:
            return found
    return ()


def names(texts: Iterable[str]) -> tuple[str, ...]:
    """Read the names out of bylines."""
    found: dict[str, str] = {}
    for text in texts:
        for name in _read(text):
            found.setdefault(bare(name), name)
    return tuple(n for k, n in found.items() if k)[:_AUTHORS_MAX]


def _read(text: str) -> list[str]:
    clean = _MAIL.sub(" ", " ".join(text.split()))
    clean = _LEAD.sub("", clean.strip(" ,;|·•()[]【】"))
    korean = _KOREAN.match(_PLACE.sub("", clean))
    if korean:
        return [korean[1]]
    return [name for part in _DIVIDE.split(clean) if (name := _name(part))]


def _name(part: str) -> str | None:
    name = _LEAD.sub("", _PLACE.sub("", part.strip(" .,:;()[]【】-–—"))).strip()
    korean = _KOREAN.match(name)
    if korean:
        return korean[1]
    if not 2 <= len(name) <= _NAME_MAX or len(name.split()) > 5 or _ROLE.search(name):
        return None
    return name
