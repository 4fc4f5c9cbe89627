"""What programs ask, and the document that tells them how."""

import json

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.web.openapi import document


def schema_of(path):
    """Give the schema of a path's good answer, with what it refers to."""
    answer = document()["paths"][path]["get"]["responses"]["200"]
    schema = answer["content"]["application/json"]["schema"]
    return {**schema, "components": document()["components"]}


def holds(path, body):
    jsonschema.Draft202012Validator(schema_of(path)).validate(body)
    return body


def test_the_document_names_every_route_of_the_api(app):
    routes = {
        route.path.replace(":story}", "}").replace(":alert}", "}")
        for route in app.routes
        if route.path.startswith("/api/")
    }
    assert set(document()["paths"]) == routes


def test_the_document_is_sound(ask):
    body = ask("/api/v1/openapi.json").json()
    assert body == document()
    assert body["openapi"].startswith("3.1")
    for schema in body["components"]["schemas"].values():
        jsonschema.Draft202012Validator.check_schema(schema)
    written = json.dumps(body)
    for name in body["components"]["schemas"]:
        if name != "Story":
            assert f'"#/components/schemas/{name}"' in written, name


def test_the_document_names_every_parameter_that_is_understood():
    from monitor.web.params import AddressAsked, AlertsAsked, StoriesAsked

    for path, model in (
        ("/api/v1/stories", StoriesAsked),
        ("/api/v1/alerts", AlertsAsked),
        ("/api/v1/explain", AddressAsked),
    ):
        named = {p["name"] for p in document()["paths"][path]["get"]["parameters"]}
        assert named == set(model.model_fields)


@pytest.mark.parametrize(
    ("path", "template"),
    [
        ("/api/v1/stories", "/api/v1/stories"),
        ("/api/v1/stories?q=pact&since=1d&limit=1", "/api/v1/stories"),
        ("/api/v1/stories/{story}", "/api/v1/stories/{story}"),
        ("/api/v1/sources", "/api/v1/sources"),
        ("/api/v1/alerts", "/api/v1/alerts"),
        ("/api/v1/alerts?state=dead", "/api/v1/alerts"),
        ("/api/v1/alerts/{dead}", "/api/v1/alerts/{alert}"),
        ("/api/v1/explain?url=https://news.example/a", "/api/v1/explain"),
        ("/api/v1/explain?url=https://news.example/gone", "/api/v1/explain"),
        ("/api/v1/explain?url=https://nowhere.example/", "/api/v1/explain"),
    ],
)
def test_every_answer_is_as_the_document_says(ask, world, path, template):
    answer = ask(path.format(story=world.story, dead=world.dead))
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    holds(template, answer.json())


def test_a_story_holds_its_articles_with_versions_and_proof(ask, world):
    body = ask(f"/api/v1/stories/{world.story}").json()
    first, copy = body["articles"]
    assert (first["relation"], copy["relation"]) == ("opens", "copy")
    assert [v["title"] for v in first["versions"]] == ["Title of a", "Pact ended"]
    assert first["versions"][1]["reason"] == "name changed: Tokyo"
    (passage,) = first["matches"][0]["passages"]
    assert passage == {"field": "body", "start": 15, "end": 19, "term": "pact"}
    assert {alert["state"] for alert in body["alerts"]} == {"sent", "dead"}
    assert [row["title"] for row in body["also_in_event"]] == ["서울의 결정"]


def test_lists_are_walked_by_next(ask, world):
    seen, path = [], "/api/v1/stories?limit=1&since=30d"
    while path:
        body = ask(path).json()
        seen += [story["story"] for story in body["stories"]]
        path = body["next"]
    assert len(seen) == len(set(seen)) == 4


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/v1/stories?limit=201", 422),
        ("/api/v1/stories?since=x", 422),
        ("/api/v1/stories?page=2", 422),
        ("/api/v1/stories/0000000000000000", 404),
        ("/api/v1/stories/nothing", 404),
        ("/api/v1/alerts?state=x", 422),
        ("/api/v1/alerts/00000000", 404),
        ("/api/v1/explain", 422),
        ("/api/v1/explain?url=ftp://x", 422),
        ("/api/v2/stories", 404),
        ("/api/v1/", 404),
    ],
)
def test_errors_are_json_too(ask, world, path, status):
    answer = ask(path)
    assert answer.status_code == status
    body = answer.json()
    error = document()["components"]["schemas"]["Error"]
    jsonschema.validate(body, error)
    assert body["error"]["status"] == status
    assert body["error"]["message"]


def test_an_address_is_explained_step_by_step(ask, world):
    body = ask("/api/v1/explain?url=https://news.example/gone").json()
    assert [(s["name"], s["mark"]) for s in body["steps"]] == [
        ("Announced", "done"),
        ("Asked for", "stopped"),
        ("Read", "stopped"),
    ]


def test_sources_tell_how_they_do(ask, world):
    rows = ask("/api/v1/sources").json()["sources"]
    assert [(row["source"], row["state"]) for row in rows] == [
        ("npr", "failing"),
        ("asahi", "silent"),
        ("yonhap-en", "ok"),
    ]


ODD = st.text(max_size=40) | st.sampled_from(
    ["0", "-1", "1e9", "99999999999999999999", "6h", "99999d", "2026-11-01",
     "0001-01-01T00:00:00+14:00", "9999-12-31", "2026-11-01T09:00+09:00", "dead",
     '"', '"" ""', "*", "((", "\x00", "\ud800", "%", "a*", "지", "https://[::1", "NEAR"]
)  # fmt: skip
NAMES = st.sampled_from(
    ["q", "watchlist", "watch", "since", "limit", "offset", "state", "channel", "story",
     "url", "x"]
)  # fmt: skip
PATHS = st.sampled_from(
    ["/stories", "/alerts", "/sources", "/explain", "/stories/", "/feeds/"]
)


@settings(
    max_examples=200,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    path=PATHS,
    api=st.booleans(),
    asked=st.lists(st.tuples(NAMES, ODD), max_size=4),
    tail=st.text(max_size=20),
)
def test_no_question_makes_it_fail(ask, world, path, api, asked, tail):
    path = f"{'/api/v1' if api else ''}{path}"
    if path.endswith("/"):
        path += "".join(c for c in tail if c.isprintable() and c not in "?#")
    clean = [(k, v.encode("utf-8", "replace").decode()) for k, v in asked]
    answer = ask(path.encode("utf-8", "replace").decode(), params=clean)
    assert answer.status_code in (200, 307, 404, 422), answer.text
