r"""Read YAML 1.2 with the place of every word, and nothing that a file can do to us.

PyYAML's parser gives events; the nodes are made here, because its own composer recurses
as deep as a file says, keeps the last of two equal keys in silence, and reads the words
of YAML 1.1: `NO` as false, `08:00` as 480.

Source: YAML 1.2.2, section 10.3 (core schema).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import yaml
from yaml import events

from monitor.config.nodes import Document, Node, Place
from monitor.config.reading import beginning
from monitor.config.words import resolve
from monitor.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LIMIT_BYTES: Final = 1024 * 1024
LIMIT_DEPTH: Final = 24
LIMIT_NODES: Final = 200_000  # aliases counted as often as they are used

_Event = Any  # of PyYAML, which has no types
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TEXT_TAGS: Final = ("!", "tag:yaml.org,2002:str")
_ADVICE: Final = (
    ("cannot start any token", "put text that begins with such a mark into quotes"),
    (
        "mapping values are not allowed",
        "put text that holds `: ` into quotes, or let keys of one level begin in one column",
    ),
    ("could not find expected ':'", "write `key: value`, with a blank after the colon"),
    ("quoted scalar", "close the quotes"),
    ("expected ',' or", "close the bracket, with a comma between items"),
    ("block", "let keys of one level begin in one column"),
    ("control characters", "delete the control character"),
    ("special characters", "delete the control character"),
)


class FileError(Exception):
    """A file that cannot be read as YAML; `problem` says why and where."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(str(problem))


def read(path: Path, *, name: str) -> Document:
    """Read a file.

    Args:
        path: of the file; at most 1 MiB of it.
        name: how messages call it.

    Raises:
        FileError: it cannot be read, is no UTF-8, or no YAML that we take.
    """
    try:
        content = beginning(path, most=LIMIT_BYTES + 1)
    except OSError as e:
        raise _wrong(name, f"cannot be read: {e.strerror}") from e
    return parse(content, name=name)


def parse(content: bytes, *, name: str) -> Document:
    """Read the content of a file. Arguments and errors are those of `read`."""
    if len(content) > LIMIT_BYTES:
        raise _wrong(name, "larger than 1 MiB; split it, or see what it is")
    text = _decode(content, name)
    composer = _Composer(name)
    try:
        root = composer.compose(yaml.parse(text, Loader=_Loader))
    except yaml.YAMLError as e:
        raise _from_parser(e, text, name) from e
    return Document(file=name, text=text, root=root)


