"""Traces, where OpenTelemetry is installed and told where to send them; else nothing.

The parts of a story's way are spans: `discover`, `extract`, `record`, `send`, and around
them the jobs of a worker. They carry names of sources, channels and outcomes; never a
text, a reader or a secret.
"""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

trace: Any = None  # until the extra `tracing` is installed
try:
    import opentelemetry.trace as _installed

    trace = _installed
except ImportError:
    pass

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

_NAME = "news-monitor"


def set_up() -> bool:
    """Send spans to the collector that OTEL_EXPORTER_OTLP_ENDPOINT names.

    Returns:
        Whether it could be: the extra `tracing` must be installed.
    """
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import (  # noqa: PLC0415 - an extra, and heavy
            OTLPSpanExporter,
        )
        from opentelemetry.sdk.resources import Resource  # noqa: PLC0415
        from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415
        from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415
    except ImportError:
        return False
    provider = TracerProvider(resource=Resource.create({"service.name": _NAME}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    trace.set_tracer_provider(provider)
    return True


def span(name: str, **attributes: str | int | float) -> AbstractContextManager[Any]:
    """Time what runs inside, as a part of what it stands in.

    Args:
        name: of the step, from a small known set.
        attributes: what varies.
    """
    if trace is None:
        return nullcontext()
    part: AbstractContextManager[Any] = trace.get_tracer(_NAME).start_as_current_span(
        name, attributes=attributes
    )
    return part
