"""Files are read as YAML 1.2, and no file can do anything to us."""

import contextlib
import json
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.config.words import resolve
from monitor.config.yaml import FileError, parse, read


def data(text):
    return parse(text.encode(), name="m.yaml").root.data()


def refused(content):
    content = content if isinstance(content, bytes) else content.encode()
    with pytest.raises(FileError) as caught:
        parse(content, name="m.yaml")
    return caught.value.problem


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("NO", "NO"),
        ("no", "no"),
        ("yes", "yes"),
        ("on", "on"),
        ("08:00", "08:00"),
        ("12:30:45", "12:30:45"),
        ("2026-11-21", "2026-11-21"),
        ("1_000", "1_000"),
        ("017", 17),
        ("0o17", 15),
        ("0x1F", 31),
        ("-3", -3),
        ("1e3", 1000.0),
        (".5", 0.5),
        ("true", True),
        ("False", False),
        ("~", None),
        ("null", None),
        ("", None),
        ("9" * 30, "9" * 30),
        ("지소미아", "지소미아"),
    ],
)
def test_plain_words_mean_what_yaml_1_2_says(word, meant):
    assert resolve(word) == meant
    assert data(f"a: {word}\n") == {"a": meant}
    assert data(f'a: "{word}"\n') == {"a": word}


def test_a_tag_for_text_makes_text():
    assert data("a: !!str 5\nb: ! 08\n") == {"a": "5", "b": "08"}


def test_an_alias_cannot_be_a_key():
    assert "a key must be one word" in refused("a: &x [b]\nc: {*x : d}\n").message


def test_keys_are_always_text():
    assert data("no: [1]\n2: b\ntrue: c\n") == {"no": [1], "2": "b", "true": "c"}


def test_aliases_repeat_what_they_name():
    assert data("a: &x [1, {b: 2}]\nc: *x\n") == {
        "a": [1, {"b": 2}],
        "c": [1, {"b": 2}],
    }


@pytest.mark.parametrize("mark", ["\ufeff", ""])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_windows_files_are_read_alike(mark, newline):
    text = mark + newline.join(["a: 1", "b:", "  - 지소미아", "c: x: y"])
    problem = refused(text)
    assert (problem.line, problem.column) == (4, 5)
    good = mark + newline.join(["a: 1", "b:", "  - 지소미아", ""])
    document = parse(good.encode(), name="m.yaml")
    assert document.root.data() == {"a": 1, "b": ["지소미아"]}
    place = document.root.at(("b", 0)).place
    assert (place.line, place.column) == (3, 5)


@pytest.mark.parametrize(
    ("content", "words", "line", "column"),
    [
        (
            "a: 한글".encode("cp949"),
            "not UTF-8 (byte 0xc7); save the file as UTF-8",
            1,
            4,
        ),
        ("x: 1\na: 日本".encode("shift_jis"), "not UTF-8", 2, 4),
        ("a: b".encode("utf-16"), "not UTF-8 (UTF-16)", 1, 1),
        ("a: \x07", "control characters", 1, 4),
        ("a: 1\na: 2\n", "a stands twice; the first is in line 1: keep one", 2, 1),
        ("a: {b: 1, b: 2}\n", "b stands twice", 1, 11),
        ("[" * 5000, "nested deeper than 24 levels", 1, 25),
        ("{a: " * 5000, "nested deeper than 24 levels", 1, 97),
        ("a: &x [*x]\n", "no anchor before this alias", 1, 8),
        ("a: [1, 2\n", "close the bracket", 2, 1),
        ("a: 'x\n", "close the quotes", 2, 1),
        ("a: !!python/object:os.system x\n", "tags are not used here", 1, 4),
        ("a: !!binary aGVsbG8=\n", "tags are not used here", 1, 4),
    ],
)
def test_what_is_no_configuration_is_refused_with_its_place(
    content, words, line, column
):
    problem = refused(content)
    assert words in problem.message
    assert (problem.line, problem.column) == (line, column)


def test_an_alias_bomb_is_counted_and_never_laid_out():
    bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"{name}: &{name} [{', '.join(['*' + before] * 9)}]\n"
        for before, name in zip("abcdefghij", "bcdefghijk", strict=True)
    )
    assert "more than 200,000 entries, with aliases counted" in refused(bomb).message


def test_a_huge_file_is_refused_after_its_first_mebibyte(tmp_path):
    path = tmp_path / "m.yaml"
    with path.open("wb") as file:
        file.truncate(50 * 1024 * 1024)
    with pytest.raises(FileError) as caught:
        read(path, name="m.yaml")
    assert "larger than 1 MiB" in caught.value.problem.message


def test_a_folder_in_place_of_a_file_is_said_to_be_one(tmp_path):
    with pytest.raises(FileError) as caught:
        read(tmp_path, name="m.yaml")
    assert "cannot be read: Is a directory" in caught.value.problem.message


def test_a_pipe_is_refused_and_not_waited_for(tmp_path):
    pipe = tmp_path / "sources.yaml"
    os.mkfifo(pipe)
    with pytest.raises(FileError) as caught:
        read(pipe, name="sources.yaml")
    assert "it is a pipe" in caught.value.problem.message


@pytest.mark.parametrize(
    ("text", "part", "line", "column"),
    [
        ("q: a AND (b\n", "(b", 1, 10),
        ('q: "a \\"b c\\" (d"\n', "(d", 1, 15),
        ("q: 'it''s (x'\n", "(x", 1, 11),
        ("q: >\n  one two\n  three (x\n", "(x", 3, 9),
        ("q: |\n  one\n  (x\n", "(x", 3, 3),
        ("q: one\n  two\n  (x\n", "(x", 3, 3),
        ("q: 지소미아 AND (종료\n", "(종료", 1, 13),
        ("q: '지소미아 😀 (x'\n", "(x", 1, 12),
    ],
)
def test_a_column_in_a_query_is_found_in_the_file(text, part, line, column):
    document = parse(text.encode(), name="m.yaml")
    node = document.root.at(("q",))
    place = document.inside(node, node.value.index(part))
    assert (place.line, place.column) == (line, column)


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_no_bytes_do_more_than_be_refused(content):
    with contextlib.suppress(FileError):
        parse(content, name="m.yaml").root.data()


# Without what YAML forbids, and the line breaks of YAML 1.1 that the parser still folds.
TEXT = st.text(
    st.characters(
        exclude_categories=("Cc", "Cs", "Zl", "Zp"),
        exclude_characters="\ufeff\ufffe\uffff",
    ),
    max_size=8,
)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers(-(10**9), 10**9) | TEXT,
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(TEXT.filter(lambda key: key != "<<"), inner, max_size=4)
        ),
        max_leaves=12,
    )
)
def test_json_is_read_as_the_yaml_that_it_is(value):
    assert data(json.dumps(value, ensure_ascii=False)) == value
