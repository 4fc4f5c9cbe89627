"""Quiet hours: they hold the delivery of an alert and never its making."""

from datetime import datetime, timedelta

from monitor.core.local import instant, zone
from monitor.model import ChannelRule, Priority


def release(
    now: datetime, rule: ChannelRule, priority: Priority = "normal"
) -> datetime:
    """Say when an alert may leave: at once, or when the quiet hours end.

    Each local date opens one quiet window, from its start to its end as instants, so
    that a night with two 01:30s is one night. Equal ends mean no quiet hours.

    Args:
        now: aware.
        rule: the channel's hours and zone.
        priority: `high` breaks through.
    """
    if rule.quiet is None or priority == "high":
        return now
    start, end = rule.quiet
    if start == end:
        return now
    length = (end - start) % 1440  # past midnight when the end is the smaller
    tz = zone(rule.timezone)
    today = now.astimezone(tz).date()
    leaves = now
    for day in (today + timedelta(days=n) for n in (-1, 0, 1)):
        opens, closes = instant(day, start, tz), instant(day, start + length, tz)
        if opens <= leaves < closes:  # a gap in the clock can make two windows touch
            leaves = closes
    return leaves


def ends(at: datetime, rule: ChannelRule) -> bool:
    """Tell whether quiet hours end at an instant: what is due then was held by them."""
    return rule.quiet is not None and release(at - timedelta.resolution, rule) == at
