"""Laws of matching: what is put in is found, offsets are true, nothing explodes."""

import re
import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.core.excerpts import LONGEST, excerpts
from monitor.core.match import match_query
from monitor.core.query import parse
from monitor.core.query.nodes import Term
from monitor.core.text import nfkc_fold

TERMS = (
    "GSOMIA", "intelligence-sharing pact", "Moon Jae-in", "South Korea's decision",
    "office", "지소미아", "한일 군사정보보호협정", "강제징용 배상", "화이트리스트",
    "日韓軍事情報包括保護協定", "ジーソミア", "文在寅", "輸出管理強化",
)  # fmt: skip
BEFORE = ("", "Today ", "(", "“", "정부, ", "政府は「", "…", "GO!\n", "a\u3000")
AFTER = ("", ".", ", officials said", ")", "’", "\n", "！", "。", " 등")


def zero_width(text: str) -> str:
    return "\u200b".join(text)


def full_width(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


def half_width(text: str) -> str:
    return text.replace("ジ", "ｼﾞ").replace("ソ", "ｿ").replace("ミ", "ﾐ")


def decomposed(text: str) -> str:
    return unicodedata.normalize("NFD", text)


def curly(text: str) -> str:
    return text.replace("'", "’").replace("-", "‐").replace("ffi", "ﬃ")


def broken(text: str) -> str:
    return text.replace(" ", "\n").replace("協", "協\n")


def soft_hyphens(text: str) -> str:
    return text.replace("o", "o\u00ad").replace("미", "미\u00ad")


def wide_blanks(text: str) -> str:
    return text.replace(" ", "\u00a0\u2003")


SPELLINGS = (
    str, zero_width, full_width, half_width, decomposed, curly, broken, soft_hyphens,
    wide_blanks, str.upper,
)  # fmt: skip


@pytest.mark.parametrize("term", TERMS)
@pytest.mark.parametrize("spelling", SPELLINGS)
@given(
    before=st.sampled_from(BEFORE), after=st.sampled_from(AFTER), title=st.booleans()
)
@settings(max_examples=5, deadline=None)
def test_a_term_is_found_in_every_text_into_which_it_was_put(
    term: str, spelling: object, before: str, after: str, title: bool
) -> None:
    put = spelling(term)  # type: ignore[operator]
    text = before + put + after
    passages = match_query(Term(term), *((text, "") if title else ("", text)))
    assert passages is not None
    assert text[passages[0].start : passages[0].end].strip("\u200b\u00ad") == put.strip(
        "\u200b\u00ad"
    )


_pieces = st.sampled_from(
    ["GSOMIA", "gsomia", "U.S.", "US", "us", "Xi", "Xi’an", " ", " ", "-", "’s", ". ", "\n",
     "지소미아", "를", "한", "·", "일", "란", "이란", "日韓", "日", "国会", "韓国会談", "アベ", "ノミクス",
     "・", "の", "ﬃ", "\u200b", "㈱", "é", "e\u0301", "export", "ers", "s"]
)  # fmt: skip
_asked = st.sampled_from(
    ["GSOMIA", "US", "Xi", "지소미아", "한일", "이란", "日韓", "国会", "アベ", "아베*", "export*",
     "exp?rt", "GSOMIA NEAR/3 US", "US OR Xi OR 日韓", '"GSOMIA US"~2', "/[A-Z]+/", "office"]
)  # fmt: skip


@given(st.lists(_pieces, max_size=25).map("".join), _asked)
@settings(deadline=None, max_examples=300)
def test_offsets_always_cut_the_term_out_of_the_untouched_text(
    text: str, query: str
) -> None:
    for passage in match_query(parse(query, {}), "", text) or ():
        cut = text[passage.start : passage.end]
        assert cut
        if not passage.term.startswith("/") and not re.search(r"[*?]", passage.term):
            bare = re.sub(r"[\s.·-]", "", nfkc_fold(cut))
            assert bare in (nfkc_fold(passage.term) + end for end in ("", "s", "es"))


@given(
    st.lists(_pieces, max_size=60).map("".join),
    st.sampled_from(["US OR 이란", "日韓 OR Xi"]),
)
@settings(deadline=None, max_examples=150)
def test_an_excerpt_is_short_and_marks_what_it_shows(text: str, query: str) -> None:
    passages = match_query(parse(query, {}), text, text) or ()
    for excerpt in excerpts(text, text, passages):
        assert len(excerpt.text) <= LONGEST
        assert excerpt.marks
        for start, end in excerpt.marks:
            assert 0 <= start < end <= len(excerpt.text)
            assert excerpt.text[start:end].strip()


# Each text is made to be dear.
HOSTILE = {
    "aaa OR aa": "a",
    "a*a*a*b": "a",
    '"a* a* b"': "a ",
    "a NEAR/5 b": "a b ",
    "a NEAR/1000 b NEAR/1000 c": "a b ",
    '"a b c"~9': "a b c ",
    "/(a+)+b/": "a",
    "한일": "한 일 ",
    "지소미아": "지소미아",
    "京都": "東京都",
    "アベ": "アベ",
    "US": "U.S. ",
    "x-y": "x-",
    "case:Us": "US ",
    'a EXCEPT "a b"': "a b ",
    "e": "e\u0301",
    "lead:z": "z. ",
}


@pytest.mark.slow
@pytest.mark.parametrize("query", HOSTILE)
def test_a_hostile_text_costs_linear_time(query: str) -> None:
    text = HOSTILE[query] * (200_000 // len(HOSTILE[query]))
    read = parse(query, {})

    def seconds(text: str) -> float:
        started = time.process_time()
        excerpts("", text, match_query(read, "", text) or ())
        return time.process_time() - started

    tenth = min(seconds(text[: len(text) // 10]) for _ in range(3))
    whole = min(seconds(text) for _ in range(2))
    assert whole < 50 * max(0.01, tenth)  # 10 if linear, 100 if quadratic


@pytest.mark.slow
def test_a_desert_of_blanks_costs_linear_time() -> None:
    def seconds(count: int) -> float:
        text = "가x" + " " * count + "x한일"
        started = time.process_time()
        (only,) = match_query(parse("한일", {}), "", text) or ()
        assert text[only.start : only.end] == "한일"
        return time.process_time() - started

    tenth = min(seconds(40_000) for _ in range(3))
    assert min(seconds(400_000) for _ in range(2)) < 50 * max(0.01, tenth)


@pytest.mark.slow
def test_a_hostile_query_is_read_in_linear_time() -> None:
    def seconds(count: int) -> float:
        started = time.process_time()
        parse(" OR ".join(f"term{k}" for k in range(count)), {})
        return time.process_time() - started

    tenth = min(seconds(400) for _ in range(3))
    assert min(seconds(4000) for _ in range(2)) < 50 * max(0.002, tenth)
