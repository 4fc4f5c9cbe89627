"""The reference of all settings, made from the models: the sentences stand there once."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final, Literal, get_args, get_origin

from pydantic_core import PydanticUndefined

from monitor.config.channels import CHANNEL_SETTINGS
from monitor.config.errors import inner_model
from monitor.config.models import MonitorFile
from monitor.config.schema import as_written
from monitor.config.sources import SourcesFile
from monitor.config.watches import WatchlistFile

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pydantic import BaseModel
    from pydantic.fields import FieldInfo

BEGIN: Final = "<!-- settings: begin -->"
END: Final = "<!-- settings: end -->"


def reference() -> str:
    """Write the reference: a table for each section of each file, in Markdown."""
    parts: list[str] = []
    for title, model in (
        ("monitor.yaml", MonitorFile),
        ("sources.yaml, sources/*.yaml", SourcesFile),
        ("watchlists/*.yaml", WatchlistFile),
    ):
        parts += [f"## {title}", *_sections("", model)]
    for kind, channel in CHANNEL_SETTINGS.items():
        parts += [f"## channels: kind: {kind}", *_sections("", channel)]
    return "\n\n".join(parts)


def update(page: Path) -> None:
    """Put the reference between its marks in a page.

    Raises:
        OSError: the page cannot be read or written.
        ValueError: it has no marks.
    """
    text = page.read_text(encoding="utf-8")
    head, begin, rest = text.partition(BEGIN)
    _, end, tail = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{page} has no {BEGIN} and {END}")
    body = f"{head}{begin}\n\n{reference()}\n\n{end}{tail}"
    page.write_text(body, encoding="utf-8")


def _sections(path: str, model: type[BaseModel]) -> Iterator[str]:
    """Write the table of a section, and then those of the sections in it."""
    if path:
        yield f"### {path}"
    if model.__doc__:
        yield model.__doc__.strip().partition("\n")[0]
    rows = ["| setting | if not said | |", "|---|---|---|"]
    rows += [_row(field.alias or n, field) for n, field in model.model_fields.items()]
    yield "\n".join(rows)
    for name, field in model.model_fields.items():
        inner = inner_model(field.annotation)
        if inner is not None and name != "channels":
            yield from _sections(f"{path}.{name}".lstrip("."), inner)


def _row(name: str, field: FieldInfo) -> str:
    sentence = (field.description or "").strip().replace("|", "\\|")
    words = [f"`{word}`" for word in _words(field.annotation)]
    either = f" One of {', '.join(words)}." if len(words) > 1 else ""
    return f"| `{name}` | {_default(field)} | {sentence}{either} |"


def _words(annotation: Any) -> Iterator[str]:  # noqa: ANN401 - any type
    """List the words that a setting is one of."""
    if get_origin(annotation) is Literal:
        yield from map(str, get_args(annotation))
        return
    for part in get_args(annotation):
        yield from _words(part)


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "*needed*"
    value: Any = field.get_default(call_default_factory=True)
    if value in (None, (), {}) or value is PydanticUndefined:
        return ""
    if inner_model(field.annotation) is not None:
        return "see below"
    text = as_written(value)
    return f"`{text if isinstance(text, str) else json.dumps(text)}`"
