from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.urls import (
    MAX_LENGTH,
    acceptable,
    canonical,
    host,
    resolve,
    variants,
)

DATA = Path(__file__).parents[1] / "data" / "addresses"


def _lines(name):
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.strip() and not line.startswith("#")]


def _spellings():
    known = ""
    for line in _lines("same.txt"):
        if line.startswith("= "):
            known = line[2:]
        yield (known if line.startswith("= ") else line), known


SAME = list(_spellings())
APART = _lines("apart.txt")
PIECES = st.text(alphabet="ab/.%2e?&=;:@#\\[] amp-1é가。Ⅷß\u200b", max_size=40)
ADDRESSES = st.one_of(
    st.text(max_size=60),
    PIECES.map("https://x.example/".__add__),
    PIECES.map("https://x".__add__),
    PIECES.map("http:".__add__),
)


@pytest.mark.parametrize(("given_", "known"), SAME)
def test_one_spelling_for_each_address(given_, known):
    assert canonical(given_) == known


@pytest.mark.parametrize("known", APART)
def test_what_may_be_another_page_keeps_an_address_of_its_own(known):
    assert canonical(known) == known


def test_the_table_of_addresses_is_as_large_as_was_promised():
    assert len(SAME) + len(APART) >= 300
    assert len(set(APART)) == len(APART)


@given(ADDRESSES)
def test_spelling_an_address_twice_changes_nothing(url):
    once = canonical(url)
    assert canonical(once) == once


@given(ADDRESSES)
def test_every_address_is_judged_without_an_error(url):
    assert acceptable(url) in (True, False)
    assert "/" not in host(url)
    assert canonical(url) == variants(url)[0]


@given(ADDRESSES)
def test_a_resolved_address_is_acceptable_and_resolves_to_itself(href):
    url = resolve("https://example.org/news/", href)
    if url is not None:
        assert acceptable(url)
        assert resolve("https://elsewhere.example/", url) == url


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org",
        "https://example.org/a?b=c#d",
        "https://한겨레.kr/x",
        "http://127.0.0.1:8801/x",
        "http://[2001:db8::1]:80/x",
        "http://localhost/x",
        "https://a_b.example.org/x",
        "https://example.org/" + "a" * (MAX_LENGTH - 20),
    ],
)
def test_addresses_of_the_web_are_accepted(url):
    assert acceptable(url)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "example.org/a",
        "/a",
        "//example.org/a",
        "ftp://example.org/a",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "data:text/html,x",
        "gopher://example.org:70/",
        "mailto:desk@example.org",
        "http://",
        "http:///a",
        "http://:80/a",
        "http://user@example.org/",
        "http://user:secret@example.org/",
        "http://bbc.com@evil.example/",
        "http://evil.example\\@bbc.com/",
        "http://example.org:99999/",
        "http://example.org:http/",
        "http://exa mple.org/",
        "http://example.org/a b",
        "http://example.org/a\nb",
        "http://[::1/",
        "http://ex%61mple.org/",
        "http://-example.org/",
        "http://a..b.example/",
        "http://" + "a" * 254 + "/",
        "https://example.org/" + "a" * MAX_LENGTH,
    ],
)
def test_addresses_that_are_none_or_hide_something_are_refused(url):
    assert not acceptable(url)


@pytest.mark.parametrize(
    ("url", "known"),
    [
        ("http://Example.org/a", "example.org"),
        ("http://example.org:80/a", "example.org"),
        ("https://example.org:443/a", "example.org"),
        ("https://example.org:80/a", "example.org:80"),
        ("http://127.0.0.1:8801/a", "127.0.0.1:8801"),
        ("http://user:x@example.org:81/a", "example.org:81"),
        ("https://한겨레.kr", "xn--h89at9srwx.kr"),
        ("nonsense", ""),
    ],
)
def test_politeness_is_kept_by_host_and_port(url, known):
    assert host(url) == known


@pytest.mark.parametrize(
    ("base", "href", "known"),
    [
        ("http://a.example/c/d", "e", "http://a.example/c/e"),
        ("http://a.example/c/d", "/e", "http://a.example/e"),
        ("http://a.example/c/d", "../e?f=1#g", "http://a.example/e?f=1"),
        ("http://a.example/c/d", "?f=1", "http://a.example/c/d?f=1"),
        ("https://a.example/", "//b.example/x", "https://b.example/x"),
        ("https://a.example/", "www.b.example/x", "https://www.b.example/x"),
        ("https://a.example/", " \n/기사 1 ", "https://a.example/%EA%B8%B0%EC%82%AC%201"),
        ("https://a.example/", "/a\n/b", "https://a.example/a/b"),
        ("https://a.example/", "\\b\\c", "https://a.example/b/c"),
        # As announced: what tracks is dropped from identity, not from the request.
        ("https://a.example/", "/x?utm_source=rss&b=1", "https://a.example/x?utm_source=rss&b=1"),
        ("https://a.example/", "#top", None),
        ("https://a.example/", "", None),
        ("https://a.example/", "mailto:x@a.example", None),
        ("https://a.example/", "javascript:void(0)", None),
        ("https://a.example/", "http://user@b.example/", None),
        ("https://a.example/", "http://[", None),
        ("https://a.example/", "/" + "a" * 3000, None),
    ],
)  # fmt: skip
def test_references_become_addresses_to_ask_for(base, href, known):
    assert resolve(base, href) == known


def test_a_look_up_can_ask_for_all_spellings_of_a_page_at_once():
    assert set(variants("https://www.example.org/a/?b=1")) == {
        f"{scheme}://{name}/a{slash}?b=1"
        for scheme in ("http", "https")
        for name in ("example.org", "www.example.org")
        for slash in ("", "/")
    }
    assert variants("http://127.0.0.1:8801/a") == ("http://127.0.0.1:8801/a",)
