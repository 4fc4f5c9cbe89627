"""What other extractors take for the article: two witnesses, asked at the least cost."""

from __future__ import annotations

from lxml import etree
from lxml.html import HtmlElement
from resiliparse.extract.html2text import extract_plain_text
from trafilatura.core import bare_extraction
from trafilatura.xml import xmltotxt

from monitor.core.extraction.blocks import bare

_POOR = 0.6  # of the second witness's length: below it the first is asked again
_RICHER = 1.5  # times what it said before: else its last answer is not worth more
_SILENT = 400  # letters; with no more from both the page may still say ...
_MUCH = 0.5  # ... an article, which is this share of its words or more
_LINE = 60  # letters; tables and lists of links have shorter lines


def witnesses(tree: HtmlElement, url: str, *, said: int) -> tuple[str, str]:
    """Ask trafilatura and resiliparse.

    resiliparse gets the tree again and not the page: its time grows with the square of
    the depth (100,000 nested elements take minutes), and libxml2 stops at 256.

    trafilatura's fast mode loses the body of every tenth newspaper page; its full mode
    costs half as much again, and is asked when resiliparse found far more. Where that
    finds little too, it is asked once more for all it can find: the rules about blocks
    take the surplus away again.

    Args:
        tree: of the page, without scripts; not changed.
        url: of the page.
        said: letters in the blocks of the page.
    """
    markup = etree.tostring(tree, encoding="unicode", method="html")
    second = extract_plain_text(
        markup, main_content=True, comments=False, alt_texts=False
    )
    first = _trafilatura(tree, url, fast=True)
    silent = max(len(first), len(second)) < _SILENT < _MUCH * said
    if silent or len(bare(first)) < _POOR * len(bare(second)):
        first = max(first, _trafilatura(tree, url), key=len)
    if silent or _prose(first) < _POOR * _prose(second):
        most = _trafilatura(tree, url, precise=False)
        enough = _MUCH * said if silent else _RICHER * _prose(first)
        first = most if _prose(most) > enough else first
    return first, second


def _prose(text: str) -> int:
    """Count the letters of lines that are long enough for sentences, and no table's."""
    lines = (line for line in text.split("\n") if not line.startswith("|"))
    return sum(n for line in lines if (n := len(line)) >= _LINE)


def _trafilatura(
    tree: HtmlElement, url: str, *, fast: bool = False, precise: bool = True
) -> str:
    document = bare_extraction(
        tree,
        url=url,
        include_comments=False,
        favor_precision=precise,
        with_metadata=False,
        fast=fast,
    )
    body = getattr(document, "body", None)
    return "" if body is None else str(xmltotxt(body, False))
