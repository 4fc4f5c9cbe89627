"""The only clock. Everything else takes `now` as an argument."""

import time
from datetime import UTC, datetime


def now() -> datetime:
    """Tell the time of day, aware, in UTC."""
    return datetime.now(UTC)


def monotonic() -> float:
    """Seconds that never step back; for how long something took, not for when."""
    return time.monotonic()
