"""A tree as its author meant it: what libxml2 and browsers read differently."""

from __future__ import annotations

from lxml import etree
from lxml.html import HtmlElement

# Elements that are left out with all they hold. Where one holds the page's own `main`
# or `article`, a tag before it was not closed as libxml2 expects it: a browser ends
# a button or a list there, and shows the article. Seen on 7 of 829 pages, among them
# every page of one publisher's template.
_SWALLOWED = etree.XPath(
    "(//main | //article[not(ancestor::main)])"
    "/ancestor::*[self::nav or self::button or self::select or self::noscript"
    " or self::canvas or self::svg or self::dialog or self::template or self::textarea]"
)


def unswallow(tree: HtmlElement) -> None:
    """Turn what swallowed the page's main part into plain boxes, in place."""
    for element in _SWALLOWED(tree):
        element.tag = "div"
        for name in ("class", "id", "role", "hidden", "aria-hidden", "style"):
            element.attrib.pop(name, None)
