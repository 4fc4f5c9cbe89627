"""What reading a page gives."""

from __future__ import annotations

from typing import NamedTuple

from monitor.model.article import Article
from monitor.model.placing import Prints
from monitor.model.site import Lesson


class Read(NamedTuple):
    """An article, by what it is recognised, and what it teaches of its site."""

    article: Article
    prints: Prints
    lesson: Lesson
