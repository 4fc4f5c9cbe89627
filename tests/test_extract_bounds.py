"""Hostile pages through the workers: each ends, and the next page is read.

Source: FAULTS rows 44, 45, 46, 47 and 50.
"""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitor.errors import ExtractError
from monitor.model import Article, Link, OutletHints, Page, SourceName
from monitor.workers import Workers

NOW = datetime(2026, 11, 1, tzinfo=UTC)
URL = "https://a.example/news/story"
LINK = Link(source=SourceName("s"), url=URL, canonical=URL)
PROSE = "<p>The committee met for three hours on Tuesday and put the question off until the spring.</p>"
GOOD = f"<h1>A quiet spring</h1><article>{PROSE * 5}</article>".encode()
DEEP = '{"@type":"NewsArticle","a":' * 100_000
LABELS = ("idna", "utf-7", "hex", "euc-kr", "utf-16", "\x00", "x" * 9_000)


def ld(text):
    return f"<script type='application/ld+json'>{text}</script>".encode() + GOOD


def entities(count):
    laughs = "".join(f"<!ENTITY l{n} '{f'&l{n - 1};' * 10}'>" for n in range(1, count))
    return f"<?xml version='1.0'?><!DOCTYPE h [<!ENTITY l0 'ha'>{laughs}]><html><body>&l{count - 1};".encode()


HOSTILE = {
    "44 entities that multiply": entities(10) + GOOD,
    "44 an entity that names a file": b"<!DOCTYPE h [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><html><body><p>&x;</p>"
    + GOOD,
    "45 an element of 40,000 attributes": (
        "<p " + " ".join(f"a{n}=x" for n in range(40_000)) + ">"
    ).encode()
    + GOOD,
    "45 100,000 nested boxes": b"<div>" * 100_000 + GOOD,
    "45 50,000 paragraphs": b"<p>word</p>" * 50_000 + GOOD,
    "45 50,000 cells": b"<table><tr>" + b"<td>x" * 50_000 + b"</table>" + GOOD,
    "45 a title of a megabyte": b"<title>" + b"A" * 1_000_000 + b"</title>" + GOOD,
    "45 a word of two megabytes": b"<p>" + b"a" * 2_000_000 + b"</p>" + GOOD,
    "47 every byte there is": bytes(range(256)) * 400 + GOOD,
    "47 halves of characters and zeros": b"<p>\xed\xa0\x80\x00\x00&#xD800;&#0;</p>"
    + GOOD,
    "50 data 100,000 deep": ld(DEEP),
    "50 data of numbers that are none": ld('{"@type":"NewsArticle","a":NaN,"b":1e999}'),
    "50 data with a key ten thousand times": ld(
        "{" + ",".join('"headline":"A"' for _ in range(10_000)) + "}"
    ),
    "50 data of many megabytes": ld(json.dumps({"@graph": ["x" * 100] * 60_000})),
    "50 state of many megabytes": b"<script>window.__STATE__="
    + json.dumps({"a": [{"text": "word. " * 9}] * 40_000}).encode()
    + b"</script>"
    + GOOD,
}


def page(body, kind="text/html"):
    return Page(
        requested=URL,
        url=URL,
        status=200,
        headers=(("content-type", kind),),
        body=body,
        fetched=NOW,
        seconds=0.1,
    )


async def ask(workers, body, kind="text/html"):
    """Give what a page ended in: an article, or the kind of its refusal."""
    try:
        task = workers.run(
            "extract", page(body, kind), LINK, now=NOW, outlet=OutletHints(outlet="A")
        )
        return await task
    except ExtractError as e:
        return e.kind


@pytest.fixture(autouse=True)
def at_root(monkeypatch):
    monkeypatch.chdir(Path(__file__).parents[1])


def test_no_hostile_page_costs_another():
    async def work():
        workers = Workers(2, seconds=30.0)
        try:
            ends = {name: await ask(workers, body) for name, body in HOSTILE.items()}
            return ends, await ask(workers, GOOD)
        finally:
            await workers.close()

    ends, good = asyncio.run(work())
    kinds = {name: e for name, e in ends.items() if not isinstance(e, Article)}
    assert set(kinds.values()) <= {"limit", "empty", "crash"}, kinds
    assert not any("root:" in a.text for a in ends.values() if isinstance(a, Article))
    assert isinstance(good, Article)
    assert good.title == "A quiet spring"


def test_no_charset_label_ends_a_worker():
    async def work():
        workers = Workers(1)
        kinds = [f"text/html; charset={label}" for label in LABELS]
        try:
            return [await ask(workers, GOOD, kind) for kind in kinds]
        finally:
            await workers.close()

    for article in asyncio.run(work()):
        assert isinstance(article, Article)
        assert article.text.startswith("The committee met")
