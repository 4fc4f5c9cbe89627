"""What `/metrics` says, and that the dashboard and the rules ask for nothing else."""

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from monitor import metrics
from monitor.store import staff

DOCS = Path(__file__).parents[2] / "docs"
NAMED = re.compile(r"\bmonitor_[a-z_]+")


def there_are():
    names = set()
    for family in metrics.REGISTRY.collect():
        ends = {
            "counter": ["_total"],
            "histogram": ["_bucket", "_count", "_sum"],
        }.get(family.type, [""])
        names |= {family.name + end for end in ends}
    return names


def asked_by_the_dashboard():
    board = json.loads((DOCS / "grafana" / "dashboard.json").read_text())
    return [t["expr"] for p in board["panels"] for t in p.get("targets", ())]


def asked_by_the_rules():
    (group,) = yaml.safe_load((DOCS / "grafana" / "alerts.yaml").read_text())["groups"]
    return [rule["expr"] for rule in group["rules"]]


@pytest.mark.parametrize(
    "expression", [*asked_by_the_dashboard(), *asked_by_the_rules()]
)
def test_only_metrics_that_there_are_are_asked_for(expression):
    named = set(NAMED.findall(expression))
    assert named
    assert named <= there_are()


@pytest.mark.parametrize(
    "expression", [*asked_by_the_dashboard(), *asked_by_the_rules()]
)
def test_only_labels_that_a_metric_has_are_asked_for(expression):
    """An empty graph and a rule that never fires look the same as all being well."""
    own = {name: labels_of(name) for name in NAMED.findall(expression)}
    for name, chosen in re.findall(r"(monitor_[a-z_]+)\{([^}]*)\}", expression):
        assert set(re.findall(r"(\w+)\s*(?:=~|!~|!=|=)", chosen)) <= own[name]
    for grouped in re.findall(r"\bby \(([^)]*)\)", expression):
        assert set(re.findall(r"\w+", grouped)) <= set().union(*own.values())


def labels_of(name):
    base = re.sub(r"_(total|bucket|count|sum)$", "", name)
    (metric,) = [
        found
        for found in metrics.REGISTRY._collector_to_names
        if found._name in {base, name}
    ]
    return {*metric._labelnames, *(["le"] if name.endswith("_bucket") else [])}


def test_every_metric_is_on_the_dashboard_or_in_a_rule():
    shown = set(
        NAMED.findall(" ".join(asked_by_the_dashboard() + asked_by_the_rules()))
    )
    bases = {re.sub(r"_(total|bucket|count|sum)$", "", name) for name in shown}
    known = {re.sub(r"_(total|bucket|count|sum)$", "", name) for name in there_are()}
    assert bases == known


def test_every_rule_says_what_to_do():
    (group,) = yaml.safe_load((DOCS / "grafana" / "alerts.yaml").read_text())["groups"]
    for rule in group["rules"]:
        assert rule["annotations"]["summary"].endswith(".")
        assert rule["labels"]["severity"] in {"page", "ticket"}


def scraped(ask):
    families = text_string_to_metric_families(ask("/metrics").text)
    return {
        (s.name, *sorted(s.labels.items())): s.value
        for f in families
        for s in f.samples
    }


def test_what_waits_is_counted_when_somebody_looks(ask, world, view, archive):
    found = scraped(ask)
    assert found["monitor_source_lag_seconds",] >= 0
    assert ("monitor_due", ("kind", "page")) in found
    assert any(name[0] == "monitor_alerts_by_state" for name in found)
    view.moment += timedelta(days=3)
    later = scraped(ask)
    assert later["monitor_source_lag_seconds",] > found["monitor_source_lag_seconds",]


def test_workers_that_are_alive_are_counted_by_role(ask, world, view, archive):
    now = view.now()
    with archive.begin() as conn:
        for name, roles, age in (
            ("a:1", "visit,ingest", 0),
            ("a:2", "visit,schedule", 0),
            ("a:3", "visit", 60),
        ):
            staff.report(
                conn,
                staff.Worker(
                    name=name,
                    roles=roles,
                    version="1",
                    started=now,
                    seen=now - timedelta(seconds=age),
                    scheduling=name == "a:2",
                ),
            )
    found = scraped(ask)
    assert found["monitor_workers", ("role", "visit")] == 2
    assert found["monitor_workers", ("role", "ingest")] == 1
    assert found["monitor_schedulers",] == 1
    assert ask("/healthz").json()["checks"]["scheduler"]["ok"]
    view.moment += timedelta(minutes=2)
    assert not ask("/healthz").json()["checks"]["scheduler"]["ok"]
