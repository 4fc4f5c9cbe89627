"""Traces, where OpenTelemetry is installed and told where to send them; else nothing."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

try:
    from opentelemetry import trace
except ImportError:  # the extra `tracing` is not installed
    trace = None

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

_NAME = "news-monitor"


def span(name: str, **attributes: str | int | float) -> AbstractContextManager[Any]:
    """Time what runs inside, as a part of what it stands in.

    Args:
        name: of the step, from a small known set.
        attributes: what varies; never a text, a reader or a secret.
    """
    if trace is None:
        return nullcontext()
    tracer = trace.get_tracer(_NAME)
    part: AbstractContextManager[Any] = tracer.start_as_current_span(
        name, attributes=attributes
    )
    return part
