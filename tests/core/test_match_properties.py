"""Laws of matching: what is put in is found, offsets are true, nothing explodes."""

import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.core.excerpts import LONGEST, MOST, excerpts
from monitor.core.match import Engine, Facts, match_query
from monitor.core.query import parse, terms_of
from monitor.core.query.nodes import Term
from monitor.core.text import nfkc_fold
from monitor.errors import QueryError
from monitor.model import Watch, WatchlistName

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


def dashes(text: str) -> str:
    return text.replace("-", "–").replace(" ", "\u2009")


SPELLINGS = (
    str, zero_width, full_width, half_width, decomposed, curly, broken, soft_hyphens,
    wide_blanks, dashes, str.upper,
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


def watching(query: str, number: int) -> Watch:
    return Watch(
        watchlist=WatchlistName("x"),
        name=f"w{number}",
        query=parse(query, {}),
        source=query,
        channels=(),
    )


MORE = (
    '"U.S. export"', "co-operation", '"日韓 国会"', "(株)", "한·일", "Xi'an", '"아베 한일"',
    "*ers", "US -Xi", "ATLEAST2(日本 OR US)", "이란 EXCEPT 지소미아", "title:US",
)  # fmt: skip
ALONE = {query: Engine([watching(query, 0)]) for query in MORE}
# A watch that needs no term: all are asked of every text.
MANY = Engine([watching(query, n) for n, query in enumerate((*MORE, "lang:xx"))])


@given(st.lists(_pieces, max_size=25).map("".join))
@settings(deadline=None, max_examples=300)
def test_a_watch_finds_the_same_alone_and_among_others(text: str) -> None:
    # Alone it is asked only of what a quick look lets through.
    together = {found.watch: found.passages for found in MANY.ask("", text, Facts())}
    for number, query in enumerate(MORE):
        alone = ALONE[query].ask("", text, Facts())
        asked = match_query(parse(query, {}), "", text)
        assert [found.passages for found in alone] == ([] if asked is None else [asked])
        assert together.get(f"w{number}") == asked


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


# Each text is made to be dear: in a megabyte of it whatever looks twice at each pair of
# places would not end today, so that a hang is the failure and no clock is asked.
HOSTILE = {
    "aaa OR aa": ("a", False),
    "a*a*a*b": ("a", False),
    '"a* a* b"': ("a ", False),
    "a NEAR/5 b": ("a b ", True),
    "a NEAR/1000 b NEAR/1000 c": ("a b ", False),
    '"a b c"~9': ("a b c ", True),
    "/(a+)+b/": ("a", False),
    "/(a.*b)|a/": ("a", True),
    "/a.{500}b/": ("a", False),
    "한일": ("한 일 ", False),
    "지소미아": ("지소미아 ", True),
    "京都": ("東京都", False),
    "アベ": ("アベ", False),
    "US": ("U.S. ", True),
    "x-y": ("x-", False),
    "case:Us": ("US ", False),
    'a EXCEPT "a b"': ("a b ", False),
    "e": ("e\u0301", False),
    "lead:z": ("z. ", True),
}


@pytest.mark.slow
@pytest.mark.parametrize("query", HOSTILE)
def test_a_hostile_text_of_a_megabyte_is_read_to_its_end(query: str) -> None:
    piece, matches = HOSTILE[query]
    text = piece * (1_000_000 // len(piece))
    passages = match_query(parse(query, {}), "", text)
    assert (passages is not None) == matches
    assert len(excerpts("", text, passages or ())) <= MOST


@pytest.mark.parametrize("pattern", [r"\bw\d+\b", "^w0 ", "e$", "w1[0-9]* w", "d.e"])
def test_a_regular_expression_finds_the_same_in_a_long_text(pattern: str) -> None:
    text = " ".join(f"w{n}" for n in range(4_000)) + " the end, d\ne"
    sought = f"ATLEAST2(/{pattern}/)" if pattern[0] in "\\w" else f"/{pattern}/"
    wanted = [found.span() for found in re.finditer(pattern, text)]
    found = match_query(parse(sought, {}), "", text) or ()
    assert [(p.start, p.end) for p in found] == wanted[:100]


@pytest.mark.slow
def test_a_desert_of_blanks_is_crossed() -> None:
    text = "가x" + " " * 1_000_000 + "x한일"
    (only,) = match_query(parse("한일", {}), "", text) or ()
    assert text[only.start : only.end] == "한일"


def test_the_longest_query_is_read_and_a_longer_one_refused() -> None:
    terms = [f"t{k}" for k in range(10_000)]
    long = " OR ".join(terms[:5_000])
    read = parse(long, {})
    assert len(terms_of(read)) == 5_000
    with pytest.raises(QueryError, match="divide it"):
        parse(" OR ".join(terms), {})
