"""What a channel's own template may do, and what not."""

from datetime import UTC, datetime

import pytest

from monitor.core import template
from monitor.errors import ExtractError
from monitor.model import Alert, Content, Excerpt

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
ALERT = Alert(
    id="a" * 64,
    watchlist="gsomia",
    channel="desk",
    kind="new",
    story="5" * 16,
    event="e" * 16,
    article=None,
    version="",
    watches=("pact",),
    priority="high",
    created=NOW,
    due=NOW,
    content=Content(
        title="{{ 7*7 }} {% raw %} ${x} %s {0.__class__}",
        url="https://x.example/1",
        outlet="한겨레",
        published=NOW,
        excerpts=(
            Excerpt(field="body", text="a pact", marks=((2, 6),), terms=("pact",)),
        ),
    ),
)


def test_a_template_names_what_the_alert_says_by_the_readers_clock():
    words = "{{ outlet }}: {{ title }}\n{% for t in terms %}{{ t }}{% endfor %} {{ published }}"
    filled = template.fill(words, ALERT, "Asia/Seoul")
    assert filled == f"한겨레: {ALERT.content.title}\npact 2026-11-21 18:00"


def test_a_title_is_data_and_never_evaluated():
    assert template.fill("{{ title }}", ALERT) == ALERT.content.title


@pytest.mark.parametrize(
    "words",
    [
        "{{ title.__class__.__mro__ }}",
        "{{ ''.__class__.__subclasses__() }}",
        "{{ watches.append('x') }}",
        "{{ cycler.__init__.__globals__ }}",
        "{{ range(1000000)|list }}",
        "{% include 'secret' %}",
        "{{ 1 // 0 }}",
        "{{ nothing.at.all }}",
        "   ",
    ],
)
def test_a_template_reaches_for_nothing_outside_its_alert(words):
    with pytest.raises(ExtractError) as refused:
        template.fill(words, ALERT)
    assert refused.value.kind == "template"


def test_a_template_that_cannot_be_read_says_where():
    assert template.fault("{{ title }}") == ""
    assert template.fault("one\n{% for %}").startswith("not a template: line 2")


def test_a_template_gives_no_endless_text():
    assert len(
        template.fill("{% for a in range(90000) %}word {% endfor %}", ALERT)
    ) == (template.LONGEST)
