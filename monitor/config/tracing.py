"""Whether traces are wanted: the standard variable names a collector."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

VARIABLE: Final = "OTEL_EXPORTER_OTLP_ENDPOINT"


def traced(env: Mapping[str, str] | None = None) -> bool:
    """Say whether somebody named a collector."""
    return bool((os.environ if env is None else env).get(VARIABLE))
