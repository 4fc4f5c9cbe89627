"""The plain form of a query: lists, as most users write them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from monitor.core.query.concepts import concept_term
from monitor.core.query.nodes import (
    TEXT_FIELDS,
    About,
    And,
    AtLeast,
    Except,
    In,
    Not,
    Or,
    Query,
)
from monitor.core.query.parser import parse
from monitor.errors import QueryError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from monitor.core.query.concepts import Concept

# An item of a list is a phrase, unless something in it is only used in queries.
_IS_QUERY: Final = re.compile(
    r"(?:^|[\s)])(?:AND|OR|NOT|EXCEPT|O?NEAR(?:/\d*)?|(?:W|PRE)/\d+)(?=[\s(])"
    r"|ATLEAST\d+\(|^@|^/.+/$|^[\"“].*[\"”]~\d+$"
    r"|^(?:title|lead|body|outlet|source|lang|country)(?:\+\w+)*:"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainForm:
    """Lists of terms, phrases and concepts.

    Attributes:
        any: at least one of these.
        all: every one of these.
        none: the story must have none of these, anywhere.
        except_: mentions inside one of these do not count.
        min: so many mentions of `any` in all.
        in_: fields of the text to look in; empty means title and body.
        lang: languages of the article; empty means all.
    """

    any: tuple[str, ...] = ()
    all: tuple[str, ...] = ()
    none: tuple[str, ...] = ()
    except_: tuple[str, ...] = ()
    min: int = 1
    in_: tuple[str, ...] = ()
    lang: tuple[str, ...] = ()


def plain(form: PlainForm, concepts: Mapping[str, Concept]) -> Query:
    """Make a query of a plain form.

    Raises:
        QueryError: an item is wrong; names its list, and the column is in the item.
    """
    if not form.any and not form.all:
        raise QueryError(
            "there is nothing to look for", suggestion="fill the list any: or all:"
        )
    wanted = list(_items("all", form.all, concepts))
    if form.any:
        one = _one_of(_items("any", form.any, concepts))
        wanted.insert(0, one if form.min <= 1 else AtLeast(form.min, one))
    elif form.min > 1:
        raise QueryError("min: counts the mentions of any:", suggestion="fill any:")
    query = _all_of(wanted)
    if form.except_:
        query = Except(query, _one_of(_items("except", form.except_, concepts)))
    query = _inside(query, form.in_)
    limits: list[Query] = [Not(item) for item in _items("none", form.none, concepts)]
    if form.lang:
        limits.append(_one_of([About("lang", code) for code in form.lang]))
    return _all_of([query, *limits])


def _items(
    name: str, items: Sequence[str], concepts: Mapping[str, Concept]
) -> list[Query]:
    found = []
    for item in items:
        try:
            found.append(_item(item.strip(), concepts))
        except QueryError as e:
            raise QueryError(
                f"{name}: “{item}”: {e.message}",
                column=e.column,
                suggestion=e.suggestion,
            ) from e
    return found


def _item(item: str, concepts: Mapping[str, Concept]) -> Query:
    if _IS_QUERY.search(item):
        return parse(item, concepts)
    return concept_term(item)


def _inside(query: Query, fields: Sequence[str]) -> Query:
    wrong = [name for name in fields if name not in TEXT_FIELDS]
    if wrong:
        raise QueryError(
            f"in: “{wrong[0]}” is not a part of a text",
            suggestion=f"one or more of {', '.join(TEXT_FIELDS)}",
        )
    named = tuple(field for field in TEXT_FIELDS if field in fields)
    return In(named, query) if named and named != ("title", "body") else query


def _one_of(parts: Sequence[Query]) -> Query:
    return parts[0] if len(parts) == 1 else Or(tuple(parts))


def _all_of(parts: Sequence[Query]) -> Query:
    return parts[0] if len(parts) == 1 else And(tuple(parts))
