"""Turn what pydantic found into problems with a place and an advice."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Any, Final, get_args, get_origin

from pydantic import BaseModel, ValidationError

from monitor.config.nodes import Document, Node, Place
from monitor.config.redact import redact
from monitor.config.suggest import did_you_mean
from monitor.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pydantic_core import ErrorDetails

_MESSAGES: Final = {
    "string_type": "expected text; put it into quotes",
    "int_type": "expected a whole number",
    "int_parsing": "expected a whole number",
    "int_from_float": "expected a whole number",
    "float_type": "expected a number",
    "float_parsing": "expected a number",
    "finite_number": "expected a number",
    "bool_type": "expected true or false",
    "bool_parsing": "expected true or false",
    "list_type": "expected a list; write [a, b] or lines that begin with `- `",
    "tuple_type": "expected a list; write [a, b] or lines that begin with `- `",
    "dict_type": "expected settings by name; write lines of `key: value`",
    "model_type": "expected settings by name; write lines of `key: value`",
    "model_attributes_type": "expected settings by name; write lines of `key: value`",
    "string_too_short": "empty; write something, or delete the line",
}
_LIMITS: Final = {
    "greater_than": ("too small; write more than {}", "gt"),
    "greater_than_equal": ("too small; write {} or more", "ge"),
    "less_than": ("too large; write less than {}", "lt"),
    "less_than_equal": ("too large; write {} or less", "le"),
    "too_short": ("too few; write {} or more", "min_length"),
    "too_long": ("too many; write {} or fewer", "max_length"),
    "string_too_long": ("too long; write {} characters or fewer", "max_length"),
}
# What was written may be shown for these kinds even where secrets are near.
_HARMLESS: Final = {"extra_forbidden", "literal_error", "written", "missing"}


def problems(
    error: ValidationError,
    document: Document,
    node: Node,
    *,
    model: type[BaseModel],
    label: str = "",
    guarded: bool = False,
) -> list[Problem]:
    """List what is wrong in a part of a file, one problem a place.

    Args:
        error: from validating the part against the model.
        document: the file.
        node: the part.
        model: of the part.
        label: how messages call the part: "channels.desk-mail".
        guarded: secrets may stand in the wrong lines of this part: do not show them.
    """
    found: dict[tuple[int, bool], Problem] = {}
    for detail in error.errors(include_url=False, include_input=False):
        place, text = _place(detail, document, node)
        if guarded and detail["type"] not in _HARMLESS:
            text = ""
        problem = Problem(
            file=document.file,
            message=_sentence(detail, node, model=model, label=label),
            line=place.line,
            column=place.column,
            text=redact(text) if detail["type"] != "secret" else "",
        )
        # A value that may be of two kinds fails as both: the better sentence stays.
        missing = detail["type"] == "missing"
        key = (hash((place.start, detail["loc"])) if missing else place.start, missing)
        if key not in found or detail["type"] in {"written", "secret", "value_error"}:
            found[key] = problem
    return list(found.values())


def _place(detail: ErrorDetails, document: Document, node: Node) -> tuple[Place, str]:
    loc = detail["loc"]
    if detail["type"] == "extra_forbidden":
        return node.key_at(loc), str(loc[-1])[:80]
    if detail["type"] == "missing":
        return node.key_at(loc), ""
    if key := detail.get("ctx", {}).get("key"):
        return node.key_at((*loc, key)), key[:80]
    at = node.at(loc)
    word = not isinstance(at.value, (list, dict))
    return at.place, document.written(at) if word else ""


def _sentence(
    detail: ErrorDetails, node: Node, *, model: type[BaseModel], label: str
) -> str:
    kind, context = detail["type"], detail.get("ctx", {})
    path = _path(detail["loc"], node, missing=kind == "missing")
    name = ".".join(part for part in (label, path) if part)
    if kind == "extra_forbidden":
        return _unknown(detail["loc"], model, label=name)
    if kind == "missing":
        return f"{name} is missing; add `{detail['loc'][-1]}: ...`"
    if kind == "literal_error":
        return f"{name}: {_one_of(context['expected'], node.at(detail['loc']))}"
    if kind in _LIMITS:
        form, limit = _LIMITS[kind]
        return f"{name}: {form.format(context[limit])}"
    said = _MESSAGES.get(kind, detail["msg"].removeprefix("Value error, "))
    return f"{name}: {said}" if name else said


def _path(loc: Sequence[str | int], node: Node, *, missing: bool) -> str:
    """Write a location as people do: `smtp.port`, `to[0]`."""
    path, last = "", len(loc) - 1
    for index, part in enumerate(loc):
        inner = node.get(part)
        if inner is None and not (missing and index == last):
            continue  # a part that the model added
        path += f"[{part}]" if isinstance(part, int) else f".{part}"
        node = inner or node
    return path.lstrip(".")


def _unknown(loc: Sequence[str | int], model: type[BaseModel], *, label: str) -> str:
    known = _names(_model_at(model, loc[:-1]))
    advice = did_you_mean(str(loc[-1]), known)
    if not advice:
        advice = f"known here: {', '.join(known)}" if known else "delete it"
    return f"{label[:120]} is not a setting; {advice}"


def _one_of(expected: str, node: Node) -> str:
    options = re.findall(r"'([^']*)'", expected)
    advice = did_you_mean(str(node.value), options) if node.value else ""
    return f"expected one of {', '.join(options)}{'; ' + advice if advice else ''}"


def _names(model: type[BaseModel]) -> list[str]:
    return [field.alias or name for name, field in model.model_fields.items()]


def _model_at(model: type[BaseModel], loc: Sequence[str | int]) -> type[BaseModel]:
    """Find the model that validates the part of a file at a location."""
    for part in loc:
        for name, field in model.model_fields.items():
            if part in (name, field.alias):
                model = inner_model(field.annotation) or model
                break
    return model


def inner_model(annotation: Any) -> type[BaseModel] | None:  # noqa: ANN401 - any type
    """Find the settings that a field holds: itself, as items, or as values."""
    if get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    found = (inner_model(part) for part in get_args(annotation))
    return next((model for model in found if model), None)
