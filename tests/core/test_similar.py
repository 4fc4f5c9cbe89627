"""The same text is known again, however it was cut and dressed."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core import similar

ENGLISH = (
    "SEOUL - The government said on Thursday that it would leave the accord under "
    "which the two neighbours swap military secrets about missile launches. A deputy "
    "adviser read the statement after a meeting of the council that lasted for three "
    "hours. The notice must reach the other side ninety days before the anniversary "
    "of the signing, and officials said that it would be handed over on Friday."
)
KOREAN = (
    "정부는 일본과 맺은 군사정보 협정을 더 이상 연장하지 않기로 했다고 22일 밝혔다. "
    "국가안보실 차장은 브리핑에서 두 나라의 안보 협력 환경에 중대한 변화가 생겼다고 설명했다. "
    "협정은 통보한 날부터 90일 뒤에 효력을 잃는다. 외교부는 다음 날 대사를 불러 공문을 전달하기로 했다."
)
JAPANESE = (
    "韓国政府は22日、日本との軍事情報に関する協定を延長しないと発表した。国家安保室の次長は会見で、"
    "安全保障をめぐる協力の環境に重大な変化が生じたと説明した。協定は通告から90日で効力を失う。"
    "外務省は翌日にも大使を呼び、文書を受け取る見通しだ。"
)
TEXTS = (ENGLISH, KOREAN, JAPANESE)
FOREIGN = (
    "Sign up for our morning letter and never miss a story from the harbour again. "
    "Readers wrote this week about parking, about the ferry and about the price of tea."
)


def containment(a: str, b: str) -> float:
    return similar.containment(similar.prints("", a), similar.prints("", b))


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_contains_itself_under_another_headline(text):
    a, b = similar.prints("One headline", text), similar.prints("Another", text)
    assert similar.containment(a, b) == 1


@pytest.mark.parametrize("text", TEXTS)
def test_half_a_text_is_contained_in_the_whole(text):
    assert containment(text[: len(text) // 2], text) > 0.9


@pytest.mark.parametrize("text", TEXTS)
def test_width_case_typography_and_invisible_marks_do_not_count(text):
    dressed = text.upper().replace(",", " –").replace(" ", " \u200b")
    assert containment(text, dressed.replace("9", "９")) > 0.95


def test_different_texts_share_nothing():
    assert containment(ENGLISH, FOREIGN) == 0
    assert containment(KOREAN, JAPANESE) == 0


def test_the_smaller_text_decides_and_the_coverage_tells_of_the_larger():
    long = f"{ENGLISH} {FOREIGN} {FOREIGN.upper()[::-1]}"
    alike = similar.compare(similar.prints("", ENGLISH), similar.prints("", long))
    assert alike.containment == 1
    assert 0.3 < alike.coverage < 0.8
    assert alike.lead == 0


def test_the_lead_tells_where_the_shared_part_begins_in_the_larger():
    alike = similar.compare(
        similar.prints("", ENGLISH), similar.prints("", f"{FOREIGN} {ENGLISH}")
    )
    assert 0.2 < alike.lead < 0.5


def test_furniture_is_left_out_of_the_comparison():
    a = similar.prints("", f"{ENGLISH} {FOREIGN}")
    b = similar.prints("", f"{KOREAN[:20]} {FOREIGN}")
    furniture = frozenset(similar.prints("", FOREIGN).shingles)
    assert similar.containment(a, b) > 0.5
    assert similar.containment(a, b, furniture) < 0.1


@pytest.mark.parametrize("text", ["", " \n ", "—", "가", "one", "one two three"])
def test_the_shortest_texts_have_prints_too(text):
    prints = similar.prints("", text)
    assert len(prints.shingles) == len(prints.marks) <= 1
    assert similar.containment(prints, prints) == float(bool(prints.shingles))


@pytest.mark.parametrize(
    ("text", "first"),
    [
        (ENGLISH, 0xB7B74A49D98CB342),
        (KOREAN, 0xB32B097054E64149),
        (JAPANESE, 0x7FE7C0B0F51F15CA),
    ],
)
def test_prints_are_the_same_on_every_machine(text, first):
    # Kept in databases: if this changes, VERSION must be raised.
    prints = similar.prints("Title", text)
    assert (prints.version, prints.shingles[0]) == (4, first)


def test_shingles_fit_into_64_bits_and_keep_the_order_of_the_text():
    head, whole = similar.prints("", ENGLISH[:120]), similar.prints("", ENGLISH)
    struct.pack(f"<{len(whole.shingles)}Q", *whole.shingles)
    assert whole.shingles[: len(head.shingles) - 1] == head.shingles[:-1]


words = st.lists(
    st.sampled_from(["ka", "lo", "mi", "nu", "re", "si", "ta", "vo"]), max_size=400
)


@given(words, words, words)
def test_texts_that_share_a_window_share_a_mark(before, shared, after):
    window = similar.WINDOW + similar.WORDS - 1
    a = similar.prints("", " ".join([*before, *shared]))
    b = similar.prints("", " ".join([*shared, *after]))
    assert set(a.marks) <= set(a.shingles)
    if len(shared) >= window:
        assert set(a.marks) & set(b.marks)


@given(st.text(max_size=300), st.text(max_size=300))
def test_containment_is_a_share_and_has_no_sides(a, b):
    assert 0 <= containment(a, b) <= 1
    assert containment(a, b) == containment(b, a)


def test_marks_are_few():
    text = " ".join(f"word{n}" for n in range(2000))
    prints = similar.prints("", text)
    assert len(prints.marks) < 2.6 * len(prints.shingles) / similar.WINDOW


def test_a_page_as_long_as_books_is_printed():
    # What compared each word with each other would not end: a hang is the failure.
    text = " ".join(f"w{n % 997}" for n in range(400_000))
    prints = similar.prints("", text)
    assert 0 < len(prints.marks) <= len(prints.shingles)
