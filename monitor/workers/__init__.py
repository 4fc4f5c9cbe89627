"""Extraction and discovery in processes that can be killed."""

from monitor.workers.pool import Workers, hints

__all__ = ["Workers", "hints"]
