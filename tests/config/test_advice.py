"""Every advice on a watchlist names the file, the line, the column, and what to do."""

import pytest

HEAD = "watchlist: x\n"
ONE = "watches: [{name: w, query: '%s'}]\n"


@pytest.mark.parametrize(
    ("text", "line", "column", "said"),
    [
        (ONE % "xi AND Seoul", 2, 29, "“xi” is very short"),
        (ONE % "Seoul AND 한", 2, 39, "“한” is very short"),
        (ONE % "a* AND Seoul", 2, 29, "fewer than two letters beside its wildcard"),
        (ONE % "NOT Seoul", 2, 29, "asked of every story"),
        (ONE % "lang:ko", 2, 29, "asked of every story"),
        (ONE % 'pact OR "war pact"', 2, 37, "“war pact” finds nothing that “pact”"),
        (ONE % "Tokyo and Seoul", 2, 35, "the operator is AND"),
        (ONE % "tariff lang:ko", 2, 29, "write it as their papers do"),
        (
            "watches:\n  - name: w\n    any: [수출, tariff]\n    lang: ko\n",
            4, 15, "“tariff” is looked for in articles in ko only",
        ),
        (
            "concepts:\n  c: {ko: [지소미아, pact]}\n" + ONE % "@c",
            3, 18, "“pact” stands in the list for ko and has no hangul",
        ),
        (
            "concepts:\n  c: {ja: [協定, Treaty]}\n" + ONE % "@c",
            3, 16, "“Treaty” stands in the list for ja and has no kana or kanji",
        ),
        (
            "concepts:\n  c: {en: [pact, xi]}\n" + ONE % "@c",
            3, 18, "@c: “xi” is very short",
        ),
        (
            "concepts:\n  c: {en: [pact, war pact]}\n" + ONE % "@c",
            3, 18, "@c: “war pact” finds nothing that “pact” does not",
        ),
        (
            "concepts:\n  used: {en: [pact]}\n  c: {en: [treaty]}\n" + ONE % "@used",
            4, 3, "no watch uses @c; use it in a query or take it away",
        ),
    ],
)  # fmt: skip
def test_an_advice_points_at_the_words(read, files, text, line, column, said):
    files["watchlists/x.yaml"] = HEAD + text
    (problem,) = read(files).problems
    assert problem.file.endswith("watchlists/x.yaml")
    assert (problem.line, problem.column) == (line, column)
    assert said in problem.message
    assert problem.warning


def test_advice_on_a_whole_query_stays_where_another_watchlist_borrows(read, files):
    files["watchlists/x.yaml"] = HEAD + "concepts: {c: {en: [pact]}}\n" + ONE % "NOT @c"
    files["watchlists/y.yaml"] = "watchlist: y\n" + ONE % "@x.c"
    (problem,) = read(files).problems
    assert "asked of every story" in problem.message
