from hypothesis import given
from hypothesis import strategies as st

from monitor.core import similar
from monitor.store import articles, search
from monitor.store.articles import Causes

TEXTS = {
    "en": (
        "GSOMIA to end",
        "Seoul scraps the military-information pact, 3.5 years on.",
    ),
    "ko": (
        "지소미아 종료",
        "정부는 한일 군사정보보호협정을 종료하기로 했다. 파기가 아니다.",
    ),
    "ja": ("日韓軍事情報包括保護協定", "韓国政府はGSOMIAの破棄を決めた。ジーソミアは…"),
    "full": ("ＧＳＯＭＩＡ", "全角で書く。Ａ社とＢ社。"),
}


def _record(conn, one, placement, now):
    articles.record(
        conn,
        one,
        placement,
        prints=similar.prints(one.title, one.text, one.language),
        causes=Causes(),
        baseline=False,
        now=now,
    )


FOUND = {
    "지소미아": ["ko"],
    "종료": ["ko"],  # two characters, before a particle and without
    "파기": ["ko"],
    "기가": ["ko"],  # in the middle of a word
    "협정": ["ko"],
    "協定": ["ja"],
    "破棄": ["ja"],
    "定": ["ja"],
    "韓国": ["ja"],
    "日韓": ["ja"],
    "ジーソミア": ["ja"],
    "gsomia": ["full", "ja", "en"],
    "GSOMIA 破棄": ["ja"],
    "GSOMIA Seoul": ["en"],
    '"scraps the military"': ["en"],
    '"military information"': ["en"],
    '"한일 군사정보"': ["ko"],
    '"군사정보 한일"': [],
    '"end Seoul"': [],  # the title ends before the body begins
    "scrap*": ["en"],
    "scrap": [],
    "社": ["full"],
    "없는말": [],
    '"': [],
    "": [],
    "…!": [],
    "' OR 1=1 --": [],
    "'; DROP TABLE articles": [],
    "3.5": ["en"],
    "NEAR(a b)": [],
    "seoul AND": [],
}


def test_words_of_two_characters_are_found_exactly(store, article, opens, now):
    names = {}
    with store.begin() as conn:
        for name, (title, text) in TEXTS.items():
            one = article(name, title=title, text=text, language=name[:2])
            _record(conn, one, opens(one), now)
            names[one.id] = name
    with store.read() as conn:
        found = {query: search.search(conn, query) for query in FOUND}
    assert {query: [names[i] for i in ids] for query, ids in found.items()} == FOUND


def test_an_article_is_found_by_what_it_says_now(store, article, opens, now):
    one = article(text="파기를 결정했다")
    with store.begin() as conn:
        _record(conn, one, opens(one), now)
        revised = article(text="연장을 결정했다")
        _record(conn, revised, opens(revised), now)
        assert search.search(conn, "파기") == []
        assert search.search(conn, "연장") == [one.id]
        assert search.search(conn, "결정") == [one.id]


def test_a_text_without_end_does_not_break_the_index(store, article, opens, now):
    endless = article(text="협정 " * 30_000 + "x" * 5_000)
    with store.begin() as conn:
        _record(conn, endless, opens(endless), now)
        assert search.search(conn, "협정", 5) == [endless.id]
        assert search.search(conn, "협정", 0) == []


CJK = st.text("지소미아협정군사정보破棄日韓ジー", min_size=1, max_size=6)


@given(before=CJK, word=CJK, after=CJK)
def test_every_part_of_a_run_is_a_phrase_of_its_tokens(before, word, after):
    tokens, wanted = search.tokens(before + word + after), search.phrase(word)
    places = range(len(tokens))
    assert any(_stands(tokens[at:], wanted) for at in places)


def _stands(tokens, wanted):
    return len(tokens) >= len(wanted) and all(
        token.startswith(part[:-1]) if part.endswith("*") else token == part
        for token, part in zip(tokens, wanted, strict=False)
    )
