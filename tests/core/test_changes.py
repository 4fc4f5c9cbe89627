"""What changed between two texts, whatever strangers write."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.changes import MOST_EFFORT, Comparer


def told(old, new):
    return [(p.kind, p.text) for p in Comparer().changes(old, new)]


def sides(pieces):
    old = "".join(p.text for p in pieces if p.kind != "added")
    new = "".join(p.text for p in pieces if p.kind != "removed")
    return old, new


def test_words_that_changed_are_shown_among_those_that_stayed():
    assert told("Seoul ends pact.\nRain.", "Seoul keeps pact.\nRain.") == [
        ("same", "Seoul "),
        ("removed", "ends"),
        ("added", "keeps"),
        ("same", " pact.\nRain.\n"),
    ]


def test_a_text_that_stayed_is_one_piece():
    assert told("a b\nc", "a b\nc") == [("same", "a b\nc\n")]


LINES = st.lists(
    st.text(alphabet="ab 가日。", max_size=12).map(lambda s: s.replace("\n", "")),
    max_size=8,
)


@given(LINES, LINES)
def test_both_texts_can_be_read_from_the_changes(old, new):
    a, b = "\n".join(old), "\n".join(new)
    found = sides(Comparer().changes(a, b))
    assert [side.rstrip("\n") for side in found] == [a.rstrip("\n"), b.rstrip("\n")]


@given(LINES, LINES)
def test_neighbours_are_of_different_kinds(old, new):
    kinds = [p.kind for p in Comparer().changes("\n".join(old), "\n".join(new))]
    assert all(a != b for a, b in pairwise(kinds))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("a " * 3000, "a b " * 3000),  # minutes, compared word by word
        ("a\n" * 3000, "a\nb\n" * 3000),
        ("、。" * 3000, "、!。" * 3000),
        ("x" * 1_000_000, "y " * 500_000),
    ],
)
def test_texts_made_to_take_long_are_shown_whole(old, new):
    pieces = Comparer().changes(old, new)
    assert len(pieces) <= 3
    assert [side.strip() for side in sides(pieces)] == [old.strip(), new.strip()]


def test_many_texts_that_take_long_share_one_time():
    comparer = Comparer(left=MOST_EFFORT)
    old, new = "a " * 150, "a b " * 150
    assert len(comparer.changes(old, new)) > 100
    for _ in range(1000):
        pieces = comparer.changes(old, new)
    assert len(pieces) == 2
    assert 0 <= comparer.left < MOST_EFFORT


def test_a_usual_paragraph_is_compared_word_by_word():
    words = [f"word{n % 90}" for n in range(200)]
    new = ["changed" if n % 9 == 0 else word for n, word in enumerate(words)]
    assert len(told(" ".join(words), " ".join(new))) > 40
