"""A thousand short texts: what is meant is found, what only looks like it is not."""

import json
from collections import Counter
from pathlib import Path

import pytest

from monitor.batch.match import match_cases

FILE = Path(__file__).parents[1] / "data" / "matching" / "cases.jsonl"
CASES = [json.loads(line) for line in FILE.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("language", ["en", "ko", "ja"])
def test_each_case_is_decided_as_a_reader_would(language: str) -> None:
    cases = [case for case in CASES if case["lang"] == language]
    asked = [
        case | {"id": n, "story_lang": language, "source": "x"}
        for n, case in enumerate(cases)
    ]
    answers = list(match_cases(asked))
    assert not [row["error"] for row in answers if "error" in row]
    wrong = [
        case
        for case, row in zip(cases, answers, strict=True)
        if row["match"] != case["match"]
    ]
    assert wrong == []


def test_no_language_has_cases_of_one_answer_only() -> None:
    counts = Counter((case["lang"], case["match"]) for case in CASES)
    assert len(counts) == 6
    assert min(counts.values()) > 50
