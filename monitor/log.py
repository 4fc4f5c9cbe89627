"""Structured logs: one event at the end of each step, never a forged line.

On a terminal a line is for eyes; elsewhere it is one JSON object, so that a newline or an
escape in a title cannot start a record of its own (FAULTS 55).
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import MutableMapping
from contextlib import suppress
from datetime import tzinfo
from typing import Any, TextIO

import structlog

from monitor.logline import ForEyes

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_LONGEST_FIELD = 2_000  # characters


def set_up(
    *,
    stream: TextIO | None = None,
    level: int = logging.INFO,
    color: bool = True,
    zone: tzinfo | None = None,
) -> None:
    """Direct our log, and that of the libraries we stand on, to a stream.

    Args:
        stream: standard error if not said.
        level: the least that is written.
        color: whether a terminal may be written to in colours.
        zone: whose clock a terminal shows; the machine's if not said.
    """
    out: Any = _Lenient(stream or sys.stderr)
    eyes = out.isatty()
    render: Any = (
        ForEyes(color=color, zone=zone)
        if eyes
        else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        _inert,
    ]
    structlog.configure(
        processors=[*shared, render],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(file=out),
        cache_logger_on_first_use=False,
    )
    _libraries(out, shared, render, level)


class _Lenient:
    """A stream whose trouble is not ours: what cannot be written is lost.

    Its reader may go away and its disk may be full, and the step that was to be logged
    has been done all the same.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream, self.isatty = stream, stream.isatty

    def write(self, text: str) -> int:
        with suppress(OSError, ValueError):
            self._stream.write(text)
        return len(text)

    def flush(self) -> None:
        with suppress(OSError, ValueError):
            self._stream.flush()


def _libraries(out: Any, shared: list[Any], render: Any, level: int) -> None:  # noqa: ANN401
    handler = logging.StreamHandler(out)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                render,
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(max(level, logging.WARNING))
    # They log at warning and above what each step's own outcome already says.
    quiet = ("scrapy", "twisted", "trafilatura", "htmldate", "procrastinate")
    for name in (*quiet, "psycopg.pool"):
        logging.getLogger(name).setLevel(logging.CRITICAL)


def _inert(
    _: object, __: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Show control and direction characters as escapes, and cap what a stranger wrote."""
    for key, value in event.items():
        if isinstance(value, str) and key != "exception":
            event[key] = _CONTROL.sub(
                lambda m: f"\\u{ord(m[0]):04x}", value[:_LONGEST_FIELD]
            )
    return event


def get() -> Any:  # noqa: ANN401 - structlog's bound loggers have no common type
    """Give a logger."""
    return structlog.get_logger()