class _Composer:
    """Makes nodes of events, with open lists and mappings on a stack."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.anchors: dict[str, tuple[Node, int]] = {}
        self.open: list[_Open] = []
        self.root: Node | None = None
        self.count = 0

    def compose(self, stream: Iterator[_Event]) -> Node:
        documents = 0
        for event in stream:
            if isinstance(event, events.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise self._wrong("a second document; delete the `---`", event)
            self._take(event)
        return self.root or Node(Place(line=1, column=1), None)

    def _take(self, event: _Event) -> None:
        if isinstance(event, events.AliasEvent):
            node, nodes = self._alias(event)
            self._count(nodes, event)
            self._add(node, event)
        elif isinstance(event, events.ScalarEvent):
            self._count(1, event)
            node = self._scalar(event)
            self._keep(event.anchor, node, 1)
            self._add(node, event)
        elif isinstance(event, events.CollectionStartEvent):
            self._enter(event)
        elif isinstance(event, events.CollectionEndEvent):
            self._leave(event)

    def _enter(self, event: _Event) -> None:
        self._count(1, event)
        if len(self.open) >= LIMIT_DEPTH:
            raise self._wrong(f"nested deeper than {LIMIT_DEPTH} levels", event)
        if self.open and self.open[-1].waits_for_key():
            raise self._wrong("a key must be one word; put it into quotes", event)
        self._refuse_tag(event)
        is_map = isinstance(event, events.MappingStartEvent)
        node = Node(_place(event), {} if is_map else [])
        self.open.append(_Open(node, event.anchor, self.count))

    def _leave(self, event: _Event) -> None:
        done = self.open.pop()
        start = done.node.place
        place = Place(
            line=start.line,
            column=start.column,
            start=start.start,
            end=event.end_mark.index,
        )
        node = Node(place, done.node.value, keys=done.node.keys)
        self._keep(done.anchor, node, self.count - done.count + 1)
        self._add(node, event)

    def _add(self, node: Node, event: _Event) -> None:
        if not self.open:
            self.root = node
            return
        top = self.open[-1]
        if isinstance(top.node.value, list):
            top.node.value.append(node)
        elif isinstance(top.node.value, dict):
            if top.key is None:
                top.key = self._key(node, event)
            else:
                top.node.value[top.key], top.key = node, None

    def _key(self, node: Node, event: _Event) -> str:
        top = self.open[-1].node
        if not isinstance(event, events.ScalarEvent):
            raise self._wrong("a key must be one word; put it into quotes", event)
        key: str = event.value
        if key == "<<":
            raise self._wrong("merge keys are not YAML 1.2; write the settings", event)
        if key in top.keys:
            line = top.keys[key].line
            message = f"{key[:80]} stands twice; the first is in line {line}: keep one"
            raise self._wrong(message, event, text=key)
        top.keys[key] = node.place
        return key

    def _scalar(self, event: _Event) -> Node:
        plain = event.style is None or event.style == ""
        if event.tag in _TEXT_TAGS:
            return Node(_place(event), event.value, style=event.style or "")
        self._refuse_tag(event)
        value = resolve(event.value) if plain else event.value
        return Node(_place(event), value, style="" if plain else event.style)

    def _refuse_tag(self, event: _Event) -> None:
        if event.tag is not None:
            # The tag is not quoted: `password: !abc` may be meant as a password.
            message = "tags are not used here; put text that begins with ! into quotes"
            raise self._wrong(message, event)

    def _alias(self, event: _Event) -> tuple[Node, int]:
        if event.anchor not in self.anchors:
            message = (
                "no anchor before this alias; put text that begins with * into quotes"
            )
            raise self._wrong(message, event)
        return self.anchors[event.anchor]

    def _keep(self, anchor: str | None, node: Node, nodes: int) -> None:
        if anchor is not None:
            self.anchors[anchor] = (node, nodes)

    def _count(self, nodes: int, event: _Event) -> None:
        self.count += nodes
        if self.count > LIMIT_NODES:
            message = "too much: more than 200,000 entries, with aliases counted"
            raise self._wrong(f"{message}; write them out or split the file", event)

    def _wrong(self, message: str, event: _Event, *, text: str = "") -> FileError:
        mark = event.start_mark
        return _wrong(
            self.name, message, line=mark.line + 1, column=mark.column + 1, text=text
        )


class _Open:
    """A list or mapping whose end has not come."""

    def __init__(self, node: Node, anchor: str | None, count: int) -> None:
        self.node, self.anchor, self.count = node, anchor, count
        self.key: str | None = None

    def waits_for_key(self) -> bool:
        return isinstance(self.node.value, dict) and self.key is None


def _place(event: _Event) -> Place:
    start, end = event.start_mark, event.end_mark
    return Place(
        line=start.line + 1, column=start.column + 1, start=start.index, end=end.index
    )


def _decode(content: bytes, name: str) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as e:
        before = content[: e.start]
        line = before.count(b"\n") + 1
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
        utf16 = content[:2] in (b"\xff\xfe", b"\xfe\xff")
        found = "UTF-16" if utf16 else f"byte 0x{content[e.start]:02x}"
        message = f"not UTF-8 ({found}); save the file as UTF-8"
        raise _wrong(name, message, line=line, column=column) from e


def _from_parser(error: yaml.YAMLError, text: str, name: str) -> FileError:
    """Say what the parser says, but never the line: it may hold a secret."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    at = mark.index if mark else getattr(error, "position", 0)
    said = str(getattr(error, "problem", None) or getattr(error, "reason", None) or "")
    context = str(getattr(error, "context", None) or "")
    if text[at : at + 1] == "\t":
        said, advice = "a tab begins the line", "indent with blanks"
    elif "anchor" in context + said or "tag" in context + said:
        said = "a mark that begins an anchor or a tag"
        advice = "put text that begins with & or ! into quotes"
    else:
        advice = next((a for word, a in _ADVICE if word in f"{context} {said}"), "")
    message = "; ".join(part for part in (f"not YAML: {said}", advice) if part)
    line, begin = text.count("\n", 0, at) + 1, text.rfind("\n", 0, at) + 1
    return _wrong(name, message, line=line, column=at - begin + 1)


def _wrong(
    name: str,
    message: str,
    *,
    line: int | None = None,
    column: int | None = None,
    text: str = "",
) -> FileError:
    return FileError(
        Problem(file=name, message=message, line=line, column=column, text=text[:80])
    )
