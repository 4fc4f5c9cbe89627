"""Traces, for the commands that run long."""

from __future__ import annotations


def begin() -> None:
    """Send traces, where a collector is named; say so where they cannot be."""
    from monitor import log, tracing
    from monitor.config.tracing import VARIABLE, traced

    if traced() and not tracing.set_up():
        log.get().warning(
            "traces_not_sent",
            reason=f"{VARIABLE} is set, but the extra is missing:"
            " pip install 'news-monitor[tracing]'",
        )
