"""When a failed delivery is tried again, and when it is given up."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Literal

from monitor.errors import DeliveryError

KILLS = 5  # senders that an alert may cost before it is dead
JITTER = 0.2  # of each wait, either way
PATIENCE = timedelta(hours=24)  # the longest Retry-After that is honoured

# Ten tries over 75 h 35 m 5 s. Source: Standard Webhooks, "Deliverability".
WEBHOOK = tuple(
    timedelta(seconds=s)
    for s in (5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400)
)

# From five minutes, doubled up to four hours, for three days: 24 tries.
# Source: FAULTS.md section 3; RFC 5321, section 4.5.4.1 gives the days.
MAIL = tuple(timedelta(minutes=m) for m in (5, 10, 20, 40, 80, 160, *[240] * 16, 165))

SCHEDULES: Mapping[str, tuple[timedelta, ...]] = {"email": MAIL}  # others as WEBHOOK


def next_try(
    kind: str,
    error: DeliveryError,
    *,
    attempts: int,
    now: datetime,
    jitter: float,
    scale: float = 1.0,
) -> datetime | None:
    """Say when to try again; None when the alert is dead.

    Args:
        kind: of the channel, as `Channel.kind` says.
        error: what the last attempt met.
        attempts: made so far, the last one included.
        now: when the last attempt ended.
        jitter: 0 to 1, drawn anew for each failure; 0.5 is the schedule itself.
        scale: shrinks the schedule (the demo and tests); never a wait that the
            receiver asked for.
    """
    waits = SCHEDULES.get(kind, WEBHOOK)
    if error.permanent or error.gone or attempts > len(waits):
        return None
    wait = waits[max(attempts, 1) - 1] * (1 + JITTER * (2 * jitter - 1)) * scale
    if error.retry_after is not None:
        wait = max(wait, min(error.retry_after, PATIENCE))
    return now + wait


def retry_after(value: str, now: datetime) -> timedelta | None:
    """Read the wait that a receiver asks for.

    Args:
        value: the header as sent: whole seconds or an HTTP date.
        now: aware; a date counts from here.

    Returns:
        The wait, zero at least and `PATIENCE` at most; None for a header that makes
        no sense.

    Source: RFC 9110, section 10.2.3.
    """
    value = value.strip()
    if value.isascii() and value.isdigit():
        return timedelta(seconds=min(int(value[:9]), PATIENCE.total_seconds()))
    try:
        at = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    aware = at if at.tzinfo else at.replace(tzinfo=UTC)  # "-0000" gives a naive one
    return min(max(aware - now, timedelta()), PATIENCE)


def worn_out(kind: str, attempts: int) -> bool:
    """Tell whether an alert was begun so often that it must be ending its sender.

    Each attempt is counted before it is made, so one that kills the process is known
    by a count that no schedule reaches. Source: FAULTS.md rule 1.
    """
    return attempts > len(SCHEDULES.get(kind, WEBHOOK)) + 1 + KILLS


Standing = Literal["working", "failing", "failing_long", "off"]


def standing(failing_since: datetime | None, now: datetime) -> Standing:
    """Judge a channel that has only failed since a time (None: it works).

    The operator is told once at "failing" (an hour) and at "failing_long" (a day);
    at "off" (120 hours) the channel is switched off.

    Source: Svix switches an endpoint off after 120 h; FAULTS.md section 3.
    """
    if failing_since is None:
        return "working"
    failing = now - failing_since
    if failing >= timedelta(hours=120):
        return "off"
    if failing >= timedelta(hours=24):
        return "failing_long"
    return "failing" if failing >= timedelta(hours=1) else "working"
