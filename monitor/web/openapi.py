"""The description of the JSON API (OpenAPI 3.1)."""

from __future__ import annotations

from functools import cache
from typing import Any, Final, get_args

from monitor import __version__
from monitor.core.health import ORDER
from monitor.model import AlertKind, AlertState, DeliveryOutcome, SourceKind

Schema = dict[str, Any]

_TEXT: Final[Schema] = {"type": "string"}
_MAYBE: Final[Schema] = {"type": ["string", "null"]}
_TIME: Final[Schema] = {"type": "string", "format": "date-time"}
_MAYBE_TIME: Final[Schema] = {"type": ["string", "null"], "format": "date-time"}
_COUNT: Final[Schema] = {"type": "integer", "minimum": 0}
_YES: Final[Schema] = {"type": "boolean"}
_TEXTS: Final[Schema] = {"type": "array", "items": _TEXT}
_STORY_KEY: Final[Schema] = {"type": "string", "pattern": "^[0-9a-f]{16}$"}


@cache
def document() -> Schema:
    """Give the description."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "news-monitor",
            "version": __version__,
            "description": "What a news monitor found, told, and knows of its sources.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "paths": _paths(),
        "components": {
            "schemas": _schemas(),
            "securitySchemes": {"password": {"type": "http", "scheme": "basic"}},
        },
        "security": [{}, {"password": []}],
    }


def _paths() -> Schema:
    story_key = _parameter("story", _STORY_KEY, place="path")
    alert_key = _parameter(
        "alert",
        {"type": "string", "pattern": "^[0-9a-f]{8,64}$"},
        place="path",
        about="its id, or the unique start of it",
    )
    return {
        "/api/v1/stories": _get(
            "Stories, newest first", _list("stories", "Story"), _stories_asked()
        ),
        "/api/v1/stories/{story}": _get(
            "A story with its articles, matches and alerts",
            _ref("WholeStory"),
            [story_key],
        ),
        "/api/v1/sources": _get(
            "Each source with how it does, the worst first",
            _object({"sources": _many("Source")}),
        ),
        "/api/v1/alerts": _get(
            "Alerts, newest first", _list("alerts", "Alert"), _alerts_asked()
        ),
        "/api/v1/alerts/{alert}": _get(
            "An alert with each attempt at sending it", _ref("Alert"), [alert_key]
        ),
        "/api/v1/explain": _get(
            "The life of an address in this monitor",
            _object({"url": _TEXT, "steps": _many("Step")}),
            [_parameter("url", {"type": "string", "format": "uri"}, needed=True)],
        ),
        "/api/v1/openapi.json": _get("This description", {"type": "object"}),
    }


def _stories_asked() -> list[Schema]:
    return [
        _parameter(
            "q",
            {"type": "string", "maxLength": 500},
            about='words and "quoted phrases" in title or text, or a query as in a watch',
        ),
        *_watched(),
        _parameter("watch", {"type": "string", "maxLength": 200}),
        *_paged(),
    ]


def _alerts_asked() -> list[Schema]:
    return [
        _parameter("state", _one_of(get_args(AlertState))),
        _parameter("channel", {"type": "string", "maxLength": 200}),
        _parameter("story", _STORY_KEY),
        *_watched(),
        *_paged(),
    ]


def _watched() -> list[Schema]:
    return [_parameter("watchlist", {"type": "string", "maxLength": 200})]


def _paged() -> list[Schema]:
    return [
        _parameter("since", _TEXT, about="6h, 30d, 2026-11-01, or a time"),
        _parameter(
            "limit", {"type": "integer", "minimum": 1, "maximum": 200, "default": 50}
        ),
        _parameter(
            "offset",
            {"type": "integer", "minimum": 0, "maximum": 100_000, "default": 0},
        ),
    ]


def _schemas() -> Schema:
    return {
        "Story": _object(_story()),
        "WholeStory": _object(
            _story()
            | {
                "articles": _many("Article"),
                "alerts": _many("Alert"),
                "also_in_event": _many("Story"),
            }
        ),
        "Article": _object(_article()),
        "Version": _object(_version()),
        "Match": _object(_match()),
        "Passage": _object(_passage()),
        "Alert": _object(_alert()),
        "Delivery": _object(_delivery()),
        "Source": _object(_source()),
        "Step": _object(_step()),
        "Error": _object(
            {"error": _object({"status": {"type": "integer"}, "message": _TEXT})}
        ),
    }


def _version() -> Schema:
    return {
        "version": _COUNT,
        "title": _TEXT,
        "fetched": _TIME,
        "material": _YES,
        "reason": _TEXT,
    }


def _match() -> Schema:
    return {
        "watchlist": _TEXT,
        "watch": _TEXT,
        "version": _COUNT,
        "at": _TIME,
        "terms": _TEXTS,
        "passages": _many("Passage"),
    }


def _passage() -> Schema:
    return {
        "field": _one_of(("title", "body")),
        "start": _COUNT,
        "end": _COUNT,
        "term": _TEXT,
    }


def _delivery() -> Schema:
    return {
        "attempt": _COUNT,
        "at": _TIME,
        "outcome": _one_of(get_args(DeliveryOutcome)),
        "seconds": {"type": "number", "minimum": 0},
        "status": {"type": ["integer", "null"]},
        "answer": _TEXT,
    }


def _step() -> Schema:
    return {
        "name": _TEXT,
        "mark": _one_of(("done", "stopped", "waiting", "none")),
        "said": _TEXT,
        "at": _MAYBE_TIME,
        "page": _MAYBE,
        "notes": _TEXTS,
    }


def _story() -> Schema:
    return {
        "story": _STORY_KEY,
        "event": _STORY_KEY,
        "title": _TEXT,
        "url": _TEXT,
        "outlet": _TEXT,
        "language": _MAYBE,
        "published": _MAYBE_TIME,
        "first_seen": _TIME,
        "silent": _YES,
        "articles": _COUNT,
        "outlets": _COUNT,
        "watches": _TEXTS,
        "alerts": _COUNT,
    }


def _article() -> Schema:
    return {
        "article": _STORY_KEY,
        "url": _TEXT,
        "source": _TEXT,
        "outlet": _TEXT,
        "title": _TEXT,
        "text": _TEXT,
        "language": _MAYBE,
        "published": _MAYBE_TIME,
        "first_seen": _TIME,
        "relation": _one_of(("opens", "joins", "copy", "revision")),
        "reason": _TEXT,
        "similarity": {"type": ["number", "null"], "minimum": 0, "maximum": 1},
        "paywalled": _YES,
        "form": _one_of(("article", "live", "video")),
        "version": _COUNT,
        "versions": _many("Version"),
        "matches": _many("Match"),
    }


def _alert() -> Schema:
    return {
        "id": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
        "watchlist": _TEXT,
        "watches": _TEXTS,
        "channel": _TEXT,
        "kind": _one_of(get_args(AlertKind)),
        "state": _one_of(get_args(AlertState)),
        "priority": _one_of(("low", "normal", "high")),
        "story": _MAYBE,
        "event": _MAYBE,
        "title": _TEXT,
        "url": _TEXT,
        "outlet": _TEXT,
        "created": _TIME,
        "due": _TIME,
        "settled": _MAYBE_TIME,
        "attempts": _COUNT,
        "last_error": _MAYBE,
        "digest": _MAYBE,
        "deliveries": _many("Delivery"),
    }


def _source() -> Schema:
    return {
        "source": _TEXT,
        "outlet": _TEXT,
        "kind": _one_of(get_args(SourceKind)),
        "url": _TEXT,
        "state": _one_of(ORDER),
        "outcome": _MAYBE,
        "reason": _MAYBE,
        "failures": _COUNT,
        "last": _MAYBE_TIME,
        "succeeded": _MAYBE_TIME,
        "last_new": _MAYBE_TIME,
        "due": _MAYBE_TIME,
        "moved_to": _MAYBE,
        "articles": _COUNT,
        "outcomes": {"type": "object", "additionalProperties": _COUNT},
    }


def _get(about: str, answer: Schema, asked: list[Schema] | None = None) -> Schema:
    wrong = {"description": "an error", "content": _json(_ref("Error"))}
    answers = {"200": {"description": about, "content": _json(answer)}}
    return {
        "get": {
            "summary": about,
            "parameters": asked or [],
            "responses": answers | {"default": wrong},
        }
    }


def _parameter(
    name: str,
    schema: Schema,
    *,
    place: str = "query",
    needed: bool = False,
    about: str = "",
) -> Schema:
    made = {
        "name": name,
        "in": place,
        "required": needed or place == "path",
        "schema": schema,
    }
    return made | {"description": about} if about else made


def _list(name: str, schema: str) -> Schema:
    return _object({name: _many(schema), "next": _MAYBE})


def _object(properties: Schema) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _many(schema: str) -> Schema:
    return {"type": "array", "items": _ref(schema)}


def _ref(schema: str) -> Schema:
    return {"$ref": f"#/components/schemas/{schema}"}


def _one_of(values: tuple[str, ...]) -> Schema:
    return {"type": "string", "enum": list(values)}


def _json(schema: Schema) -> Schema:
    return {"application/json": {"schema": schema}}
