"""The settings of one topic: watchlists/*.yaml."""

from __future__ import annotations

import re
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, model_validator

from monitor.config.names import Language, Name, PlainName
from monitor.config.refusal import refusal
from monitor.config.values import Settings, Wait
from monitor.model import Priority

TextField = Literal["title", "lead", "body"]


def _one_or_more(value: object) -> object:
    return (value,) if isinstance(value, str) else value


def _growing(value: tuple[int, ...]) -> tuple[int, ...]:
    if list(value) != sorted(set(value)):
        raise refusal("outlets must grow; write [5, 20, 50]")
    return value


Terms = Annotated[tuple[Annotated[str, Field(min_length=1)], ...], Field(min_length=1)]


class FollowSettings(Settings):
    """What is told of a story after its first alert, in one thread."""

    outlets: Annotated[
        tuple[Annotated[int, Field(ge=2, le=10_000)], ...], AfterValidator(_growing)
    ] = ()
    """Told when so many outlets report it: [5, 20, 50]."""

    languages: bool = False
    """Told when it is first reported in a further language."""

    outlets_named: tuple[Annotated[str, Field(min_length=1)], ...] = ()
    """Outlets, as their sources name them, whose joining is told."""


class WatchSettings(Settings):
    """A named query: either `query`, or the plain form `any`, `all`, `none` ..."""

    name: Name
    """Its name, unique in the watchlist."""

    query: str | None = Field(default=None, min_length=1)
    """What a story must say, in the query language."""

    any: Terms | None = None
    """At least one of these must be there."""

    all: Terms | None = None
    """Each of these must be there."""

    none: Terms | None = None
    """A story with one of these does not match."""

    except_: Terms | None = Field(default=None, alias="except")
    """Places that do not count: "Georgia Tech" for the term Georgia."""

    min: int = Field(default=1, ge=1, le=1000)
    """How many mentions of `any` there must be in all."""

    in_: Annotated[tuple[TextField, ...], BeforeValidator(_one_or_more)] = Field(
        default=(), alias="in"
    )
    """Where to look: title, lead, body; in title and body if not said."""

    lang: Annotated[tuple[Language, ...], BeforeValidator(_one_or_more)] = ()
    """Languages that a story may be in; any if not said."""

    channels: tuple[str, ...] | None = Field(default=None, min_length=1)
    """The channels that are told; all but digests if not said."""

    priority: Priority = "normal"
    """high breaks through quiet hours."""

    follow: FollowSettings | None = None
    """What is told of a story after its first alert; nothing but corrections and news if not said."""

    lookback: Wait | None = None
    """How far a new watch looks back into the archive; what it finds comes in one digest."""

    @model_validator(mode="after")
    def _fits(self) -> Self:
        plain = self.model_fields_set & {
            "any",
            "all",
            "none",
            "except_",
            "min",
            "in_",
            "lang",
        }
        if self.query is not None and plain:
            raise refusal("write either query or the plain form, not both", key="query")
        if self.query is None and not (self.any or self.all):
            raise refusal("asks for nothing; write query, any or all")
        return self


class ConceptSettings(Settings):
    """A named set of terms, by language: `en: [...]`, `ko: [...]`, `ja: [...]`."""

    model_config = ConfigDict(
        extra="allow",
        json_schema_extra={"propertyNames": {"pattern": "^([a-z]{2}|person)$"}},
    )
    __pydantic_extra__: dict[str, Terms] = Field(init=False)

    person: bool = False
    """A name of a person: word order and hyphens may vary."""

    @model_validator(mode="before")
    @classmethod
    def _languages(cls, values: object) -> object:
        if not isinstance(values, dict):
            return values
        for key in values.keys() - {"person"}:
            if not re.match(r"[a-z]{2}\Z", key):
                raise refusal(
                    f"{key[:40]} is not a language; write two small letters: en, ko, ja",
                    key=key,
                )
        if not values.keys() - {"person"}:
            raise refusal("holds no terms; write them by language: `en: [...]`")
        return values

    @property
    def terms(self) -> dict[str, tuple[str, ...]]:
        """The terms by language, as written."""
        return self.__pydantic_extra__


class WatchlistFile(Settings):
    """One topic: watchlists/*.yaml."""

    watchlist: PlainName
    """Its name, unique among all watchlists."""

    concepts: dict[str, ConceptSettings] = Field(default_factory=dict)
    """Named sets of terms by language, which queries call @name."""

    watches: tuple[WatchSettings, ...] = Field(min_length=1)
    """The queries, and whom they tell."""
