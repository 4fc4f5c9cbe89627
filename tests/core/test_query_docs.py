"""The page on queries: what it shows is what the language reads."""

import re
from pathlib import Path

import pytest

from monitor.core.match import match_query
from monitor.core.query import Concept, lints, parse

PAGE = Path(__file__).parents[2] / "docs" / "queries.md"
EXAMPLES = re.findall(
    r"^\| [^|]+ \| `([^`]+)` \|$", PAGE.read_text("utf-8"), re.MULTILINE
)
CONCEPTS = {"gsomia": Concept("gsomia", {"en": ("GSOMIA",), "ko": ("지소미아",)})}
PROOF = {
    "@gsomia NEAR/8 (terminate* OR withdraw* OR scrap OR 종료 OR 파기 OR 破棄)": "지소미아를 종료",
    "title:((Japan OR Tokyo) AND (Korea OR Seoul))": "Tokyo and Seoul",
    "Washington ONEAR/4 (urge* OR warn*) ONEAR/4 Seoul": "Washington urges Seoul",
    '("수출 규제" OR "수출 관리") NEAR/5 (철회 OR 강화 OR 완화)': "수출규제 전격 철회",
    "아베*": "아베노믹스",
    "(徴用工 OR 元徴用工) NEAR/10 (韓国 OR ソウル)": "元徴用工、韓国で",
}  # fmt: skip


def test_the_page_has_twenty_examples() -> None:
    assert len(EXAMPLES) == 20
    assert PROOF.keys() <= set(EXAMPLES)


@pytest.mark.parametrize("example", EXAMPLES)
def test_each_example_can_be_used_as_it_stands(example: str) -> None:
    assert lints(parse(example, CONCEPTS)) == []


@pytest.mark.parametrize("example", PROOF)
def test_an_example_finds_what_it_is_for(example: str) -> None:
    assert match_query(parse(example, CONCEPTS), PROOF[example], "")
