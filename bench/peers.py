"""The other extractors that bench/extraction.py holds ours against; `make bench-peers`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Found = dict[str, Any]
Tool = Callable[[bytes, str], Found]


def trafilatura(body: bytes, url: str, **options: bool) -> Found:
    """Ask trafilatura."""
    from trafilatura import bare_extraction
    from trafilatura.xml import xmltotxt

    got = bare_extraction(
        body, url=url, with_metadata=True, include_comments=False, **options
    )
    if got is None:
        return {"text": ""}
    authors = [a.strip() for a in (got.author or "").split(";") if a.strip()]
    text = xmltotxt(got.body, False)
    return {"text": text, "title": got.title, "date": got.date, "authors": authors}


def resiliparse(body: bytes, _url: str) -> Found:
    """Ask resiliparse."""
    from resiliparse.extract.html2text import extract_plain_text

    text = body.decode("utf-8", "replace")
    return {"text": extract_plain_text(text, main_content=True, comments=False)}


def readability(body: bytes, _url: str) -> Found:
    """Ask readability-lxml."""
    from lxml.html import fromstring
    from readability import Document

    document = Document(body.decode("utf-8", "replace"))
    tree = fromstring(document.summary())
    text = "\n".join(t.strip() for t in tree.itertext() if t.strip())
    return {"text": text, "title": document.short_title()}


def newspaper(body: bytes, url: str) -> Found:
    """Ask newspaper4k."""
    import newspaper as peer

    article = peer.article(url, input_html=body.decode("utf-8", "replace"))
    when = article.publish_date
    return {
        "text": article.text,
        "title": article.title,
        "date": when.isoformat() if when else None,
        "authors": article.authors,
    }


def news_please(body: bytes, url: str) -> Found:
    """Ask news-please."""
    from newsplease import NewsPlease

    article = NewsPlease.from_html(body, url=url)
    when = article.date_publish
    return {
        "text": article.maintext or "",
        "title": article.title,
        "date": when.isoformat() if when else None,
        "authors": article.authors,
    }


def goose(body: bytes, url: str) -> Found:
    """Ask goose3."""
    from goose3 import Goose

    article = Goose().extract(raw_html=body.decode("utf-8", "replace"), url=url)
    return {
        "text": article.cleaned_text,
        "title": article.title,
        "date": article.publish_date,
        "authors": article.authors,
    }


def justext(body: bytes, _url: str) -> Found:
    """Ask justext, with English stop words."""
    import justext as peer

    paragraphs = peer.justext(body, peer.get_stoplist("English"))
    return {"text": "\n".join(p.text for p in paragraphs if not p.is_boilerplate)}


def precise(body: bytes, url: str) -> Found:
    """Ask trafilatura for less and surer text."""
    return trafilatura(body, url, favor_precision=True)


OTHERS: dict[str, tuple[str, Tool]] = {
    "trafilatura": ("trafilatura", trafilatura),
    "trafilatura precision": ("trafilatura", precise),
    "resiliparse": ("resiliparse", resiliparse),
    "readability-lxml": ("readability", readability),
    "newspaper4k": ("newspaper", newspaper),
    "news-please": ("newsplease", news_please),
    "goose3": ("goose3", goose),
    "justext": ("justext", justext),
}
