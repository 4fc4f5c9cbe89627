"""The query language: what it reads, what it refuses, what it advises."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.query import (
    Concept,
    PlainForm,
    lints,
    lints_watchlist,
    parse,
    plain,
    unparse,
)
from monitor.core.query.lints import contained
from monitor.core.query.nodes import (
    About,
    And,
    AtLeast,
    Except,
    In,
    Loose,
    Named,
    Near,
    Not,
    Or,
    Query,
    Regex,
    Term,
)
from monitor.errors import QueryError

GSOMIA = Concept("gsomia", {"en": ("GSOMIA", "military pact"), "ko": ("지소미아",)})
CONCEPTS = {"gsomia": GSOMIA, "seoul.gsomia": GSOMIA}
NAMED = (Term("GSOMIA"), Term("military pact"), Term("지소미아"))
A, B, C = Term("a"), Term("b"), Term("c")


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("a", A),
        ("a b", And((A, B))),
        ("a AND b c", And((A, B, C))),
        ("a OR b OR c", Or((A, B, C))),
        ("(a OR b) c", And((Or((A, B)), C))),
        ("a NOT b", And((A, Not(B)))),
        ("a AND NOT b", And((A, Not(B)))),
        ("a -b", And((A, Not(B)))),
        ("-(a OR b)", Not(Or((A, B)))),
        ('"trade  war"', Term("trade war")),
        ("“trade war”", Term("trade war")),
        ('"a b"~3', Loose((A, B), 3)),
        ("a NEAR/5 b", Near(A, B, 5)),
        ("a W/5 b", Near(A, B, 5)),
        ("a ONEAR/2 b", Near(A, B, 2, ordered=True)),
        ("a PRE/2 b", Near(A, B, 2, ordered=True)),
        ("a NEAR b", Near(A, B, 4)),
        ("a OR b NEAR/3 c", Or((A, Near(B, C, 3)))),
        ("NOT a NEAR/3 b", Not(Near(A, B, 3))),
        ("ATLEAST3(a OR b)", AtLeast(3, Or((A, B)))),
        ("title:a", In(("title",), A)),
        ("title: a", In(("title",), A)),
        ("title:(a b)", In(("title",), And((A, B)))),
        ("body+title:a", In(("title", "body"), A)),
        ("lang:en", About("lang", "en")),
        ("lang:(en OR ko)", Or((About("lang", "en"), About("lang", "ko")))),
        ('outlet:"Yonhap News"', About("outlet", "Yonhap News")),
        ("case:US", Term("US", case=True)),
        ("exact:tariff", Term("tariff", exact=True)),
        ("case:(US OR UK)", Or((Term("US", case=True), Term("UK", case=True)))),
        ("/GSOM[A-Z]+/", Regex("GSOM[A-Z]+")),
        (r"case:/a\/b/", Regex("a/b", case=True)),
        ("@gsomia", Named("gsomia", NAMED)),
        ("@seoul.gsomia", Named("seoul.gsomia", NAMED)),
        ("a EXCEPT (b OR c)", Except(A, Or((B, C)))),
        ("export* *gate organi?ation", And((Term("export*"), Term("*gate"), Term("organi?ation")))),
        ("cease-fire", Term("cease-fire")),
        ("and", Term("and")),
        ("日本　（韓国　OR　ソウル）", And((Term("日本"), Or((Term("韓国"), Term("ソウル")))))),
    ],
)  # fmt: skip
def test_a_query_means_one_thing(text: str, query: Query) -> None:
    assert parse(text, CONCEPTS) == query
    assert parse(unparse(query), CONCEPTS) == query


@pytest.mark.parametrize(
    ("text", "column", "says", "suggests"),
    [
        ("", 0, "empty", "write a word"),
        ("OR", 0, "where a term should", '"OR" in quotation marks'),
        ("a AND", 2, "needs a term after it", "take it away"),
        ("a OR AND b", 5, "where a term should", "quotation marks"),
        ("(a OR b", 0, "not closed", "add )"),
        ("a)", 1, "closes nothing", "take it away"),
        ("a ()", 2, "nothing in these brackets", "take them away"),
        ('a "b', 2, "no partner", 'close it: "b"'),
        ("a && b", 2, "not an operator here", "write AND"),
        ("a | b", 2, "not an operator here", "write OR"),
        ("Seoul, Tokyo", 5, "does not divide", "Seoul OR"),
        ("a near/5 b", 2, "in capitals", "NEAR/5"),
        ("a NEAR/ b", 2, "needs a number", "NEAR/5"),
        ("a NEAR/x b", 2, "needs a number", "NEAR/5"),
        ("a NEAR/0 b", 2, "from 1 to 1000", "NEAR/5"),
        ("a NEAR/5 (b NOT c)", 2, "places in the text", "outside"),
        ("a NEAR/5 lang:ko", 2, "places in the text", "outside"),
        ("ATLEAST(a)", 0, "needs a number", "ATLEAST3("),
        ("ATLEAST2 a", 0, "in brackets", "ATLEAST3("),
        ('"a"~2', 0, "two words", "export"),
        ("a~2", 1, "belongs after a phrase", "a*"),
        ("(a OR b)~2", 8, "stands alone", "NEAR/5"),
        ("a - b", 2, "stands alone", "directly before"),
        ("titel:a", 0, "not a field", "did you mean title:"),
        ("Breaking: a", 0, "not a field", "quotation marks"),
        ("title:", 0, "needs a term", "title:Seoul"),
        ("lang:@gsomia", 0, "takes words only", "lang:x"),
        ("@gsomai", 0, "no concept @gsomai", "did you mean @gsomia?"),
        ("@xyzzy", 0, "no concept", "known are @gsomia"),
        ("@", 0, "stands alone", "@gsomia"),
        ("/(?=a)b/", 0, "regular expression", "no look-around"),
        (r"/(a)\1/", 0, "regular expression", "no back-references"),
        ("/a*/", 0, "where there is nothing", "use +"),
        ("a *", 2, "no letter or digit", "leave it out"),
        ("(" * 60 + "a" + ")" * 60, 41, "40 deep", "concept"),
        (" NEAR/2 ".join("a" * 60), 362, "40 times NEAR/2 in a row", "brackets"),
        (" EXCEPT ".join("a" * 60), 362, "40 times EXCEPT in a row", "brackets"),
        ("a" * 201, 0, "201 characters", "shorter"),
        ("a " * 30_000, 0, "60000 characters", "several watches"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_place_and_a_way_out(
    text: str, column: int, says: str, suggests: str
) -> None:
    with pytest.raises(QueryError) as refused:
        parse(text, CONCEPTS)
    assert says in refused.value.message
    assert suggests in refused.value.suggestion
    assert refused.value.column == column


@pytest.mark.parametrize(
    ("text", "readings", "column"),
    [
        ("a b OR c", ("(a AND b) OR c", "a AND (b OR c)"), 4),
        ("a OR b AND c", ("a OR (b AND c)", "(a OR b) AND c"), 7),
        ("a OR b NOT c", ("a OR (b AND NOT c)", "(a OR b) AND NOT c"), 7),
        ("a OR b c OR e", ("a OR (b AND c) OR e", "(a OR b) AND (c OR e)"), 7),
    ],
)
def test_a_mix_of_and_and_or_shows_both_readings(
    text: str, readings: tuple[str, str], column: int
) -> None:
    with pytest.raises(QueryError) as refused:
        parse(text, {})
    assert refused.value.suggestion == f"write {readings[0]}  or  {readings[1]}"
    assert refused.value.column == column
    first, second = (parse(reading, {}) for reading in readings)
    assert first != second


_words = st.sampled_from(
    ["Seoul", "지소미아", "日韓", "trade war", "OR", "NEAR/5", "export*", "a:b", "-x"]
)
_terms = st.builds(Term, _words, exact=st.booleans(), case=st.booleans())
_leaves: st.SearchStrategy[Query] = st.one_of(
    _terms,
    st.builds(Regex, st.sampled_from(["a/b", "[a-z]+x", r"\d+ km"]), st.booleans()),
    st.just(Named("gsomia", NAMED)),
    st.builds(Loose, st.just((A, B)), st.integers(0, 9)),
)


def _many(part: st.SearchStrategy[Query]) -> st.SearchStrategy[tuple[Query, ...]]:
    return st.lists(part, min_size=2, max_size=4).map(tuple)


_placed = st.recursive(
    _leaves,
    lambda part: st.one_of(
        st.builds(Or, _many(part)),
        st.builds(Near, part, part, st.integers(1, 9), st.booleans()),
        st.builds(In, st.sampled_from([("title",), ("title", "lead")]), part),
        st.builds(Except, part, part),
    ),
    max_leaves=6,
)
_queries = st.recursive(
    st.one_of(
        _placed,
        st.builds(About, st.sampled_from(["lang", "outlet"]), st.sampled_from(["en", "A B"])),
        st.builds(AtLeast, st.integers(1, 9), _placed),
    ),
    lambda part: st.one_of(
        st.builds(And, _many(part)), st.builds(Or, _many(part)), st.builds(Not, part)
    ),
    max_leaves=8,
)  # fmt: skip


@given(_queries)
def test_a_query_that_is_written_out_reads_back_as_itself(query: Query) -> None:
    assert parse(unparse(query), CONCEPTS) == query


@given(st.text(alphabet='ab "()/~@:*-,NEARORT5\\|', max_size=30))
def test_any_text_is_a_query_or_is_refused_properly(text: str) -> None:
    try:
        query = parse(text, CONCEPTS)
    except QueryError as refusal:
        refused = refusal
    else:
        assert parse(unparse(query), CONCEPTS) == query
        return
    assert refused.message
    assert 0 <= refused.column <= len(text)


# ---- the plain form ------------------------------------------------------------------


def test_the_plain_form_says_in_lists_what_a_query_says_in_words() -> None:
    form = PlainForm(
        any=("@gsomia", "intelligence pact"),
        all=("Japan",),
        none=("football",),
        except_=("Japan Airlines",),
        min=2,
        in_=("title", "lead"),
        lang=("en", "ko"),
    )
    written = (
        'title+lead:((ATLEAST2(@gsomia OR "intelligence pact") AND Japan)'
        ' EXCEPT "Japan Airlines")'
        " AND NOT football AND (lang:en OR lang:ko)"
    )
    assert plain(form, CONCEPTS) == parse(written, CONCEPTS)


@pytest.mark.parametrize(
    ("item", "query"),
    [
        ("military information agreement", Term("military information agreement")),
        ('"quoted phrase"', Term("quoted phrase")),
        ("(株)東芝", Term("(株)東芝")),
        ("rock and roll", Term("rock and roll")),
        ("Portland, Oregon", Term("Portland, Oregon")),
        ("case:US", Term("US", case=True)),
        ("Japan NEAR/5 Korea", Near(Term("Japan"), Term("Korea"), 5)),
        ("title:Seoul", In(("title",), Term("Seoul"))),
        ('"trade war"~3', Loose((Term("trade"), Term("war")), 3)),
    ],
)
def test_an_item_of_a_list_is_a_phrase_unless_it_is_plainly_a_query(
    item: str, query: Query
) -> None:
    assert plain(PlainForm(any=(item,)), {}) == query


@pytest.mark.parametrize(
    ("form", "says"),
    [
        (PlainForm(), "nothing to look for"),
        (PlainForm(none=("a",)), "nothing to look for"),
        (PlainForm(all=("a",), min=2), "min: counts"),
        (PlainForm(any=("a",), in_=("headline",)), "not a part of a text"),
        (PlainForm(any=("a", "@nope")), "any: “@nope”: there is no concept"),
        (PlainForm(any=("a",), none=("b NEAR/ c",)), "none: “b NEAR/ c”"),
    ],
)
def test_a_wrong_list_is_refused_by_its_name(form: PlainForm, says: str) -> None:
    with pytest.raises(QueryError, match=says):
        plain(form, CONCEPTS)


# ---- concepts ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "also"),
    [
        ("Shinzo Abe", ("Shinzo Abe", "Abe Shinzo")),
        ("Kim You-geun", ("Kim You-geun", "You-geun Kim")),
        ("Kim You Geun", ("Kim You Geun", "Kim You-Geun", "You-Geun Kim")),
        ("You Geun Kim", ("You Geun Kim", "You-Geun Kim", "Kim You-Geun")),
        ("김유근", ("김유근",)),
        ("金有根", ("金有根",)),
        ("Pelé", ("Pelé",)),
    ],
)
def test_a_person_is_known_by_both_orders_of_the_name(
    name: str, also: tuple[str, ...]
) -> None:
    assert Concept("x", {"en": (name,)}, person=True).variants() == also
    assert Concept("x", {"en": (name,)}).variants() == (name,)


def test_concepts_do_not_hold_each_other() -> None:
    with pytest.raises(QueryError, match="do not hold each other"):
        Concept("x", {"en": ("@gsomia",)})


# ---- advice --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("of Seoul", "very short"),
        ("x* Seoul", "fewer than two letters"),
        ("NOT Seoul", "nothing in this query must be found"),
        ("lang:ko", "nothing in this query must be found"),
        ("Seoul OR /Tok.o/", "nothing in this query must be found"),
        ("Seoul or Tokyo", "the operator is OR"),
        ("Seoul lang:ko", "looked for in articles in ko only"),
        ("(지소미아 OR Seoul) lang:(ko OR ja)", "articles in ja and ko only"),
        ('pact OR "new pact"', "finds nothing that “pact” beside it does not"),
    ],
)
def test_a_query_that_will_disappoint_is_pointed_out(text: str, advice: str) -> None:
    found = lints(parse(text, {}))
    assert [advice in each.message for each in found] == [True]


@pytest.mark.parametrize(
    "text",
    [
        "GSOMIA",
        "US",
        "美 지소미아",
        "SK lang:ko",
        "Seoul lang:(ko OR en)",
        "Seoul NOT Tokyo",
        "/x+/ Seoul",
    ],
)
def test_a_good_query_gets_no_advice(text: str) -> None:
    given = "日韓" if text.startswith("美") else text
    assert lints(parse(given, {})) == []


def test_thousands_of_terms_are_compared_with_each_other() -> None:
    terms = [f"word{k} of it" for k in range(20_000)]
    found = list(contained([Term(text) for text in (*terms, "word7 of")]))
    assert [(long.text, short.text) for long, short in found] == [
        ("word7 of it", "word7 of")
    ]


def test_advice_has_the_column_of_the_term() -> None:
    (advice,) = lints(parse("Seoul AND of", {}))
    assert (advice.column, advice.text) == (10, "of")


def test_a_watchlist_is_told_of_what_its_concepts_lack() -> None:
    pact = Concept(
        "pact", {"en": ("military pact", "new military pact"), "ko": ("Seoul accord",)}
    )
    found = lints_watchlist({"w": parse("@gsomia of", CONCEPTS)}, [GSOMIA, pact])
    said = [(advice.watch, advice.text) for advice in found]
    assert said == [
        ("w", "of"),
        ("", "@pact"),
        ("", "Seoul accord"),
        ("", "new military pact"),
    ]
