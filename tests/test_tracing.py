"""Traces are sent where they are wanted and can be; else nothing happens."""

import http.server
import os
import subprocess
import sys
import threading

import pytest

from monitor import tracing
from monitor.config.tracing import traced

SPANS = """
import monitor.tracing as t
from opentelemetry import trace
assert t.set_up()
with t.span("job ingest", job=1), t.span("extract", source="npr"):
    pass
trace.get_tracer_provider().shutdown()
"""


@pytest.mark.parametrize(
    ("env", "wanted"),
    [({}, False), ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318"}, True)],
)
def test_traces_are_wanted_when_a_collector_is_named(env, wanted):
    assert traced(env) is wanted


def test_a_step_runs_the_same_without_traces():
    with tracing.span("extract", source="npr"):
        done = True
    assert done


def test_spans_reach_the_collector():
    pytest.importorskip("opentelemetry.sdk", reason="the extra `tracing` is missing")
    got = []

    class Collector(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            got.append(
                (self.path, self.rfile.read(int(self.headers["content-length"])))
            )
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_):
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Collector) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        where = {
            "OTEL_EXPORTER_OTLP_ENDPOINT": f"http://127.0.0.1:{server.server_port}"
        }
        subprocess.run(
            [sys.executable, "-c", SPANS], check=True, env=os.environ | where
        )
        server.shutdown()
        thread.join()
    paths, bodies = {path for path, _ in got}, b"".join(body for _, body in got)
    assert paths == {"/v1/traces"}
    assert b"extract" in bodies
    assert b"job ingest" in bodies
    assert b"news-monitor" in bodies
