"""Readers hear of what states something new, and of nothing else."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core import revision

EN_TITLE = "Port workers end strike after nine days"
EN = (
    "By Ada Quill\n"
    "HALDEN — Port workers voted on Tuesday to end a strike that had kept 40 ships "
    "waiting off the coast.\n"
    "The union said its members would return to the docks on Thursday. It did not "
    "say how many had voted.\n"
    "“We got most of what we asked for,” said Mara Lind, who led the talks.\n"
    "The harbour office expects the queue to clear within two weeks."
)
KO_TITLE = "항만 노조, 아흐레 만에 파업 종료"
KO = (
    "항만 노조가 화요일 투표로 파업을 끝내기로 했다. 그동안 배 40척이 앞바다에서 기다렸다.\n"
    "노조는 조합원들이 목요일 부두로 돌아간다고 밝혔다. 몇 명이 투표했는지는 공개하지 않았다.\n"
    "김서현 위원장은 요구한 것을 대부분 얻었다고 강조했다.\n"
    "항만청은 두 주 안에 정체가 풀릴 것으로 내다봤다."
)
JA_TITLE = "港湾労組、9日ぶりにスト終了"
JA = (
    "港湾労組は火曜日の投票でストライキを終えることを決めた。沖合では40隻が待機していた。\n"
    "組合員は木曜日に職場へ戻るという。投票した人数は明らかにしていない。\n"
    "交渉を率いた森下委員長は、求めたものはほぼ得られたと述べた。\n"
    "港湾局は2週間以内に混雑が解消するとみている。"
)


def change(title, text, old, new, *, new_title=None):
    assert old in text or not old
    after = text.replace(old, new) if old else f"{text}\n{new}"
    return revision.compare(title, text, new_title or title, after)


@pytest.mark.parametrize(
    ("title", "text", "old", "new"),
    [
        (EN_TITLE, EN, "40 ships", "46 ships"),
        (EN_TITLE, EN, "two weeks", "three weeks"),
        (EN_TITLE, EN, "Mara Lind", "Petra Holm"),
        (EN_TITLE, EN, "said Mara Lind, who", "said a woman who"),
        (EN_TITLE, EN, "would return", "would not return"),
        (EN_TITLE, EN, "most of what we asked for", "nothing of what we wanted"),
        (EN_TITLE, EN, "", "Two ferries were cancelled all the same."),
        (EN_TITLE, EN, " It did not say how many had voted.", ""),
        (
            EN_TITLE,
            EN,
            "to the docks on Thursday",
            "to the docks on Thursday unless the courts rule against the deal first",
        ),
        (KO_TITLE, KO, "40척", "46척"),
        (KO_TITLE, KO, "김서현 위원장", "박도윤 위원장"),
        (KO_TITLE, KO, "돌아간다고 밝혔다", "돌아가지 않는다고 밝혔다"),
        (KO_TITLE, KO, "", "여객선 두 척은 그래도 운항이 취소됐다."),
        (KO_TITLE, KO, " 몇 명이 투표했는지는 공개하지 않았다.", ""),
        (JA_TITLE, JA, "40隻", "46隻"),
        (JA_TITLE, JA, "森下委員長", "森下委員長とペトラ・ホルム弁護士"),
        (JA_TITLE, JA, "戻るという", "戻らないという"),
        (JA_TITLE, JA, "", "フェリー2便はそれでも欠航となった。"),
        (JA_TITLE, JA, "投票した人数は明らかにしていない。", ""),
    ],
)
def test_new_facts_are_material(title, text, old, new):
    found = change(title, text, old, new)
    assert found.material, found
    assert found.reason
    assert found.added or found.removed


@pytest.mark.parametrize(
    ("title", "text", "old", "new"),
    [
        (EN_TITLE, EN, "By Ada Quill", "By Ada Quill and Tom Roe"),
        (EN_TITLE, EN, "", "Updated at 14:35 on 3 May 2024"),
        (EN_TITLE, EN, "", "Reporting by Tom Roe; editing by Ann Hill"),
        (EN_TITLE, EN, "By Ada Quill", "By Ada Quill\nPublished 12 minutes ago"),
        (EN_TITLE, EN, "—", "-"),
        (
            EN_TITLE,
            EN,
            "“We got most of what we asked for,”",
            '"We got most of what we asked for,"',
        ),
        (EN_TITLE, EN, "expects", "still expects"),
        (EN_TITLE, EN, "its members would return", "its members will return"),
        (EN_TITLE, EN, "", "Storm closes the coast road"),
        (EN_TITLE, EN, "\nThe harbour", " The harbour"),
        (KO_TITLE, KO, "강조했다", "거듭 강조했다"),
        (KO_TITLE, KO, "밝혔다", "전했다"),
        (KO_TITLE, KO, "", "입력 2024.05.03 14:35"),
        (KO_TITLE, KO, "", "이하람 기자 haram@example.org"),
        (KO_TITLE, KO, "", "해안도로 폭풍에 통제"),
        (JA_TITLE, JA, "述べた", "語った"),
        (JA_TITLE, JA, "", "2024年5月3日 14:35更新"),
        (JA_TITLE, JA, "", "海岸道路が嵐で通行止め"),
    ],
)
def test_retouching_is_cosmetic(title, text, old, new):
    found = change(title, text, old, new)
    assert not found.material, found
    assert found.reason


@pytest.mark.parametrize(
    ("title", "text"), [(EN_TITLE, EN), (KO_TITLE, KO), (JA_TITLE, JA)]
)
def test_moved_paragraphs_are_cosmetic(title, text):
    moved = "\n".join(reversed(text.split("\n")))
    found = revision.compare(title, text, title, moved)
    assert not found.material, found
    assert found.added == found.removed == ()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("[속보] 항만 노조, 파업 종료", "항만 노조, 파업 종료(종합)"),
        ("BREAKING: Port workers end strike", "Port workers end strike"),
        ("UPDATE 2-Port workers end strike", "Port Workers End Strike"),
        ("【速報】港湾労組がスト終了", "港湾労組がスト終了"),
    ],
)
def test_a_tag_before_the_headline_is_no_new_headline(old, new):
    found = revision.compare(old, EN, new, EN)
    assert not found.title_changed
    assert not found.material


def test_a_reworded_headline_over_the_same_text_is_cosmetic():
    found = revision.compare(EN_TITLE, EN, "Dockers go back to work", EN)
    assert found.title_changed
    assert not found.material
    assert found.reason == "headline reworded"


@pytest.mark.parametrize(
    "headline",
    [
        "Port workers refuse to end strike, 70 ships waiting",
        "Port workers do not end strike after nine days",
    ],
)
def test_a_headline_that_states_something_else_is_material(headline):
    assert revision.compare(EN_TITLE, EN, headline, EN).material


def test_a_new_headline_over_retouched_text_is_material():
    text = EN.replace("expects", "still expects")
    found = revision.compare(EN_TITLE, EN, "Dockers go back to work", text)
    assert found.material
    assert "headline" in found.reason


def test_a_flash_that_grows_into_a_report_is_material_and_one_article():
    flash = "Port workers at Halden have voted to end their strike."
    found = revision.compare("Halden port strike over", flash, EN_TITLE, EN)
    assert found.material
    assert revision.is_same_article(
        "Halden port strike over", flash, EN_TITLE, EN, containment=0.0
    )


@pytest.mark.parametrize(
    ("title", "text"), [(EN_TITLE, EN), (KO_TITLE, KO), (JA_TITLE, JA)]
)
def test_an_address_that_carries_something_else_carries_another_article(title, text):
    others = {
        EN: (
            "Museum buys lost painting",
            "A painting lost for eighty years hangs in the town museum again.",
        ),
        KO: (
            "박물관, 사라진 그림 되찾아",
            "여든 해 동안 사라졌던 그림이 다시 시립 미술관에 걸렸다. 농부가 장롱 뒤에 보관해 왔다.",
        ),
        JA: (
            "美術館が失われた絵を購入",
            "八十年にわたり行方が分からなかった絵画が町の美術館に戻った。農家が戸棚の裏にしまっていた。",
        ),
    }
    other_title, other = others[text]
    assert not revision.is_same_article(title, text, other_title, other, containment=0)


def test_what_came_and_went_is_told_in_sentences():
    found = change(EN_TITLE, EN, "40 ships", "46 ships")
    assert [s[-36:] for s in found.added] == ["kept 46 ships waiting off the coast."]
    assert "40 ships" in found.removed[0]


@given(st.text(max_size=200), st.text(max_size=200))
def test_a_word_diff_leads_from_one_text_to_the_other(old, new):
    pieces = revision.word_diff(old, new)
    assert "".join(p.text for p in pieces if p.kind != "added") == old
    assert "".join(p.text for p in pieces if p.kind != "removed") == new


def test_a_word_diff_marks_words_and_not_letters():
    pieces = revision.word_diff("It kept 40 ships waiting", "It kept 46 ships waiting")
    assert [(p.kind, p.text) for p in pieces] == [
        ("same", "It kept "),
        ("removed", "40"),
        ("added", "46"),
        ("same", " ships waiting"),
    ]


@given(st.text(max_size=300), st.text(max_size=300))
def test_any_two_texts_can_be_compared(old, new):
    found = revision.compare("", old, "", new)
    assert found.reason
    assert not revision.compare("", old, "", old).material


def test_two_long_texts_are_compared_in_time():
    old = "\n".join(
        f"Line {n} tells of ship {n} and its cargo of tea." for n in range(900)
    )
    new = "\n".join(
        f"Row {n} speaks about boat {n} with a load of tin." for n in range(900)
    )
    assert revision.compare("a", old, "b", new).material


def test_texts_of_two_words_in_turns_are_not_aligned_for_minutes():
    rng = random.Random(1)
    old, new = (
        ". ".join(" ".join(rng.choices("ab", k=40)) for _ in range(200)) for _ in "xy"
    )
    assert revision.compare("t", old, "t", new).added
    assert revision.word_diff(old, new) == (
        revision.Piece("removed", old),
        revision.Piece("added", new),
    )
