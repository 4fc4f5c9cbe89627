"""What people may install beside the program."""

from collections.abc import Iterator, Sequence

import pytest

from monitor.core.match import match_query
from monitor.core.matching import japanese
from monitor.core.query import parse


@pytest.fixture(autouse=True)
def built_in() -> Iterator[None]:
    yield
    japanese.cut_with(None)


def cutting(*words: str) -> japanese.Cutter:
    """Make a cutter that knows some words and takes the rest one by one."""

    def cut(text: str) -> Sequence[str]:
        found, at = [], 0
        while at < len(text):
            known = (w for w in words if text.startswith(w, at))
            found.append(next(known, text[at]))
            at += len(found[-1])
        return found

    return cut


@pytest.mark.parametrize(
    ("words", "term", "text", "meant"),
    [
        (("東京",), "京都", "東京都で", False),
        (("京都",), "京都", "東京都で", True),
        (("今日",), "日本", "今日本を", False),
        (("国務",), "米国", "米国務省", True),  # the nation, by its first character
        (("大阪",), "大阪", "新大阪駅", False),  # another place, whoever cuts
        (("公明", "正大"), "公明", "公明正大な", False),
        (("日本",), "日本", "日本人", True),
        ((), "輸出管理", "輸出管理の", True),  # long terms are words anywhere
    ],
)
def test_another_cutter_tells_where_short_terms_are_words(
    words: tuple[str, ...], term: str, text: str, *, meant: bool
) -> None:
    japanese.cut_with(cutting(*words))
    assert (match_query(parse(term, {}), text, "") is not None) == meant


def test_without_it_the_built_in_list_cuts_again() -> None:
    japanese.cut_with(cutting("京都"))
    assert match_query(parse("京都", {}), "東京都で", "") is not None
    japanese.cut_with(None)
    assert match_query(parse("京都", {}), "東京都で", "") is None
