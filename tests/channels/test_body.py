import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from monitor.channels.body import LIMIT_BYTES, body, encoded
from monitor.model import AlsoIn, Excerpt, First

SCHEMA = json.loads(
    files("monitor.channels").joinpath("webhook.schema.json").read_text()
)
NOON = datetime(2019, 8, 22, 3, 0, tzinfo=UTC)
VALIDATOR = Draft202012Validator(
    SCHEMA, format_checker=Draft202012Validator.FORMAT_CHECKER
)


def read(made):
    """Check a body against the schema, and give its data."""
    whole = json.loads(made)
    VALIDATOR.validate(whole)
    return whole["data"]


@pytest.mark.parametrize("kind", ["new", "update", "correction"])
def test_the_body_of_an_alert_is_the_one_that_is_promised(kind, alert):
    one = alert(kind, old_title="Old" if kind != "new" else None, changes=("New.",))
    data = read(encoded(one, public_url="https://monitor.example/"))
    assert data["kind"] == kind
    assert data["watchlist"] == "gsomia"
    assert data["watch"] == "termination"
    assert data["watches"] == ["termination", "any-mention"]
    assert data["url"] == "https://news.example/gsomia?id=3&p=1"
    assert data["published"] == "2019-08-22T09:05:00+00:00"
    assert data["passages"][0]["terms"] == ["terminate", "GSOMIA"]
    assert data["also"] == [
        {"outlet": "한겨레", "url": "https://ko.example/1", "language": "ko"}
    ]
    assert data["page"] == f"https://monitor.example/stories/{one.story}"
    assert data["truncated"] is False


def test_the_body_says_who_had_it_first_in_each_language(alert):
    later = NOON + timedelta(minutes=38, seconds=20)
    firsts = (
        First(language="ko", outlet="연합뉴스", at=NOON),
        First(language="en", outlet="Yonhap", at=later),
    )
    assert read(encoded(alert(firsts=firsts)))["first_by_language"] == [
        {
            "language": "ko",
            "outlet": "연합뉴스",
            "at": "2019-08-22T03:00:00+00:00",
            "minutes_later": 0,
        },
        {
            "language": "en",
            "outlet": "Yonhap",
            "at": "2019-08-22T03:38:20+00:00",
            "minutes_later": 38,
        },
    ]
    assert read(encoded(alert()))["first_by_language"] == []


def test_the_body_of_a_digest_lists_its_alerts(alert):
    made = alert(items=[alert(), alert("update", watchlist="other")])
    data = read(encoded(made))
    assert {item["kind"] for item in data["alerts"]} == {"new", "update"}
    assert {item["watchlist"] for item in data["alerts"]} == {"gsomia", "other"}
    assert data["coverage"] == ["3 of 3 sources are normal."]


def test_an_empty_digest_has_a_body_too(alert):
    assert read(encoded(alert(items=[])))["alerts"] == []


def test_what_is_not_known_is_null(alert):
    bare = alert(
        language=None, published=None, first_seen=None, excerpts=(), also=(), authors=()
    )
    data = read(encoded(bare))
    assert data["published"] is None
    assert data["language"] is None
    assert data["page"] is None


def long_alert(alert):
    passage = Excerpt(
        field="body", text="협정 " * 500, marks=((0, 2),), terms=("협정",)
    )
    return alert(
        title="제목 " * 400,
        excerpts=(passage,) * 12,
        also=(AlsoIn(outlet="신문" * 60, url="https://x.example/" + "a" * 900),) * 90,
        changes=("문장 " * 300,) * 12,
        summary="요약 " * 500,
        authors=("기자" * 90,) * 30,
        firsts=tuple(
            First(language=f"x{n}", outlet="신문" * 90, at=NOON) for n in range(20)
        ),
    )


def test_a_body_stays_under_twenty_thousand_bytes_and_says_what_it_lost(alert):
    made = encoded(long_alert(alert))
    assert len(made) <= LIMIT_BYTES
    data = read(made)
    assert data["truncated"] is True
    assert data["passages"]  # what proves the match goes last
    assert len(data["title"]) == 500


def test_even_the_longest_address_fits(alert):
    one = long_alert(alert)
    url = "https://x.example/" + "a" * 2030
    made = encoded(replace(one, content=replace(one.content, url=url)))
    assert len(made) <= LIMIT_BYTES
    assert read(made)["url"] == url


def test_a_digest_never_leaves_an_alert_out(alert):
    items = [long_alert(alert) for _ in range(120)]
    data = read(encoded(alert(items=items)))
    assert data["truncated"] is True
    assert {item["id"] for item in data["alerts"]} == {item.id for item in items}
    assert all(item["url"] and item["title"] for item in data["alerts"])


def test_a_digest_of_many_short_alerts_stays_small(alert):
    made = encoded(alert(items=[alert() for _ in range(20)]))
    assert len(made) <= LIMIT_BYTES


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "file:///etc/passwd", "https://a@b/", "x", "http://["],
)
def test_an_address_that_is_not_safe_is_null(url, alert):
    assert body(alert(url=url))["data"]["url"] is None


def test_the_body_in_the_documentation_is_one_that_is_sent(alert):
    page = Path(__file__).parents[2] / "docs" / "webhook.md"
    example = page.read_text().partition("```json\n")[2].partition("```")[0]
    data = read(example)
    assert list(data) == list(body(alert())["data"])
