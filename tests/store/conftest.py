"""Nouns made short, for tests of the store."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

import nouns
import pytest

from monitor.model import Opens

NOW = datetime(2026, 11, 21, 9, 0, 0, 123456, tzinfo=UTC)


@pytest.fixture
def now():
    return NOW


@pytest.fixture
def source():
    def make(name="yonhap-en", url=None, **more):
        return nouns.source(name, url=url or f"https://{name}.example/rss.xml", **more)

    return make


@pytest.fixture
def link():
    return nouns.link


@pytest.fixture
def article():
    return partial(nouns.article, fetched=NOW)


@pytest.fixture
def opens():
    return nouns.opens


@pytest.fixture
def match():
    return nouns.match


@pytest.fixture
def alert():
    def make(story="5" * 16, channel="desk", **more):
        placed = Opens(story=story, event="e" * 16, reason="")
        named = {"article": more.pop("article")} if "article" in more else {}
        return replace(nouns.alert(placed, channel, now=NOW, **more), **named)

    return make


@pytest.fixture
def minutes():
    return lambda n: timedelta(minutes=n)
