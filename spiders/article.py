"""Reads the pages that links lead to."""

from spiders.reader import Reader


class ArticleReader(Reader):
    """Asks for the page that people get."""

    name = "article"
    accept = "text/html, application/xhtml+xml, */*;q=0.5"
