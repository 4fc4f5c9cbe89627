"""What a YAML file holds, with the place of every word in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

Plain = str | int | float | bool | None
QUOTES: Final = ("'", '"')


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where something stands in a file; line and column from 1."""

    line: int
    column: int
    start: int = 0  # offset into the file's text
    end: int = 0


@dataclass(frozen=True, slots=True)
class Node:
    """A value in a file: a word, a list or a mapping."""

    place: Place
    value: Plain | list[Node] | dict[str, Node]
    style: str = ""  # the quote or block mark of a word; empty for a plain one
    keys: dict[str, Place] = field(default_factory=dict)  # where each key stands

    def data(self) -> Any:  # noqa: ANN401 - what YAML may hold
        """Give the value without places, as pydantic takes it."""
        if isinstance(self.value, list):
            return [item.data() for item in self.value]
        if isinstance(self.value, dict):
            return {key: item.data() for key, item in self.value.items()}
        return self.value

    def get(self, part: str | int) -> Node | None:
        """Give the item under a key or at an index; None when there is none."""
        if isinstance(self.value, dict):
            return self.value.get(str(part))
        if isinstance(self.value, list) and isinstance(part, int):
            return self.value[part] if part < len(self.value) else None
        return None

    def without(self, key: str) -> Node:
        """Give the same mapping without the mapping under a key."""
        if not isinstance(self.value, dict) or not mapping(self.value.get(key)):
            return self
        rest = {name: node for name, node in self.value.items() if name != key}
        return Node(self.place, rest, keys=self.keys)

    def at(self, path: Sequence[str | int]) -> Node:
        """Give the node that a path leads to, or the last one on the way.

        Parts that the file does not have are passed over: models add their own.
        """
        node = self
        for part in path:
            node = node.get(part) or node
        return node

    def key_at(self, path: Sequence[str | int]) -> Place:
        """Give the place of the key that a path ends in."""
        parent = self.at(path[:-1])
        return parent.keys.get(str(path[-1]), parent.place) if path else self.place


def items(node: Node | None) -> list[Node]:
    """Give the entries of a list; none when it is no list, or not there."""
    return node.value if node and isinstance(node.value, list) else []


def mapping(node: Node | None) -> dict[str, Node]:
    """Give the entries of a mapping; none when it is no mapping, or not there."""
    return node.value if node and isinstance(node.value, dict) else {}


@dataclass(frozen=True, slots=True)
class Document:
    """One file of the configuration."""

    file: str  # as people write it: `config/monitor.yaml`
    text: str
    root: Node

    def written(self, node: Node) -> str:
        """Give the first line of a node as it stands in the file, 80 characters."""
        raw = self.text[node.place.start : node.place.end].strip()
        return raw.split("\n", 1)[0].rstrip("\r")[:80]

    def inside(self, node: Node, offset: int) -> Place:
        """Find the place of a character of a word in the file.

        Args:
            node: a word, in whatever quotes, on one line or folded over several.
            offset: from 0, into its value.
        """
        at = self._index(node, offset)
        begin = self.text.rfind("\n", 0, at) + 1
        line = node.place.line + self.text.count("\n", node.place.start, at)
        return Place(line=line, column=at - begin + 1, start=at, end=node.place.end)

    def _index(self, node: Node, offset: int) -> int:
        """Walk value and file side by side: quoting adds characters, folding blanks."""
        at, end = node.place.start, node.place.end
        if node.style in QUOTES:
            at += 1
        elif node.style:
            at = max(self.text.find("\n", at, end), at)
        value = str(node.value)
        for index, character in enumerate(value[: offset + 1]):
            if character.isspace():
                # The next character that is none looks for itself.
                at += index == offset
                continue
            found = self.text.find(character, at, end)
            if found < 0:  # written as an escape: stay near
                return min(at, end)
            at = found + (index < offset)
        return min(at, end)
