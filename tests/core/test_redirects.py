import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.addresses.redirects import unwrap
from monitor.core.urls import acceptable

STORY = "https://www.example.org/world/a-story-1?b=2"
QUOTED = "https%3A%2F%2Fwww.example.org%2Fworld%2Fa-story-1%3Fb%3D2"


def google_news(url, amp=b""):
    """Build an article code as Google News did until 2024: a small protocol buffer."""
    size = len(url)
    length = bytes([size]) if size < 128 else bytes([size & 0x7F | 0x80, size >> 7])
    raw = (
        b"\x08\x13\x22" + length + url.encode() + b"\xd2\x01" + bytes([len(amp)]) + amp
    )
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


@pytest.mark.parametrize(
    "wrapper",
    [
        f"http://www.bing.com/news/apiclick.aspx?ref=FexRss&aid=&tid=5D&url={QUOTED}&c=1&mkt=en-us",
        f"https://www.google.com/url?rct=j&sa=t&url={QUOTED}&ct=ga&cd=x&usg=y",
        f"https://www.google.com/url?q={QUOTED}&sa=D",
        f"https://www.google.co.kr/url?q={QUOTED}",
        f"https://l.facebook.com/l.php?u={QUOTED}&h=AT0",
        f"https://duckduckgo.com/l/?uddg={QUOTED}&rut=x",
        f"https://www.youtube.com/redirect?q={QUOTED}",
        f"https://out.reddit.com/t3_abc?url={QUOTED}&token=x",
        f"https://slack-redir.net/link?url={QUOTED}",
        f"https://nam02.safelinks.protection.outlook.com/?url={QUOTED}&data=x",
        f"https://r.search.yahoo.com/_ylt=A0/RV=2/RE=156/RO=10/RU={QUOTED}/RK=2/RS=x",
        f"https://rdsig.yahoo.co.jp/rss/l/news/rss/RV=1/RE=1/RH=cmRz/RB=/*{QUOTED}",
        "https://www.google.com/amp/s/www.example.org/world/a-story-1?b=2".replace("?b=2", ""),
        "https://www-example-org.cdn.ampproject.org/c/s/www.example.org/world/a-story-1",
        f"https://news.google.com/rss/articles/{google_news(STORY)}?oc=5",
        f"https://news.google.com/articles/{google_news(STORY, b'https://amp.example.org/1')}?hl=en-US",
        f"https://www.google.com/url?q=https%3A%2F%2Fduckduckgo.com%2Fl%2F%3Fuddg%3D{QUOTED.replace('%', '%25')}",
    ],
)  # fmt: skip
def test_the_address_inside_a_wrapper_is_found_without_asking(wrapper):
    assert unwrap(wrapper) in (STORY, STORY.removesuffix("?b=2"))


def test_a_long_address_inside_google_news_is_found_whole():
    long = STORY + "&c=" + "x" * 200
    assert unwrap(f"https://news.google.com/rss/articles/{google_news(long)}") == long


@pytest.mark.parametrize(
    "url",
    [
        STORY,
        "https://news.google.com/rss/articles/CBMiK0FVX3lxTE1abGM4WnBHa3M?oc=5",
        "https://www.google.com/url?q=javascript:alert(1)",
        "https://www.google.com/url?q=file%3A%2F%2F%2Fetc%2Fpasswd",
        "https://www.google.com/url?q=http%3A%2F%2Fuser%40evil.example%2F",
        "https://www.google.com/url?sa=t",
        f"https://notgoogle.com/url?q={QUOTED}",
        f"https://www.bing.com.evil.example/news/apiclick.aspx?url={QUOTED}",
        f"https://example.org/url?q={QUOTED}",
        "https://web.archive.org/web/2019/http://example.org/a",
        "https://www.google.com/search?q=https%3A%2F%2Fexample.org",
        "https://bit.ly/2abc",
        "http://[",
    ],
)
def test_other_addresses_and_wrappers_that_hide_theirs_stay(url):
    assert unwrap(url) == url


@given(
    st.one_of(
        st.text(max_size=60),
        st.text("CBMiaHR0cHM6Ly-_x=", max_size=60).map(
            "https://news.google.com/rss/articles/CBMi".__add__
        ),
        st.text(max_size=60).map("https://www.google.com/url?q=http".__add__),
    )
)
def test_unwrapping_never_fails_and_gives_the_address_or_an_acceptable_one(url):
    inner = unwrap(url)
    assert inner == url or acceptable(inner)
